"""The table of coverages: what each kind of interval promises, and how often it held.

A line fails if the 99 % interval of its coverage, held together over all lines (Holm 1979), lies
outside 93 to 97 %; a line that is conservative by design fails only below. An *oracle* is an
interval that knows the spread of its own errors: the narrowest that would have held in 95 % of
these experiments, or for a table the one critical value with which all its numbers would have.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from tests.coverage.experiments import Seen

LEAST, MOST = 0.93, 0.97
SURE = 0.99
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of interval in one setting."""

    setting: str
    kind: str
    experiments: int  # that did not abstain
    held: int
    abstained: int
    truth_below: int
    truth_above: int
    width: float  # median, over that of the oracle
    conservative: bool

    @property
    def coverage(self) -> float:
        """How often the interval, or all of a table's, held."""
        return self.held / self.experiments if self.experiments else float("nan")

    @property
    def doubt(self) -> float:
        """The least level at which its coverage is told from 93 to 97 %: a p-value."""
        low = float(stats.binom.cdf(self.held, self.experiments, LEAST))
        high = float(stats.binom.sf(self.held - 1, self.experiments, MOST))
        return min(1.0, 2.0 * (low if self.conservative else min(low, high)))


def line(setting: str, kind: str, seen: Seen, *, conservative: bool = False) -> Line:
    """Count one kind's experiments: a table holds if all its numbers do."""
    values, lows, highs = seen.arrays()
    known = np.isfinite(lows).any(axis=1)
    inside = np.where(np.isfinite(lows), (lows <= 0.0) & (highs >= 0.0), True).all(axis=1)
    below = (lows > 0.0).any(axis=1)
    return Line(
        setting=setting,
        kind=kind,
        experiments=int(known.sum()),
        held=int((inside & known).sum()),
        abstained=int((~known).sum()),
        truth_below=int((below & known).sum()),
        truth_above=int((~inside & ~below & known).sum()),
        width=_relative_width(values[known], lows[known], highs[known]),
        conservative=conservative,
    )


def failures(lines: Sequence[Line]) -> list[Line]:
    """The lines whose coverage is outside 93 to 97 % beyond doubt, all held together (Holm)."""
    ranked = sorted(lines, key=lambda one: one.doubt)
    found = []
    for number, one in enumerate(ranked):
        if one.doubt > (1.0 - SURE) / (len(ranked) - number):
            break
        found.append(one)
    return found


def markdown(lines: Sequence[Line]) -> str:
    """The table as a page shows it."""
    failed = failures(lines)
    columns = (
        "setting", "interval", "experiments", "abstained", "covers", "truth below",
        "truth above", "width / oracle", "",
    )  # fmt: skip
    rows = [_cells(columns), _cells(["---"] * len(columns))]
    for one in lines:
        verdict = "**misses**" if one in failed else "conservative" if one.conservative else ""
        cells = (
            one.setting, one.kind, str(one.experiments), str(one.abstained),
            f"{100 * one.coverage:.1f} %", _share(one.truth_below, one),
            _share(one.truth_above, one), f"{one.width:.2f}", verdict,
        )  # fmt: skip
        rows.append(_cells(cells))
    return "\n".join(rows) + "\n"


def _cells(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _share(count: int, one: Line) -> str:
    return f"{100 * count / max(1, one.experiments):.1f} %"


def _relative_width(values: Floats, lows: Floats, highs: Floats) -> float:
    """The median half-width over that of the oracle."""
    if not len(values):
        return float("nan")
    often = np.isfinite(lows).mean(axis=0) >= 0.5
    values, lows, highs = values[:, often], lows[:, often], highs[:, often]
    errors = np.abs(np.where(np.isfinite(lows), values, np.nan))
    spread = np.nanstd(np.where(np.isfinite(lows), values, np.nan), axis=0)
    spread = np.where(spread > 0.0, spread, 1.0)
    reach = np.quantile(np.nanmax(errors / spread, axis=1), 0.95)
    return float(np.nanmedian((highs - lows) / 2.0 / (reach * spread)))
