"""Software that stands in for agencies of a live run, good and wrong in one way each."""

from __future__ import annotations

import os
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress

import msgspec
import pytest
from kafka import KafkaConsumer, KafkaProducer
from kafka.errors import KafkaError

from tests.connected.brokers import Shared
from tests.connected.relays import Side, make_topics
from tests.simulator.relay.malformed import answer as signed
from topics.catalogue import exchange_in, exchange_out
from topics.connection import Connection
from topics.envelope import UNNUMBERED, WireRecord, from_wire, to_wire
from topics.events import DataReply, DataRequest
from topics.kafka.python_options import client_options
from topics.record import Record

SPEED = 3_600
TIMEOUT_S = 2
Reply = Callable[[DataRequest], DataReply | None]


def settings(timeout_s: int) -> tuple[str, ...]:
    """Of a run in which all is asked over the platform, which waits so long."""
    return (
        f"sharing.platform.timeout={timeout_s}s", "sharing.platform.share=1", "sharing.reuse=0",
        "sharing.platform.established=1", "sharing.platform.failure=0",
        "start=2023-06-05", "seed=3",
    )  # fmt: skip


SETTINGS = settings(TIMEOUT_S)


def answer(asked: DataRequest) -> DataReply:
    """As it should be."""
    return signed(asked, values=tuple(f"made-up {name}" for name in asked.fields))


def excess(asked: DataRequest) -> DataReply:
    """With a field that nobody asked for."""
    reply = answer(asked)
    return msgspec.structs.replace(
        reply, fields=(*reply.fields, "blood_group"), values=(*reply.values, "O")
    )


def late(asked: DataRequest) -> DataReply:
    """After the time-out, and before the next attempt's."""
    time.sleep(TIMEOUT_S * 1.2)
    return answer(asked)


def forgetful(asked: DataRequest) -> DataReply | None:
    """Never to a third of the requests, whatever the attempt."""
    return answer(asked) if zlib.crc32(asked.request.encode()) % 3 else None


@contextmanager
def software(
    connection: Connection, prefix: str, agency: str, reply: Reply, times: int = 1
) -> Iterator[None]:
    """Somebody's program that answers for an agency, each time so often."""
    ended = threading.Event()

    def work() -> None:
        options = client_options(connection)
        consumer = KafkaConsumer(
            exchange_in(prefix, agency), **options, group_id=f"{prefix}.{agency.lower()}.real",
            auto_offset_reset="earliest", isolation_level="read_committed",
            enable_auto_commit=False,
        )  # fmt: skip
        consumer.partitions_for_topic(exchange_in(prefix, agency))  # else it may never read
        producer = KafkaProducer(**options)
        while not ended.is_set():
            for records in consumer.poll(timeout_ms=500, max_records=1).values():
                for each in records:
                    wire = WireRecord(each.topic, each.key, each.value, each.headers)
                    said = _said(prefix, agency, from_wire(wire).event, reply)
                    for _ in range(times if said is not None else 0):
                        producer.send(said.topic, said.value, said.key, said.headers)
                    producer.flush()
                    with suppress(KafkaError):  # then it comes again, or is committed with the next
                        consumer.commit()
        consumer.close()
        producer.close()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(20)


def _said(prefix: str, agency: str, event: object, reply: Reply) -> WireRecord | None:
    made = reply(event) if isinstance(event, DataRequest) else None
    if made is None:
        return None
    topic = exchange_out(prefix, agency)
    record = Record(topic, made.request, made, UNNUMBERED, UNNUMBERED, UNNUMBERED)
    return to_wire(record)


@contextmanager
def topics_made(
    broker: Shared, prefix: str, sets: Sequence[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Side]:
    """The topics of a run of `demo`, whose processes find the broker, and a look at them."""
    from simulator.cli.choice import Choice

    monkeypatch.setitem(os.environ, "LIENTHONG_BOOTSTRAP", broker.bootstrap)
    agencies = [entry.id for entry in Choice("demo", tuple(sets)).load().agencies]
    make_topics(broker.connection, prefix, agencies)
    with closing(Side(broker.connection)) as made:
        yield made
