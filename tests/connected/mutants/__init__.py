"""Broken connectors, each with one flaw, that the load test has to tell from sound ones."""
