"""Intervals of times, shares and quantiles, one at a time or a whole table at once.

Every function takes a *critical value*: how many standard errors an interval reaches. `critical`
gives that of one interval, `critical_of_table` that with which all of a table's hold together.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from agents.draws import mix_array, name_key, uniform
from simulator.answer.histogram import Distribution
from simulator.answer.sample import Estimate, Sample

Floats = npt.NDArray[np.float64]
CONFIDENCE = 0.95
_ALIKE = 1e-9  # numbers whose correlation is so close to 1 are one
_TRIALS = 1 << 13  # of the largest of a table's errors
_SCORES, _GRID = 6.0, 1201  # normal scores from -6 to 6, in so many points


@lru_cache(maxsize=4096)  # a stopping rule asks for the same ones again and again
def critical(df: float, confidence: float = CONFIDENCE) -> float:
    """Student's quantile for a two-sided interval; NaN without degrees of freedom."""
    from scipy import special  # half a second to import; only answers need it

    return float(special.stdtrit(df, 0.5 + confidence / 2.0)) if df > 0 else math.nan


def critical_of_table(
    estimates: Sequence[Estimate], confidence: float = CONFIDENCE, *, one_sided: bool = False
) -> float:
    """The critical value with which the intervals of all `estimates` hold together.

    That quantile of the largest |t| among them: errors are normal with the correlations that the
    replications show, and each number's standard error is as uncertain as its degrees of freedom
    say, on its own (T. Hothorn, F. Bretz, P. Westfall, *Biometrical Journal* 50 (2008) 346-363,
    with the multivariate t's common divisor replaced by one for each, which is wider). Numbers
    that always go together are one number. Never below the value of one interval, never above
    Bonferroni's.
    """
    known = [one for one in estimates if one.error > 0.0]
    dfs = [one.df for one in known or estimates]
    df = min(dfs) if known else max(dfs, default=0.0)
    two_sided = 2.0 * confidence - 1.0 if one_sided else confidence
    alone = critical(df, two_sided)
    parts = np.array([_unit(one.parts) for one in known])
    used = _distinct(parts, one_sided=one_sided)
    if len(used) < 2:
        return alone
    each = [_stretched(known[number], df) for number in used]
    largest = float(np.quantile(_largest(parts[used], each, one_sided=one_sided), confidence))
    share = 1.0 - (1.0 - two_sided) / len(used)
    bonferroni = max(critical(own, share) / wider for own, wider in each)
    return min(max(largest, alone), bonferroni)


def _stretched(estimate: Estimate, df: float) -> tuple[float, float]:
    """A number's degrees of freedom, at most `df`, and how much wider they made its error."""
    own, wider = estimate.stretch
    return min(own, df), wider


def _unit(parts: Floats) -> Floats:
    return np.asarray(parts / math.sqrt(float(parts @ parts)))


def _distinct(rows: Floats, *, one_sided: bool) -> list[int]:
    """The numbers of one of each set of errors, shape (numbers, parts), in full correlation."""
    if not len(rows):
        return []
    alike = rows @ rows.T if one_sided else np.abs(rows @ rows.T)
    earlier = np.tril(alike > 1.0 - _ALIKE, -1).any(axis=1)
    return np.flatnonzero(~earlier).tolist()


def _largest(parts: Floats, each: Sequence[tuple[float, float]], *, one_sided: bool) -> Floats:
    """The largest t of a table, in each of so many trials; the same in every process."""
    rows, columns = parts.shape
    trials = max(1 << 11, min(_TRIALS, (1 << 23) // rows))
    t = (_normals(trials, columns) @ parts.T) * _stretches(trials, each)
    return np.asarray((t if one_sided else np.abs(t)).max(axis=1))


@lru_cache(maxsize=64)
def _normals(trials: int, columns: int) -> Floats:
    """Normal numbers, shape (trials, columns)."""
    from scipy import special

    return np.asarray(special.ndtri(_uniforms("normal", trials * columns))).reshape(trials, -1)


def _stretches(trials: int, each: Sequence[tuple[float, float]]) -> Floats:
    """What makes normal numbers Student's, shape (trials, numbers): sqrt(df / chi-square).

    Read off a fine grid of normal scores, of which the trials' places are known beforehand, and
    less by as much as each number's error is wider already.
    """
    place, part = _places(trials * len(each))
    rows = np.array([_inverse(df) / wider for df, wider in each])
    number = np.arange(trials * len(each)) % len(each)
    low, high = rows[number, place], rows[number, place + 1]
    return np.asarray(low + part * (high - low)).reshape(trials, len(each))


@lru_cache(maxsize=1024)
def _inverse(df: float) -> Floats:
    """The square root of df / chi-square at each point of the grid of normal scores."""
    from scipy import special

    grid = special.ndtr(np.linspace(-_SCORES, _SCORES, _GRID))
    return np.asarray(np.sqrt(df / (2.0 * special.gammaincinv(df / 2.0, grid))))


@lru_cache(maxsize=16)
def _places(count: int) -> tuple[npt.NDArray[np.int64], Floats]:
    """Where trials lie on the grid of normal scores: the point below, and the part beyond it."""
    from scipy import special

    scores = special.ndtri(_uniforms("spread", count))
    at = (np.clip(scores, -_SCORES, _SCORES) + _SCORES) * ((_GRID - 1) / (2.0 * _SCORES))
    place = np.minimum(at.astype(np.int64), _GRID - 2)
    return place, at - place


def _uniforms(purpose: str, count: int) -> Floats:
    keys = np.arange(count, dtype=np.uint64) + np.uint64(name_key("table", purpose))
    return uniform(mix_array(keys) >> np.uint64(11))


def around(estimate: Estimate, reach: float) -> tuple[float, float] | None:
    """The interval of a difference; None where the error is not known or nothing varied."""
    error = estimate.error
    if not error > 0.0 or not math.isfinite(reach):
        return None
    return estimate.value - reach * error, estimate.value + reach * error


def of_time(estimate: Estimate, reach: float) -> tuple[float, float] | None:
    """The interval of what cannot be below 0, on the scale of its square root.

    Times have a long tail, so a mean that was found too low also looks surer than it is.
    """
    found = around(estimate, reach)
    if found is None or not estimate.value > 0.0:
        return None if found is None else (max(0.0, found[0]), found[1])
    wide = reach * estimate.error / estimate.value / 2.0
    return estimate.value * max(0.0, 1.0 - wide) ** 2, estimate.value * (1.0 + wide) ** 2


def of_share(estimate: Estimate, reach: float, independent: float) -> tuple[float, float] | None:
    """The interval of a share, on the scale of its log odds (so that it stays within 0 and 1).

    Where all or none were so in every replication, the errors say nothing: then the exact binomial
    bound of `independent` dossiers (Clopper and Pearson 1934). None where the share was the same in
    all, but neither 0 nor 1.
    """
    if not estimate.df > 0 or not math.isfinite(reach):
        return None
    error, share = estimate.error, estimate.value
    if 0.0 < share < 1.0:
        if not error > 0.0:
            return None
        odds, wide = math.log(share / (1.0 - share)), reach * error / (share * (1.0 - share))
        return _share_of(odds - wide), _share_of(odds + wide)
    if independent <= 0.0:
        return None
    seen = _tail(reach, estimate.df) ** (1.0 / independent)
    return (seen, 1.0) if share > 0.5 else (0.0, 1.0 - seen)


def _tail(reach: float, df: float) -> float:
    """The chance on each side beyond a critical value."""
    from scipy import special

    return float(special.stdtr(df, -reach))


def _share_of(odds: float) -> float:
    return float(_shares_of(np.array(odds)))


def _shares_of(odds: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(odds, -700.0, 700.0))))


class Quantile:
    """One quantile of the weighted dossiers of all replications, with its interval.

    The interval holds every time at which the share of dossiers below it may be `share`: it inverts
    the interval of the distribution function (R. S. Woodruff, *JASA* 47 (1952) 635-646), at each
    time with that time's own error.
    """

    def __init__(self, sample: Sample, times: Distribution, share: float) -> None:
        self._sample, self._times, self.share = sample, times, share
        self._whole = float(sample.weights @ times.total())
        self._below = sample.weights @ times.upto / self._whole if self._whole else times.upto[0]
        self.value = times.at(self._below, share) if self._whole else math.nan

    def interval(self, reach: float) -> tuple[float, float] | None:
        """The interval in µs; None where the error is not known or no time can be excluded."""
        if not self._sample.df > 0 or not self._whole or not math.isfinite(reach):
            return None
        total = self._times.total()[:, None]
        parts = self._sample.parts(self._times.upto - self._below * total, self._whole)
        if self._sample.errors is None or not parts.any():
            return None
        wide = reach * self._sample.errors.of(parts)
        inner = np.clip(self._below, 1e-12, 1.0 - 1e-12)
        odds, wide = np.log(inner / (1.0 - inner)), wide / (inner * (1.0 - inner))
        most, least = _shares_of(odds + wide), _shares_of(odds - wide)
        first = self._times.at(np.maximum.accumulate(most), self.share)
        for_good = self._times.at(np.minimum.accumulate(least[::-1])[::-1], self.share)
        low, high = min(first, self.value), max(for_good, self.value)
        return None if high <= low else (low, high)

    def estimate(self) -> Estimate:
        """The quantile with parts of its error, for differences: by the density at it.

        The density is that which the interval implies, its width in shares by its width in time.
        The longer side counts three times: alike, tables of 20 replications held less often than
        they say.
        """
        reach = critical(self._sample.df)
        found = self.interval(reach) if self._sample.df > 0 else None
        total = self._times.total()
        at = self._upto(self.value)
        parts = self._sample.parts(at - self.share * total, self._whole)
        sample = self._sample
        below = Estimate(self.share, parts, sample.df, sample.count, sample.errors)
        if found is None or not below.error > 0.0:
            return Estimate(self.value, np.zeros_like(parts), 0.0, sample.count)
        half, longer = (
            (found[1] - found[0]) / 2.0,
            max(found[1] - self.value, self.value - found[0]),
        )
        density = 2.0 * reach * below.error / (half + longer)
        return Estimate(self.value, -parts / density, sample.df, sample.count, sample.errors)

    def _upto(self, time_us: float) -> Floats:
        """The weight of each replication at or below a time, shape (replications,)."""
        edges = self._times.edges_us
        after = min(max(1, int(np.searchsorted(edges, time_us))), len(edges) - 1)
        part = (time_us - edges[after - 1]) / (edges[after] - edges[after - 1])
        low, high = self._times.upto[:, after - 1], self._times.upto[:, after]
        return np.asarray(low + np.clip(part, 0.0, 1.0) * (high - low))
