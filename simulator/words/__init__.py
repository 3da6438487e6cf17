"""What is said in English and in Vietnamese."""
