"""What other clients write, we read, and put where they would."""

from __future__ import annotations

from typing import Any

import pytest
from kafka import KafkaProducer

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
from topics.bus import Delivered, Rejected
from topics.envelope import WireRecord
from topics.kafka.bus import KafkaBus
from topics.kafka.confluent import ConfluentBus
from topics.kafka.python_options import client_options
from topics.partition import partition_of

pytestmark = [
    pytest.mark.connected,
    # kafka-python leaves the sockets of attempts that failed to the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def test_the_partition_is_the_one_that_kafkas_own_clients_choose(
    broker: Shared, prefix: str
) -> None:
    """What kafka-python's default puts somewhere, we put there too."""
    topic = inbox_of(broker.connection, prefix)
    keys = [f"000.00.00.H26-230705-{number:04d}" for number in range(60)] + ["", "Đà Nẵng"]
    with KafkaProducer(**client_options(broker.connection)) as producer:
        sent = [producer.send(topic, b"", key.encode()) for key in keys]
        chosen = [each.get(10).partition for each in sent]
    assert chosen == [partition_of(key, 3) for key in keys]
    assert len(set(chosen)) == 3


@pytest.mark.parametrize("compression", ["lz4", "snappy", "zstd", "gzip", "none"])
def test_what_others_compress_is_read(broker: Shared, prefix: str, compression: Any) -> None:
    """kafka-python knows gzip only; the topics' settings make the broker see to it."""
    topic = inbox_of(broker.connection, prefix)
    with opened(ConfluentBus, broker.connection, compression=compression) as other:
        other.publish_many(records(topic, 200))
        other.flush()
    with opened(KafkaBus, broker.connection) as bus:
        assert first_seen(everything(bus, topic)) == in_order(200)


class Odd(str):
    """A header's name that is no UTF-8, as other clients can write it."""

    def encode(self, *_: Any, **__: Any) -> bytes:
        return b"\xff\xfe"


@each_client
def test_a_header_that_cannot_be_read_silences_nobody(
    broker: Shared, prefix: str, opens: Opens
) -> None:
    """It is handed over with its place like all foreign bytes, and what stands around it comes."""
    topic = inbox_of(broker.connection, prefix)
    with opened(KafkaBus, broker.connection, linger_ms=200) as bus:
        bus.publish_many(records(topic, 16))
        bus.publish_raw([WireRecord(topic, KEYS[0].encode(), b"{}", [(Odd("x"), b"1")])])
        bus.publish_many(records(topic, 16, 16))
        bus.flush()
    told: list[Rejected] = []
    with opened(opens, broker.connection) as bus:
        reader = bus.consumer([topic], on_rejected=told.append)
        found: list[Delivered] = []
        for _ in range(100):
            found += reader.poll(7, 0.1)
            if not reader.lag_records():
                break
    assert first_seen(found) == in_order(32)
    assert [(each.raw.wire.key, each.reason) for each in told] == [
        (KEYS[0].encode(), "missing_header")
    ]
