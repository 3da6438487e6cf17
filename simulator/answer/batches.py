"""The daily sums of a run's replications in batches, without the weekdays' own effects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from simulator.answer.daily import DailySums, DaySums, RunDays, days_of

WEEK = 7
FEWEST_WEEKS = 10  # a shorter run is taken by single days
Floats = NDArray[np.float64]
Time = Literal["cycle", "open"]
_NOTHING = DaySums()


@dataclass(frozen=True, slots=True)
class Batches:
    """Weighted sums, shape (replications, batches); a batch without any dossier does not occur."""

    sums: Floats  # days x weight
    weights: Floats
    starts: tuple[int, ...]  # of each batch, in days from the start of the run
    cohort: int  # the first measured day, likewise
    length: int  # calendar days of a batch

    @property
    def count(self) -> int:
        """How many batches there are."""
        return len(self.starts)

    @property
    def warm(self) -> int:
        """How many of them lie in the warm-up."""
        return sum(start < self.cohort for start in self.starts)

    def means(self, first: int, end: int) -> Floats:
        """The mean of batches `first` to `end - 1` in each replication, shape (replications,).

        NaN where there are no dossiers.
        """
        return _divided(self.sums[:, first:end].sum(axis=1), self.weights[:, first:end].sum(axis=1))

    def averages(self) -> Floats:
        """The mean of each batch, averaged over replications that have it: shape (batches,)."""
        averages: Floats = np.nanmean(_divided(self.sums, self.weights), axis=0)
        return averages


def weekly_or_daily(series: Sequence[DailySums], window: RunDays, time: Time) -> Batches:
    """Weeks counted from the first measured day; single days if the run has fewer than ten weeks.

    The days of a week that the window's ends cut off belong to the next week within. `time` is a
    field of `DaySums`.
    """
    sums, weights = _by_day(series, window, time)
    cohort, count = window.cohort - window.start, window.end - window.start
    sums = _without_weekdays(sums, weights)
    length = WEEK if cohort // WEEK + (count - cohort) // WEEK >= FEWEST_WEEKS else 1
    starts = _starts(cohort, count, length)
    sums, weights = (np.add.reduceat(table, starts, axis=1) for table in (sums, weights))
    some = weights.sum(axis=0) > 0
    kept = tuple(int(start) for start in starts[some])
    return Batches(sums[:, some], weights[:, some], kept, cohort, length)


def _by_day(series: Sequence[DailySums], window: RunDays, time: Time) -> tuple[Floats, Floats]:
    """Sums in days and weights, each of shape (replications, days of the window)."""
    days = range(window.start, window.end)
    lines = [[one.get(day, _NOTHING) for day in days] for one in series]
    sums = [[days_of(getattr(day, time)) for day in line] for line in lines]
    weights = [[float(day.weight) for day in line] for line in lines]
    return np.array(sums), np.array(weights)


def _without_weekdays(sums: Floats, weights: Floats) -> Floats:
    """The sums less what each weekday's mean, over all replications, is above the overall mean."""
    left = sums.copy()
    overall = _divided(sums.sum(), weights.sum())
    for weekday in range(min(WEEK, sums.shape[1])):
        mine = slice(weekday, None, WEEK)
        own = _divided(sums[:, mine].sum(), weights[:, mine].sum())
        left[:, mine] -= np.nan_to_num(own - overall) * weights[:, mine]
    return left


def _starts(cohort: int, count: int, length: int) -> NDArray[np.intp]:
    """Where batches of `length` days start, so that one starts at `cohort`; none is shorter."""
    first = cohort % length
    starts = np.arange(first, count - length + 1, length)
    if first and len(starts) and starts[0] < cohort:
        starts[0] = 0
    elif first:
        starts = np.concatenate([[0], starts])
    return starts.astype(np.intp)


def _divided(sums: Floats | np.float64, weights: Floats | np.float64) -> Floats:
    """Sums over weights; NaN for nothing over nothing."""
    with np.errstate(invalid="ignore"):
        return np.asarray(np.divide(sums, weights))
