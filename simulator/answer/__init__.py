"""What the rows of a run say: sums, estimates, differences, and how sure they are."""
