"""Two arms of one replication, person by person.

`origin` names the same person's wish in every scenario, so each dossier of the baseline's cohort is
set beside the same one in the other arm. None is dropped for being unfinished in one of them: its
time up to the run's end counts, and it is counted as such.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulator.answer.aggregate import Aggregator, Parts, Taken, take
from simulator.answer.daily import DailySums, joined, sums_by_day
from simulator.answer.lifetimes import Lifetimes, joined_lifetimes, lifetimes
from simulator.ledger.rows import Dimensions
from simulator.ledger.rowstore import CHUNK_ROWS, Rows, open_rows
from topics.errors import ModelError

NOTICED_US = 3_600_000_000  # an hour: less is not called faster or slower


@dataclass(frozen=True, slots=True)
class ArmRows:
    """One arm's raw rows of one replication, and when its run ended."""

    path: Path
    end_us: int


@dataclass(frozen=True, slots=True)
class PairSummary:
    """What pairing found; parts hold the same dossiers in both arms, grouped as the baseline's."""

    replication: int
    baseline: Parts
    arm: Parts
    only_baseline: int  # in the cohort of one arm only
    only_arm: int
    unfinished_in_one: int
    faster: float  # by more than an hour, weighted
    slower: float
    changed: int  # pairs with any difference in time, its causes or outcome
    lifetimes: tuple[Lifetimes, Lifetimes]  # of both arms' dossiers
    days: tuple[DailySums, DailySums]  # of both, by the baseline's day of submission


def pair(
    baseline: ArmRows,
    arm: ArmRows,
    dimensions: Dimensions,
    replication: int,
    rows_each: int = CHUNK_ROWS,
) -> PairSummary:
    """Pair two arms. `dimensions` are the baseline's: a dossier counts where it was in that arm."""
    first, second = open_rows(baseline.path), open_rows(arm.path)
    here, there, alone = _matches(first, second)
    tally = _Tally(dimensions)
    for start in range(0, len(here), rows_each):
        rows = first[here[start : start + rows_each]]
        others = second[there[start : start + rows_each]]
        tally.add(rows, take(rows, baseline.end_us), others, take(others, arm.end_us))
    return tally.summary(replication, alone)


class _Tally:
    """Both arms' sums over the pairs, and who gained or lost."""

    def __init__(self, dimensions: Dimensions) -> None:
        self._baseline, self._arm = Aggregator(dimensions), Aggregator(dimensions)
        self._in_one = self._changed = 0
        self._faster = self._slower = 0.0
        self._lifetimes: list[tuple[Lifetimes, Lifetimes]] = []
        self._days: list[tuple[DailySums, DailySums]] = []

    def add(self, rows: Rows, taken: Taken, others: Rows, other: Taken) -> None:
        cells, weights = self._baseline.cells_of(rows), np.array(rows["weight"])
        self._baseline.add(rows, taken, cells, weights)
        self._arm.add(others, other, cells, weights)
        self._lifetimes.append((lifetimes(rows, taken), lifetimes(others, other)))
        self._days.append(
            (
                sums_by_day(rows, taken.cycle_us, rows["open_us"].sum(axis=1)),
                sums_by_day(rows, other.cycle_us, others["open_us"].sum(axis=1)),
            )
        )
        change = other.cycle_us - taken.cycle_us
        self._in_one += int((taken.finished != other.finished).sum())
        self._changed += int(_differ(rows, others).sum())
        self._faster += float(weights[change < -NOTICED_US].sum())
        self._slower += float(weights[change > NOTICED_US].sum())

    def summary(self, replication: int, alone: tuple[int, int]) -> PairSummary:
        return PairSummary(
            replication=replication,
            baseline=self._baseline.parts(),
            arm=self._arm.parts(),
            only_baseline=alone[0],
            only_arm=alone[1],
            unfinished_in_one=self._in_one,
            faster=self._faster,
            slower=self._slower,
            changed=self._changed,
            lifetimes=(
                joined_lifetimes(one for one, _ in self._lifetimes),
                joined_lifetimes(other for _, other in self._lifetimes),
            ),
            days=(joined(one for one, _ in self._days), joined(other for _, other in self._days)),
        )


def _differ(rows: Rows, others: Rows) -> NDArray[np.bool_]:
    """Which pairs are not the same in both arms."""
    found = np.zeros(len(rows), bool)
    for name in ("returned_us", "processing_us", "on_time", "status"):
        found |= rows[name] != others[name]
    for name in ("open_us", "closed_us"):
        found |= (rows[name] != others[name]).any(axis=1)
    return found


def _matches(
    first: Rows, second: Rows
) -> tuple[NDArray[np.int64], NDArray[np.int64], tuple[int, int]]:
    """Row numbers of each pair, in the order of `first`; then how many are alone in each."""
    here, origins = _cohort(first)
    there, others = _cohort(second)
    order = np.argsort(others, kind="stable")
    place = np.searchsorted(others[order], origins)
    found = place < len(others)
    found[found] = others[order][place[found]] == origins[found]
    pairs = int(found.sum())
    return here[found], there[order][place[found]], (len(here) - pairs, len(there) - pairs)


def _cohort(rows: Rows) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
    """The row numbers and origins of an arm's cohort. Each origin stands once."""
    number = np.flatnonzero(rows["cohort"] == 1)
    origins = np.array(rows["origin"][number])
    if len(np.unique(origins)) != len(origins):
        raise ModelError("two dossiers of one arm have the same origin, so none can be paired")
    return number, origins
