"""Load tests of real connectors: open-loop load, seeded faults, a history, checkers, a verdict."""
