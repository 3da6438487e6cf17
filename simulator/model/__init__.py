"""What is to be run: a scenario becomes routes, offices, demand and publication history."""
