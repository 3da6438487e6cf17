"""The relay of a closed run: the engine itself, between the agents and the bus.

Every message that the model's rules let through becomes a `Record` with the next sequence number,
in order of simulated time. Records are handed to the bus in batches; a history file gets the same
records.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from operator import itemgetter

from agents.environment import KeyedEnvironment
from topics.bus import Bus
from topics.events import Event, decode_event, encode_event, type_name
from topics.history import HistoryWriter
from topics.record import Record

BATCH_RECORDS = 1_000
"""How many are handed over at once: far fewer than the run-ahead of 10,000 that a run may have,
and few enough to stay in a processor's cache."""

Entry = tuple[int, str, str, Event]
_instant = itemgetter(0)


class Relay:
    """Implements `agents.world.Post` for one replication."""

    __slots__ = (
        "_bus", "_entries", "_env", "_full", "_history", "_replication", "counts", "seq",
    )  # fmt: skip

    def __init__(
        self, env: KeyedEnvironment, bus: Bus, replication: int, history: HistoryWriter | None
    ) -> None:
        self._env, self._bus, self._history = env, bus, history
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
        number = self._replication
        records = [
            Record(topic, key, event, at, number, seq)
            for seq, (at, topic, key, event) in enumerate(due, self.seq)
        ]
        self.seq += len(records)
        self._bus.publish_many(records)
        self._bus.flush()
        if self._history is not None:
            self._history.write_many(records)
        for kind, count in Counter(type(record.event) for record in records).items():
            self.counts[kind.__name__] += count

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
