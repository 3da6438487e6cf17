"""A run that is watched: paced against the wall clock, and changed by an operator while it runs."""
