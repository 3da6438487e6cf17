"""Looks once a second at what does not speak for itself: memory, committed offsets, the broker."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from simulator.loadtest.clock import Clock
from simulator.loadtest.groups import Groups

if TYPE_CHECKING:
    from simulator.loadtest.stage import Stage

_EVERY_S = 1.0
_END_S = 5.0


class Sampler:
    """A thread that looks. `gone_s`: how long nobody has listened at the broker's address."""

    def __init__(self, stage: Stage, groups: Groups, clock: Clock) -> None:
        self._stage, self._groups, self._clock = stage, groups, clock
        self._seen_s = time.monotonic()
        self._gone = False
        self._over = threading.Event()
        self._turn = threading.Lock()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    @property
    def gone_s(self) -> float:
        """0 while the broker is there."""
        return time.monotonic() - self._seen_s if self._gone else 0.0

    def sample(self) -> None:
        """Look now. Nothing is asked of a broker that is not there."""
        with self._turn:
            self._stage.connector.measure()
            reachable = self._stage.reachable()
            if reachable:
                self._seen_s = time.monotonic()
                for commit in self._groups.commits(self._clock):
                    self._stage.notes.put(commit)
            self._gone = not reachable

    def close(self) -> None:
        """Look no more."""
        self._over.set()
        self._thread.join(_END_S)

    def _run(self) -> None:
        while not self._over.wait(_EVERY_S):
            self.sample()
