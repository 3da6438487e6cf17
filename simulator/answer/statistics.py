"""What independent observations tell: a t-interval, what pairing saves, when enough have been run.

Sources:

* t-intervals and paired differences with common random numbers: A. M. Law, *Simulation Modeling
  and Analysis*, 5th ed. (2015), sections 9.4.1, 10.2.1 and 10.4.1.
* the sequential rule with look-ahead: K. Hoad, S. Robinson, R. Davies, "Automated selection of the
  number of replications for a discrete-event simulation", *Journal of the Operational Research
  Society* 61 (2010) 1632-1644.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simulator.answer.sample import Estimate
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


def variance_ratio(baseline: Estimate, arm: Estimate) -> float | None:
    """How much larger the variance of the difference would be with independent seeds.

    None with fewer than three replications, or when nothing varies or only by the rounding of
    floats; infinite when the difference alone does not vary.
    """
    return ratio_of((baseline, arm), baseline.minus(arm))


def ratio_of(apart: tuple[Estimate, Estimate], difference: Estimate) -> float | None:
    """`variance_ratio` of two samples: the arms on their own, and their difference as pairs."""
    first, second = apart
    if not difference.df > 0.0 or difference.count < 3:
        return None
    single = first.error**2 + second.error**2
    if not single > _ROUNDING * (first.value**2 + second.value**2):
        return None
    together = difference.error**2
    return single / together if together > _ROUNDING * single else math.inf


def replications_saved(ratio: float, replications: int) -> int:
    """How many more replications independent seeds would need for an interval as narrow.

    The half-width goes with sqrt(variance / n), so they would need `ratio` times as many.
    """
    if not math.isfinite(ratio):
        raise ValueError("an infinite ratio saves no particular number of replications")
    return round((ratio - 1.0) * replications)


@dataclass(frozen=True, slots=True)
class PrecisionRule:
    """Run replications until every printed interval is narrow enough, and stays so.

    Every half-width has to be within `share` of its scale: of the baseline's mean cycle time for
    times, of 1 for shares (5 % are five percentage points). `n0` replications are run at least; the
    target, once met, has to hold for `look_ahead` further ones, because an interval may be narrow
    by luck; never more than `n_max` are run.
    """

    share: float  # such as 0.05
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

    def reached(self, *, met: bool) -> Reached:
        """What a report says of the rule, as data."""
        return {"share": self.share, "met": met, "n_max": self.n_max}


Reached = dict[str, float | bool]
"""A precision target as data: its `share`, whether it was `met`, and the limit `n_max`."""
Watched = Iterable[tuple[str, float, float]]
"""(name, half-width, scale) of each interval; a half-width is NaN where nothing is known."""


class Precision:
    """Whether the first n replications are enough, asked for growing n.

    Looks at the replications in order, so the answer does not depend on how many were run at a
    time: those beyond the stopping point are to be thrown away.
    """

    def __init__(self, rule: PrecisionRule, watched: Callable[[int], Watched]) -> None:
        self._rule, self._watched = rule, watched
        self._streak, self._next = 0, rule.n0
        self.met = False

    def stopping_point(self, have: int) -> int | None:
        """How many of `have` replications to use, or None while more are needed.

        `met` is then True, or False where `n_max` ended it.
        """
        rule = self._rule
        for n in range(self._next, min(have, rule.n_max) + 1):
            self._streak = self._streak + 1 if self._enough(n) else 0
            self._next = n + 1
            if self._streak > rule.look_ahead or n == rule.n_max:
                self.met = self._streak > rule.look_ahead
                return n
        return None

    def _enough(self, n: int) -> bool:
        return all(wide <= self._rule.share * scale for _, wide, scale in self._watched(n))


def _finite(values: ArrayLike) -> NDArray[np.float64]:
    array = np.asarray(values, dtype=np.float64)
    return array[np.isfinite(array)]


@lru_cache(maxsize=4096)  # a stopping rule asks for the same ones again and again
def _t_quantile(degrees: int, confidence: float, comparisons: int) -> float:
    from scipy import stats  # half a second to import; only answers need it

    tail = (1.0 - confidence) / (2.0 * comparisons)
    return float(stats.t.isf(tail, degrees))
