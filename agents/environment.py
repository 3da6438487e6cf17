"""The clock and the queue of what happens next: SimPy's Environment with a total, stated order.

Simultaneous events run by (time, phase, key), never by insertion, so that a run is the same
whatever else is scheduled. A *thread* is one open piece of work (a dossier, a request, a push); it
is duck-typed as a SimPy event, is armed again and again, and has at most one pending event. Plain
SimPy processes can live in the same environment: their priorities share the numbers of the phases.
"""

from __future__ import annotations

from collections.abc import Callable
from heapq import heapify, heappop, heappush
from typing import Any

import simpy

from topics.errors import ModelError

ENVIRONMENT, COMPLETION, MESSAGE, ARRIVAL, OBSERVER = range(5)

# A key is (stream rank | arrival number | sub-thread); environment threads live below DOSSIER_KEYS.
SUB_BITS, ARRIVAL_BITS = 12, 40
DOSSIER_KEYS = 1 << 48  # SimPy's own counter and environment threads stay far below


def dossier_key(stream_rank: int, arrival: int) -> int:
    """The first of the 2**12 keys that one dossier and its threads own."""
    if not 0 <= arrival < 1 << ARRIVAL_BITS:
        raise ModelError(f"arrival number {arrival} does not fit into a key")
    return DOSSIER_KEYS + (((stream_rank << ARRIVAL_BITS) | arrival) << SUB_BITS)


def sub_key(first: int, number: int) -> int:
    """The key of sub-thread `number` of the dossier whose first key is `first`."""
    if not 0 < number < 1 << SUB_BITS:
        raise ModelError(f"sub-thread number {number} does not fit into a key")
    return first + number


class Thread:
    """One piece of open work. Subclasses name what runs when it fires: `FIRE = (function,)`.

    `callbacks`, `_ok` and `_value` are what SimPy's `step` asks of an event; no SimPy `Event` is
    used because its `__dict__` would double the memory of an open dossier. A class whose threads
    fire differently from stage to stage has `FIRE` as a slot. It is always a tuple of one
    function, by which `run_before` tells a thread from an event of SimPy's own.
    """

    __slots__ = ("callbacks", "key")

    FIRE: tuple[Callable[[Any], None], ...] = ()
    _ok = True
    _value = None

    def __init__(self, key: int) -> None:
        self.key = key
        self.callbacks: tuple[Callable[[Any], None], ...] | None = None


WIDTH_US = 900_000_000
"""One bucket of events that are not near: a quarter of an hour."""


class KeyedEnvironment(simpy.Environment):
    """SimPy's environment on integer microseconds, ordered by (time, phase, key).

    A deep heap slows every event down, and most open dossiers wait for days. So SimPy's queue holds
    what happens before `near_us`; the rest lies in buckets that are pushed when they are due. The
    order is the same as that of one heap.
    """

    _now: int
    _queue: list[Any]

    def __init__(self, initial_us: int = 0) -> None:
        super().__init__(initial_us)
        self._far: dict[int, list[Any]] = {}  # by bucket: the time divided by its width
        self._buckets: list[int] = []  # a heap of those
        self.near_us = (initial_us // WIDTH_US + 1) * WIDTH_US
        self.fired = 0  # events processed so far, in this process

    def arm(self, thread: Thread, at_us: int, phase: int) -> None:
        """Let `thread` fire at `at_us`; ModelError if that is past, or it has a pending event."""
        if thread.callbacks is not None or at_us < self._now:
            wrong = "in the past" if thread.callbacks is None else "twice"
            raise ModelError(f"a {type(thread).__name__} is armed {wrong}")
        thread.callbacks = thread.FIRE
        entry = (at_us, phase, thread.key, thread)
        if at_us < self.near_us:
            heappush(self._queue, entry)
        elif bucket := self._far.get(at_us // WIDTH_US):
            bucket.append(entry)
        else:
            self.arm_far(entry)

    def arm_far(self, entry: tuple[int, int, int, Thread]) -> None:
        """Keep what is not near: (time, phase, key, thread)."""
        bucket = entry[0] // WIDTH_US
        if bucket in self._far:
            self._far[bucket].append(entry)
        else:
            self._far[bucket] = [entry]
            heappush(self._buckets, bucket)

    def run_before(self, until_us: int) -> None:
        """Run all that happens strictly before `until_us`; the clock then shows `until_us`.

        SimPy's own `run(until)` leaves its stop event in the queue, which a snapshot would find.
        """
        queue, foreign, fired = self._queue, super().step, 0
        while True:
            limit = min(until_us, self.near_us)
            while queue and queue[0][0] < limit:
                entry = heappop(queue)
                fired += 1
                thread = entry[3]
                fire = thread.callbacks
                if fire.__class__ is tuple:  # SimPy's step, without its calls
                    self._now = entry[0]
                    thread.callbacks = None
                    fire[0](thread)
                else:
                    heappush(queue, entry)
                    foreign()
            if until_us <= self.near_us:
                break
            self._come_near(until_us // WIDTH_US)
        self.fired += fired
        self._now = max(self._now, until_us)

    def _come_near(self, last: int) -> None:
        """Go on to the next bucket, but `last` at most, in which something happens."""
        next_ones = [last, *self._buckets[:1]]
        if self._queue:  # an event of a foreign SimPy process, which knows no buckets
            next_ones.append(self._queue[0][0] // WIDTH_US)
        bucket = min(next_ones)
        if bucket in self._far:
            heappop(self._buckets)
            self._queue += self._far.pop(bucket)
            heapify(self._queue)
        self.near_us = (bucket + 1) * WIDTH_US

    def step(self) -> None:
        """Process the next event, near or far."""
        while self._far and not (self._queue and self._queue[0][0] < self.near_us):
            self._come_near(self._buckets[0])
        self.fired += 1
        super().step()

    def run(self, until: Any = None) -> None:
        """Run to the end, or up to an instant; SimPy's form of `run_before`."""
        if until is not None:
            self.run_before(int(until))
            return
        while self._queue or self._far:
            self.run_before(self.near_us + WIDTH_US)

    @property
    def idle(self) -> bool:
        """Whether nothing is armed."""
        return not self._queue and not self._far

    def pending(self) -> list[tuple[int, int, Thread]]:
        """What is armed, as (time, phase, thread) in the order in which it will run."""
        far = [entry for bucket in self._far.values() for entry in bucket]
        return [(at, phase, thread) for at, phase, _, thread in sorted(self._queue + far)]
