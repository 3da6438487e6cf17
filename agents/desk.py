"""Desks: people, their office hours, a queue, and service that is suspended when the office closes.

Every job is admitted with the work it needs (open time of that desk). Because the hours and the
absences of the people are known beforehand, a FIFO desk's start and end of service follow at
admission (the recursion of Kiefer and Wolfowitz), so a visit costs one event. A desk with
priorities, or with elision switched off, keeps its queue and is woken when somebody is next free;
both give the same times.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heapify, heappop, heappush, heapreplace
from typing import Any

from agents.background import Background
from agents.calendar_spec import NEVER_US
from agents.crew import AbsentCrew, Crew
from agents.environment import COMPLETION, ENVIRONMENT, WIDTH_US, KeyedEnvironment, Thread
from agents.spans import Spans
from topics.errors import ModelError


@dataclass(slots=True)
class DeskTally:
    """What an operator asks of a desk: jobs admitted, and work done in microseconds."""

    visits: int = 0
    busy_us: int = 0


class FifoDesk:
    """First come, first served; start and end are settled at admission."""

    __slots__ = (
        "_background", "_busy_us", "_close_us", "_env", "_far", "_free_us", "_open_us", "_queue",
        "_spans", "_unseen_us", "_visits", "crew", "holder", "pace",
    )  # fmt: skip

    def __init__(
        self, env: KeyedEnvironment, spans: Spans, crew: Crew | AbsentCrew, holder: int, pace: float
    ) -> None:
        self._env, self._spans, self.crew, self.holder, self.pace = env, spans, crew, holder, pace
        self._queue, self._far = env._queue, env._far
        self._visits = self._busy_us = 0
        self._open_us = self._close_us = 0  # the crew's open interval met last, if all keep it
        self._free_us = crew.free_us
        self._background: Background | None = None
        self._unseen_us = NEVER_US  # when its next job comes

    def expect(self, background: Background) -> None:
        """Let these jobs come, too; they are taken in when somebody asks."""
        self._background, self._unseen_us = background, background.next_us

    def _catch_up(self, until_us: int) -> None:
        """Serve the background's jobs that came at `until_us` or before."""
        background, pace, place = self._background, self.pace, self.crew.place
        assert background is not None
        for at_us, work_us, _, _ in background.due(until_us):
            if pace != 1.0:
                work_us = round(work_us / pace)
            place(at_us, work_us)
            self._visits += 1
            self._busy_us += work_us
        self._unseen_us = background.next_us

    def admit(  # rank and due_us are not used here: every desk is asked alike
        self,
        thread: Thread | None,
        now: int,
        work_us: int,
        mark: int,
        rank: int = 0,  # noqa: ARG002
        due_us: int = 0,  # noqa: ARG002
    ) -> int:
        """Serve a job that arrives now, and return when its service ends; its thread fires then.

        `work_us` is at full pace, `mark` its place in the ledger (NOBODY for none). Without a
        thread, nobody is told: for those whose way goes on when it is known to end.
        """
        if self._unseen_us <= now:
            self._catch_up(now)
        if self.pace != 1.0:
            work_us = round(work_us / self.pace)
        free = self._free_us
        start = free[0]
        if start < now:
            start = now
        end = start + work_us
        if self._open_us <= start < self._close_us and end <= self._close_us:
            heapreplace(free, end)  # the common case of Crew.place, without its calls
        else:
            start, end = self.crew.place(now, work_us)
            self._open_us, self._close_us = self.crew.shared_interval(start)
        self._visits += 1
        self._busy_us += work_us
        if mark >= 0:
            self._spans.visits += (mark, self.holder, now, start, end)
        if thread is None:
            return end
        if thread.callbacks is not None:
            raise ModelError(f"a {type(thread).__name__} is armed twice")
        thread.callbacks = thread.FIRE
        entry = (end, COMPLETION, thread.key, thread)
        if end < self._env.near_us:
            heappush(self._queue, entry)
        elif bucket := self._far.get(end // WIDTH_US):  # `arm_far`, without the call
            bucket.append(entry)
        else:
            self._env.arm_far(entry)
        return end

    def taken_us(self, now_us: int) -> int:
        """The work given to its people before `now_us`, done or not."""
        if self._unseen_us < now_us:
            self._catch_up(now_us - 1)
        return self._busy_us

    def tally(self, now_us: int) -> DeskTally:
        """Jobs admitted and work done by `now_us`."""
        taken_us = self.taken_us(now_us)
        return DeskTally(self._visits, taken_us - self.crew.left_us(now_us))

    def state(self) -> dict[str, Any]:
        """What a snapshot keeps, besides the background."""
        return {"free_us": self.crew.state(), "tally": [self._visits, self._busy_us]}

    def restore(self, state: dict[str, Any]) -> None:
        """Back to a snapshot; its background was restored before."""
        self.crew.restore(state["free_us"])
        self._visits, self._busy_us = state["tally"]
        if self._background is not None:
            self._unseen_us = self._background.next_us


Job = tuple[int, int, Thread | None, int, int, int]  # rank, number, thread, work, mark, since
"""A job without a thread is background: nobody is told when it ends."""


class QueueDesk(Thread):
    """A desk with a queue in memory: FIFO, by priority class, or by due date; ties by arrival.

    It wakes when somebody is next free while jobs wait: that wake is an environment event, so
    that a job which arrives at the same instant comes too late for it.
    """

    __slots__ = (
        "_admitted", "_busy_us", "_discipline", "_env", "_jobs", "_spans",  "_woken_us",
        "crew", "holder", "pace",
    )  # fmt: skip

    def __init__(
        self,
        key: int,
        env: KeyedEnvironment,
        spans: Spans,
        crew: Crew | AbsentCrew,
        holder: int,
        pace: float,
        discipline: str = "fifo",
    ) -> None:
        super().__init__(key)
        self._discipline = discipline
        self._env, self._spans, self.crew, self.holder, self.pace = env, spans, crew, holder, pace
        self._jobs: list[Job] = []
        self._admitted = self._busy_us = 0
        self._woken_us = -1  # the instant of the pending wake

    def admit(
        self,
        thread: Thread | None,
        now: int,
        work_us: int,
        mark: int,
        rank: int = 0,
        due_us: int = 0,
    ) -> None:
        """Serve a job that arrives now, after all those that go before it."""
        if self._discipline != "priority":
            rank = due_us if self._discipline == "earliest-due" else 0
        if self.pace != 1.0:
            work_us = round(work_us / self.pace)
        self._join((rank, self._admitted, thread, work_us, mark, now))
        self._admitted += 1
        self._busy_us += work_us
        if self._woken_us < 0:
            self._serve(now)

    def _join(self, job: Job) -> None:
        heappush(self._jobs, job)

    def _serve(self, now_us: int) -> None:
        """Start as many jobs as there are people free now; wake again for the rest."""
        while self._jobs:
            earliest = self.crew.earliest_us(now_us)
            if earliest > now_us:
                self._woken_us = earliest
                self._env.arm(self, earliest, ENVIRONMENT)
                return
            self._start(heappop(self._jobs), now_us)
        self._woken_us = -1

    def _start(self, job: Job, now_us: int) -> None:
        _, _, thread, work_us, mark, arrived_us = job
        start, end = self.crew.place(now_us, work_us)
        if start != now_us:
            raise ModelError(f"a desk served at {start} instead of {now_us}")
        if mark >= 0:
            self._spans.visits += (mark, self.holder, arrived_us, start, end)
        if thread is not None:
            self._env.arm(thread, end, COMPLETION)

    def _wake(self) -> None:
        self._woken_us = -1
        self._serve(self._env._now)

    FIRE = (_wake,)

    def queued(self) -> int:
        """How many jobs wait."""
        return len(self._jobs)

    def taken_us(self, now_us: int) -> int:  # noqa: ARG002 - every desk is asked alike
        """The work given to its people so far, done or not."""
        return self._busy_us - sum(job[3] for job in self._jobs)

    def tally(self, now_us: int) -> DeskTally:
        """Jobs admitted and work done by `now_us`."""
        return DeskTally(self._admitted, self.taken_us(now_us) - self.crew.left_us(now_us))

    def waiting(self) -> list[tuple[int, int, int]]:
        """(mark, holder, arrived) of every job that waits, for an account of open dossiers."""
        return [(mark, self.holder, arrived) for _, _, _, _, mark, arrived in self._jobs]

    def state(self) -> dict[str, Any]:
        """What a snapshot keeps; the threads of its jobs are for the snapshot to name."""
        return {
            "free_us": self.crew.state(),
            "tally": [self._admitted, self._busy_us, self._woken_us],
            "jobs": sorted(self._jobs),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Back to a snapshot."""
        self.crew.restore(state["free_us"])
        self._admitted, self._busy_us, self._woken_us = state["tally"]
        self._jobs = list(state["jobs"])
        heapify(self._jobs)


Desk = FifoDesk | QueueDesk
