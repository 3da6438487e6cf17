"""Figures: numbers with the kind of interval that suits them, alone or in a table.

`Figure.alone` is an interval for itself; the intervals of a table's figures that `together` gives
hold all at once. As plain data: `{"mean", "low", "high"}`, and `low_together`, `high_together`
where a figure stands in a table; ends are None where the replications cannot tell, the mean too
where there is nothing that it could be of.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from simulator.answer.intervals import (
    Quantile,
    around,
    critical,
    critical_of_table,
    of_share,
    of_time,
)
from simulator.answer.sample import Estimate

Ends = tuple[float, float] | None
Document = dict[str, float | None]
DAY_US = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Figure:
    """An estimate, and its interval for a critical value."""

    estimate: Estimate
    interval: Callable[[float], Ends]

    def alone(self) -> Ends:
        """The interval that holds for itself."""
        return self.interval(critical(self.estimate.df))


def time_figure(estimate: Estimate) -> Figure:
    """A time, or a count per dossier: never below 0."""
    return Figure(estimate, lambda reach: of_time(estimate, reach))


def share_figure(estimate: Estimate, independent: float) -> Figure:
    """A share of so many dossiers that are as good as independent."""
    return Figure(estimate, lambda reach: of_share(estimate, reach, independent))


def difference_figure(estimate: Estimate) -> Figure:
    """A difference, of either sign."""
    return Figure(estimate, lambda reach: around(estimate, reach))


def quantile_figure(quantile: Quantile) -> Figure:
    """A quantile of a time, in days."""

    def interval(reach: float) -> Ends:
        found = quantile.interval(reach)
        return None if found is None else (found[0] / DAY_US, found[1] / DAY_US)

    return Figure(quantile.estimate().times(1.0 / DAY_US), interval)


def plain(figure: Figure) -> Document:
    """A figure that stands alone, as data."""
    low, high = figure.alone() or (None, None)
    value = figure.estimate.value
    return {"mean": None if math.isnan(value) else value, "low": low, "high": high}


def together(figures: Mapping[str, Figure]) -> dict[str, Document]:
    """The figures of one table, as data."""
    reach = critical_of_table([figure.estimate for figure in figures.values()])
    return {name: plain(figure) | within(figure, reach) for name, figure in figures.items()}


def within(figure: Figure, reach: float) -> Document:
    """The ends of a figure's interval in a table of this critical value, as data."""
    low, high = figure.interval(reach) or (None, None)
    return {"low_together": low, "high_together": high}
