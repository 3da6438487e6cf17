"""The relay of a closed run: the engine itself, between the agents and the bus.

Every message that the model's rules let through becomes a `Record` with the next sequence number.
Records are handed to the bus in batches, in order; a history file gets the same records.
"""

from __future__ import annotations

from collections import Counter

from agents.environment import KeyedEnvironment
from topics.bus import Bus
from topics.events import Event
from topics.history import HistoryWriter
from topics.record import Record

WINDOW_RECORDS = 10_000
"""How far the engine may run ahead of the bus (DESIGN: bounded run-ahead)."""


class Relay:
    """Implements `agents.world.Post` for one replication."""

    __slots__ = ("_bus", "_env", "_history", "_replication", "_window", "counts", "seq")

    def __init__(
        self, env: KeyedEnvironment, bus: Bus, replication: int, history: HistoryWriter | None
    ) -> None:
        self._env, self._bus, self._history = env, bus, history
        self._replication = replication
        self._window: list[Record] = []
        self.seq = 0
        self.counts: Counter[str] = Counter()

    def deliver(self, topic: str, key: str, event: Event) -> None:
        """Put one message on the bus, at the present instant."""
        self._window.append(Record(topic, key, event, self._env._now, self._replication, self.seq))
        self.seq += 1
        if len(self._window) >= WINDOW_RECORDS:
            self.flush()

    def flush(self) -> None:
        """Hand the window over to the bus and the history."""
        window = self._window
        self._bus.publish_many(window)
        self._bus.flush()
        if self._history is not None:
            self._history.write_many(window)
        for kind, count in Counter(type(record.event) for record in window).items():
            self.counts[kind.__name__] += count
        self._window = []
