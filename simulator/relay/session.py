"""One life of the relay on a Kafka: fence, remember, then read, judge and write in transactions.

What is read, what is written and what is remembered is committed together, so a crash at any
instant leaves either all of a step or nothing of it. A new life first ends the old one's open
transaction (same transactional id), then takes its memory from the relay's table and its places
from the consumer group, both as they were committed last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from kafka import TopicPartition

from simulator.relay.audit import Head
from simulator.relay.core import QUARANTINED, Core
from simulator.relay.deadletter import ERROR
from simulator.relay.entitlements import Entitlements
from simulator.relay.pacing import Pace
from simulator.relay.post import REPLICATION, Output
from simulator.relay.rows import Policy
from simulator.relay.rules import Rule
from simulator.relay.stepping import polled
from simulator.relay.trying import TRYING, Care, RecordKills, Trying, unread
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
from topics.envelope import WireRecord, to_wire
from topics.errors import NotSent
from topics.kafka.transactions import Transactor, place_of, wire_of
from topics.record import Record
from topics.relay_table import RelayRow

OWNER = "owner"
"""Key of the table's row with the name of the process that relays."""

MOST_AT_ONCE = 500  # records read in one transaction
_POLL_MS = 50


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

    def rights(self) -> dict[str, Sequence[str]]:
        """What its user has to be allowed on them."""
        memory, sources = relay_table(self.prefix), frozenset(self.sources())
        written: dict[str, Sequence[str]] = dict.fromkeys(self.needed(), ("write",))
        return written | dict.fromkeys(sources, ("read",)) | {memory: ("read", "write")}


@dataclass(frozen=True, slots=True)
class _Step:
    """What a step will have done if it holds; `head` is the end of the audit chain then."""

    head: Head
    counts: Counter[str]
    errors: Counter[str]


class Tally:
    """What the lives of one process have done, each step counted once it is committed.

    `counts` has "read" and what was written, as `Output.what`; `errors` dead letters by error code.
    When the answer to a commit was lost, the chain that the next life finds says whether it holds:
    no step that is committed leaves its end where it was.
    """

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.errors: Counter[str] = Counter()
        self.rows: int | None = None  # remembered; None before the first life has remembered
        self._open: _Step | None = None

    def begin(self, head: Head, outputs: Sequence[Output], read: int) -> None:
        """A step is about to be committed."""
        counts = Counter[str](output.what for output in outputs)
        counts["read"] = read
        errors = Counter(_error_of(each.wire) for each in outputs if each.what == "dead_letter")
        counts["quarantined"] = errors[QUARANTINED]
        self._open = _Step(head, counts, errors)

    def held(self) -> None:
        """It is committed."""
        step, self._open = self._open, None
        if step is not None:
            self.counts += step.counts
            self.errors += step.errors

    def resumed(self, head: Head) -> None:
        """A life goes on from this end of the chain."""
        if self._open is not None and self._open.head == head:
            self.held()
        self._open = None


def _error_of(letter: WireRecord) -> str:
    told = dict(letter.headers)  # ours come after the record's own, and so win
    return told[ERROR].decode()


class Session:
    """A life of the relay. Raises what kafka-python raises; then it is over, and wants closing.

    `tally` is its process's: it counts what is committed.
    """

    def __init__(self, plan: RelayPlan, tally: Tally) -> None:
        self._plan, self._now_us, self.tally = plan, 0, tally
        self.passed: list[str] = []  # places of its table where something else stands
        self._care, self._pace = Care(None), Pace(None, (), 0)
        self.core = Core(
            plan.prefix, plan.entitlements, rules=plan.rules, seed=plan.seed, policy=plan.policy
        )
        self._transactor = Transactor(plan.connection, plan.name, plan.connect_s, linger_ms=2)

    def open(self, owner: str, *, again: bool, by_broker: bool = False) -> None:
        """Take over from an earlier life.

        `owner` is a name of this process, and `again` says that the earlier life was of it too, and
        `by_broker` that it ended by an error of Kafka.
        Raise `TakenOver` when meanwhile another process has begun one, and `NotSent` when topics
        are missing.
        """
        places = self._places()
        if again and self._remembered().get(OWNER, owner.encode()) != owner.encode():
            raise TakenOver(f"another relay of prefix {self._plan.prefix} has taken over")
        self._transactor.take_over()
        rows = self._remembered()
        rows.pop(OWNER, None)
        self._care = Care(rows.pop(TRYING, None), by_broker=by_broker)
        self.core.restore(rows)
        self.tally.resumed(self.core.head)
        self.tally.rows = self.core.remembered
        self._own(owner)
        self._transactor.consumer.assign(places)
        self._pace = Pace(self._transactor.consumer, places, self._plan.policy.quota.rate)

    def step(self) -> int:
        """Wait shortly for messages and for what is due; deal with it. How many were read.

        Raise `RecordKills` when a record cannot be dealt with by a fault of ours.
        """
        self._pace.go_on()
        consumer, took = self._transactor.consumer, self._pace.took
        found = polled(consumer, self._wait_ms(), MOST_AT_ONCE, took)
        self._now_us = max(self._now_us, self._plan.clock())
        outputs = self.core.due(self._now_us)
        for group in list(self._care.groups(found)) or [()]:
            if (named := self._care.before(group)) is not None:
                self._name(named)
            for each in group:
                outputs += self._tried(each)
            if outputs or group:
                self._commit(outputs, group)
            self._care.after(len(group))
            outputs = []
        self.tally.rows = self.core.remembered
        return len(found)

    def rest(self) -> None:
        """Leave word that this life ended as it was told to."""
        self._transactor.commit([self._row(TRYING, None)])

    def close(self) -> None:
        """Let go; what was not committed was never done."""
        self._transactor.close()

    # -- steps ---------------------------------------------------------------------------------

    def _wait_ms(self) -> int:
        due_us = self.core.next_due_us()
        if due_us is None:
            return _POLL_MS
        return min(_POLL_MS, max(0, (due_us - self._plan.clock()) // 1_000))

    def _tried(self, each: Any) -> list[Output]:
        """What comes of a record; at which one a fault of ours comes is written down."""
        place = place_of(each)
        if self._care.kills(place):
            wire = unread(wire_of(each))
            return self.core.set_aside(self._now_us, each.partition, each.offset, wire)
        try:
            return self._handled(each)
        except Exception as error:
            self._name(self._care.alone(place))
            raise RecordKills(f"{place}: {type(error).__name__}, a fault of ours") from error

    def _name(self, trying: Trying) -> None:
        self._transactor.commit([self._row(TRYING, msgspec.json.encode(trying))])

    def _handled(self, each: Any) -> list[Output]:
        return self.core.handle(self._now_us, each.partition, each.offset, wire_of(each))

    def _commit(self, outputs: Sequence[Output], found: Sequence[Any]) -> None:
        wires = [output.wire for output in outputs]
        wires += [self._row(key, row) for key, row in self.core.changed().items()]
        self.tally.begin(self.core.head, outputs, len(found))
        offsets = {TopicPartition(each.topic, each.partition): each.offset + 1 for each in found}
        self._transactor.commit(wires, offsets)
        self.tally.held()

    def _row(self, key: str, row: bytes | None) -> WireRecord:
        topic = relay_table(self._plan.prefix)
        if row is None:
            return WireRecord(topic, key.encode(), None, [])
        event = RelayRow(row=row.decode())
        return to_wire(Record(topic, key, event, self._now_us, REPLICATION, 0))

    # -- taking over ---------------------------------------------------------------------------

    def _own(self, owner: str) -> None:
        """Say who relays, and that this life has begun, unless a record is suspected."""
        rows = [self._row(OWNER, owner.encode())]
        if not self._care.knows_a_suspect:
            rows.append(self._row(TRYING, msgspec.json.encode(Trying())))
        self._transactor.commit(rows)

    def _places(self) -> list[TopicPartition]:
        consumer = self._transactor.consumer
        known = consumer.topics()
        missing = [topic for topic in self._plan.needed() if topic not in known]
        if missing:
            raise NotSent(
                f"{len(missing)} topics of prefix {self._plan.prefix} are missing at "
                f"{self._plan.connection.bootstrap}, such as {missing[0]}: apply the topics first"
            )
        return [
            TopicPartition(topic, partition)
            for topic in self._plan.sources()
            for partition in sorted(consumer.partitions_for_topic(topic))
        ]

    def _remembered(self) -> dict[str, bytes]:
        """The rows of the table, as the last committed transaction left them."""
        self.passed = []
        table = relay_table(self._plan.prefix)
        found = self._transactor.remembered(table, RelayRow, self.passed)
        return {key: event.row.encode() for key, event in found.items()}
