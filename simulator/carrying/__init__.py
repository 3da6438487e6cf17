"""How a closed run's messages travel: in memory, or over Kafka and back."""
