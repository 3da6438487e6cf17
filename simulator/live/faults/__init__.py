"""The faults that `live ctl fault` names: one module each, found by registration."""
