"""Replications as a sample: one weight for each, and what every number owes to each of them.

A replication is one independent observation; what happens inside one is dependent, so every
interval is over replications. Where publication histories were chosen by their burden
(`simulator.answer.choosing`) a replication counts by the inverse of its size, and the weights are
calibrated so that the burden's own weighted mean is exactly its expectation. One set of weights
serves every number of an answer: causes still sum to the cycle time, and the weighted table of
dossiers gives what is printed.

Source of the calibration, exponential tilting: J.-C. Deville, C.-E. Särndal, *JASA* 87 (1992)
376-382. Of the errors: see `simulator.answer.errors`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from simulator.answer.errors import Errors

Floats = npt.NDArray[np.float64]

_EQUAL = 1e-9  # sizes this close to 1 are those of chance
_ROUNDING = 1e-12  # of a number; what is smaller is what floats leave over
_STEPS = 200  # of Newton's method; it needs about five
_CLOSE = 1e-12  # to 0, for a calibrated mean
_MOST, _LEAST = 4.0, 0.1  # of a calibrated weight, relative to an equal one
_REPLICATIONS_EACH = 4  # controls: one for so many replications


@dataclass(frozen=True)
class Estimate:
    """A number and its error: `parts` are what adds to it, shape (parts,), replications first.

    A covariance of two numbers is the sum of the products of their parts; how large the error is
    `errors` says, or without it the sum of the squares. `df` are the degrees of freedom of the
    variance; 0 where it is not known. `count` is the number of replications.
    """

    value: float
    parts: Floats
    df: float
    count: int
    errors: Errors | None = None

    @cached_property
    def error(self) -> float:
        """The standard error; NaN where it is not known."""
        if not self.df > 0:
            return math.nan
        if self.errors is None or not self.parts.any():
            return math.sqrt(float(self.parts @ self.parts))
        return float(self.errors.of(self.parts))

    @cached_property
    def stretch(self) -> tuple[float, float]:
        """The degrees of freedom of the error itself, and how much wider they made it than `df`."""
        if self.errors is None or not self.df > 0 or not self.parts.any():
            return self.df, 1.0
        return self.errors.stretch(self.parts)

    def minus(self, other: Estimate) -> Estimate:
        """The difference to another number of the same sample."""
        parts = _without_rounding(self.parts - other.parts, np.abs(self.parts).max())
        df = min(self.df, other.df)
        return Estimate(self.value - other.value, parts, df, self.count, self.errors)

    def times(self, factor: float) -> Estimate:
        """The same in another unit."""
        return Estimate(factor * self.value, factor * self.parts, self.df, self.count, self.errors)


class Sample:
    """The replications of an answer, as `choosing.Chosen` says that they were chosen.

    `sizes`: how many times as often as by chance each was to be chosen. `controls`: of each, how
    many days longer than expected a dossier waited for a version, in each scenario, the baseline
    first; shape (replications, scenarios), see `held_controls`. `spread`: the covariance that the
    finite number of candidates leaves, of 1 - size and the controls. Not `known`: no error can be
    stated.
    """

    def __init__(
        self,
        sizes: Sequence[float],
        controls: Sequence[Sequence[float]] = (),
        spread: Sequence[Sequence[float]] = (),
        *,
        known: bool = True,
    ) -> None:
        self.count = n = len(sizes)
        self._inverse = 1.0 / np.asarray(sizes, np.float64)
        columns, left, tilted = _first_moderate(
            list(self._tries(controls, np.asarray(spread, np.float64)))
        )
        known = known and tilted is not None
        raw = (np.full(n, 1.0 / max(1, n)) if tilted is None else tilted) * self._inverse
        self.weights: Floats = raw / raw.sum() if n else raw
        design = np.column_stack([np.ones(n), columns])
        self._lines, self.df = n + columns.shape[1], 0.0
        self.errors: Errors | None = None
        if known and n > design.shape[1]:
            self.errors = Errors(design, self._inverse, _root(left))
            self.df = self.errors.df

    def _tries(
        self, controls: Sequence[Sequence[float]], spread: Floats
    ) -> Iterator[tuple[Floats, Floats]]:
        """What is expected to be 0, shape (replications, columns), and the covariance of that.

        Two columns at most: the control that tells most, and 1 / size - 1. A third would be that of
        a remedy whose own waits are rarer still: a line through it hangs on one or two
        replications, and intervals did not cover. The first is to be taken with which no
        replication would count for much more than it was chosen for.
        """
        told = np.asarray(controls, np.float64).reshape(self.count, -1 if self.count else 0)
        every = np.column_stack([self._inverse - 1.0, told * self._inverse[:, None]])
        size = np.eye(1, every.shape[1])
        most = max(1, min(2, (self.count - 2) // _REPLICATIONS_EACH))
        known = spread if spread.size else np.zeros((every.shape[1],) * 2)
        used = size[:0]
        for direction in _directions(spread, told.shape[1]):
            used = self._independent(every, np.vstack([direction, size]))[:most]
            for count in range(len(used), 0, -1):
                yield every @ used[:count].T, used[:count] @ known @ used[:count].T
        if not len(used):  # all are of one size: unless that is chance's, nothing can be said
            other = np.abs(every[:, 0]).max(initial=0.0) > _EQUAL
            yield every[:, : int(other)], known[: int(other), : int(other)]

    def _independent(self, every: Floats, combinations: Floats) -> Floats:
        """The combinations, shape (many, columns), of which none follows from those before it."""
        found, used = np.ones((self.count, 1)), []
        for number, column in enumerate((every @ combinations.T).T):
            beside = column - found @ np.linalg.lstsq(found, column, rcond=None)[0]
            least = _EQUAL * max(1.0, np.abs(column).max(initial=0.0))
            if np.abs(beside).max(initial=0.0) > least:
                used.append(number)
                found = np.column_stack([found, column])
        return combinations[used]

    def relative_weights(self) -> list[float]:
        """The weights as multiples of their mean: 1 on the average."""
        return [float(weight) for weight in self.weights * self.count]

    def ratio(self, over: npt.ArrayLike, under: npt.ArrayLike) -> Estimate:
        """Weighted sum of `over` by that of `under`, each of shape (replications,)."""
        top, bottom = np.asarray(over, np.float64), np.asarray(under, np.float64)
        whole = float(self.weights @ bottom)
        if not whole:
            return Estimate(math.nan, self.parts(top, 0.0), 0.0, self.count)
        value = float(self.weights @ top) / whole
        residual = _without_rounding(top - value * bottom, np.abs(top))
        parts = self.parts(residual, whole)
        return Estimate(value, parts, self.df, self.count, self.errors)

    def parts(self, residual: Floats, whole: float) -> Floats:
        """What each replication adds to the error of a ratio, see `Errors.parts`."""
        if self.errors is None or not whole:
            return np.zeros((self._lines, *residual.shape[1:]))
        return self.errors.parts(residual, whole)


def _directions(spread: Floats, scenarios: int) -> Iterator[Floats]:
    """Combinations of 1 / size - 1 and the scenarios' controls, the most telling first.

    Of several scenarios that by which they differ most from the baseline, over all candidates (the
    first principal component): a comparison is about differences, and in a remedy's own rare waits
    the baseline shares. Then, and of a single one, the baseline's own.
    """
    if scenarios > 1:
        less = np.column_stack([np.ones(scenarios - 1), -np.eye(scenarios - 1)])
        among = spread[1:, 1:] if spread.size else np.eye(scenarios)
        values, vectors = np.linalg.eigh(less @ among @ less.T)
        first = vectors[:, -1]
        if values[-1] > _EQUAL * among[0, 0]:
            yield np.append(0.0, np.sign(first.sum() or 1.0) * first @ less)
    yield np.eye(1, 1 + scenarios, min(1, scenarios))[0]


def _root(covariance: Floats) -> Floats:
    """A matrix whose product with itself, transposed, is a covariance."""
    values, vectors = np.linalg.eigh(covariance)
    return np.asarray(vectors * np.sqrt(np.maximum(values, 0.0)))


def held_controls(
    days: Sequence[Floats], weights: Sequence[Floats], expected_days: Sequence[float]
) -> Floats:
    """How many days longer than expected a dossier waited for a version, in each scenario.

    `days` and `weights` are of the dossiers of each replication, one array of shape (replications,)
    for each scenario; the result has shape (replications, scenarios). Its expectation is 0, since
    the expectation of a history is known.
    """
    found = [
        (held - expected * many) / many.mean() if many.any() else np.zeros(len(many))
        for held, many, expected in zip(days, weights, expected_days, strict=True)
    ]
    return np.array(found).T


def effective(total: float, squares: float) -> float:
    """How many equal weights are as good as those with this sum and this sum of squares.

    Never more than there are: L. Kish, *Survey Sampling* (1965), 11.7.
    """
    return total**2 / squares if squares else 0.0


def _without_rounding(found: Floats, beside: Floats | np.floating) -> Floats:
    """Differences of numbers as large as `beside`, 0 where floats alone make them differ."""
    return np.where(np.abs(found) > _ROUNDING * beside, found, 0.0)


def _calibrated(columns: Floats) -> Floats | None:
    """Weights a > 0 with sum 1 and sum(a x column) = 0 for each, as near to equal as can be.

    `columns` have shape (replications, columns). None if no such weights are found, as when all of
    a column lie on one side of 0.
    """
    slopes = np.zeros(columns.shape[1])
    for _ in range(_STEPS):
        tilt = _tilt(columns, slopes)
        mean = tilt @ columns
        if np.abs(mean).max(initial=0.0) < _CLOSE:
            return tilt
        bend = (columns * tilt[:, None]).T @ columns - np.outer(mean, mean)
        step = np.linalg.lstsq(bend, mean, rcond=None)[0]
        furthest = float(np.abs(columns @ step).max())
        slopes = slopes - step * min(1.0, 2.0 / furthest if furthest else 1.0)
    return None


def _first_moderate(
    tries: Sequence[tuple[Floats, Floats]],
) -> tuple[Floats, Floats, Floats | None]:
    """The first try whose weights are moderate, with them; or the last, whatever its weights."""
    for columns, left in tries[:-1]:
        tilted = _calibrated(columns)
        if tilted is not None and _moderate(tilted):
            return columns, left, tilted
    columns, left = tries[-1]
    return columns, left, _calibrated(columns)


def _moderate(tilt: Floats) -> bool:
    """Whether no replication counts for much more or less than it was to be chosen for."""
    return len(tilt) == 0 or (tilt.max() * len(tilt) < _MOST and tilt.min() * len(tilt) > _LEAST)


def _tilt(columns: Floats, slopes: Floats) -> Floats:
    power = columns @ slopes
    tilt = np.exp(power - power.max(initial=-np.inf)) if len(power) else power
    return np.asarray(tilt / tilt.sum())
