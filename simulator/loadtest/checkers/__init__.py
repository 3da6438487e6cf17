"""The checkers: one module for each family, found by registration."""
