"""Adds rows up: weighted sums and histograms of one replication, for all and by each dimension.

Sums are kept for each pair of agency and procedure, from which every other grouping follows. There
they are exact integers of any size, so the order of rows and the size of chunks change nothing;
all dossiers of such a pair come from units of one weight, which is applied at the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.answer.histogram import Histogram, bin_of, histogram_of_bins
from simulator.ledger.rows import CAUSES, Dimensions
from simulator.ledger.rowstore import Rows
from topics.errors import ModelError

TIMES = ("cycle", "processing")
COUNTS = ("n", "finished", "on_time")
EXTRAS = ("supplements", "enquiries", "reused", "platform", "letters", "attempts")
MEASURES = (
    *COUNTS,
    *TIMES,
    *(f"{cause}_open" for cause in CAUSES),
    *(f"{cause}_closed" for cause in CAUSES),
    *EXTRAS,
    "held",
)
DIMENSIONS = ("level", "procedure", "group", "agency")
ALL = ("all", "")
_FIRST_CAUSE = MEASURES.index(f"{CAUSES[0]}_open")
_AFTER_CAUSES = _FIRST_CAUSE + 2 * len(CAUSES)


@dataclass(frozen=True, slots=True)
class Part:
    """Some dossiers of one replication.

    `dossiers` and `finished` are counts of those simulated. Everything else is weighted by the
    units that each stands for: `sums` in µs or counts (`n` counts the dossiers), `squares` of the
    weights, `histograms` of both times.
    """

    dossiers: int
    finished: int
    sums: Mapping[str, float]
    squares: float
    histograms: Mapping[str, Histogram]

    def mean(self, measure: str) -> float:
        """Per dossier: µs, or a share for `on_time`. Raise ZeroDivisionError for no dossiers."""
        return self.sums[measure] / self.sums["n"]


Parts = dict[tuple[str, str], Part]  # by (dimension, name)


@dataclass(frozen=True, slots=True)
class Taken:
    """What one chunk of rows says of each of its dossiers, unfinished ones up to the run's end.

    `on_time` is the row's own (see `simulator.ledger.rows`): an unfinished dossier that is not late
    so far counts as on time, so the share is an upper bound as the mean is a lower one.
    """

    finished: NDArray[np.bool_]
    on_time: NDArray[np.bool_]
    cycle_us: NDArray[np.int64]
    processing_us: NDArray[np.int64]


def take(rows: Rows, end_us: int) -> Taken:
    """Read `rows` (in memory) as of the run's end."""
    finished = rows["returned_us"] >= 0
    ended = np.where(finished, rows["returned_us"], end_us)
    return Taken(
        finished=finished,
        on_time=rows["on_time"] == 1,
        cycle_us=ended - rows["submitted_us"],
        processing_us=np.array(rows["processing_us"], np.int64),
    )


class Aggregator:
    """Collects chunks of rows; `parts` gives the answer. Keeps 12 bytes a dossier until then."""

    def __init__(self, dimensions: Dimensions) -> None:
        self._dimensions = dimensions
        cells = len(dimensions.agencies) * len(dimensions.procedures)
        self._sums: NDArray[Any] = np.zeros((cells, len(MEASURES)), object)
        self._weights: NDArray[np.float64] = np.zeros(cells)
        self._cells: list[NDArray[np.int32]] = []
        self._bins: dict[str, list[NDArray[np.int32]]] = {time: [] for time in TIMES}

    def cells_of(self, rows: Rows) -> NDArray[np.int32]:
        """The cell (pair of agency and procedure) that each row belongs to."""
        width = len(self._dimensions.procedures)
        cells: NDArray[np.int32] = rows["agency"].astype(np.int32) * width + rows["procedure"]
        return cells

    def add(
        self, rows: Rows, taken: Taken, cells: NDArray[np.int32], weights: NDArray[np.float64]
    ) -> None:
        """Count `rows` in, each for as many as its weight says.

        Raise `ModelError` where causes do not add up to the cycle time, or where two dossiers of a
        cell have different weights.
        """
        if len(rows) == 0:
            return
        table = _measures(rows, taken)
        _check_ledger(table, taken)
        order = np.argsort(cells, kind="stable")
        found, starts = np.unique(cells[order], return_index=True)
        self._sums[found] += np.add.reduceat(table[order], starts, axis=0).astype(object)
        new = self._weights[found] == 0.0
        self._weights[found[new]] = weights[order][starts][new]
        if (self._weights[cells] != weights).any():
            raise ModelError("dossiers of one agency and procedure have different weights")
        self._cells.append(cells)
        self._bins["cycle"].append(bin_of(taken.cycle_us))
        self._bins["processing"].append(bin_of(taken.processing_us))

    def parts(self) -> Parts:
        """Sums and histograms of everything, then of each name of each dimension that occurs."""
        cells = _joined(self._cells, np.int32)
        order = np.argsort(self._weights[cells], kind="stable")  # so floats add up in one order
        cells = cells[order]
        bins = {name: _joined(arrays, np.int32)[order] for name, arrays in self._bins.items()}
        weights = self._weights[cells]
        parts = {ALL: self._part(np.arange(len(self._sums)), weights, bins)}
        for dimension in DIMENSIONS:
            names, codes = self._codes(dimension)
            order = np.argsort(codes[cells], kind="stable")
            bounds = np.searchsorted(codes[cells][order], np.arange(len(names) + 1))
            for number, name in enumerate(names):
                mine = order[bounds[number] : bounds[number + 1]]
                if len(mine):
                    here = {time: found[mine] for time, found in bins.items()}
                    parts[dimension, name] = self._part(
                        np.flatnonzero(codes == number), weights[mine], here
                    )
        return parts

    def _part(
        self,
        cells: NDArray[np.int64],
        weights: NDArray[np.float64],
        bins: Mapping[str, NDArray[np.int32]],
    ) -> Part:
        counts = self._sums[cells]
        sums = self._weights[cells] @ counts.astype(np.float64)
        return Part(
            dossiers=int(counts[:, MEASURES.index("n")].sum()),
            finished=int(counts[:, MEASURES.index("finished")].sum()),
            sums=dict(zip(MEASURES, sums.tolist(), strict=True)),
            squares=float((weights**2).sum()),
            histograms={time: histogram_of_bins(found, weights) for time, found in bins.items()},
        )

    def _codes(self, dimension: str) -> tuple[list[str], NDArray[np.int32]]:
        """The names of a dimension in alphabetical order, and each cell's place among them."""
        by_cell = list(self._cell_names(dimension))
        names = sorted(set(by_cell))
        place = {name: number for number, name in enumerate(names)}
        return names, np.array([place[name] for name in by_cell], np.int32)

    def _cell_names(self, dimension: str) -> Iterator[str]:
        world = self._dimensions
        by_procedure = {
            "level": world.levels,
            "procedure": world.procedures,
            "group": world.groups,
        }.get(dimension)
        for agency in world.agencies:
            yield from by_procedure or [agency] * len(world.procedures)


def _measures(rows: Rows, taken: Taken) -> NDArray[np.int64]:
    """One line for each row, one column for each of MEASURES."""
    table = np.empty((len(rows), len(MEASURES)), np.int64)
    table[:, 0] = 1
    table[:, 1] = taken.finished
    table[:, 2] = taken.on_time
    table[:, 3] = taken.cycle_us
    table[:, 4] = taken.processing_us
    table[:, _FIRST_CAUSE : _FIRST_CAUSE + len(CAUSES)] = rows["open_us"]
    table[:, _FIRST_CAUSE + len(CAUSES) : _AFTER_CAUSES] = rows["closed_us"]
    for number, name in enumerate(EXTRAS, _AFTER_CAUSES):
        table[:, number] = rows[name]
    table[:, -1] = rows["held_us"]
    return table


def _check_ledger(table: NDArray[np.int64], taken: Taken) -> None:
    by_cause = table[:, _FIRST_CAUSE:_AFTER_CAUSES].sum(axis=1)
    wrong = np.flatnonzero(by_cause != taken.cycle_us)
    if len(wrong):
        first = wrong[0]
        raise ModelError(
            f"{len(wrong)} dossiers whose time by cause is not their cycle time; the first has "
            f"{by_cause[first]} us by cause and {taken.cycle_us[first]} us in all"
        )


def _joined(arrays: Sequence[NDArray[Any]], kind: type) -> NDArray[Any]:
    return np.concatenate(arrays) if arrays else np.empty(0, kind)
