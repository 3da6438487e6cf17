"""How long dossiers took by day of submission: what a replication keeps to judge its warm-up by.

All dossiers count, the warm-up's too. Sums are exact integers, so the order of rows and the size of
chunks change nothing; a replication keeps four integers for each day with a dossier.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agents.calendar_spec import date_of, weekday_of
from simulator.ledger.rowstore import Rows
from simulator.model.horizon import Horizon

DAY_US = 86_400_000_000
SECOND_US = 1_000_000
WEIGHT_PARTS = 1024  # a weight is kept in so-many-ths, that its sums are exact


@dataclass(frozen=True, slots=True)
class DaySums:
    """The dossiers submitted on one day: how many, and weighted sums of their times.

    `weight` is in 1024ths, the times in 1024ths of a second; unfinished dossiers count with their
    time up to the run's end.
    """

    dossiers: int = 0
    weight: int = 0
    cycle: int = 0
    open: int = 0  # while the holder's office was open: the cycle time without nights and holidays

    def __add__(self, other: DaySums) -> DaySums:
        return DaySums(
            self.dossiers + other.dossiers,
            self.weight + other.weight,
            self.cycle + other.cycle,
            self.open + other.open,
        )


DailySums = Mapping[int, DaySums]  # by local day number of submission; days without any are absent


@dataclass(frozen=True, slots=True)
class RunDays:
    """The days of a run in which dossiers of interest are submitted, as local day numbers.

    Those submitted in the drain are left out: most of them are cut off by the run's end.
    """

    start: int
    cohort: int  # the first measured day
    end: int  # the day after the last measured one

    @classmethod
    def of(cls, horizon: Horizon) -> RunDays:
        """The window of a scenario; a day that the warm-up ends within is a measured one."""
        return cls(
            horizon.start_us // DAY_US,
            horizon.cohort_us // DAY_US,
            -(-horizon.cohort_end_us // DAY_US),
        )


def daily_sums(rows: Rows, end_us: int) -> DailySums:
    """The sums of one chunk of rows (in memory), unfinished dossiers up to the run's end."""
    ended = np.where(rows["returned_us"] >= 0, rows["returned_us"], end_us)
    return sums_by_day(rows, ended - rows["submitted_us"], rows["open_us"].sum(axis=1))


def sums_by_day(rows: Rows, cycle_us: NDArray[np.int64], open_us: NDArray[np.int64]) -> DailySums:
    """The sums of these times of dossiers, whose days and weights are those of `rows`."""
    if len(rows) == 0:
        return {}
    days, place = np.unique(rows["day"], return_inverse=True)
    weight = np.rint(rows["weight"] * WEIGHT_PARTS).astype(np.int64)
    cycle_s, open_s = cycle_us // SECOND_US, open_us // SECOND_US
    columns = (np.ones_like(weight), weight, cycle_s * weight, open_s * weight)
    sums = [_sums(column, place, len(days)) for column in columns]
    return {
        int(day): DaySums(*(int(x) for x in line)) for day, *line in zip(days, *sums, strict=True)
    }


def days_of(total: int) -> float:
    """A sum of `DaySums` in days, to be divided by a sum of weights."""
    return total * SECOND_US / DAY_US


def joined(parts: Iterable[DailySums]) -> DailySums:
    """The sums of several chunks together."""
    total: dict[int, DaySums] = {}
    for part in parts:
        for day, sums in part.items():
            total[day] = total.get(day, DaySums()) + sums
    return dict(sorted(total.items()))


def by_week(sums: DailySums) -> DailySums:
    """The same by week, as the day number of its Monday."""
    return joined({day - weekday_of(day): one} for day, one in sums.items())


def monday(day: int) -> str:
    """The name of a week: the date of its Monday."""
    return date_of(day).isoformat()


def _sums(values: NDArray[np.int64], place: NDArray[np.intp], count: int) -> NDArray[np.int64]:
    found = np.zeros(count, np.int64)
    np.add.at(found, place, values)
    return found
