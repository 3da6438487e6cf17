"""Records and topics that a broker refuses, on both clients: told, and nothing else is lost."""

from __future__ import annotations

import os
import time

import pytest
from kafka import KafkaAdminClient

from tests.connected.brokers import Shared
from tests.connected.buses import (
    Opens,
    each_client,
    everything,
    first_seen,
    in_order,
    inbox_of,
    opened,
)
from tests.contract.records import KEYS, records
from topics import catalogue
from topics.envelope import WireRecord
from topics.errors import NotSent

pytestmark = [
    pytest.mark.connected,
    # kafka-python leaves the sockets of attempts that failed to the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@each_client
def test_a_record_that_the_topic_refuses_poisons_nothing(
    broker: Shared, prefix: str, kafka_admin: KafkaAdminClient, opens: Opens
) -> None:
    """It alone is not sent, and told; its neighbours of the same batch and key come in order."""
    topic = catalogue.exchange_in(prefix, "H26")
    small = {"max.message.bytes": "2000", "compression.type": "uncompressed"}
    kafka_admin.create_topics(
        {topic: {"num_partitions": 3, "configs": small}}, wait_for_metadata=True
    )
    noise = os.urandom(6_000).hex().encode()
    with opened(opens, broker.connection, linger_ms=200) as bus:
        bus.publish_many(records(topic, 16))
        bus.publish_raw([WireRecord(topic, KEYS[0].encode(), noise, [])])
        bus.publish_many(records(topic, 16, 16))
        with pytest.raises(
            NotSent, match=r"larger than the topic allows \(1 not sent\); 32 others"
        ):
            bus.flush()
        bus.publish_many(records(topic, 8, 32))
        bus.flush()
        assert bus.confirmed == 40
        assert first_seen(everything(bus, topic)) == in_order(40)


@each_client
def test_a_record_too_large_for_any_topic_is_not_even_sent(
    broker: Shared, prefix: str, opens: Opens
) -> None:
    """The error is there at once, and the bus works on."""
    topic = inbox_of(broker.connection, prefix)
    with opened(opens, broker.connection) as bus:
        with pytest.raises(NotSent, match="larger than the topic allows"):
            bus.publish_raw([WireRecord(topic, b"k", os.urandom(5_000_000), [])])
        bus.publish_many(records(topic, 8))
        bus.flush()
        assert len(everything(bus, topic)) == 8


@each_client
def test_a_topic_that_nobody_made_is_told_at_once(
    broker: Shared, prefix: str, opens: Opens
) -> None:
    """A topic of the catalogue that the broker lacks: neither written, read nor waited for."""
    missing = catalogue.exchange_in(prefix, "H26")
    with opened(opens, broker.connection) as bus:
        start_s = time.monotonic()
        for act in (
            lambda: bus.publish_many(records(missing, 1)),
            lambda: bus.consumer([missing]),
            lambda: bus.consumer([missing], f"{prefix}.group"),
            lambda: bus.end_offsets(missing),
        ):
            with pytest.raises(NotSent, match="there is no such topic on the broker"):
                act()
        assert time.monotonic() - start_s < 20
