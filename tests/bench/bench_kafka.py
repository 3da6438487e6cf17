"""The bus over Kafka against a bare loop on the same client, with the same bytes and headers.

In one process, 5,000 records at a time are produced, flushed and consumed. The bare loop does
nothing else: no record is made or read, nothing is kept, counted or recovered.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from os import environ
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from confluent_kafka import Consumer, Message, Producer
from confluent_kafka import TopicPartition as Place
from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from tests.bench.harness import Contestant, Figure, Timings, bench, interleaved
from topics import catalogue
from topics.broker import BrokerPlan, start, stop
from topics.bus import Bus
from topics.connection import BOOTSTRAP, Connection
from topics.envelope import WireRecord, to_wire
from topics.events import DataRequest, StatusProgress
from topics.kafka import admin
from topics.kafka.bus import KafkaBus
from topics.kafka.confluent import CONSUMER, ConfluentBus, librdkafka_options
from topics.kafka.options import KafkaOptions
from topics.kafka.python_options import client_options
from topics.record import Record

PAIRS = 5
RECORDS = 10_000
BURST = 5_000
AGENCIES = [f"H{number:02}" for number in range(1, 33)]
OPTIONS = KafkaOptions()
TARGETS = {"seam": 0.8, "written": 0.6, "decoded": 0.5}
"""Made before and read raw: the transport alone; made of records, as a closed run does; and decoded
again, as a service does."""
Loop = Callable[[], object]


@bench("kafka-seam-vs-bare")
def kafka_seam() -> list[Figure]:
    """The bus on kafka-python: the transport alone, and with the envelope."""
    return _figures("kafka", KafkaBus, _bare_python)


@bench("confluent-seam-vs-bare")
def confluent_seam() -> list[Figure]:
    """The same on librdkafka."""
    return _figures("confluent", ConfluentBus, _bare_confluent)


def _figures(
    name: str,
    opens: Callable[[Connection, KafkaOptions], Bus],
    bare: Callable[..., Any],
) -> list[Figure]:
    """Each contestant has topics of its own, and reads on where it was."""
    with _broker() as connection, ExitStack() as opened:
        mine = [made(opened.enter_context(_topics(connection))) for _ in range(4)]
        wires = [[to_wire(record) for record in records] for records in mine[:2]]
        bare_loop = opened.enter_context(bare(connection, wires[0], _places(wires[0])))
        bus = opens(connection, OPTIONS)
        opened.callback(bus.close)
        readers = [bus.consumer([*dict.fromkeys(r.topic for r in records)]) for records in mine]
        loops = {
            "bare": bare_loop,
            "seam": over(bus, wires[1], bus.publish_raw, readers[1].poll_raw),
            "written": over(bus, mine[2], bus.publish_many, readers[2].poll_raw),
            "decoded": over(bus, mine[3], bus.publish_many, readers[3].poll),
        }
        timings = interleaved(PAIRS, [Contestant(*each, RECORDS) for each in loops.items()])
    return [_figure(name, timings, *each) for each in TARGETS.items()]


def _places(wires: Sequence[WireRecord]) -> list[tuple[str, int]]:
    return [
        (topic, number)
        for topic in dict.fromkeys(wire.topic for wire in wires)
        for number in range(catalogue.parse_topic(topic).spec.partitions)
    ]


def _figure(client: str, timings: Timings, contestant: str, target: float) -> Figure:
    spread = sorted(timings.ratios(contestant, "bare"))
    rates = (f"{each} {timings.rate(each):,.0f}/s" for each in (contestant, "bare"))
    detail = f"{', '.join(rates)}; pairs {spread[0]:.3g} to {spread[-1]:.3g}"
    ratio = timings.ratio(contestant, "bare")
    return Figure(f"{client}-{contestant}-vs-bare", ratio, ">=", target, detail)


def made(prefix: str) -> list[Record]:
    """Requests and statuses of 32 agencies, in turn."""
    records = []
    for seq in range(RECORDS):
        agency, other = AGENCIES[seq % 32], AGENCIES[(seq // 7) % 32]
        dossier = f"000.00.00.{agency}-230705-{seq // 3:04}"
        at_us = 1_688_550_000_000_000 + seq * 997_001
        if seq % 3:
            status = StatusProgress(dossier=dossier, agency=agency, status=4, at_us=at_us)
            topic = catalogue.status_table(prefix)
            records.append(Record(topic, dossier, status, at_us, 0, seq))
        else:
            asked = _request(seq, dossier, agency, other, at_us)
            topic = catalogue.exchange_in(prefix, other)
            records.append(Record(topic, asked.request, asked, at_us, 0, seq))
    return records


def _request(seq: int, dossier: str, agency: str, other: str, at_us: int) -> DataRequest:
    return DataRequest(
        request=f"{dossier}-{seq}",
        dossier=dossier,
        procedure="1.004222",
        requester=agency,
        provider=other,
        fields=("full_name", "birth_date", "residence"),
        basis="62/2020/QH14",
        purpose="residence",
        attempt=1,
        deadline_us=at_us + 3_600_000_000,
    )


def over(
    bus: Bus,
    records: Sequence[Any],
    publish: Callable[[Any], None],
    poll: Callable[[int, float], Sequence[object]],
) -> Loop:
    """Sends and reads all records over a bus."""

    def loop() -> None:
        for first in range(0, len(records), BURST):
            publish(records[first : first + BURST])
            bus.flush()
            read = 0
            while read < BURST:
                read += len(poll(BURST, 0.1))

    return loop


@contextmanager
def _bare_python(
    connection: Connection, wires: Sequence[WireRecord], places: Sequence[tuple[str, int]]
) -> Iterator[Loop]:
    common = client_options(connection) | {"metrics_enabled": False}
    producer = KafkaProducer(
        **common,
        acks="all",
        compression_type=OPTIONS.compression,
        linger_ms=OPTIONS.linger_ms,
        batch_size=OPTIONS.batch_bytes,
    )
    consumer = KafkaConsumer(**common, enable_auto_commit=False, auto_offset_reset="earliest")
    consumer.assign([TopicPartition(*place) for place in places])

    def loop() -> None:
        for first in range(0, len(wires), BURST):
            for wire in wires[first : first + BURST]:
                producer.send(wire.topic, wire.value, wire.key, wire.headers)
            producer.flush()
            read = 0
            while read < BURST:
                read += sum(map(len, consumer.poll(100, max_records=BURST).values()))

    yield loop
    producer.close()
    consumer.close()


@contextmanager
def _bare_confluent(
    connection: Connection, wires: Sequence[WireRecord], places: Sequence[tuple[str, int]]
) -> Iterator[Loop]:
    common = librdkafka_options(connection)
    producer = Producer(
        common
        | {
            "enable.idempotence": True,
            "partitioner": "murmur2_random",  # Kafka's own, so that the same partitions are used
            "compression.type": OPTIONS.compression,
            "linger.ms": OPTIONS.linger_ms,
            "batch.size": OPTIONS.batch_bytes,
        }
    )
    consumer = Consumer(common | CONSUMER | {"group.id": "bench"})
    consumer.assign([Place(*place, 0) for place in places])

    def loop() -> None:
        for first in range(0, len(wires), BURST):
            for wire in wires[first : first + BURST]:
                headers: list[Any] = wire.headers
                producer.produce(wire.topic, wire.value, wire.key, headers=headers)
            producer.flush()
            read = 0
            while read < BURST:
                # librdkafka makes Python objects of a message's parts only when asked for them.
                read += len([_looked_at(m) for m in consumer.consume(BURST - read, 0.1)])

    yield loop
    consumer.close()


def _looked_at(message: Message) -> tuple[object, ...]:
    return message.topic(), message.key(), message.value(), message.headers()


@contextmanager
def _broker() -> Iterator[Connection]:
    """The one that LIENTHONG_BOOTSTRAP names, or one for this bench."""
    if environ.get(BOOTSTRAP):
        yield Connection.from_environment()
        return
    with TemporaryDirectory() as folder:
        plan = BrokerPlan(Path(folder) / "broker")
        try:
            yield start(plan).connection
        finally:
            stop(plan.folder)


@contextmanager
def _topics(connection: Connection) -> Iterator[str]:
    prefix = f"b{secrets.token_hex(4)}"
    admin.apply(connection, admin.plan(connection, prefix, AGENCIES, with_retry=False))
    try:
        yield prefix
    finally:
        admin.delete_prefix(connection, prefix)
