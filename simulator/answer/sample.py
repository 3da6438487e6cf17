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
_STEPS = 100  # of Newton's method; it needs about five
_WHOLE_LEVERAGE = 0.9999


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number and its error: `parts` are what each replication adds to it, shape (parts,).

    The variance is the sum of the squares of `parts`, a covariance of two numbers the sum of their
    products. `df` are the degrees of freedom of the variance; 0 where it is not known.
    """

    value: float
    parts: Floats
    df: float

    @property
    def error(self) -> float:
        """The standard error; NaN where it is not known."""
        return math.sqrt(float(self.parts @ self.parts)) if self.df > 0 else math.nan

    def minus(self, other: Estimate) -> Estimate:
        """The difference to another number of the same sample."""
        parts = _without_rounding(self.parts - other.parts, np.abs(self.parts).max())
        return Estimate(self.value - other.value, parts, min(self.df, other.df))

    def times(self, factor: float) -> Estimate:
        """The same in another unit."""
        return Estimate(factor * self.value, factor * self.parts, self.df)


class Sample:
    """The replications of an answer.

    `sizes`: how many times as often as by chance each was to be chosen. `spread`: what the finite
    number of candidates leaves, see `choosing.Chosen`. Not `known`: no error can be stated.
    """

    def __init__(self, sizes: Sequence[float], spread: float = 0.0, *, known: bool = True) -> None:
        self.count = n = len(sizes)
        self._inverse = 1.0 / np.asarray(sizes, np.float64)
        apart = self._inverse - 1.0  # 0 is expected of it
        furthest = float(np.abs(apart).max(initial=0.0))
        varied = furthest > _EQUAL
        tilted = _calibrated(apart) if varied else np.full(n, 1.0 / max(1, n))
        known = known and tilted is not None
        raw = (np.full(n, 1.0 / max(1, n)) if tilted is None else tilted) * self._inverse
        self.weights: Floats = raw / raw.sum() if n else raw
        columns = [np.ones(n), apart / furthest] if varied else [np.ones(n)]
        design = np.column_stack(columns)
        known = known and n > design.shape[1]
        self._spread = math.sqrt(spread) / furthest if varied else 0.0
        self.df = 0.0
        if known:
            self._fit(design)

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
            return Estimate(math.nan, np.zeros(self.count + 1), 0.0)
        value = float(self.weights @ top) / whole
        residual = _without_rounding(top - value * bottom, np.abs(top))
        return Estimate(value, self.parts(residual, whole), self.df)

    def parts(self, residual: Floats, whole: float) -> Floats:
        """What each replication adds to the error of a ratio, from (over - value x under).

        `residual` has shape (replications, …), `whole` is the weighted sum below; the result has
        one line more, for the finite number of candidates.
        """
        if self.df <= 0 or not whole:
            return np.zeros((self.count + 1, *residual.shape[1:]))
        shape = (-1,) + (1,) * (residual.ndim - 1)
        own = self._inverse.reshape(shape) * residual / whole
        left = np.tensordot(self._residual, own, 1) * self._scale.reshape(shape)
        slope = np.tensordot(self._slope, own, 1)
        beyond = slope[-1] * self._spread
        return np.concatenate([left, beyond[None]])


def effective(weights: Floats) -> float:
    """How many equal weights are as good as these: L. Kish, *Survey Sampling* (1965), 11.7."""
    squares = float((weights**2).sum())
    return float(weights.sum()) ** 2 / squares if squares else 0.0


def _without_rounding(found: Floats, beside: Floats | np.floating) -> Floats:
    """Differences of numbers as large as `beside`, 0 where floats alone make them differ."""
    return np.where(np.abs(found) > _ROUNDING * beside, found, 0.0)


def _calibrated(apart: Floats) -> Floats | None:
    """Weights a > 0 with sum 1 and sum(a x apart) = 0, as near to equal as can be.

    `apart` is 1 / size - 1, whose expectation under the choice is 0. None if all lie on one side.
    """
    if apart.min() >= 0.0 or apart.max() <= 0.0:
        return None
    slope = 0.0
    for _ in range(_STEPS):
        tilt = np.exp(slope * apart)
        step = float(tilt @ apart) / float(tilt @ apart**2)
        slope -= min(2.0, max(-2.0, step))
        if abs(step) < 1e-13:
            break
    tilt = np.exp(slope * apart)
    return np.asarray(tilt / tilt.sum())
