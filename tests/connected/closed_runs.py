"""Closed runs over real brokers, and what is left of them there, for tests."""

from __future__ import annotations

import signal
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from kafka import KafkaConsumer, TopicPartition

from simulator.cli import main
from simulator.ledger.rowstore import digest
from simulator.model.options import KafkaRun, RunOptions
from simulator.run.engine import Progress, ReplicationResult, run_replication
from simulator.scenario.loader import find_scenario, load_scenario
from simulator.scenario.resolved import ResolvedScenario
from topics.bus import Raw
from topics.connection import Connection
from topics.envelope import WireRecord
from topics.kafka.python_options import client_options

SHORT = ("duration=3d", "warmup=1d", "drain=7d")  # of tiny: about 1,300 records
SHORT_ARGUMENTS = [word for change in SHORT for word in ("--set", change)]
SHORT_RUN = ["run", "tiny", *SHORT_ARGUMENTS, "--replications", "1"]


def lienthong(*arguments: str) -> int:
    """The command line, in this process, which gets its handler of SIGTERM back."""
    before = signal.getsignal(signal.SIGTERM)
    try:
        return main(arguments)
    finally:
        signal.signal(signal.SIGTERM, before)


@cache
def scenario(name: str = "tiny", *changes: str) -> ResolvedScenario:
    path, levers = find_scenario(name)
    return load_scenario(path, changes, levers=levers)


def digest_of(result: ReplicationResult) -> str:
    return digest([result.rows_path], result.dimensions)


def digest_in_memory(resolved: ResolvedScenario, folder: Path) -> str:
    return digest_of(run_replication(resolved, 0, folder / "in-memory"))


def run_over(
    connection: Connection,
    prefix: str,
    resolved: ResolvedScenario,
    folder: Path,
    progress: Progress | None = None,
    **settings: Any,
) -> ReplicationResult:
    kafka = replace(KafkaRun(connection, prefix, give_up_s=120.0), **settings)
    return run_replication(resolved, 0, folder, RunOptions(kafka=kafka), progress)


def topics_of(connection: Connection, prefix: str) -> list[str]:
    """The topics on the broker that begin so."""
    consumer = KafkaConsumer(**client_options(connection), metrics_enabled=False)
    try:
        return sorted(topic for topic in consumer.topics() if topic.startswith(prefix))
    finally:
        consumer.close()


def records_of(connection: Connection, prefix: str) -> list[Raw]:
    """Every record of the topics that begin so, in order within each partition."""
    consumer = KafkaConsumer(
        **client_options(connection), metrics_enabled=False, enable_auto_commit=False,
        auto_offset_reset="earliest",
    )  # fmt: skip
    try:
        places = [
            TopicPartition(topic, number)
            for topic in sorted(consumer.topics())
            if topic.startswith(prefix)
            for number in sorted(consumer.partitions_for_topic(topic))
        ]
        return _read_to_the_end(consumer, places)
    finally:
        consumer.close()


def _read_to_the_end(consumer: Any, places: list[Any]) -> list[Raw]:
    consumer.assign(places)
    found: list[Raw] = []
    ends = consumer.end_offsets(places)
    while any(consumer.position(place) < ends[place] for place in places):
        for records in consumer.poll(timeout_ms=500).values():
            found += [
                Raw(WireRecord(r.topic, r.key, r.value, list(r.headers)), r.partition, r.offset)
                for r in records
            ]
    return found
