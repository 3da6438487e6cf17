"""From a planner's YAML to a resolved, checked world, or to every mistake in it at once."""
