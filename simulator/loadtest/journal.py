"""The history of a test while it grows: what is read, the phases, and what threads have to say."""

from __future__ import annotations

import queue
from collections.abc import Sequence
from pathlib import Path

from simulator.loadtest.clock import Clock
from simulator.loadtest.entries import PHASES, Entry, Phase
from simulator.loadtest.history import HistoryWriter


class Journal:
    """Writes a history in one thread; `notes` holds what others have to say."""

    def __init__(
        self, history: HistoryWriter, clock: Clock, notes: queue.SimpleQueue[Entry]
    ) -> None:
        self._history, self._clock, self._notes = history, clock, notes
        self.phase: str = PHASES[0]

    @property
    def path(self) -> Path:
        """Of the file."""
        return self._history.path

    def begin(self, phase: str) -> None:
        """A phase begins."""
        self.phase = phase
        self.write([Phase(at_us=max(0, self._clock.now_us()), name=phase)])
        self.flush()

    def write(self, entries: Sequence[Entry] = ()) -> None:
        """Append entries, and after them what was noted since the last call."""
        every = [*entries, *self._noted()]
        if every:
            self._history.write_many(every)

    def flush(self) -> None:
        """Hand everything to the system."""
        self._history.flush()

    def _noted(self) -> list[Entry]:
        found: list[Entry] = []
        while True:
            try:
                found.append(self._notes.get_nowait())
            except queue.Empty:
                return found
