"""One part of the dossiers over all replications: its means, shares and quantiles as estimates."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from simulator.answer.aggregate import Part
from simulator.answer.histogram import Distribution
from simulator.answer.intervals import Quantile
from simulator.answer.sample import Estimate, Sample, effective

Floats = npt.NDArray[np.float64]
DAY_US = 86_400_000_000
SHARES = {"p50": 0.5, "p90": 0.9}


class View:
    """The same part of each replication; None where a replication has no such dossiers."""

    def __init__(self, sample: Sample, parts: Sequence[Part | None]) -> None:
        self.sample, self._parts = sample, parts

    @property
    def dossiers(self) -> int:
        """How many were simulated."""
        return sum(part.dossiers for part in self._parts if part is not None)

    @property
    def unfinished(self) -> int:
        """How many of them were open at the run's end."""
        finished = sum(part.finished for part in self._parts if part is not None)
        return self.dossiers - finished

    @property
    def replications_without(self) -> int:
        """How many replications have no such dossiers; they count, with none."""
        return sum(part is None or part.dossiers == 0 for part in self._parts)

    @cached_property
    def weight(self) -> Floats:
        """The weight of each replication's dossiers, (replications,)."""
        return self.sums("n")

    @cached_property
    def effective(self) -> float:
        """How many dossiers of equal weight would say as much."""
        squares = np.array([0.0 if part is None else part.squares for part in self._parts])
        weights = self.sample.weights
        return effective(float(weights @ self.weight), float(weights**2 @ squares))

    def sums(self, *measures: str) -> Floats:
        """The weighted sum of measures in each replication, (replications,)."""
        return np.array(
            [
                0.0 if part is None else sum(part.sums[measure] for measure in measures)
                for part in self._parts
            ]
        )

    def mean(self, *measures: str, unit: float = 1.0) -> Estimate:
        """Per dossier, in so many µs or counts."""
        return self.sample.ratio(self.sums(*measures) / unit, self.weight)

    def cause(self, cause: str) -> Estimate:
        """The days that a dossier spends on a cause, office open or closed."""
        return self.mean(*of_cause(cause), unit=DAY_US)

    def quantile(self, time: str, share: float) -> Quantile:
        """The time within which a share of the dossiers is returned."""
        return Quantile(self.sample, self._times[time], share)

    @cached_property
    def _times(self) -> dict[str, Distribution]:
        return {
            time: Distribution.of(
                [None if part is None else part.histograms[time] for part in self._parts]
            )
            for time in ("cycle", "processing")
        }


def of_cause(cause: str) -> tuple[str, str]:
    """The measures that make up the time of a cause."""
    return f"{cause}_open", f"{cause}_closed"
