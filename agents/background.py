"""Work that comes to a desk from units that are not simulated.

At a scale below 1 some units stand for all, but the people who answer letters answer the whole
country. What the other units would have sent them comes as *background*: a Poisson stream of jobs
of which only the desk knows. Its rate is a plan made before the run; its draws are keyed by the
desk's name and the number of the job, so that nothing else moves it.

Two ways lead to the same queue. A desk that settles service at admission takes the jobs in
whenever it is asked something (`Background.due`). A desk with its queue in memory has an `Incoming`
that fires at each. Either way a job goes before everybody else who comes at its instant.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from agents.calendar_spec import NEVER_US
from agents.draws import Quantile, arrival_keys, raw_array, tag, uniform
from agents.environment import ENVIRONMENT, KeyedEnvironment, Thread
from agents.laws import Exponential
from agents.spans import NOBODY

if TYPE_CHECKING:
    from agents.desk import QueueDesk

BLOCK = 256  # jobs made at a time
FIRST_INCOMING_KEY = 1 << 40  # above desks, below all that is open work
GAP, WORK, KIND = (tag(f"background-{purpose}") for purpose in ("gap", "work", "kind"))
_WHOLE = 1_000_000_000  # one job on the axis of expected jobs, which is a whole number
_ONE = Exponential.from_mean(_WHOLE)

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Job = tuple[int, int, int, int]
"""(instant, work at full pace, rank, due)."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Jobs that are alike: their law of work, and how a queue that is not FIFO ranks them.

    `share` is that of all jobs; a job is due `allowance_us` after it came.
    """

    law: Quantile
    share: float
    rank: int = 0
    allowance_us: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """How many jobs are expected by when, in straight lines between instants.

    `at_us` ascends strictly; `expected` begins with 0 and never falls. `kinds` share all jobs.
    """

    at_us: Floats
    expected: Floats
    kinds: tuple[Kind, ...]

    def by(self, at_us: float) -> float:
        """The jobs expected by an instant."""
        return float(np.interp(at_us, self.at_us, self.expected))

    def after(self, now_us: int, before: Plan) -> Plan:
        """This plan from `now_us` on, after another one."""
        later = self.at_us > now_us
        expected = before.by(now_us) + self.expected[later] - self.by(now_us)
        return Plan(
            np.concatenate([[float(now_us)], self.at_us[later]]),
            np.concatenate([[before.by(now_us)], expected]),
            self.kinds,
        )


class Background:
    """The jobs of one desk, in order. `next_us` is when the next one comes, or `NEVER_US`."""

    __slots__ = (
        "_at", "_due", "_first", "_key", "_levels", "_rank", "_reached", "_work", "given",
        "next_us", "plan",
    )  # fmt: skip

    def __init__(self, key: int, plan: Plan) -> None:
        self._key, self.plan = np.array([key], dtype=np.uint64), plan
        self.next_us = NEVER_US
        self.restore(0)

    def restore(self, given: int) -> None:
        """Back to where so many jobs had been given."""
        self._first, self._reached = 0, 0
        self._draw()
        while self._first + BLOCK <= given:
            self._first += BLOCK
            self._draw()
        self.given = given
        self._lay()

    def hold_to(self, plan: Plan, now_us: int) -> None:
        """Go by another plan from now on; all jobs before `now_us` have been given."""
        self.plan = plan.after(now_us, self.plan)
        self._lay()

    def due(self, until_us: int) -> list[Job]:
        """Take the jobs that come at `until_us` or before."""
        jobs: list[Job] = []
        while self.next_us <= until_us:
            begin, end = self.given - self._first, bisect_left(self._at, until_us + 1)
            part = slice(begin, end)
            jobs += zip(
                self._at[part], self._work[part], self._rank[part], self._due[part], strict=True
            )
            self._give(end - begin)
        return jobs

    def pop(self) -> Job:
        """Take the next job."""
        place = self.given - self._first
        job = self._at[place], self._work[place], self._rank[place], self._due[place]
        self._give(1)
        return job

    def _give(self, jobs: int) -> None:
        self.given += jobs
        if self.given == self._first + BLOCK:
            self._first += BLOCK
            self._draw()
            self._lay()
        else:
            self.next_us = self._at[self.given - self._first]

    def _draw(self) -> None:
        """The places of the block's jobs on the axis of expected jobs: a unit Poisson process."""
        gaps = _ONE.quantile_us(uniform(raw_array(self._keys(), np.uint64(GAP))))
        levels = self._reached + gaps.cumsum()
        self._reached = int(levels[-1])
        self._levels: Floats = levels / _WHOLE

    def _keys(self) -> npt.NDArray[np.uint64]:
        numbers = np.arange(self._first, self._first + BLOCK, dtype=np.uint64)
        return arrival_keys(self._key, numbers)

    def _lay(self) -> None:
        """The block's instants by the plan, and each job's kind and work."""
        plan, keys = self.plan, self._keys()
        at = np.rint(np.interp(self._levels, plan.expected, plan.at_us)).astype(np.int64)
        at[self._levels > plan.expected[-1]] = NEVER_US
        kind = self._kinds(keys)
        u = uniform(raw_array(keys, np.uint64(WORK)))
        work, rank, due = np.zeros_like(at), np.zeros_like(at), at.copy()
        for number, each in enumerate(plan.kinds):
            mine = kind == number
            work[mine], rank[mine] = each.law.quantile_us(u[mine]), each.rank
            due[mine] += each.allowance_us
        self._at, self._work = at.tolist(), work.tolist()
        self._rank, self._due = rank.tolist(), due.tolist()
        self.next_us = self._at[self.given - self._first]

    def _kinds(self, keys: npt.NDArray[np.uint64]) -> Ints:
        """The number of each job's kind."""
        shares = np.array([each.share for each in self.plan.kinds]).cumsum()
        u = uniform(raw_array(keys, np.uint64(KIND))) * shares[-1]
        found: Ints = np.searchsorted(shares[:-1], u, side="right")
        return found


class Incoming(Thread):
    """Fires at each background job of a desk with its queue in memory, and hands it over."""

    __slots__ = ("_background", "_desk", "_env", "_left")

    def __init__(
        self, key: int, env: KeyedEnvironment, desk: QueueDesk, background: Background
    ) -> None:
        super().__init__(key)
        self._env, self._desk, self._background = env, desk, background
        self._left = False

    def begin(self) -> None:
        """Arm the next job, if there is one."""
        if self._background.next_us < NEVER_US:
            self._env.arm(self, self._background.next_us, ENVIRONMENT)

    def leave(self) -> None:
        """Fire no more: another one does so."""
        self._left = True

    def _come(self) -> None:
        if not self._left:
            at_us, work_us, rank, due_us = self._background.pop()
            self._desk.admit(None, at_us, work_us, NOBODY, rank, due_us)
            self.begin()

    FIRE = (_come,)
