"""Reads all that is said on the topics of a test, positioned before the first message."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError

from simulator.loadtest.clock import Clock
from simulator.loadtest.entries import Seen
from simulator.relay.stepping import polled
from topics.catalogue import relay_table
from topics.connection import Connection
from topics.envelope import WireRecord, from_wire
from topics.errors import EnvironmentFailed, Malformed
from topics.events import Event, encode_event, type_name
from topics.kafka.admin import topics_of
from topics.kafka.faults import client_error
from topics.kafka.python_options import client_options, quiet

MOST_AT_ONCE = 1_000
_FETCH_WAIT_MS = 50
_CLOSE_MS = 2_000


class Read(NamedTuple):
    """A record as the history has it, and its event when it is a message."""

    seen: Seen
    event: Event | None


class Observer:
    """A reader of all topics of a prefix but the relay's own memory; or of those `wanted`."""

    def __init__(
        self, connection: Connection, prefix: str, wanted: Callable[[str], bool] | None = None
    ) -> None:
        quiet()
        self._where, self._who = connection.bootstrap, connection.who
        own = relay_table(prefix)
        wanted = wanted or (lambda name: name != own)
        names = [name for name in topics_of(connection, prefix) if wanted(name)]
        self._consumer = KafkaConsumer(
            **client_options(connection), client_id=f"{prefix}.observer", metrics_enabled=False,
            enable_auto_commit=False, auto_offset_reset="earliest",
            isolation_level="read_committed", fetch_max_wait_ms=_FETCH_WAIT_MS,
        )  # fmt: skip
        try:
            self._position(names)
        except BaseException:
            self._consumer.close(autocommit=False, timeout_ms=_CLOSE_MS)
            raise

    def _position(self, names: Sequence[str]) -> None:
        """At the ends as they are now: what is written from now on is read, and nothing else."""
        try:
            self._consumer.topics()
            places = [
                TopicPartition(name, number)
                for name in names
                for number in sorted(self._consumer.partitions_for_topic(name) or ())
            ]
            self._consumer.assign(places)
            for place, end in self._consumer.end_offsets(places).items():
                self._consumer.seek(place, end)
        except KafkaError as error:
            raise client_error(
                "reading the test's topics", error, self._where, self._who
            ) from error

    def read(self, clock: Clock, wait_ms: int) -> list[Read]:
        """What has come; waits shortly when nothing has."""
        try:
            found = polled(self._consumer, wait_ms, MOST_AT_ONCE)
        except KafkaError as error:
            raise client_error(
                "reading the test's topics", error, self._where, self._who
            ) from error
        at_us = clock.now_us()
        return [_read(each, at_us) for each in found]

    def ends(self) -> Mapping[TopicPartition, int]:
        """Where what is read ends now."""
        try:
            places = self._consumer.assignment()
            ends: Mapping[TopicPartition, int] = self._consumer.end_offsets(places)
        except KafkaError as error:
            raise client_error(
                "reading the test's topics", error, self._where, self._who
            ) from error
        return ends

    def reached(self, ends: Mapping[TopicPartition, int]) -> bool:
        """Whether all before these ends was read."""
        place = self._consumer.position
        return all((place(each, timeout_ms=0) or 0) >= end for each, end in ends.items())

    def close(self) -> None:
        """Let go."""
        try:
            self._consumer.close(autocommit=False, timeout_ms=_CLOSE_MS)
        except KafkaError as error:
            raise EnvironmentFailed(f"closing the reader of {self._where}: {error}") from error


def _read(found: Any, at_us: int) -> Read:
    seen = Seen(
        at_us=at_us, log_us=found.timestamp * 1_000, topic=found.topic,
        partition=found.partition, offset=found.offset,
        key=(found.key or b"").decode(errors="replace"),
    )  # fmt: skip
    try:
        event = from_wire(WireRecord(found.topic, found.key, found.value, found.headers)).event
    except Malformed as error:
        data = base64.b64encode(found.value or b"").decode("ascii")
        return Read(msgspec.structs.replace(seen, error=error.reason, data=data), None)
    raw = msgspec.Raw(encode_event(event))  # not the bytes found, which may hold line breaks
    return Read(msgspec.structs.replace(seen, type=type_name(event), event=raw), event)
