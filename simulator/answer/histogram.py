"""How times are spread: counts in bins that are 0.4 to 0.8 % wide, small enough to hand around.

Bins are binary: 128 to an octave, found by exact arithmetic, so that a histogram is the same on
every machine and two of them add up bin by bin (as in HdrHistogram, G. Tene). Within a bin times
are taken to be spread evenly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Times = npt.NDArray[np.int64]

BINS_PER_OCTAVE = 128


@dataclass(frozen=True, slots=True)
class Histogram:
    """Weights by bin: `bins` in ascending order, each with a weight above 0; shape (bins,)."""

    bins: npt.NDArray[np.int32]
    weights: Floats


def histogram(times_us: Times, weights: Floats) -> Histogram:
    """The histogram of times >= 0, each with its weight."""
    return histogram_of_bins(bin_of(times_us), weights)


def histogram_of_bins(found: npt.NDArray[np.int32], weights: Floats) -> Histogram:
    """The histogram of times whose bins were `found` before."""
    bins, inverse = np.unique(found, return_inverse=True)
    counted: Floats = np.bincount(inverse, weights, len(bins)).astype(np.float64)
    return Histogram(bins.astype(np.int32), counted)


def bin_of(times_us: Times) -> npt.NDArray[np.int32]:
    """The bin of each time; 0 is the bin of no time at all."""
    fraction, exponent = np.frexp(times_us.astype(np.float64))
    within = np.floor((2.0 * fraction - 1.0) * BINS_PER_OCTAVE).astype(np.int64)
    found = exponent.astype(np.int64) * BINS_PER_OCTAVE + within
    return np.where(times_us > 0, found, 0).astype(np.int32)


def edge_of(bins: npt.NDArray[np.int32]) -> Floats:
    """The lower edge of each bin, microseconds; that of the next bin is its upper edge."""
    exponent, within = np.divmod(bins.astype(np.int64), BINS_PER_OCTAVE)
    return np.where(bins > 0, np.ldexp(0.5 + within / (2.0 * BINS_PER_OCTAVE), exponent), 0.0)


@dataclass(frozen=True, slots=True)
class Distribution:
    """Several replications' histograms on common edges.

    `upto`: the weight of each replication at or below each edge, shape (replications, edges);
    `edges_us` ascend, and begin where no time lies below.
    """

    edges_us: Floats
    upto: Floats

    @classmethod
    def of(cls, histograms: Sequence[Histogram | None]) -> Distribution:
        """Of one histogram a replication; None, or an empty one, for one without such dossiers."""
        known = [one.bins for one in histograms if one is not None and len(one.bins)]
        bins = np.unique(np.concatenate(known)) if known else np.zeros(1, np.int32)
        starts = np.unique(np.concatenate([bins, bins + 1]).astype(np.int32))
        upto = np.zeros((len(histograms), len(starts)))
        for row, one in zip(upto, histograms, strict=True):
            if one is not None:
                row[np.searchsorted(starts, one.bins) + 1] = one.weights
        return cls(edge_of(starts), upto.cumsum(axis=1))

    def total(self) -> Floats:
        """The weight of each replication, shape (replications,)."""
        return np.asarray(self.upto[:, -1])

    def at(self, shares: Floats, share: float) -> float:
        """Where a distribution function with values `shares` at the edges passes `share`, in µs."""
        after = int(np.searchsorted(shares, share, side="left"))
        if after == 0:
            return float(self.edges_us[0])
        if after >= len(shares):
            return float(self.edges_us[-1])
        low, high = shares[after - 1], shares[after]
        part = (share - low) / (high - low)
        begin, end = self.edges_us[after - 1 : after + 1]
        return float(begin + part * (end - begin))
