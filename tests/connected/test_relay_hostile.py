"""A relay on a real broker goes on whatever an agency writes to its own topic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from kafka import KafkaProducer

from simulator.relay.audit import verify
from simulator.relay.deadletter import parse
from tests.connected.brokers import Shared
from tests.connected.relays import Side, make_topics, relaying, until
from tests.connected.test_relay_process import AGENCIES, asked, chain_of
from tests.simulator.relay.hostile import RECORDS
from tests.simulator.relay.malformed import ASKER, HOLDER, changed, out
from topics.catalogue import audit, dlt, exchange_in, exchange_out
from topics.connection import Connection
from topics.envelope import WireRecord, from_wire, record_bytes
from topics.kafka.guard import MAX_BATCH_BYTES
from topics.kafka.python_options import client_options

pytestmark = [pytest.mark.connected, pytest.mark.filterwarnings("ignore::ResourceWarning")]

MIB = 1 << 20


@pytest.fixture
def side(broker: Shared, prefix: str) -> Iterator[Side]:
    make_topics(broker.connection, prefix, AGENCIES)
    made = Side(broker.connection)
    yield made
    made.close()


def packed(connection: Connection, *wires: WireRecord) -> None:
    """Write records in batches of gzip, however large they are before it."""
    producer = KafkaProducer(
        **client_options(connection), metrics_enabled=False, compression_type="gzip",
        max_request_size=1 << 30, batch_size=1 << 28, linger_ms=500,
    )  # fmt: skip
    for wire in wires:
        producer.send(wire.topic, wire.value, wire.key, wire.headers)
    producer.flush()
    producer.close()


def peak_mib(pid: int) -> float:
    """The most memory that a process has had."""
    (line,) = (
        line
        for line in Path(f"/proc/{pid}/status").read_text().splitlines()
        if line.startswith("VmHWM")
    )
    return int(line.split()[1]) / 1024


def test_a_batch_that_unpacks_to_200_mb_is_set_aside_unread(
    broker: Shared, prefix: str, side: Side, tmp_path: Path
) -> None:
    """It becomes one dead letter that says what was there; the relay stays small and goes on."""
    holder = side.reader(exchange_in(prefix, HOLDER))
    letters, chain = side.reader(dlt(exchange_out(prefix, ASKER))), side.reader(audit(prefix))
    bomb = out(prefix, ASKER, asked("bomb"))
    with relaying(broker.bootstrap, prefix, tmp_path / "log") as relay:
        before = peak_mib(relay.process.pid)
        packed(broker.connection, *[changed(bomb, value=b"0" * MIB)] * 190)
        packed(broker.connection, changed(bomb, headers=[("a", b"")] * 400_000))
        last = asked("last")
        side.write(out(prefix, ASKER, last))
        until(lambda: holder.more() and from_wire(holder.found[-1]).event == last)
        events, found = chain_of(chain.at_least(3)), [parse(w) for w in letters.at_least(2)]
        grown = peak_mib(relay.process.pid) - before
        assert relay.stop() == 0
    assert verify(events) is None
    assert {str(letter.error) for letter in found} == {"requester.protocol.too_large"}
    assert all("bytes of sha256" in letter.cut for letter in found)
    assert any(  # the writer makes one batch of them, or a few
        letter.cut.startswith("offsets ") and f"more than {MAX_BATCH_BYTES:,}" in letter.cut
        for letter in found
    )
    assert grown < 100


def test_after_every_hostile_record_it_relays(
    broker: Shared, prefix: str, side: Side, tmp_path: Path
) -> None:
    """More than 200 kinds: each on record once, none ends the relay."""
    chain, holder = side.reader(audit(prefix)), side.reader(exchange_in(prefix, HOLDER))
    topic = exchange_out(prefix, ASKER)
    wires = [
        changed(wire, topic=topic)
        for wire in RECORDS.values()
        if None not in dict(wire.headers).values()  # which kafka-python cannot write
        and record_bytes(wire) < 500_000  # which a broker takes from a writer that does not pack
    ]
    assert len(wires) >= 200
    with relaying(broker.bootstrap, prefix, tmp_path / "log") as relay:
        for first in range(0, len(wires), 100):
            side.write(*wires[first : first + 100])
        last = asked("last")
        side.write(out(prefix, ASKER, last))
        until(lambda: holder.more() and from_wire(holder.found[-1]).event == last)
        events = chain_of(chain.at_least(len(wires) + 1))
        assert relay.stop() == 0
    assert verify(events) is None
    assert len(events) == len(wires) + 1
    assert Counter(event.outcome for event in events)["dead_lettered"] >= 200
