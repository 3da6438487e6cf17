"""Relays as processes, and the agencies' side of a broker, for tests."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from topics.connection import Connection
from topics.envelope import WireRecord
from topics.kafka.admin import apply, plan
from topics.kafka.python_options import client_options

_CODE = """
import sys
from simulator.cli.choice import Choice
from simulator.cli.failures import guarded
from simulator.cli.relay import run_relay
guarded(run_relay)(Choice("tiny"), sys.argv[1], sys.argv[2], sys.argv[3:], every_s=0.5)
"""
READY_S = 60.0


class RelayProcess:
    """A relay of scenario tiny in a process of its own; `log` is what it told.

    `tree` is where its program is.
    """

    def __init__(
        self, bootstrap: str, prefix: str, log: Path, faults: Sequence[str] = (),
        tree: Path = Path(__file__).parents[2],
    ) -> None:  # fmt: skip
        self.log = log
        self._before = len(self.told())
        with log.open("ab") as told:
            self.process = subprocess.Popen(
                [sys.executable, "-c", _CODE, prefix, bootstrap, *faults],
                stdout=told, stderr=told, cwd=tree,
                env=os.environ | {"PYTHONPATH": str(tree)},
            )  # fmt: skip

    def told(self) -> str:
        return self.log.read_text() if self.log.exists() else ""

    def ready(self) -> RelayProcess:
        until(lambda: "ready" in self.told()[self._before :] or self.process.poll() is not None)
        assert self.process.poll() is None, self.told()
        return self

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)


@contextmanager
def relaying(
    bootstrap: str, prefix: str, log: Path, faults: Sequence[str] = ()
) -> Iterator[RelayProcess]:
    relay = RelayProcess(bootstrap, prefix, log, faults)
    with ending(relay):
        yield relay.ready()


@contextmanager
def ending(relay: RelayProcess) -> Iterator[RelayProcess]:
    """Whatever happens, nothing is left running."""
    try:
        yield relay
    finally:
        if relay.process.poll() is None:
            relay.kill()


def until(holds: Callable[[], Any], seconds: float = READY_S) -> None:
    end_s = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end_s, "it did not happen in time"
        time.sleep(0.02)


class Side:
    """The agencies' side: writes bytes, and reads topics from their beginning."""

    def __init__(self, connection: Connection) -> None:
        options = client_options(connection) | {"metrics_enabled": False}
        self._options = options
        self._producer = KafkaProducer(**options, linger_ms=0, max_request_size=8_000_000)
        self._consumers: list[Any] = []

    def write(self, *wires: WireRecord) -> None:
        sent = [
            self._producer.send(wire.topic, wire.value, wire.key, wire.headers) for wire in wires
        ]
        self._producer.flush()
        for each in sent:
            each.get(10)

    def reader(self, *topics: str) -> Reading:
        consumer = KafkaConsumer(
            **self._options, isolation_level="read_committed", enable_auto_commit=False,
            auto_offset_reset="earliest",
        )  # fmt: skip
        self._consumers.append(consumer)
        return Reading(consumer, topics)

    def close(self) -> None:
        for consumer in self._consumers:
            consumer.close()
        with suppress(Exception):
            self._producer.close(2)


class Reading:
    """All that was committed to some topics, as it comes."""

    def __init__(self, consumer: Any, topics: Sequence[str]) -> None:
        consumer.topics()
        consumer.assign(
            [
                TopicPartition(topic, partition)
                for topic in topics
                for partition in sorted(consumer.partitions_for_topic(topic))
            ]
        )
        self._consumer = consumer
        self.found: list[WireRecord] = []

    def more(self, wait_ms: int = 100) -> list[WireRecord]:
        read = self._consumer.poll(timeout_ms=wait_ms)
        new = [
            WireRecord(each.topic, each.key, each.value, each.headers)
            for records in read.values()
            for each in records
        ]
        self.found += new
        return new

    def written(self) -> int:
        """How many records there are, those that were not read among them."""
        consumer = self._consumer
        return sum(consumer.end_offsets(consumer.assignment()).values())

    def at_least(self, count: int, seconds: float = READY_S) -> list[WireRecord]:
        end_s = time.monotonic() + seconds
        while len(self.found) < count:
            assert time.monotonic() < end_s, f"{len(self.found)} of {count} records came in time"
            self.more()
        return self.found


def make_topics(connection: Connection, prefix: str, agencies: Sequence[str]) -> None:
    apply(connection, plan(connection, prefix, agencies))
