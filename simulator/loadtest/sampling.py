"""Looks once a second at what does not speak for itself: memory, committed offsets, the broker."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable

from simulator.loadtest.clock import Clock
from simulator.loadtest.entries import Entry
from simulator.loadtest.groups import Groups
from simulator.loadtest.journal import Journal
from topics.connection import Connection
from topics.errors import EnvironmentFailed

GONE_S = 15.0
"""So long the broker may be gone when no fault explains it."""

_EVERY_S = 1.0
_END_S = 5.0
_TOUCH_S = 2.0


def listens(connection: Connection) -> bool:
    """Whether anything listens at the broker's first address."""
    host, _, port = connection.addresses[0].rpartition(":")
    try:
        socket.create_connection((host.strip("[]"), int(port)), _TOUCH_S).close()
    except OSError:
        return False
    return True


def must_listen(gone_s: float, connection: Connection, journal: Journal) -> None:
    """Raise `EnvironmentFailed` when the broker is gone for too long; the history stays."""
    if gone_s > GONE_S:
        raise EnvironmentFailed(
            f"the broker at {connection.bootstrap} is gone since {gone_s:.0f} s, in phase "
            f"{journal.phase}; the history up to there is {journal.path}"
        )


class Sampler:
    """A thread that looks. `gone_s`: how long nobody has listened at the broker's address.

    `there` says whether somebody does, `note` is given the committed offsets, and `measure` looks
    at whatever else there is.
    """

    def __init__(
        self, groups: Groups, clock: Clock, there: Callable[[], bool],
        note: Callable[[Entry], None], measure: Callable[[], None] | None = None,
    ) -> None:  # fmt: skip
        self._groups, self._clock, self._there = groups, clock, there
        self._note, self._measure = note, measure
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
            if self._measure is not None:
                self._measure()
            reachable = self._there()
            if reachable:
                self._seen_s = time.monotonic()
                for commit in self._groups.commits(self._clock):
                    self._note(commit)
            self._gone = not reachable

    def close(self) -> None:
        """Look no more."""
        self._over.set()
        self._thread.join(_END_S)

    def _run(self) -> None:
        while not self._over.wait(_EVERY_S):
            self.sample()
