"""The instants of a run."""

from __future__ import annotations

from dataclasses import dataclass

from agents.calendar_spec import DAY_US, day_of
from simulator.scenario.laws import length_us
from simulator.scenario.schema import Scenario

DAYS_BEFORE = 400  # documents of the year before make the backlog of publication


@dataclass(frozen=True, slots=True)
class Horizon:
    """The instants of a run, local microseconds."""

    start_us: int
    cohort_us: int
    cohort_end_us: int
    end_us: int

    @classmethod
    def of(cls, scenario: Scenario) -> Horizon:
        """Warm-up, measured window and drain from the start's midnight."""
        start = day_of(scenario.start) * DAY_US
        cohort = start + length_us(scenario.warmup)
        cohort_end = cohort + length_us(scenario.duration)
        return cls(start, cohort, cohort_end, cohort_end + length_us(scenario.drain))

    @property
    def history_us(self) -> int:
        """Where the publication history begins."""
        return self.start_us - DAYS_BEFORE * DAY_US
