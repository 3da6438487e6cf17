"""`run baseline-2023 --bus kafka` against a bare loop on the same client with the same bytes.

Both send and read back the run's first 500,000 messages in one process. The bare loop holds them
as bytes already; it neither simulates, makes, compares nor keeps anything, and never waits for an
answer before it sends on.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from confluent_kafka import Consumer, Producer
from confluent_kafka import TopicPartition as Place
from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from simulator.carrying.confirm import Confirmed
from simulator.carrying.over_kafka import carried_over_kafka
from simulator.model.model import Inputs
from simulator.model.options import KafkaRun, RunOptions
from simulator.resources import find
from simulator.run.engine import SLICE_US, Engine, reference_counting_only
from simulator.scenario.loader import load_scenario
from simulator.scenario.resolved import ResolvedScenario
from tests.bench.bench_kafka import _broker
from tests.bench.harness import Figure, bench
from topics.catalogue import AUDIT, EXCHANGE_IN, PUBLISHED, STATUS_OUT
from topics.connection import Connection
from topics.envelope import WireRecord, to_wire
from topics.kafka.admin import apply, delete_prefix, plan
from topics.kafka.confluent import CONSUMER, librdkafka_options
from topics.kafka.options import KafkaOptions
from topics.kafka.python_options import client_options
from topics.record import Record

MESSAGES = 500_000
BURST = 1_000
TARGET = 0.6
OPTIONS = KafkaOptions()
Loop = Callable[[Connection, Sequence[WireRecord]], float]


@bench("run-over-kafka")
def over_kafka() -> list[Figure]:
    """On kafka-python."""
    return [_figure("kafka", _bare_python)]


@bench("run-over-confluent")
def over_confluent() -> list[Figure]:
    """On librdkafka."""
    return [_figure("confluent", _bare_confluent)]


def _figure(transport: str, bare: Loop) -> Figure:
    resolved = load_scenario(find("scenarios", "baseline-2023", Path()))
    agencies = sorted(agency.id for agency in resolved.agencies)
    word = secrets.token_hex(4)
    with _broker() as connection, TemporaryDirectory() as folder:
        kafka = KafkaRun(connection, f"a{word}", transport)
        sent, ours = _run(resolved, kafka, Path(folder) / "rows")
        wires = _collected(resolved, f"b{word}-r0", agencies, sent)
        apply(connection, plan(connection, f"b{word}-r0", agencies, with_retry=False))
        try:
            theirs = bare(connection, wires)
        finally:
            delete_prefix(connection, f"b{word}-r0")
    rates = f"{sent / ours:,.0f}/s, bare {len(wires) / theirs:,.0f}/s, {sent:,} messages"
    ratio = (sent / ours) / (len(wires) / theirs)
    return Figure(f"run-over-{transport}-vs-bare", ratio, ">=", TARGET, rates)


def _run(resolved: ResolvedScenario, kafka: KafkaRun, rows: Path) -> tuple[int, float]:
    """Messages, and seconds from the first one to the last copy's return."""
    with rows.open("wb") as out, carried_over_kafka(resolved, 0, kafka, out) as carrier:
        options = RunOptions(prefix=carrier.prefix, kafka=kafka)
        engine = Engine(Inputs(resolved, 0, carrier.outlet, options), out, carrier.held)
        assert isinstance(carrier.outlet, Confirmed)
        began = perf_counter()
        engine.begin()
        with reference_counting_only():
            while carrier.outlet.sent < MESSAGES:
                engine.advance(engine.now_us + SLICE_US)
            carrier.outlet.flush()
        return carrier.outlet.sent, perf_counter() - began


class _Collector:
    """Keeps records as bytes."""

    def __init__(self) -> None:
        self.wires: list[WireRecord] = []

    def publish_many(self, records: Sequence[Record]) -> None:
        self.wires += map(to_wire, records)

    def flush(self) -> None:
        """Nothing waits."""


def _collected(
    resolved: ResolvedScenario, prefix: str, agencies: Sequence[str], most: int
) -> list[WireRecord]:
    """The same messages for topics of another prefix."""
    found = _Collector()
    kafka = KafkaRun(Connection(), prefix)  # so that the audit is among them
    with TemporaryDirectory() as folder, (Path(folder) / "rows").open("wb") as out:
        options = RunOptions(prefix=prefix, kafka=kafka)
        engine = Engine(Inputs(resolved, 0, found, options), out)
        engine.begin()
        while len(found.wires) < most:
            engine.advance(engine.now_us + SLICE_US)
    return found.wires[:most]


def _places(wires: Sequence[WireRecord]) -> list[tuple[str, int]]:
    partitions = {spec.domain + spec.kind: spec.partitions for spec in _SPECS}
    found = []
    for topic in sorted({wire.topic for wire in wires}):
        _, domain, kind, _, _ = topic.split(".")
        found += [(topic, number) for number in range(partitions[domain + kind])]
    return found


_SPECS = (EXCHANGE_IN, STATUS_OUT, PUBLISHED, AUDIT)


def _bare_python(connection: Connection, wires: Sequence[WireRecord]) -> float:
    common = client_options(connection) | {"metrics_enabled": False}
    producer = KafkaProducer(
        **common,
        acks="all",
        compression_type=OPTIONS.compression,
        linger_ms=OPTIONS.linger_ms,
        batch_size=OPTIONS.batch_bytes,
    )
    consumer = KafkaConsumer(**common, enable_auto_commit=False, auto_offset_reset="earliest")
    consumer.assign([TopicPartition(*place) for place in _places(wires)])
    began, read = perf_counter(), 0
    for first in range(0, len(wires), BURST):
        for wire in wires[first : first + BURST]:
            producer.send(wire.topic, wire.value, wire.key, wire.headers)
        read += sum(map(len, consumer.poll(0, max_records=2 * BURST).values()))
    producer.flush()
    while read < len(wires):
        read += sum(map(len, consumer.poll(100, max_records=2 * BURST).values()))
    taken = perf_counter() - began
    producer.close()
    consumer.close()
    return taken


def _bare_confluent(connection: Connection, wires: Sequence[WireRecord]) -> float:
    common = librdkafka_options(connection)
    producer = Producer(
        common
        | {
            "enable.idempotence": True,
            "compression.type": OPTIONS.compression,
            "linger.ms": OPTIONS.linger_ms,
            "batch.size": OPTIONS.batch_bytes,
        }
    )
    consumer = Consumer(common | CONSUMER | {"group.id": "bench"})
    consumer.assign([Place(*place, 0) for place in _places(wires)])
    began, read = perf_counter(), 0
    for first in range(0, len(wires), BURST):
        for wire in wires[first : first + BURST]:
            _produce(producer, wire)
        read += len(consumer.consume(2 * BURST, 0))
    producer.flush()
    while read < len(wires):
        read += len(consumer.consume(2 * BURST, 0.1))
    taken = perf_counter() - began
    consumer.close()
    return taken


def _produce(producer: Producer, wire: WireRecord) -> None:
    headers: list[Any] = wire.headers
    while True:
        try:
            producer.produce(wire.topic, wire.value, wire.key, headers=headers)
        except BufferError:
            producer.poll(0.01)
        else:
            return
