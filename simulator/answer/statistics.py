"""What replications tell: intervals, paired differences, and when enough have been run.

A replication is one independent observation; what happens inside one is dependent, so every
interval here is over replications. Sources:

* t-intervals, paired t with common random numbers, Bonferroni: A. M. Law, *Simulation Modeling and
  Analysis*, 5th ed. (2015), sections 9.4.1, 10.2.1 and 10.4.1.
* the sequential rule with look-ahead: K. Hoad, S. Robinson, R. Davies, "Automated selection of the
  number of replications for a discrete-event simulation", *Journal of the Operational Research
  Society* 61 (2010) 1632-1644.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from topics.errors import InputError

CONFIDENCE = 0.95
_ROUNDING = 1e-15  # a variance this small beside its scale is what floats leave over


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean over `n` replications. `half_width` is None with fewer than two of them."""

    mean: float
    half_width: float | None
    n: int

    @property
    def low(self) -> float | None:
        """The lower end, or None where there is no interval."""
        return None if self.half_width is None else self.mean - self.half_width

    @property
    def high(self) -> float | None:
        """The upper end, or None where there is no interval."""
        return None if self.half_width is None else self.mean + self.half_width


def t_interval(
    values: ArrayLike, confidence: float = CONFIDENCE, comparisons: int = 1
) -> Interval | None:
    """The t-interval of the mean of `values`, one per replication; NaN ones are left out.

    With `comparisons` intervals stated together, Bonferroni: each is wider, so that all of them
    hold at once with `confidence`. None if there is no value.
    """
    found = _finite(values)
    n = found.size
    if n == 0:
        return None
    mean = float(found.mean())
    if n == 1:
        return Interval(mean, None, 1)
    half = _t_quantile(n - 1, confidence, comparisons) * float(found.std(ddof=1)) / math.sqrt(n)
    return Interval(mean, half, n)


def estimate(values: ArrayLike, most: float = math.inf) -> dict[str, float | None] | None:
    """The t-interval as plain data, of what can only lie between 0 and `most`.

    `{"mean", "low", "high"}`; the ends are cut off there, and None with one value. None for none.
    """
    found = t_interval(values)
    if found is None:
        return None
    if found.low is None or found.high is None:
        return {"mean": found.mean, "low": None, "high": None}
    return {"mean": found.mean, "low": max(0.0, found.low), "high": min(most, found.high)}


def paired_interval(
    baseline: ArrayLike, arm: ArrayLike, confidence: float = CONFIDENCE, comparisons: int = 1
) -> Interval | None:
    """The interval of arm minus baseline, replication by replication."""
    return t_interval(_differences(baseline, arm), confidence, comparisons)


def variance_ratio(baseline: ArrayLike, arm: ArrayLike) -> float | None:
    """How much larger the variance of the difference would be with independent seeds.

    Estimated as (var(baseline) + var(arm)) / var(arm - baseline) over replications. None with
    fewer than three pairs, or when nothing varies or only by the rounding of floats; infinite when
    the difference alone does not vary.
    """
    return ratio_of((baseline, arm), (baseline, arm))


def ratio_of(
    apart: tuple[ArrayLike, ArrayLike], together: tuple[ArrayLike, ArrayLike]
) -> float | None:
    """`variance_ratio` of two samples: the arms on their own, and the arms as pairs."""
    first, second = _known(*apart)
    paired = np.subtract(*_known(*together))
    if min(len(first), len(paired)) < 3:
        return None
    single = float(first.var(ddof=1) + second.var(ddof=1))
    if single <= _ROUNDING * float((first**2 + second**2).mean()):
        return None
    difference = float(paired.var(ddof=1))
    return single / difference if difference > _ROUNDING * single else math.inf


def _known(first: ArrayLike, second: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    one, two = np.asarray(first, float), np.asarray(second, float)
    known = np.isfinite(one) & np.isfinite(two)
    return one[known], two[known]


def replications_saved(ratio: float, replications: int) -> int:
    """How many more replications independent seeds would need for an interval as narrow.

    The half-width goes with sqrt(variance / n), so they would need `ratio` times as many.
    """
    if not math.isfinite(ratio):
        raise ValueError("an infinite ratio saves no particular number of replications")
    return round((ratio - 1.0) * replications)


def quantiles(values: NDArray[np.int64], shares: Sequence[float] = (0.5, 0.9)) -> list[float]:
    """Quantiles of one replication's times, by linear interpolation (Hyndman and Fan's type 7).

    NaN for each share if there are no values.
    """
    if values.size == 0:
        return [math.nan for _ in shares]
    return [float(q) for q in np.quantile(values, list(shares))]


@dataclass(frozen=True, slots=True)
class PrecisionRule:
    """Run replications until every headline's half-width is within its target, and stays there.

    `n0` replications at least (10 or more); the target, once met, has to hold for `look_ahead`
    further ones, because an interval may be narrow by luck; never more than `n_max`.
    """

    share: float  # of the baseline's mean, such as 0.05
    n0: int = 10
    look_ahead: int = 5
    n_max: int = 200

    def __post_init__(self) -> None:
        if not 0.0 < self.share < 1.0:
            raise InputError(f"precision: found {self.share:g}; expected more than 0 and below 1")
        if self.n0 < 10:
            raise InputError(f"precision: n0 is {self.n0}; expected 10 replications or more")
        if self.n_max < self.n0 + self.look_ahead:
            raise InputError(
                f"precision: n_max is {self.n_max}; expected at least {self.n0 + self.look_ahead}"
            )


@dataclass(frozen=True, slots=True)
class Headline:
    """One watched difference: its values so far, and the half-width that is small enough."""

    differences: Sequence[float]
    scale: Sequence[float]  # the baseline's values; the target is a share of their mean

    def met(self, n: int, rule: PrecisionRule, comparisons: int) -> bool:
        """Whether the first `n` replications are enough for this headline."""
        interval = t_interval(self.differences[:n], comparisons=comparisons)
        if interval is None or interval.half_width is None:
            return False
        return interval.half_width <= rule.share * abs(float(np.mean(self.scale[:n])))


def stopping_point(
    headlines: Sequence[Headline], rule: PrecisionRule, comparisons: int = 1
) -> int | None:
    """How many replications to use, or None while more are needed.

    Looks at the replications in order, so the answer does not depend on how many were run at a
    time: those beyond it are to be thrown away. `n_max` means that the limit was hit, unless the
    target happens to be met there (`precision_met` tells).
    """
    have = min(len(headline.differences) for headline in headlines)
    streak = 0
    for n in range(rule.n0, min(have, rule.n_max) + 1):
        met = all(headline.met(n, rule, comparisons) for headline in headlines)
        streak = streak + 1 if met else 0
        if streak > rule.look_ahead or n == rule.n_max:
            return n
    return None


def precision_met(
    headlines: Sequence[Headline], rule: PrecisionRule, n: int, comparisons: int = 1
) -> bool:
    """Whether every target holds at `n` replications and held over the look-ahead."""
    window = range(max(rule.n0, n - rule.look_ahead), n + 1)
    return all(line.met(m, rule, comparisons) for line in headlines for m in window)


def _finite(values: ArrayLike) -> NDArray[np.float64]:
    array = np.asarray(values, dtype=np.float64)
    return array[np.isfinite(array)]


def _differences(baseline: ArrayLike, arm: ArrayLike) -> NDArray[np.float64]:
    return np.asarray(arm, dtype=np.float64) - np.asarray(baseline, dtype=np.float64)


@lru_cache(maxsize=4096)  # a stopping rule asks for the same ones again and again
def _t_quantile(degrees: int, confidence: float, comparisons: int) -> float:
    from scipy import stats  # half a second to import; only answers need it

    tail = (1.0 - confidence) / (2.0 * comparisons)
    return float(stats.t.isf(tail, degrees))
