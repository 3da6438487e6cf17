"""When messages are to be sent: a rate over time, and from it the moments, for a seed.

A profile is a list of straight pieces. The moments are those at which the area under the rate
reaches the sums of drawn gaps (or 1/2, 3/2, ... when evenly spaced), so a Poisson stream of any
shape needs one inverse; see Çinlar, Introduction to Stochastic Processes (1975), section 4.7.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from agents.draws import arrival_keys, name_key, uniform
from simulator.loadtest.plan import Constant, Load, Ramp, Soak, Spike, Steps

SECOND_US = 1_000_000
_BLOCK = 65_536
Moments = npt.NDArray[np.int64]


class Piece(NamedTuple):
    """A straight piece: for `us` microseconds from rate `first` to rate `last`, per second."""

    us: int
    first: float
    last: float

    @property
    def area(self) -> float:
        """How many messages it stands for."""
        return (self.first + self.last) / 2 * self.us / SECOND_US


def pieces_of(load: Load) -> list[Piece]:
    """The rate of a profile over time."""
    return _PIECES[type(load)](load)


def duration_us(pieces: Sequence[Piece]) -> int:
    """How long they last together."""
    return sum(piece.us for piece in pieces)


def _constant(load: Constant) -> list[Piece]:
    return [Piece(load.duration, load.rate, load.rate)]


def _ramp(load: Ramp) -> list[Piece]:
    return [Piece(load.duration, load.first, load.last)]


def _steps(load: Steps) -> list[Piece]:
    return [Piece(load.each, rate, rate) for rate in load.rates]


def _spike(load: Spike) -> list[Piece]:
    after = load.duration - load.at - load.lasting
    parts = [(load.at, load.base), (load.lasting, load.peak), (after, load.base)]
    return [Piece(us, rate, rate) for us, rate in parts if us]


def _soak(load: Soak) -> list[Piece]:
    """Down in the first half of each period, up in the second; the last is cut where it ends."""
    high, low = load.rate * (1 + load.swing), load.rate * (1 - load.swing)
    half, left, pieces = load.period // 2, load.duration, list[Piece]()
    while left > 0:
        first, last = (high, low) if len(pieces) % 2 == 0 else (low, high)
        us = min(half, left)
        pieces.append(Piece(us, first, first + (last - first) * us / half))
        left -= us
    return pieces


_PIECES: dict[type[Load], Callable[[Any], list[Piece]]] = {
    Constant: _constant, Ramp: _ramp, Steps: _steps, Spike: _spike, Soak: _soak,
}  # fmt: skip


def moments(pieces: Sequence[Piece], spacing: str, seed: int, what: str) -> Moments:
    """The moments in µs from the beginning of the first piece, ascending.

    They depend on the arguments only; `what` tells streams of one seed apart.
    """
    pieces = [piece for piece in pieces if piece.us]
    total = sum(piece.area for piece in pieces)
    if spacing == "even":
        sums = np.arange(0.5, total, 1.0)
    else:
        sums = _poisson(total, name_key("loadtest-moments", what, seed))
    return _inverse(pieces, sums)


def _poisson(total: float, stream: int) -> npt.NDArray[np.float64]:
    """Sums of exponential gaps of mean 1 that stay below `total`."""
    found: list[npt.NDArray[np.float64]] = []
    reached, number = 0.0, 0
    while reached < total:
        numbers = np.arange(number, number + _BLOCK, dtype=np.uint64)
        keys = arrival_keys(np.array([stream], dtype=np.uint64), numbers)
        block = reached + np.cumsum(-np.log(uniform(keys >> np.uint64(11))))
        found.append(block)
        reached, number = float(block[-1]), number + _BLOCK
    sums = np.concatenate(found) if found else np.empty(0)
    return sums[: int(np.searchsorted(sums, total))]


def _inverse(pieces: Sequence[Piece], sums: npt.NDArray[np.float64]) -> Moments:
    out = np.empty(len(sums), dtype=np.int64)
    area, begin_us, first = 0.0, 0, 0
    for piece in pieces:
        after = int(np.searchsorted(sums, area + piece.area))
        seconds = _time_of(piece, sums[first:after] - area)
        inside = np.minimum(np.rint(seconds * SECOND_US).astype(np.int64), piece.us - 1)
        out[first:after] = begin_us + inside
        area, begin_us, first = area + piece.area, begin_us + piece.us, after
    return out[:first]


def _time_of(piece: Piece, areas: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """When the area under the piece is that; the form that does not cancel for a small slope."""
    slope = (piece.last - piece.first) / (piece.us / SECOND_US)
    root = np.sqrt(np.maximum(piece.first**2 + 2 * slope * areas, 0.0))
    return np.asarray(2 * areas / (piece.first + root))
