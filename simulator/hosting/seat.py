"""An agency's seat on the bus: what it reads, writes and remembers, in one transaction at a time.

A seat has a transactional id of its own, so a process that takes an agency over fences the one
that had it: whatever that was doing is undone. What was read, what was said and what is open are
committed together; a crash at any instant leaves all of a tick, or nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.errors import KafkaError
from kafka.structs import OffsetAndMetadata

from simulator.relay.stepping import Unreadable, polled
from topics.agency_work import AgencyWork
from topics.catalogue import agency_work, exchange_in
from topics.connection import Connection
from topics.envelope import WireRecord, from_wire, to_wire
from topics.errors import Malformed, NotSent
from topics.kafka.options import MAX_RECORD_BYTES
from topics.kafka.python_options import client_options, quiet
from topics.kafka.transactions import add_offsets, commit, take_over
from topics.record import Record

MOST_AT_ONCE = 500
_TRANSACTION_MS = 30_000
_BACKOFF_MS = 5  # see `simulator.relay.session`
_CLOSE_S = 2.0

Row = tuple[str, AgencyWork | None]


class Seat:
    """One agency's. Raises what kafka-python raises; then it is over, and wants closing."""

    def __init__(self, connection: Connection, prefix: str, agency: str, connect_s: float) -> None:
        quiet()
        self.agency = agency
        self._name = f"{prefix}.{agency.lower()}.twin"
        self._inbox, self._table = exchange_in(prefix, agency), agency_work(prefix, agency)
        self._common = client_options(connection) | {
            "client_id": self._name,
            "bootstrap_timeout_ms": int(connect_s * 1_000),
            "allow_auto_create_topics": False,
            "metrics_enabled": False,
        }
        self._read: dict[TopicPartition, int] = {}
        self._consumer = self._reader(self._name)
        try:
            self._producer = self._writer(connect_s)
        except BaseException:
            self._consumer.close(autocommit=False)
            raise

    def open(self) -> dict[str, AgencyWork]:
        """Take over, and return what was open, by key. Raise `NotSent` when topics are missing."""
        known = self._consumer.topics()
        for topic in (self._inbox, self._table):
            if topic not in known:
                raise NotSent(f"topic {topic} is missing: apply the topics first")
        take_over(self._producer)
        rows = self._remembered()
        parts = sorted(self._consumer.partitions_for_topic(self._inbox))
        self._consumer.assign([TopicPartition(self._inbox, part) for part in parts])
        return rows

    def poll(self) -> list[Record]:
        """What has come since the last call, without waiting.

        What is no message is passed: the relay judges before it delivers.
        """
        found = []
        for each in polled(self._consumer, 0, MOST_AT_ONCE):
            self._read[TopicPartition(each.topic, each.partition)] = each.offset + 1
            if not isinstance(each, Unreadable):
                with suppress(Malformed):
                    wire = WireRecord(each.topic, each.key, each.value, each.headers)
                    found.append(from_wire(wire))
        return found

    def commit(self, said: Sequence[Record], rows: Iterable[Row]) -> None:
        """Let what was read, said and kept hold, all at once."""
        producer = self._producer
        producer.begin_transaction()
        for record in said:
            wire = to_wire(record)
            producer.send(wire.topic, wire.value, wire.key, wire.headers)
        for key, row in rows:
            self._keep(key, row)
        if self._read:
            offsets = {
                place: OffsetAndMetadata(offset, "", -1) for place, offset in self._read.items()
            }
            add_offsets(producer, offsets, self._name)
        commit(producer)
        self._read = {}

    @property
    def unread(self) -> int:
        """Records of its inbox that it has not read, as the broker said when it was last asked.

        What it says comes with each fetch, so nothing waits for it here; 0 before the first.
        """
        consumer, found = self._consumer, 0
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
        with suppress(KafkaError):
            self._consumer.close(autocommit=False)
        with suppress(KafkaError):
            self._producer.close(_CLOSE_S)

    def _keep(self, key: str, row: AgencyWork | None) -> None:
        if row is None:
            self._producer.send(self._table, None, key.encode(), [])
            return
        wire = to_wire(Record(self._table, key, row, 0, 0, 0))
        self._producer.send(wire.topic, wire.value, wire.key, wire.headers)

    def _remembered(self) -> dict[str, AgencyWork]:
        place = TopicPartition(self._table, 0)
        reader, rows = self._reader(None), {}
        try:
            reader.assign([place])
            reader.seek_to_beginning(place)
            end = reader.end_offsets([place])[place]
            while reader.position(place) < end:
                for record in reader.poll(timeout_ms=1_000).get(place, ()):
                    rows[record.key.decode()] = _row(record)
        finally:
            reader.close(autocommit=False)
        return {key: row for key, row in rows.items() if row is not None}

    def _reader(self, group_id: str | None) -> Any:
        return KafkaConsumer(
            **self._common,
            group_id=group_id,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            isolation_level="read_committed",
        )

    def _writer(self, connect_s: float) -> Any:
        return KafkaProducer(
            **self._common,
            transactional_id=self._name,
            transaction_timeout_ms=_TRANSACTION_MS,
            acks="all",
            retry_backoff_ms=_BACKOFF_MS,
            linger_ms=0,
            compression_type="gzip",
            max_request_size=MAX_RECORD_BYTES,
            max_block_ms=int(connect_s * 1_000),
        )


def _row(record: Any) -> AgencyWork | None:
    if record.value is None:
        return None
    wire = WireRecord(record.topic, record.key, record.value, record.headers)
    event = from_wire(wire).event
    return event if isinstance(event, AgencyWork) else None
