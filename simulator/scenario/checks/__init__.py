"""Cross checks by theme: what no single section can know. Each module registers its own."""
