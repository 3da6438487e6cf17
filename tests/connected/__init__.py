"""Tests that use real parts: a Kafka broker, other people's programs."""
