"""Kafka's partitioner."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kafka.partitioner.default import murmur2 as kafka_murmur2

from topics.partition import murmur2, partition_of, partitions_of, positive_hashes


@given(st.binary(max_size=40))
def test_the_hash_is_the_one_of_kafka_clients(data: bytes) -> None:
    """Any bytes hash as a Kafka client hashes them."""
    assert murmur2(data) == kafka_murmur2(data) & 0xFFFFFFFF


@given(st.lists(st.text(max_size=30), max_size=80), st.integers(1, 20))
def test_many_keys_go_where_each_would(keys: list[str], partitions: int) -> None:
    """The array code and the one-key code agree, whatever the keys' lengths."""
    expected = [partition_of(key, partitions) for key in keys]
    assert partitions_of(keys, partitions).tolist() == expected


@pytest.mark.parametrize(
    "key, signed",
    [
        ("21", -973932308),
        ("foobar", -790332482),
        ("a-little-bit-long-string", -985981536),
        ("a-little-bit-longer-string", -1486304829),
        ("abc", 479470107),
    ],
)
def test_the_hash_is_the_one_of_the_java_client(key: str, signed: int) -> None:
    """These are the values that Kafka's own tests fix, as Java's signed integers."""
    assert murmur2(key.encode()) == signed % 2**32
    assert partition_of(key, 6) == (signed & 0x7FFFFFFF) % 6


@given(st.lists(st.binary(max_size=30), max_size=60), st.integers(1, 20))
def test_any_bytes_go_where_kafka_puts_them(keys: list[bytes], partitions: int) -> None:
    """Keys that are no text as well, one by one and many at a time."""
    expected = [(kafka_murmur2(key) & 0x7FFFFFFF) % partitions for key in keys]
    texts = [key.decode(errors="surrogateescape") for key in keys]
    assert [number % partitions for number in positive_hashes(texts)] == expected
