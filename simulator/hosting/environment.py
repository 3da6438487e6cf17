"""The environment of a process that must not forget: it knows which work has changed.

A *cluster* is a dossier with its push, requests and enquiries, or one request that is answered: the
threads whose keys differ only in their last bits. It is what is kept, and brought back, as one.
"""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heappop
from typing import NamedTuple

from agents.desk import Job, QueueDesk
from agents.environment import SUB_BITS, WIDTH_US, KeyedEnvironment, Thread
from agents.thread_state import fixed_threads

SERVING_KEYS = 1 << 47
"""Keys of requests that are answered lie from here up to those of dossiers."""


class Armed(NamedTuple):
    """A thread that will fire."""

    at_us: int
    phase: int
    thread: Thread


class Queued(NamedTuple):
    """A thread that waits at a desk: the desk, and its `agents.desk.Job`."""

    desk: KeptDesk
    rank: int
    admitted: int
    thread: Thread
    work_us: int
    mark: int
    since_us: int


def cluster_of(thread: Thread) -> int:
    """The cluster of a thread, a number; below `SERVING_KEYS` are threads that are in none."""
    return thread.key >> SUB_BITS << SUB_BITS


class KeptEnvironment(KeyedEnvironment):
    """Notes what each cluster waits for, and which of them have changed since they were taken."""

    def __init__(self, initial_us: int) -> None:
        super().__init__(initial_us)
        self._armed: dict[int, dict[int, Armed]] = {}
        self._queued: dict[int, dict[int, Queued]] = {}
        self._changed: dict[int, None] = {}  # in order, each once
        self._desks: dict[int, KeptDesk] = {}

    def arm(self, thread: Thread, at_us: int, phase: int) -> None:
        """See `KeyedEnvironment.arm`."""
        super().arm(thread, at_us, phase)
        cluster = cluster_of(thread)
        self._changed[cluster] = None
        self._armed.setdefault(cluster, {})[thread.key] = Armed(at_us, phase, thread)

    def run_before(self, until_us: int) -> None:
        """See `KeyedEnvironment.run_before`."""
        queue = self._queue
        while True:
            limit = min(until_us, self.near_us)
            while queue and queue[0][0] < limit:
                self._fire(heappop(queue))
            if until_us <= self.near_us:
                break
            self._come_near(until_us // WIDTH_US)
        self._now = max(self._now, until_us)

    def _fire(self, entry: tuple[int, int, int, Thread]) -> None:
        self.fired += 1
        self._now, thread = entry[0], entry[3]
        fire, thread.callbacks = thread.callbacks, None
        cluster = cluster_of(thread)
        self._changed[cluster] = None
        _leave(self._armed, cluster, thread.key)
        assert fire is not None
        fire[0](thread)

    def touch(self, thread: Thread) -> None:
        """Something of its cluster has changed that fires and waits for nothing."""
        self._changed[cluster_of(thread)] = None

    def joins(self, queued: Queued) -> None:
        """A thread has joined a desk's queue."""
        cluster = cluster_of(queued.thread)
        self._changed[cluster] = None
        self._desks[queued.desk.key] = queued.desk
        self._queued.setdefault(cluster, {})[queued.thread.key] = queued

    def worked(self, desk: KeptDesk) -> None:
        """Something of a desk has changed that is no thread's."""
        self._desks[desk.key] = desk

    def leaves(self, desk: KeptDesk, thread: Thread) -> None:
        """Its service begins."""
        cluster = cluster_of(thread)
        self._changed[cluster] = None
        self._desks[desk.key] = desk
        _leave(self._queued, cluster, thread.key)

    # -- what is to be kept ----------------------------------------------------------------------

    def armed(self, cluster: int) -> list[Armed]:
        """The threads of a cluster that will fire."""
        return list(self._armed.get(cluster, {}).values())

    def queued(self, cluster: int) -> list[Queued]:
        """The threads of a cluster that wait at desks."""
        return list(self._queued.get(cluster, {}).values())

    def changed(self) -> Iterator[int]:
        """Take the clusters that have changed, in the order in which they first did."""
        found, self._changed = self._changed, {}
        return (cluster for cluster in found if cluster >= SERVING_KEYS)

    def desks(self) -> list[KeptDesk]:
        """Take the desks whose queue or people have changed."""
        found, self._desks = self._desks, {}
        return list(found.values())


def _leave(
    where: dict[int, dict[int, Armed]] | dict[int, dict[int, Queued]], cluster: int, key: int
) -> None:
    kept = where.get(cluster)
    if kept is not None:
        kept.pop(key, None)
        if not kept:
            del where[cluster]


BackgroundJob = tuple[int, int, int, int]
"""(rank, number, work, since) of a job that no thread waits for; see `agents.background`."""


class KeptDesk(QueueDesk):
    """A desk whose environment knows who waits at it."""

    __slots__ = ()

    _env: KeptEnvironment

    def _join(self, job: Job) -> None:
        rank, number, thread, *rest = job
        if thread is None:
            self._env.worked(self)
        else:
            self._env.joins(Queued(self, rank, number, thread, *rest))
        super()._join(job)

    def _start(self, job: Job, now_us: int) -> None:
        thread = job[2]
        if thread is None:
            self._env.worked(self)
        else:
            self._env.leaves(self, thread)
        super()._start(job, now_us)

    def background(self) -> list[BackgroundJob]:
        """The jobs that wait here and are nobody's, in order."""
        return sorted(
            (rank, number, work_us, since_us)
            for rank, number, thread, work_us, _, since_us in self._jobs
            if thread is None
        )

    def queue_again(self, job: Job) -> None:
        """Put a job back whose queue was lost; `go_on` when all are back."""
        self._join(job)

    def go_on(self, now: int) -> None:
        """Serve those who wait."""
        if self._woken_us < 0:
            self._serve(now)


fixed_threads(KeptDesk)
