"""Closed forms of queueing theory, and the interval against which simulations are held.

Rates are per unit of time and times are in that unit, whichever it is, as long as it is one.
"Wait" is time in queue, without service; "sojourn" is wait and service. All are means in
equilibrium; a station offered its capacity or more raises ValueError.

Sources: Gross, Shortle, Thompson and Harris, *Fundamentals of Queueing Theory*, 4th ed. (2008);
Cobham, "Priority assignment in waiting line problems", Operations Research 2 (1954) 70-76;
Jackson, "Networks of waiting lines", Operations Research 5 (1957) 518-521; Law, *Simulation
Modeling and Analysis*, 5th ed. (2015).
"""

from collections.abc import Sequence
from math import sqrt
from statistics import fmean, stdev

import numpy as np
from scipy import stats


def mm1_wait(arrival_rate: float, mean_service: float) -> float:
    """Mean wait of M/M/1: rho / (1 - rho) services (Gross et al., chapter 2)."""
    load = _load(arrival_rate, mean_service, 1)
    return mean_service * load / (1 - load)


def erlang_c(offered: float, servers: int) -> float:
    """Probability that an M/M/c arrival waits, at `offered` = arrival rate x mean service.

    Erlang (1917), by way of the recursion for Erlang B (Gross et al., chapter 2):
    B(0) = 1, B(k) = a B(k-1) / (k + a B(k-1)), C = B / (1 - rho (1 - B)).
    """
    load = _load(offered, 1.0, servers)
    blocked = 1.0
    for k in range(1, servers + 1):
        blocked = offered * blocked / (k + offered * blocked)
    return blocked / (1 - load * (1 - blocked))


def mmc_wait(arrival_rate: float, mean_service: float, servers: int) -> float:
    """Mean wait of M/M/c: C(c, a) mean_service / (c - a) (Gross et al., chapter 2)."""
    offered = arrival_rate * mean_service
    return erlang_c(offered, servers) * mean_service / (servers - offered)


def mmc_sojourn(arrival_rate: float, mean_service: float, servers: int) -> float:
    """Mean sojourn of M/M/c: wait and service."""
    return mmc_wait(arrival_rate, mean_service, servers) + mean_service


def second_moment(mean: float, cv: float) -> float:
    """E[S^2] of a law with this mean and coefficient of variation (standard deviation / mean)."""
    return mean * mean * (1 + cv * cv)


def mg1_wait(arrival_rate: float, mean_service: float, service_cv: float) -> float:
    """Mean wait of M/G/1, Pollaczek-Khinchine: lambda E[S^2] / (2 (1 - rho)).

    Gross et al., chapter 5.
    """
    load = _load(arrival_rate, mean_service, 1)
    return arrival_rate * second_moment(mean_service, service_cv) / (2 * (1 - load))


def mg1_priority_waits(
    arrival_rates: Sequence[float], mean_services: Sequence[float], service_cvs: Sequence[float]
) -> list[float]:
    """Mean wait of each class of M/G/1 with non-preemptive priorities, first class served first.

    Cobham (1954); Gross et al., chapter 3: W_k = W_0 / ((1 - sigma_(k-1)) (1 - sigma_k)) with
    W_0 = sum of lambda_i E[S_i^2] / 2 over all classes and sigma_k the load of classes 1..k.
    """
    classes = list(zip(arrival_rates, mean_services, service_cvs, strict=True))
    residual = sum(rate * second_moment(mean, cv) / 2 for rate, mean, cv in classes)
    return _cobham(residual, [rate * mean for rate, mean, _ in classes])


def mmc_priority_waits(
    arrival_rates: Sequence[float], mean_service: float, servers: int
) -> list[float]:
    """Mean wait of each class of M/M/c with non-preemptive priorities and one service law.

    Cobham (1954); Gross et al., chapter 3: as for one server, with W_0 = C(c, a) mean / c and
    sigma_k = (lambda_1 + ... + lambda_k) mean / c.
    """
    offered = sum(arrival_rates) * mean_service
    residual = erlang_c(offered, servers) * mean_service / servers
    return _cobham(residual, [rate * mean_service / servers for rate in arrival_rates])


def _cobham(residual: float, loads: Sequence[float]) -> list[float]:
    waits, before = [], 0.0
    for load in loads:
        upto = before + load
        if upto >= 1:
            raise ValueError(f"classes down to this one load the servers {upto:g} times")
        waits.append(residual / ((1 - before) * (1 - upto)))
        before = upto
    return waits


def traffic(outside_rates: Sequence[float], routing: Sequence[Sequence[float]]) -> list[float]:
    """Arrival rate at each station: the solution of lambda = gamma + lambda R (Jackson 1957).

    `routing[i][j]` is the probability of going from station i to station j; what a row lacks to 1
    leaves the network.
    """
    through = np.eye(len(outside_rates)) - np.array(routing, dtype=float).T
    return [float(rate) for rate in np.linalg.solve(through, np.array(outside_rates, dtype=float))]


def jackson_sojourn(
    outside_rates: Sequence[float],
    routing: Sequence[Sequence[float]],
    mean_services: Sequence[float],
    servers: Sequence[int],
) -> float:
    """Mean time from entering to leaving an open Jackson network of M/M/c stations.

    Jackson (1957); Gross et al., chapter 4: each station is M/M/c by itself, and Little's law
    over the whole network gives sum(lambda_i W_i) / sum(gamma_i).
    """
    rates = traffic(outside_rates, routing)
    stations = zip(rates, mean_services, servers, strict=True)
    inside = sum(rate * mmc_sojourn(rate, mean, c) for rate, mean, c in stations)
    return inside / sum(outside_rates)


def t_interval(samples: Sequence[float], level: float = 0.99) -> tuple[float, float]:
    """Mean of independent samples and the half-width of its Student t interval.

    Law (2015), section 4.5: t(n - 1, (1 + level) / 2) s / sqrt(n). ValueError under two samples
    or for a level outside (0, 1).
    """
    if len(samples) < 2:
        raise ValueError(f"{len(samples)} samples have no interval; at least 2")
    if not 0 < level < 1:
        raise ValueError(f"level {level:g} is not between 0 and 1")
    t = float(stats.t.ppf((1 + level) / 2, len(samples) - 1))
    return fmean(samples), t * stdev(samples) / sqrt(len(samples))


def _load(arrival_rate: float, mean_service: float, servers: int) -> float:
    load = arrival_rate * mean_service / servers
    if not 0 <= load < 1:
        raise ValueError(f"load {load:g} is not in [0, 1): there is no equilibrium")
    return load
