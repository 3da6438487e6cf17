"""The laws of service and delay times that scenarios may name. See `agents.law_base`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import exp, log, log1p, sqrt
from typing import Self

import numpy as np
from scipy import special

from agents.law_base import LAWS, Law, Micros, Uniforms, check, register, whole_us
from topics.errors import InputError

__all__ = [
    "LAWS",
    "Law",
    "Micros",
    "Uniforms",
    "register",
    "Fixed",
    "Uniform",
    "Exponential",
    "LogNormal",
    "Gamma",
    "Empirical",
]

_Z90 = float(special.ndtri(0.9))


@register("fixed")
@dataclass(frozen=True, slots=True)
class Fixed(Law):
    """Always the same time."""

    value_us: float

    def __post_init__(self) -> None:
        check("fixed value", self.value_us)

    @classmethod
    def from_value(cls, value_us: float) -> Self:
        """The law of one time."""
        return cls(value_us)

    def _quantile(self, u: Uniforms) -> Uniforms:
        return np.full(np.shape(u), float(self.value_us))

    def mean_us(self) -> float:
        """The value."""
        return float(self.value_us)

    def cv2(self) -> float:
        """Zero."""
        return 0.0


@register("uniform")
@dataclass(frozen=True, slots=True)
class Uniform(Law):
    """Any time from low to high alike."""

    low_us: float
    high_us: float

    def __post_init__(self) -> None:
        check("low end", self.low_us)
        check("high end", self.high_us, least=self.low_us)

    @classmethod
    def from_range(cls, low_us: float, high_us: float) -> Self:
        """The law of the range [low_us, high_us]."""
        return cls(low_us, high_us)

    def _quantile(self, u: Uniforms) -> Uniforms:
        return self.low_us + (self.high_us - self.low_us) * u

    def mean_us(self) -> float:
        """The middle."""
        return (self.low_us + self.high_us) / 2

    def cv2(self) -> float:
        """(high - low)² / 12 over the mean squared."""
        mean = self.mean_us()
        return (self.high_us - self.low_us) ** 2 / 12 / mean**2 if mean else 0.0


@register("exponential")
@dataclass(frozen=True, slots=True)
class Exponential(Law):
    """A time without memory."""

    scale_us: float

    def __post_init__(self) -> None:
        check("exponential mean", self.scale_us)

    @classmethod
    def from_mean(cls, mean_us: float) -> Self:
        """The law with this mean."""
        return cls(mean_us)

    def _quantile(self, u: Uniforms) -> Uniforms:
        return -self.scale_us * special.log1p(-u)

    def mean_us(self) -> float:
        """The scale."""
        return float(self.scale_us)

    def cv2(self) -> float:
        """One."""
        return 1.0


def _lognormal(u: Uniforms, median: float | Uniforms, sigma: float | Uniforms) -> Uniforms:
    return median * (special.expm1(sigma * special.ndtri(u)) + 1.0)


@register("lognormal")
@dataclass(frozen=True, slots=True)
class LogNormal(Law):
    """A time whose logarithm is normal with standard deviation `sigma`: usual for office work."""

    median_us: float
    sigma: float

    def __post_init__(self) -> None:
        check("lognormal median", self.median_us)
        check("lognormal sigma", self.sigma)

    @classmethod
    def from_median_p90(cls, median_us: float, p90_us: float) -> Self:
        """The law with this median, and one time in ten longer than `p90_us`."""
        check("lognormal median", median_us, above_zero=True)
        check("lognormal p90", p90_us, least=median_us)
        return cls(median_us, log(p90_us / median_us) / _Z90)

    @classmethod
    def from_mean_cv(cls, mean_us: float, cv: float) -> Self:
        """The law with this mean and coefficient of variation."""
        check("lognormal mean", mean_us)
        check("lognormal cv", cv)
        return cls(mean_us / sqrt(1 + cv * cv), sqrt(log1p(cv * cv)))

    def _quantile(self, u: Uniforms) -> Uniforms:
        return _lognormal(u, self.median_us, self.sigma)

    @classmethod
    def side_by_side(cls, laws: Sequence[Self]) -> Callable[[Uniforms], Micros]:
        """See `Law`: most laws of office work are these."""
        medians = np.array([law.median_us for law in laws])
        sigmas = np.array([law.sigma for law in laws])
        return lambda u: whole_us(_lognormal(u, medians, sigmas))

    def mean_us(self) -> float:
        """The median times exp(sigma² / 2)."""
        return self.median_us * exp(self.sigma**2 / 2)

    def cv2(self) -> float:
        """Exp(sigma²) - 1."""
        return float(special.expm1(self.sigma**2))


@register("gamma")
@dataclass(frozen=True, slots=True)
class Gamma(Law):
    """A sum-like time: `shape` = 1 is exponential, larger is steadier."""

    shape: float
    scale_us: float

    def __post_init__(self) -> None:
        check("gamma shape", self.shape, above_zero=True)
        check("gamma scale", self.scale_us)

    @classmethod
    def from_mean_cv(cls, mean_us: float, cv: float) -> Self:
        """The law with this mean and coefficient of variation > 0 (for 0 use `Fixed`)."""
        check("gamma mean", mean_us)
        check("gamma cv", cv, above_zero=True)
        return cls(1 / cv**2, mean_us * cv**2)

    def _quantile(self, u: Uniforms) -> Uniforms:
        return self.scale_us * np.asarray(special.gammaincinv(self.shape, u), np.float64)

    def mean_us(self) -> float:
        """Shape times scale."""
        return self.shape * self.scale_us

    def cv2(self) -> float:
        """One over the shape."""
        return 1 / self.shape


@register("empirical")
@dataclass(frozen=True, slots=True)
class Empirical(Law):
    """Observed times with weights. Kept in rising order, without those of weight zero."""

    values_us: tuple[float, ...]
    weights: tuple[float, ...]
    _times: Uniforms = field(init=False, repr=False, compare=False)
    _bounds: Uniforms = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        rising = [pair for pair in sorted(self._pairs()) if pair[1] > 0]
        if not rising:
            raise InputError("empirical law: found no value with a weight above 0; give one")
        times, weights = zip(*rising, strict=True)
        bounds = np.cumsum(weights)
        self._set("values_us", times)
        self._set("weights", weights)
        self._set("_times", np.array(times, np.float64))
        self._set("_bounds", bounds / bounds[-1])

    @classmethod
    def from_values(cls, values_us: Sequence[float], weights: Sequence[float] = ()) -> Self:
        """The law of these times, all alike when no weights are given."""
        return cls(tuple(values_us), tuple(weights) or (1.0,) * len(values_us))

    def _quantile(self, u: Uniforms) -> Uniforms:
        return self._times[np.searchsorted(self._bounds, u, side="left")]

    def mean_us(self) -> float:
        """The weighted mean."""
        return float(np.average(self._times, weights=self.weights))

    def cv2(self) -> float:
        """The weighted variance over the mean squared."""
        mean = self.mean_us()
        spread = np.average((self._times - mean) ** 2, weights=self.weights)
        return float(spread) / mean**2 if mean else 0.0

    def _pairs(self) -> list[tuple[float, float]]:
        if len(self.values_us) != len(self.weights):
            raise InputError(
                f"empirical law: found {len(self.values_us)} values and {len(self.weights)} "
                "weights; give one weight for each value"
            )
        for value, weight in zip(self.values_us, self.weights, strict=True):
            check("empirical value", value)
            check("empirical weight", weight)
        return list(zip(map(float, self.values_us), map(float, self.weights), strict=True))

    def _set(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)  # the way into a frozen value, here only
