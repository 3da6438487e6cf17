"""Replications as a sample: one weight for each, and what every number owes to each of them.

A replication is one independent observation; what happens inside one is dependent, so every
interval is over replications. Where publication histories were chosen by their burden
(`simulator.answer.choosing`) a replication counts by the inverse of its size, and the weights are
calibrated so that the burden's own weighted mean is exactly its expectation. One set of weights
serves every number of an answer: causes still sum to the cycle time, and the weighted table of
dossiers gives what is printed.

Sources: calibration by exponential tilting, J.-C. Deville, C.-E. Särndal, *JASA* 87 (1992) 376-382;
variances of residuals with HC2 and the degrees of freedom of R. M. Bell, D. F. McCaffrey, *Survey
Methodology* 28 (2002) 169-181, as recommended for few observations by G. W. Imbens, M. Kolesár,
*Review of Economics and Statistics* 98 (2016) 701-712.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_EQUAL = 1e-9  # sizes this close to 1 are those of chance
_ROUNDING = 1e-12  # of a number; what is smaller is what floats leave over
_STEPS = 200  # of Newton's method; it needs about five
_CLOSE = 1e-12  # to 0, for a calibrated mean
_MOST, _LEAST = 4.0, 0.1  # of a calibrated weight, relative to an equal one
_REPLICATIONS_EACH = 4  # controls: one for so many replications
_WHOLE_LEVERAGE = 0.9999


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number and its error: `parts` are what adds to it, shape (parts,), replications first.

    The variance is the sum of the squares of `parts`, a covariance of two numbers the sum of their
    products. `df` are the degrees of freedom of the variance; 0 where it is not known. `count` is
    the number of replications.
    """

    value: float
    parts: Floats
    df: float
    count: int

    @property
    def error(self) -> float:
        """The standard error; NaN where it is not known."""
        return math.sqrt(float(self.parts @ self.parts)) if self.df > 0 else math.nan

    def minus(self, other: Estimate) -> Estimate:
        """The difference to another number of the same sample."""
        parts = _without_rounding(self.parts - other.parts, np.abs(self.parts).max())
        return Estimate(self.value - other.value, parts, min(self.df, other.df), self.count)

    def times(self, factor: float) -> Estimate:
        """The same in another unit."""
        return Estimate(factor * self.value, factor * self.parts, self.df, self.count)


class Sample:
    """The replications of an answer, as `choosing.Chosen` says that they were chosen.

    `sizes`: how many times as often as by chance each was to be chosen. `controls`: of each, what
    has an expectation of 0 by chance, the most telling first; shape (replications, controls), see
    `held_controls`. `spread`: the covariance that the finite number of candidates leaves, of
    1 - size and the controls. Not `known`: no error can be stated.
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
        columns = self._columns(controls) if n else np.empty((0, 0))
        tilted = _calibrated(columns)
        while tilted is None and columns.shape[1] > 1:
            columns = columns[:, :-1]
            tilted = _calibrated(columns)
        known = known and tilted is not None
        raw = (np.full(n, 1.0 / max(1, n)) if tilted is None else tilted) * self._inverse
        self.weights: Floats = raw / raw.sum() if n else raw
        design = np.column_stack([np.ones(n), columns])
        self._left = self._root(spread, columns.shape[1])
        self.df = 0.0
        if known and n > design.shape[1]:
            self._fit(design)

    def _columns(self, controls: Sequence[Sequence[float]]) -> Floats:
        """What is expected to be 0, shape (replications, columns).

        The first control and 1 / size - 1, then the other controls: as many as leave four
        replications for each, and none that the others hold already.
        """
        told = np.asarray(controls, np.float64).reshape(self.count, -1)
        every = np.column_stack([self._inverse - 1.0, told * self._inverse[:, None]])
        most = max(1, (self.count - 2) // _REPLICATIONS_EACH)
        self._used: list[int] = []
        found = np.ones((self.count, 1))
        for number in (*range(1, min(2, every.shape[1])), 0, *range(2, every.shape[1])):
            column, least = every[:, number], _EQUAL * max(1.0, np.abs(every[:, number]).max())
            beside = column - found @ np.linalg.lstsq(found, column, rcond=None)[0]
            if len(self._used) < most and np.abs(beside).max() > least:
                self._used.append(number)
                found = np.column_stack([found, column])
        if not self._used and np.abs(every[:, 0]).max(initial=0.0) > _EQUAL:
            self._used = [0]  # all of one size that is not chance's: nothing else was seen
            return np.asarray(every[:, :1])
        return np.asarray(found[:, 1:])

    def _root(self, spread: Sequence[Sequence[float]], columns: int) -> Floats:
        """A root of the covariance of the columns in use, shape (columns, columns)."""
        if not len(spread):
            return np.zeros((columns, columns))
        used = self._used[:columns]
        values, vectors = np.linalg.eigh(np.asarray(spread, np.float64)[np.ix_(used, used)])
        return np.asarray(vectors * np.sqrt(np.maximum(values, 0.0)))

    def _fit(self, design: Floats) -> None:
        """What turns contributions into residuals, and residuals into parts of an error.

        Unbiased, and with degrees of freedom, for errors whose variance grows with the size.
        """
        n = len(design)
        inverse = np.linalg.inv(design.T @ design)
        at_one = inverse[:, 0]  # the regression, read where its regressor is 0, as expected
        self._slope: Floats = inverse @ design.T
        self._residual: Floats = np.eye(n) - design @ self._slope
        leverage = np.minimum(1.0 - np.diag(self._residual), _WHOLE_LEVERAGE)
        direct = design @ at_one
        scale = direct / np.sqrt(1.0 - leverage)
        likely = np.sqrt(self._inverse)  # errors, relative: those of a heavy history are larger
        rows = scale[:, None] * self._residual * likely
        products = rows.T @ rows
        unbiased = float((direct * likely) @ (direct * likely) / np.trace(products))
        self._scale: Floats = scale * math.sqrt(unbiased)
        self.df = float(np.trace(products) ** 2 / np.trace(products @ products))

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
        return Estimate(value, self.parts(residual, whole), self.df, self.count)

    def parts(self, residual: Floats, whole: float) -> Floats:
        """What each replication adds to the error of a ratio, from (over - value x under).

        `residual` has shape (replications, …), `whole` is the weighted sum below; the result has
        a line more for each column, for the finite number of candidates.
        """
        if self.df <= 0 or not whole:
            return np.zeros((self.count + len(self._left), *residual.shape[1:]))
        shape = (-1,) + (1,) * (residual.ndim - 1)
        own = self._inverse.reshape(shape) * residual / whole
        parts = np.tensordot(self._residual, own, 1) * self._scale.reshape(shape)
        slopes = np.tensordot(self._slope[1:], own, 1)
        return np.concatenate([parts, np.tensordot(self._left.T, slopes, 1)])


def held_controls(
    days: Sequence[Floats], weights: Sequence[Floats], expected_days: Sequence[float]
) -> Floats:
    """How much longer than expected dossiers waited for a version, in each scenario.

    `days` and `weights` are of the dossiers of each replication, one array of shape (replications,)
    for each scenario; the result, of shape (replications, scenarios), is relative to the expected
    wait. Its expectation is 0, since the expectation of a history is known.
    """
    found = [
        (held / expected - many) / many.mean()
        if expected > 0.0 and many.any()
        else np.zeros(len(many))
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
            return tilt if columns.shape[1] < 2 or _moderate(tilt) else None
        bend = (columns * tilt[:, None]).T @ columns - np.outer(mean, mean)
        step = np.linalg.lstsq(bend, mean, rcond=None)[0]
        furthest = float(np.abs(columns @ step).max())
        slopes = slopes - step * min(1.0, 2.0 / furthest if furthest else 1.0)
    return None


def _moderate(tilt: Floats) -> bool:
    """Whether no replication counts for much more or less than it was to be chosen for."""
    return len(tilt) == 0 or (tilt.max() * len(tilt) < _MOST and tilt.min() * len(tilt) > _LEAST)


def _tilt(columns: Floats, slopes: Floats) -> Floats:
    power = columns @ slopes
    tilt = np.exp(power - power.max(initial=-np.inf)) if len(power) else power
    return np.asarray(tilt / tilt.sum())
