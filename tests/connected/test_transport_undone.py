"""What was written in a transaction that was then undone was never said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from kafka import KafkaProducer

from tests.connected.brokers import Shared
from tests.connected.buses import Opens, each_client, inbox_of, opened
from tests.contract.records import read, records, seqs
from topics.envelope import to_wire
from topics.record import Record

pytestmark = pytest.mark.connected


@pytest.fixture
def relaying(broker: Shared, prefix: str) -> Iterator[Any]:
    """A producer that writes in transactions, as the relay does."""
    producer = KafkaProducer(
        bootstrap_servers=broker.bootstrap, transactional_id=f"{prefix}.relay", acks="all"
    )
    producer.init_transactions()
    yield producer
    producer.close(5)


def write(producer: Any, one: Record) -> None:
    wire = to_wire(one)
    producer.send(wire.topic, wire.value, wire.key, wire.headers).get(30)


@each_client
def test_what_was_undone_is_not_read(
    opens: Opens, broker: Shared, prefix: str, relaying: Any
) -> None:
    """Neither while it is open nor afterwards; what is committed then is all, and leaves no lag."""
    inbox = inbox_of(broker.connection, prefix)
    relaying.begin_transaction()
    write(relaying, *records(inbox, 1))
    with opened(opens, broker.connection) as bus:
        group = bus.consumer([inbox], f"{prefix}.h26.test")
        assert group.join()
        assert group.poll(wait_s=1.0) == []
        relaying.abort_transaction()
        relaying.begin_transaction()
        write(relaying, *records(inbox, 1, first=1))
        relaying.commit_transaction()
        alone = bus.consumer([inbox])
        for reader in (alone, group):
            assert seqs(read(reader, 1)) == [1]
            assert reader.poll(wait_s=1.0) == []
            assert reader.lag_records() == 0
