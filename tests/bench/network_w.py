"""The reference network W: its laws, its pre-drawn numbers and the result every contestant returns.

Time is integer microseconds, starting at 0. Laws and server counts:

- Arrivals: Poisson, mean gap 60 s.
- Intake desk: FIFO, 4 servers, exponential service, mean 192 s (utilisation 0.8).
- With probability 0.4 a data request to one of 10 agencies, uniformly. An attempt travels there
  (lognormal, median 600 s, p90 3,600 s). With probability 0.05 it fails, which the requester
  learns at the end of that transit; it then backs off 60 s * 2**k and sends attempt k + 1
  (k = 0, 1, 2; the 4th attempt never fails). A delivered attempt joins the agency's desk:
  FIFO, 1 server, exponential service, mean 1,200 s (utilisation 0.8, since failed attempts do
  not reach it). The reply travels back by the same lognormal law.
- Specialist desk: FIFO, 6 servers, lognormal service, mean 288 s, cv 0.5 (utilisation 0.8).
- Approval desk: FIFO, 2 servers, exponential service, mean 96 s (utilisation 0.8).
- Status sync: an attempt travels for an exponential time, mean 1 s; with probability 0.10 it
  fails, learnt at the end of the transit; back-off 60 s * 2**k, at most 3 retries, the 4th
  attempt never fails.
- Done. Sojourn = done - arrival. Every dossier is run to its end.

A contestant is a function `run(draws: WDraws) -> WResult`. All contestants read the same numbers,
so they must agree on the mean sojourn. Only two dossiers that reach one desk in the same
microsecond could part them, since each contestant breaks such ties in its own natural way: two
runs of 100,000 dossiers in a thousand have one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

MICROS = 1_000_000
AGENCIES = 10
INTAKE_SERVERS, AGENCY_SERVERS, SPECIALIST_SERVERS, APPROVAL_SERVERS = 4, 1, 6, 2
GAP_MEAN_S = 60.0
INTAKE_MEAN_S, AGENCY_MEAN_S, APPROVAL_MEAN_S = 192.0, 1_200.0, 96.0
SPECIALIST_MEAN_S, SPECIALIST_CV = 288.0, 0.5
REQUEST_SHARE, REQUEST_FAILS = 0.4, 0.05
TRANSIT_MEDIAN_S, TRANSIT_P90_S = 600.0, 3_600.0
SYNC_MEAN_S, SYNC_FAILS = 1.0, 0.10
ATTEMPTS = 4
BACKOFF_US = tuple(60 * MICROS * 2**k for k in range(ATTEMPTS - 1))
NORMAL_P90 = 1.2815515655446004
TRANSIT_SIGMA = float(np.log(TRANSIT_P90_S / TRANSIT_MEDIAN_S)) / NORMAL_P90

Micros = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class WArrays:
    """The numbers of one run as NumPy arrays.

    Shapes: (n,), or (4, n) for what is drawn once per attempt, indexed [attempt, dossier]. The
    last row of a `*_fails` array is all False. `agency` (0..9), `agency_us` and the transits are
    drawn for every dossier and used only by those with `needs_request`.
    """

    arrival_us: Micros
    intake_us: Micros
    needs_request: Flags
    agency: Micros
    request_out_us: Micros
    request_fails: Flags
    agency_us: Micros
    request_back_us: Micros
    specialist_us: Micros
    approval_us: Micros
    sync_us: Micros
    sync_fails: Flags


@dataclass(frozen=True, slots=True)
class WDraws:
    """The same numbers as Python lists, made once outside of any timing.

    Fields as in `WArrays`; per-attempt fields are indexed [attempt][dossier]. `transitions` is
    the number of timed transitions of the run: arrivals, services, transits and back-offs.
    """

    n: int
    seed: int
    arrays: WArrays
    transitions: int
    arrival_us: list[int]
    intake_us: list[int]
    needs_request: list[bool]
    agency: list[int]
    request_out_us: list[list[int]]
    request_fails: list[list[bool]]
    agency_us: list[int]
    request_back_us: list[int]
    specialist_us: list[int]
    approval_us: list[int]
    sync_us: list[list[int]]
    sync_fails: list[list[bool]]


@dataclass(frozen=True, slots=True)
class WResult:
    """What a contestant returns: the exact mean sojourn (us), dossiers done, timed transitions."""

    mean_sojourn_us: Fraction
    n: int
    transitions: int


Run = Callable[[WDraws], WResult]


def draw_w(n: int, seed: int) -> WDraws:
    """Draw all numbers of a run of n dossiers; the same (n, seed) gives the same numbers."""
    return as_draws(_draw_arrays(n, np.random.default_rng(seed)), seed)


def as_draws(arrays: WArrays, seed: int) -> WDraws:
    """The draws of these arrays, with their lists."""
    n = arrays.arrival_us.size
    lists = {name: getattr(arrays, name).tolist() for name in WArrays.__dataclass_fields__}
    return WDraws(n=n, seed=seed, arrays=arrays, transitions=_transitions(arrays), **lists)


def _draw_arrays(n: int, rng: np.random.Generator) -> WArrays:
    return WArrays(
        arrival_us=np.cumsum(_exponential(rng, GAP_MEAN_S, (n,))),
        intake_us=_exponential(rng, INTAKE_MEAN_S, (n,)),
        needs_request=rng.random(n) < REQUEST_SHARE,
        agency=rng.integers(0, AGENCIES, n),
        request_out_us=_transit(rng, (ATTEMPTS, n)),
        request_fails=_fails(rng, REQUEST_FAILS, n),
        agency_us=_exponential(rng, AGENCY_MEAN_S, (n,)),
        request_back_us=_transit(rng, (n,)),
        specialist_us=_lognormal_mean_cv(rng, SPECIALIST_MEAN_S, SPECIALIST_CV, (n,)),
        approval_us=_exponential(rng, APPROVAL_MEAN_S, (n,)),
        sync_us=_exponential(rng, SYNC_MEAN_S, (ATTEMPTS, n)),
        sync_fails=_fails(rng, SYNC_FAILS, n),
    )


def _micros(seconds: NDArray[np.float64]) -> Micros:
    return np.rint(seconds * MICROS).astype(np.int64)


def _exponential(rng: np.random.Generator, mean_s: float, shape: tuple[int, ...]) -> Micros:
    return _micros(rng.exponential(mean_s, shape))


def _transit(rng: np.random.Generator, shape: tuple[int, ...]) -> Micros:
    return _micros(rng.lognormal(np.log(TRANSIT_MEDIAN_S), TRANSIT_SIGMA, shape))


def _lognormal_mean_cv(
    rng: np.random.Generator, mean_s: float, cv: float, shape: tuple[int, ...]
) -> Micros:
    variance = np.log1p(cv * cv)
    return _micros(rng.lognormal(np.log(mean_s) - variance / 2, np.sqrt(variance), shape))


def _fails(rng: np.random.Generator, share: float, n: int) -> Flags:
    fails = rng.random((ATTEMPTS, n)) < share
    fails[-1] = False
    return fails


def _transitions(arrays: WArrays) -> int:
    """Arrival, three desks, sync attempts; for a request also its attempts, desk and way back.

    A failed attempt costs two transitions, its transit and its back-off.
    """
    requests = int(arrays.needs_request.sum())
    request_failures = _failures(arrays.request_fails[:, arrays.needs_request])
    sync_failures = _failures(arrays.sync_fails)
    base = 5 * arrays.arrival_us.size + 3 * requests
    return base + 2 * request_failures + 2 * sync_failures


def _failures(fails: Flags) -> int:
    """Attempts that fail before the first that does not; fails has shape (4, n)."""
    return int(np.logical_and.accumulate(fails, axis=0).sum())
