"""Desks on their own, with everything drawn beforehand: a source, jobs that wander, their records.

Jobs are numbered in order of arrival. Every gap, service and way is drawn before the run from the
laws of `agents.laws`, so that another simulator can be given the same numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from agents.desk import Desk
from agents.environment import ARRIVAL, KeyedEnvironment, Thread
from agents.law_base import Law
from agents.spans import VISIT_WIDTH, Spans

Times = npt.NDArray[np.int64]
SECOND_US = 1_000_000
CAUSE_BITS = 4  # below a job's number in a visit's mark, as below a dossier's slot
FIRST_JOB_KEY = 1 << 20


@dataclass(frozen=True)
class Visits:
    """What desks wrote down, one element for each visit, in the order of admission or service."""

    jobs: Times
    holders: Times
    arrived_us: Times
    started_us: Times
    ended_us: Times

    @classmethod
    def of(cls, spans: Spans) -> Visits:
        """The visits in the desks' own buffer."""
        table = np.array(spans.visits, np.int64).reshape(-1, VISIT_WIDTH)
        mark, holder, arrived, started, ended = table.T
        return cls(mark >> CAUSE_BITS, holder, arrived, started, ended)

    def waits_us(self) -> Times:
        """Time in queue, in order of job."""
        return (self.started_us - self.arrived_us)[np.argsort(self.jobs, kind="stable")]


def draw(law: Law, rng: np.random.Generator, count: int) -> Times:
    """`count` independent draws of a law."""
    return law.quantile_us(rng.random(count))


class Job(Thread):
    """A job that asks `onward` where to go when it has been served."""

    __slots__ = ("number", "onward")

    def __init__(self, number: int, onward: Callable[[Job], None]) -> None:
        super().__init__(FIRST_JOB_KEY + number)
        self.number, self.onward = number, onward

    def _fire(self) -> None:
        self.onward(self)

    FIRE = (_fire,)


class Feed(Thread):
    """Fires at each arrival and hands the new job to `enter`."""

    __slots__ = ("_at", "_enter", "_env", "_next", "_onward")

    def __init__(
        self,
        env: KeyedEnvironment,
        at_us: Times,
        enter: Callable[[Job], None],
        onward: Callable[[Job], None],
    ) -> None:
        super().__init__(1)
        self._env, self._at, self._enter, self._onward = env, at_us.tolist(), enter, onward
        self._next = 0
        env.arm(self, self._at[0], ARRIVAL)

    def _fire(self) -> None:
        job = Job(self._next, self._onward)
        self._next += 1
        if self._next < len(self._at):
            self._env.arm(self, self._at[self._next], ARRIVAL)
        self._enter(job)

    FIRE = (_fire,)


def leave(job: Job) -> None:
    """The way of a job that is done."""


def run_station(
    env: KeyedEnvironment,
    spans: Spans,
    desk: Desk,
    at_us: Times,
    services_us: Times,
    ranks: Times | None = None,
) -> Visits:
    """One desk, jobs that arrive at `at_us` and need `services_us`; ranks are priority classes."""
    works = services_us.tolist()
    classes = [0] * len(works) if ranks is None else ranks.tolist()

    def enter(job: Job) -> None:
        number = job.number
        desk.admit(job, env._now, works[number], number << CAUSE_BITS, classes[number])

    Feed(env, at_us, enter, leave)
    env.run()
    return Visits.of(spans)
