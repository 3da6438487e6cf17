"""Daily series with and without a transient, for the alarm rates of the warm-up check."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.answer.daily import WEIGHT_PARTS, DailySums, DaySums

MONDAY = 4  # the local day number of 5 January 1970
Values = NDArray[np.float64]


def daily(means: Values, per_day: int = 1) -> DailySums:
    """One replication: `means` in days, one for each working day, from a Monday on."""
    return {
        MONDAY + 7 * (number // 5) + number % 5: _day(float(mean), per_day)
        for number, mean in enumerate(means)
    }


def _day(mean: float, per_day: int) -> DaySums:
    weight = per_day * WEIGHT_PARTS
    time = round(mean * 86_400 * weight)
    return DaySums(per_day, weight, time, time)


def autoregressive(seed: int, replications: int, days: int, phi: float) -> list[DailySums]:
    """A stationary AR(1) around 10 days; innovations have a standard deviation of 1 day."""
    rng = np.random.default_rng([seed, 1])
    noise = rng.normal(size=(replications, days))
    series = np.empty_like(noise)
    series[:, 0] = noise[:, 0] / np.sqrt(1 - phi**2)
    for day in range(1, days):
        series[:, day] = phi * series[:, day - 1] + noise[:, day]
    return [daily(10.0 + one) for one in series]


def queues(
    seed: int, replications: int, days: int, *, cold: bool, rho: float = 0.9, desks: int = 1,
    per_day: int = 25,
) -> list[DailySums]:  # fmt: skip
    """Times in M/M/1 queues, `desks` of them in a replication, empty at first or stationary.

    A service takes rho / per_day of a day on average.
    """
    rng = np.random.default_rng([seed, 2])
    shape = (replications * desks, days * per_day)
    service, gaps = rng.exponential(1.0, shape), rng.exponential(1.0 / rho, shape)
    times = (_waits(rng, service, gaps, rho, cold=cold) + service) * rho / per_day
    means = times.reshape(replications, desks, days, per_day).mean(axis=(1, 3))
    return [daily(one, desks * per_day) for one in means]


def _waits(
    rng: np.random.Generator, service: Values, gaps: Values, rho: float, *, cold: bool
) -> Values:
    """Lindley's recursion, by its running minimum."""
    count = len(service)
    first = rng.exponential(1.0 / (1.0 - rho), count) * (rng.random(count) < rho)
    steps = np.empty_like(service)
    steps[:, 0] = 0.0 if cold else first
    steps[:, 1:] = service[:, :-1] - gaps[:, 1:]
    walk = np.cumsum(steps, axis=1)
    return walk - np.minimum(np.minimum.accumulate(walk, axis=1), 0.0)
