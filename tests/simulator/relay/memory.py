"""Topics in memory with which a life of the relay works as with Kafka's: all of a step, or nothing.

One partition each. A commit can fail as a broker that dies lets it: before it holds, or after it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kafka import TopicPartition
from kafka.errors import KafkaTimeoutError

from simulator.relay.session import RelayPlan
from tests.simulator.relay.malformed import NOW_US
from tests.simulator.relay.worlds import PREFIX, tiny
from topics.connection import Connection
from topics.envelope import WireRecord
from topics.kafka.transactions import E, latest


@dataclass(frozen=True)
class Found:
    """A record as kafka-python gives it."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: list[tuple[str, bytes]]


@dataclass
class Topics:
    """What is committed. `fails`: how the next step ends, "undone" or "unheard"; else it holds."""

    records: dict[str, list[WireRecord]] = field(default_factory=lambda: defaultdict(list))
    offsets: dict[TopicPartition, int] = field(default_factory=dict)
    now_us: int = NOW_US
    fails: str = ""

    def write(self, *wires: WireRecord) -> None:
        for wire in wires:
            self.records[wire.topic].append(wire)

    def plan(self, **settings: Any) -> RelayPlan:
        return RelayPlan(Connection(), PREFIX, tiny(), lambda: self.now_us, **settings)

    def transactor(self, *_said: Any, **_settings: Any) -> MemoryTransactor:
        return MemoryTransactor(self)

    def found(self, place: TopicPartition, first: int) -> list[Found]:
        return [
            Found(place.topic, 0, offset, wire.key, wire.value, wire.headers)
            for offset, wire in enumerate(self.records[place.topic])
            if offset >= first
        ]


class MemoryTransactor:
    """A `Transactor`, and the consumer that it has."""

    def __init__(self, topics: Topics) -> None:
        self._topics, self._places = topics, dict[TopicPartition, int]()
        self._paused = set[TopicPartition]()
        self.consumer = self

    def take_over(self) -> None:
        """Nothing is open."""

    def remembered(self, table: str, kind: type[E], passed: list[str]) -> dict[str, E]:
        return latest(self._topics.found(TopicPartition(table, 0), 0), kind, passed)

    def commit(
        self, wires: Iterable[WireRecord], offsets: Mapping[TopicPartition, int] | None = None
    ) -> None:
        fails = ""
        if offsets is not None:
            fails, self._topics.fails = self._topics.fails, ""
        if fails != "undone":
            self._topics.write(*wires)
            self._topics.offsets.update(offsets or {})
        if fails:
            raise KafkaTimeoutError(f"{fails}: no answer")

    def close(self) -> None:
        """Nothing was taken."""

    # -- the consumer --------------------------------------------------------------------------

    def topics(self) -> set[str]:
        return set(self._topics.plan().needed())

    def partitions_for_topic(self, _topic: str) -> set[int]:
        return {0}

    def assign(self, places: Iterable[TopicPartition]) -> None:
        self._places = {place: self._topics.offsets.get(place, 0) for place in places}

    def pause(self, *places: TopicPartition) -> None:
        self._paused.update(places)

    def resume(self, *places: TopicPartition) -> None:
        self._paused.difference_update(places)

    def poll(self, timeout_ms: int, max_records: int) -> dict[TopicPartition, list[Found]]:  # noqa: ARG002
        new = {
            place: self._topics.found(place, at)[:max_records]
            for place, at in self._places.items()
            if place not in self._paused
        }
        for place, records in new.items():
            self._places[place] += len(records)
        return {place: records for place, records in new.items() if records}
