"""An arm of a comparison: its dossiers beside the baseline's, and what each figure changes by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from simulator.answer.aggregate import ALL, TIMES
from simulator.answer.daily import DailySums, DaySums, by_week, days_of, monday
from simulator.answer.pairing import PairSummary
from simulator.answer.sample import Estimate, Sample
from simulator.answer.views import DAY_US, SHARES, View
from simulator.ledger.rows import CAUSES

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """One figure in both arms, and its difference."""

    baseline: Estimate
    arm: Estimate
    difference: Estimate


class Arm:
    """The pairs of one arm with the baseline, over all replications."""

    def __init__(self, pairs: Sequence[PairSummary], sample: Sample) -> None:
        self.pairs, self.sample = pairs, sample
        self._views: dict[Key, tuple[View, View]] = {}

    def views(self, key: Key = ALL) -> tuple[View, View]:
        """One part of the dossiers, in the baseline and in the arm."""
        if key not in self._views:
            self._views[key] = (
                View(self.sample, [one.baseline.get(key) for one in self.pairs]),
                View(self.sample, [one.arm.get(key) for one in self.pairs]),
            )
        return self._views[key]

    def names(self, dimension: str) -> list[str]:
        """The names of a dimension that any pair has."""
        return sorted({n for one in self.pairs for kind, n in one.baseline if kind == dimension})

    def changes(self, key: Key = ALL) -> dict[str, Change]:
        """Both times with their quantiles, and the share on time."""
        return {name: self._change(key, value) for name, value in FIGURES.items()}

    def causes(self, key: Key = ALL) -> dict[str, Change]:
        """Days by cause."""
        return {cause: self._change(key, _cause(cause)) for cause in CAUSES}

    def mean_change(self, key: Key) -> Change:
        """The mean cycle time."""
        return self._change(key, FIGURES["cycle_days.mean"])

    def weeks(self) -> dict[str, Change]:
        """The mean cycle time by week of submission, in order; a week is named by its Monday."""
        sums = [tuple(map(by_week, one.days)) for one in self.pairs]
        names = sorted({week for first, _ in sums for week in first})
        return {monday(week): self._week(week, sums) for week in names}

    def _week(self, week: int, sums: Sequence[tuple[DailySums, ...]]) -> Change:
        baseline, arm = (
            self.sample.ratio(
                [days_of(one[side].get(week, DaySums()).cycle) for one in sums],
                [one[side].get(week, DaySums()).weight for one in sums],
            )
            for side in (0, 1)
        )
        return Change(baseline, arm, arm.minus(baseline))

    def _change(self, key: Key, value: Callable[[View], Estimate]) -> Change:
        baseline, arm = (value(view) for view in self.views(key))
        return Change(baseline, arm, arm.minus(baseline))


def _cause(cause: str) -> Callable[[View], Estimate]:
    return lambda view: view.cause(cause)


def _mean_of(time: str) -> Callable[[View], Estimate]:
    return lambda view: view.mean(time, unit=DAY_US)


def _quantile_of(time: str, share: float) -> Callable[[View], Estimate]:
    return lambda view: view.quantile(time, share).estimate().times(1.0 / DAY_US)


FIGURES: dict[str, Callable[[View], Estimate]] = {}
for _time in TIMES:
    FIGURES[f"{_time}_days.mean"] = _mean_of(_time)
    for _name, _part_of in SHARES.items():
        FIGURES[f"{_time}_days.{_name}"] = _quantile_of(_time, _part_of)
FIGURES["on_time_share"] = lambda view: view.mean("on_time")
