"""Ended dossiers added up, batch by batch of the ledger's rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from simulator.ledger.rows import CAUSES, Dimensions
from simulator.metrics.reading import BOUNDS_US, SECOND_US, Labels, Times, Value

Ints = npt.NDArray[np.int64]
OUTCOMES = ("late", "on_time")
_BOUNDS = np.array(BOUNDS_US)


class Histograms:
    """Times by (level, group); `of_procedure` is the place of each procedure's pair."""

    def __init__(self, names: Dimensions) -> None:
        pairs = list(zip(names.levels, names.groups, strict=True))
        self.pairs = sorted(set(pairs))
        self._place = np.array([self.pairs.index(pair) for pair in pairs])
        self._counts = np.zeros((len(self.pairs), len(BOUNDS_US) + 1), dtype=np.int64)
        self._sums = np.zeros(len(self.pairs), dtype=np.int64)

    def add(self, procedure: Ints, times: Ints) -> None:
        """Add times in microseconds; one that equals a bound is within it."""
        at = self._place[procedure]
        np.add.at(self._counts, (at, np.searchsorted(_BOUNDS, times, side="left")), 1)
        np.add.at(self._sums, at, times)

    def read(self) -> dict[Labels, Value]:
        """The pairs of which a dossier has ended."""
        upto = self._counts.cumsum(axis=1).tolist()
        return {
            pair: Times(tuple(counts[:-1]), counts[-1], total / SECOND_US)
            for pair, counts, total in zip(self.pairs, upto, self._sums.tolist(), strict=True)
            if counts[-1]
        }


class RowTotals:
    """What ended dossiers come to. `ended` is by (agency, cell of groups, outcome)."""

    def __init__(self, names: Dimensions, cells: Sequence[int], count: int) -> None:
        agencies = len(names.agencies)
        self._cells = np.array(cells)
        self.ended = np.zeros((agencies, count, 2), dtype=np.int64)
        self.causes = np.zeros((agencies, len(CAUSES)), dtype=np.int64)
        self.cycle, self.processing = Histograms(names), Histograms(names)

    def add(self, rows: np.ndarray) -> None:
        """Add a batch; rows of dossiers that are still open are left out."""
        rows = rows[rows["returned_us"] >= 0]
        agency, procedure = rows["agency"].astype(np.int64), rows["procedure"].astype(np.int64)
        np.add.at(self.ended, (agency, self._cells[procedure], rows["on_time"]), 1)
        np.add.at(self.causes, agency, rows["open_us"] + rows["closed_us"])
        self.cycle.add(procedure, rows["returned_us"] - rows["submitted_us"])
        self.processing.add(procedure, rows["processing_us"])


def nonzero(totals: Ints, *names: Sequence[str], scale: int = 1) -> Mapping[Labels, Value]:
    """The cells of an array that are not 0, by the names along its axes; divided by `scale`."""
    found = totals.nonzero()
    values = totals[found].tolist()
    if scale != 1:
        values = [value / scale for value in values]
    labels = [[axis[i] for i in at.tolist()] for axis, at in zip(names, found, strict=True)]
    return dict(zip(zip(*labels, strict=True), values, strict=True))
