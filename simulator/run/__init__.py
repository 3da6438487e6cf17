"""How a scenario is run, once and many times."""
