"""Which publication histories a set of replications gets, and how likely each was to be chosen.

Left to chance, most replications meet no document that matters and a few meet one that costs
weeks: an interval from a handful of them does not cover. But each candidate history has a known
*burden* (`simulator.run.histories`). So heavy ones are chosen more often, in a known proportion,
and every number is weighted back (`simulator.answer.sample`). This is systematic sampling with
probability proportional to size: C.-E. Särndal, B. Swensson, J. Wretman, *Model Assisted Survey
Sampling* (1992), sections 3.6.2 and 5.5.

The first n replications of a larger number are the same n: replication r takes the candidate at
the place (shift + r x golden ratio) mod 1 of the candidates in order of burden, a sequence whose
every beginning is spread evenly (L. Kuipers, H. Niederreiter, *Uniform Distribution of Sequences*,
1974, chapter 2).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from agents.draws import name_key, raw, tag, uniform_of

Floats = npt.NDArray[np.float64]

FEWEST = 3  # replications: with fewer nothing can be said of a varying history
KEPT = 0.6  # share of the choice that is left to chance: no weight is above 1 / KEPT
_GOLDEN = (5.0**0.5 - 1.0) / 2.0
_DIGITS = 9  # of a burden: the rounding of floats orders no two candidates
_SHIFT = tag("history-shift")


@dataclass(frozen=True, slots=True)
class Chosen:
    """The publication histories of some replications, in their order.

    `sizes`: how many times as often as by chance each was to be chosen. `expected_days`: in each
    scenario, how long a dossier waits for a version on the average over all candidates. `spread`:
    the covariance that the finite number of candidates leaves, of 1 - size and of each scenario's
    days. `known`: False where histories vary and there are too few replications
    to say how sure anything is.
    """

    numbers: tuple[int, ...]
    sizes: tuple[float, ...]
    expected_days: tuple[float, ...] = ()
    spread: tuple[tuple[float, ...], ...] = ()
    known: bool = True

    def only(self, replications: Sequence[int]) -> Chosen:
        """The choice of some replications, in their order."""
        return Chosen(
            numbers=tuple(self.numbers[r] for r in replications),
            sizes=tuple(self.sizes[r] for r in replications),
            expected_days=self.expected_days,
            spread=self.spread,
            known=self.known,
        )


def by_chance(count: int, *, known: bool = True) -> Chosen:
    """Replication r has history r."""
    return Chosen(tuple(range(count)), (1.0,) * count, known=known)


def choose(burdens: Sequence[Floats], seed: int, count: int, days: Sequence[Floats] = ()) -> Chosen:
    """Histories for `count` replications, from what each candidate would cost.

    `burdens` are several measures of the same candidates, each of shape (candidates,). A candidate
    is as heavy as the measure, relative to its mean, by which it is heaviest. `days` are the waits
    for a version in each scenario, of the same shape.
    """
    relative = [burden / burden.mean() for burden in burdens if burden.mean() > 0.0]
    if not relative or max(float(np.ptp(one)) for one in relative) == 0.0:
        return by_chance(count)
    if count < FEWEST:
        return by_chance(count, known=False)
    heaviest = np.max(relative, axis=0)
    burden = (heaviest / heaviest.mean()).round(_DIGITS)
    sizes = KEPT + (1.0 - KEPT) * burden
    order = np.lexsort((np.arange(len(burden)), burden))
    upto = np.cumsum(sizes[order])
    shift = uniform_of(raw(name_key(seed, "histories"), _SHIFT))
    places = (shift + _GOLDEN * np.arange(count)) % 1.0
    found = order[np.minimum(np.searchsorted(upto, places * upto[-1], "right"), len(order) - 1)]
    spread = np.atleast_2d(np.cov([1.0 - sizes, *days])) / len(sizes)
    return Chosen(
        numbers=tuple(found.tolist()),
        sizes=tuple(sizes[found].tolist()),
        expected_days=tuple(float(one.mean()) for one in days),
        spread=tuple(map(tuple, spread.tolist())),
    )
