"""One life of the relay on a Kafka: fence, remember, then read, judge and write in transactions.

What is read, what is written and what is remembered is committed together, so a crash at any
instant leaves either all of a step or nothing of it. A new life first ends the old one's open
transaction (same transactional id), then takes its memory from the relay's table and its places
from the consumer group, both as they were committed last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.errors import KafkaError
from kafka.structs import OffsetAndMetadata

from simulator.relay.core import Core
from simulator.relay.entitlements import Entitlements
from simulator.relay.post import REPLICATION, Output
from simulator.relay.rows import Policy
from simulator.relay.rules import Rule
from simulator.relay.stepping import Unreadable, polled
from topics.catalogue import (
    audit,
    dlt,
    exchange_in,
    exchange_out,
    relay_table,
    retry,
    status_out,
    status_table,
)
from topics.connection import Connection
from topics.envelope import WireRecord, from_wire, to_wire
from topics.errors import InputError, NotSent
from topics.kafka.options import MAX_RECORD_BYTES
from topics.kafka.python_options import client_options, quiet
from topics.kafka.transactions import add_offsets, commit, take_over
from topics.record import Record
from topics.relay_table import RelayRow

OWNER = "owner"
"""Key of the table's row with the name of the process that relays."""

MOST_AT_ONCE = 500  # records read in one transaction
_POLL_MS = 50
# Each commit waits for one retry of the client; with its default of 100 ms that is all it does.
_BACKOFF_MS = 5
_TRANSACTION_MS = 30_000
_CLOSE_S = 2.0


class TakenOver(NotSent):
    """Another process is the relay now."""


@dataclass(frozen=True, slots=True)
class RelayPlan:
    """Which relay: whose topics, what rights, which faults. `clock` is the simulated time in µs."""

    connection: Connection
    prefix: str
    entitlements: Entitlements
    clock: Callable[[], int]
    rules: Sequence[Rule] = ()
    seed: int = 0
    policy: Policy = field(default_factory=Policy)
    connect_s: float = 10.0

    @property
    def name(self) -> str:
        """Its transactional id and its consumer group: there is one relay for each prefix."""
        return f"{self.prefix}.relay"

    def sources(self) -> list[str]:
        """The topics that it reads: every agency's two."""
        agencies = sorted(self.entitlements.agencies)
        return [topic(self.prefix, a) for a in agencies for topic in (exchange_out, status_out)]

    def needed(self) -> list[str]:
        """The topics without which it cannot work."""
        agencies, prefix = sorted(self.entitlements.agencies), self.prefix
        inboxes = [exchange_in(prefix, agency) for agency in agencies]
        waiting = [*inboxes, *(status_out(prefix, agency) for agency in agencies)]
        return [
            *self.sources(),
            *map(dlt, self.sources()),
            *inboxes,
            *map(retry, waiting),
            *(topic(prefix) for topic in (status_table, audit, relay_table)),
        ]


class Session:
    """A life of the relay. Raises what kafka-python raises; then it is over, and wants closing."""

    def __init__(self, plan: RelayPlan) -> None:
        quiet()
        self._plan, self._now_us = plan, 0
        self.counts: Counter[str] = Counter()
        self._common = client_options(plan.connection) | {
            "client_id": plan.name,
            "bootstrap_timeout_ms": int(plan.connect_s * 1_000),
            "allow_auto_create_topics": False,
            "metrics_enabled": False,
        }
        self.core = Core(
            plan.prefix, plan.entitlements, rules=plan.rules, seed=plan.seed, policy=plan.policy
        )
        self._consumer = self._reader(group_id=plan.name)
        try:
            self._producer = self._writer()
        except BaseException:
            self._consumer.close(autocommit=False)
            raise

    def open(self, owner: str, *, again: bool) -> None:
        """Take over from an earlier life.

        `owner` is a name of this process, and `again` says that the earlier life was of it too.
        Raise `TakenOver` when meanwhile another process has begun one, and `NotSent` when topics
        are missing.
        """
        places = self._places()
        if again and self._remembered().get(OWNER, owner.encode()) != owner.encode():
            raise TakenOver(f"another relay of prefix {self._plan.prefix} has taken over")
        take_over(self._producer)
        rows = self._remembered()
        rows.pop(OWNER, None)
        self.core.restore(rows)
        self._own(owner)
        self._consumer.assign(places)

    def step(self) -> int:
        """Wait shortly for messages and for what is due; deal with it. How many were read."""
        found = polled(self._consumer, self._wait_ms(), MOST_AT_ONCE)
        self._now_us = max(self._now_us, self._plan.clock())
        outputs = self.core.due(self._now_us)
        for each in found:
            outputs += self._handled(each)
        if outputs or found:
            self._commit(outputs, found)
        return len(found)

    def close(self) -> None:
        """Let go; what was not committed was never done."""
        with suppress(KafkaError):
            self._consumer.close(autocommit=False)
        with suppress(KafkaError):
            self._producer.close(_CLOSE_S)

    # -- steps ---------------------------------------------------------------------------------

    def _wait_ms(self) -> int:
        due_us = self.core.next_due_us()
        if due_us is None:
            return _POLL_MS
        return min(_POLL_MS, max(0, (due_us - self._plan.clock()) // 1_000))

    def _handled(self, each: Any) -> list[Output]:
        if isinstance(each, Unreadable):
            return self.core.unreadable(self._now_us, each.partition, each.offset, each.topic)
        wire = WireRecord(each.topic, each.key, each.value, each.headers)
        return self.core.handle(self._now_us, each.partition, each.offset, wire)

    def _commit(self, outputs: Iterable[Output], found: Iterable[Any]) -> None:
        producer, table = self._producer, relay_table(self._plan.prefix)
        producer.begin_transaction()
        for output in outputs:
            wire = output.wire
            producer.send(wire.topic, wire.value, wire.key, wire.headers)
            self.counts[output.what] += 1
        for key, row in self.core.changed().items():
            if row is None:
                producer.send(table, None, key.encode(), [])
            else:
                wire = self._row(key, row)
                producer.send(wire.topic, wire.value, wire.key, wire.headers)
        offsets = {
            TopicPartition(each.topic, each.partition): OffsetAndMetadata(each.offset + 1, "", -1)
            for each in found
        }
        self.counts["read"] += sum(1 for _ in found)
        if offsets:
            add_offsets(producer, offsets, self._plan.name)
        commit(producer)

    def _row(self, key: str, row: bytes) -> WireRecord:
        event = RelayRow(row=row.decode())
        topic = relay_table(self._plan.prefix)
        return to_wire(Record(topic, key, event, self._now_us, REPLICATION, 0))

    # -- taking over ---------------------------------------------------------------------------

    def _own(self, owner: str) -> None:
        wire = self._row(OWNER, owner.encode())
        self._producer.begin_transaction()
        self._producer.send(wire.topic, wire.value, wire.key, wire.headers)
        commit(self._producer)

    def _places(self) -> list[TopicPartition]:
        known = self._consumer.topics()
        missing = [topic for topic in self._plan.needed() if topic not in known]
        if missing:
            raise NotSent(
                f"{len(missing)} topics of prefix {self._plan.prefix} are missing at "
                f"{self._plan.connection.bootstrap}, or this user may not see them, such as "
                f"{missing[0]}: apply the topics first"
            )
        return [
            TopicPartition(topic, partition)
            for topic in self._plan.sources()
            for partition in sorted(self._consumer.partitions_for_topic(topic))
        ]

    def _remembered(self) -> dict[str, bytes]:
        """The rows of the table, as the last committed transaction left them."""
        place = TopicPartition(relay_table(self._plan.prefix), 0)
        reader, rows = self._reader(group_id=None), {}
        try:
            reader.assign([place])
            reader.seek_to_beginning(place)
            end = reader.end_offsets([place])[place]
            while reader.position(place) < end:
                for record in reader.poll(timeout_ms=1_000).get(place, ()):
                    rows[record.key.decode()] = _content(record)
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

    def _writer(self) -> Any:
        return KafkaProducer(
            **self._common,
            transactional_id=self._plan.name,
            transaction_timeout_ms=_TRANSACTION_MS,
            acks="all",
            retry_backoff_ms=_BACKOFF_MS,
            linger_ms=2,
            compression_type="gzip",
            max_request_size=MAX_RECORD_BYTES,
            max_block_ms=int(self._plan.connect_s * 1_000),
        )


def _content(record: Any) -> bytes | None:
    if record.value is None:
        return None
    wire = WireRecord(record.topic, record.key, record.value, record.headers)
    event = from_wire(wire).event
    if not isinstance(event, RelayRow):
        raise InputError(f"{record.topic} at offset {record.offset}: no row of the relay's table")
    return event.row.encode()
