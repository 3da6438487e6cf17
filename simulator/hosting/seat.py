"""An agency's seat on the bus: what it reads, writes and remembers, in one transaction at a time.

A seat has a transactional id of its own, so a process that takes an agency over fences the one
that had it: whatever that was doing is undone. What was read, what was said and what is open are
committed together; a crash at any instant leaves all of a tick, or nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kafka import TopicPartition

from simulator.relay.stepping import polled
from topics.agency_work import AgencyWork
from topics.catalogue import agency_work, exchange_in
from topics.connection import Connection
from topics.envelope import WireRecord, from_wire, to_wire
from topics.errors import Malformed, NotSent
from topics.kafka.grants import twin_name
from topics.kafka.transactions import Transactor, wire_of
from topics.record import Record

MOST_AT_ONCE = 500

Row = tuple[str, AgencyWork | None]


class Seat:
    """One agency's. Raises what kafka-python raises; then it is over, and wants closing."""

    def __init__(self, connection: Connection, prefix: str, agency: str, connect_s: float) -> None:
        self.agency = agency
        self._inbox, self._table = exchange_in(prefix, agency), agency_work(prefix, agency)
        self._read: dict[TopicPartition, int] = {}
        self.passed: list[str] = []  # places of its table where something else stands
        self.missed = 0  # messages of its inbox that could not be read, since it was last looked at
        self._transactor = Transactor(connection, twin_name(prefix, agency), connect_s, linger_ms=0)

    def open(self) -> dict[str, AgencyWork]:
        """Take over, and return what was open, by key. Raise `NotSent` when topics are missing."""
        consumer = self._transactor.consumer
        known = consumer.topics()
        for topic in (self._inbox, self._table):
            if topic not in known:
                raise NotSent(f"topic {topic} is missing: apply the topics first")
        self._transactor.take_over()
        kept = self._transactor.remembered(self._table, AgencyWork, self.passed)
        parts = sorted(consumer.partitions_for_topic(self._inbox))
        consumer.assign([TopicPartition(self._inbox, part) for part in parts])
        return kept

    def poll(self) -> list[Record]:
        """What has come since the last call, without waiting.

        What is no message is passed and counted: it may have been one before the bus spoilt it.
        """
        found = []
        for each in polled(self._transactor.consumer, 0, MOST_AT_ONCE):
            self._read[TopicPartition(each.topic, each.partition)] = each.offset + 1
            try:
                found.append(from_wire(wire_of(each)))
            except Malformed:
                self.missed += 1
        return found

    def commit(self, said: Sequence[Record], rows: Iterable[Row]) -> None:
        """Let what was read, said and kept hold, all at once."""
        kept = (self._kept(key, row) for key, row in rows)
        self._transactor.commit([*map(to_wire, said), *kept], self._read)
        self._read = {}

    @property
    def unread(self) -> int:
        """Records of its inbox that it has not read, as the broker said when it was last asked.

        What it says comes with each fetch, so nothing waits for it here; 0 before the first.
        """
        consumer, found = self._transactor.consumer, 0
        for place in consumer.assignment():
            end = consumer.highwater(place)
            if end is not None:
                found += max(0, end - (consumer.position(place, timeout_ms=0) or 0))
        return found

    @property
    def has_read(self) -> bool:
        """Whether something was read that is not committed yet."""
        return bool(self._read)

    def close(self) -> None:
        """Let go; what was not committed was never done."""
        self._transactor.close()

    def _kept(self, key: str, row: AgencyWork | None) -> WireRecord:
        if row is None:
            return WireRecord(self._table, key.encode(), None, [])
        return to_wire(Record(self._table, key, row, 0, 0, 0))
