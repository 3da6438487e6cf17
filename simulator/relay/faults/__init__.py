"""The faults that rules name: one module each, found by registration."""
