"""A desk on its own with its clock, for exact instants."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import pytest

from agents.crew import AbsentCrew, Crew
from agents.desk import Desk, FifoDesk, QueueDesk
from agents.environment import ARRIVAL, KeyedEnvironment
from agents.spans import Spans
from tests.agents.worlds import DAY, HOUR, MINUTE, MONDAY, Call

KINDS = pytest.mark.parametrize("kind", ["elided", "queued"])


@dataclass(frozen=True)
class Job:
    """One job; `rank` is its class of priority, `due` its due date."""

    at: int
    work: int
    rank: int = 0
    due: int = 0


class Counter:
    """A desk, and what was served when."""

    def __init__(
        self, kind: str, crew: Crew | AbsentCrew, pace: float = 1.0, start: int = MONDAY
    ) -> None:
        self.env, self.spans = KeyedEnvironment(start), Spans()
        self.ended: dict[int, int] = {}
        self.desk: Desk
        if kind == "elided":
            self.desk = FifoDesk(self.env, self.spans, crew, 0, pace)
        else:
            discipline = "fifo" if kind == "queued" else kind
            self.desk = QueueDesk(1, self.env, self.spans, crew, 0, pace, discipline)

    def serve(self, *jobs: Job) -> list[tuple[int, int]]:
        """(start, end) of each job's service, in the order given."""
        for number, job in enumerate(jobs):
            self.env.arm(Call(10 + number, partial(self._admit, number, job)), job.at, ARRIVAL)
        self.env.run()
        visits = {self.spans.visits[i] >> 4: i for i in range(0, len(self.spans.visits), 5)}
        found = [tuple(self.spans.visits[visits[n] + 3 : visits[n] + 5]) for n in range(len(jobs))]
        assert [end for _, end in found] == [self.ended[n] for n in range(len(jobs))]
        return [(start, end) for start, end in found]

    def _admit(self, number: int, job: Job) -> None:
        served = Call(1000 + number, lambda: self.ended.__setitem__(number, int(self.env.now)))
        self.desk.admit(served, int(self.env.now), job.work, number << 4, job.rank, job.due)


def clock(span: tuple[int, int]) -> tuple[str, str]:
    """(start, end), each as days from Monday and time of day: "0 08:00"."""
    return _clock(span[0]), _clock(span[1])


def _clock(us: int) -> str:
    return f"{us // DAY - MONDAY // DAY} {us % DAY // HOUR:02d}:{us % HOUR // MINUTE:02d}"
