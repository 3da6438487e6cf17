"""What is kept of a run: rows, their files, the run folder."""
