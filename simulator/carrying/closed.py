"""The relay of a closed run: the engine itself, between the agents and the bus.

The model's rules say which messages come through, and when; what they let through is held to the
same legal bases as everybody's messages. It becomes a `Record` with the next sequence number, in
order of simulated time. Records are handed over in batches; a history file gets the same records.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from itertools import count, repeat
from operator import itemgetter
from typing import Protocol

from agents.environment import KeyedEnvironment
from simulator.carrying.auditing import Auditor
from simulator.relay.entitlements import Entitlements
from topics.errors import ModelError
from topics.events import DataRequest, Event, decode_event, encode_event, type_name
from topics.history import HistoryWriter
from topics.record import Record

BATCH_RECORDS = 1_000
"""How many are handed over at once: far fewer than the run-ahead of 10,000 that a run may have,
and few enough to stay in a processor's cache."""

Entry = tuple[int, str, str, Event]
_instant = itemgetter(0)


class Outlet(Protocol):
    """Where a closed run's records go: the writing half of a bus."""

    def publish_many(self, records: Sequence[Record]) -> None:
        """Append records, in this order within each partition. They may wait for `flush`."""

    def flush(self) -> None:
        """Return when every record is safely in the log, and known to be."""


class Relay:
    """Implements `agents.world.Post` for one replication."""

    __slots__ = (
        "_auditor", "_bus", "_entitled", "_entries", "_env", "_full", "_history", "_replication",
        "counts", "seq",
    )  # fmt: skip

    def __init__(
        self, env: KeyedEnvironment, bus: Outlet, entitled: Entitlements, replication: int,
        history: HistoryWriter | None, auditor: Auditor | None = None,
    ) -> None:  # fmt: skip
        self._auditor = auditor
        self._env, self._bus, self._entitled, self._history = env, bus, entitled, history
        self._replication = replication
        self._entries: list[Entry] = []
        self._full = BATCH_RECORDS
        self.seq = 0
        self.counts: Counter[str] = Counter()

    def deliver(self, at_us: int, topic: str, key: str, event: Event) -> None:
        """Put one message on the bus at `at_us`: now, or an instant that is settled already."""
        self._entries.append((at_us, topic, key, event))
        if len(self._entries) >= self._full:
            self.flush(self._env._now)

    def flush(self, before_us: int) -> None:
        """Hand what happened before `before_us` over to the bus and the history."""
        entries = self._entries
        entries.sort(key=_instant)
        due = entries[: bisect_left(entries, before_us, key=_instant)]
        self._entries = entries[len(due) :]
        self._full = len(self._entries) + BATCH_RECORDS
        records = self._records(due) if due else []
        self._bus.publish_many(records)
        if self._history is not None:
            self._history.write_many(records)

    def _records(self, due: list[Entry]) -> list[Record]:
        """Number them, column by column: there are many, and each needs only to be put together."""
        instants, topics, keys, events = zip(*due, strict=True)
        for kind, many in Counter(map(type, events)).items():
            self.counts[kind.__name__] += many
        self._check(events)
        if self._auditor is not None:
            due = list(self._auditor.among(due))
            instants, topics, keys, events = zip(*due, strict=True)
        first, self.seq = self.seq, self.seq + len(due)
        replication = repeat(self._replication)
        return list(map(Record, topics, keys, events, instants, replication, count(first)))

    def _check(self, events: Sequence[Event]) -> None:
        """No twin of ours may ask for what real software would be refused."""
        check = self._entitled.check
        for event in events:
            if type(event) is DataRequest and (error := check(event)) is not None:
                raise ModelError(f"the relay refuses request {event.request}: {error}")

    def held(self) -> list[tuple[int, str, str, str, bytes]]:
        """What is settled for later, as plain data: (instant, topic, key, type, encoded event)."""
        return [
            (at, topic, key, type_name(event), encode_event(event))
            for at, topic, key, event in self._entries
        ]

    def hold(self, held: list[tuple[int, str, str, str, bytes]]) -> None:
        """Back to a snapshot's `held`."""
        self._entries = [
            (at, topic, key, decode_event(name, data)) for at, topic, key, name, data in held
        ]
