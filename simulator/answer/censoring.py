"""Whether dossiers unfinished at a run's end move its answer.

They count with their time so far, so a mean with any of them is a lower bound. `censoring` says by
how many days it is probably too low, and whether that matters beside the interval of the mean; how
far the share on time can fall, exactly; and `censored_saving` which way a difference errs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from simulator.answer.daily import DAY_US, SECOND_US, WEIGHT_PARTS
from simulator.answer.lifetimes import Lifetimes, still_needed_days, weighed

OF_HALF_WIDTH = 0.5  # an error matters from this share of the interval's half-width on
OF_MEAN = 0.01  # without an interval: from this share of the mean (of 1, for the share on time)
LEAST = 0.001  # of the mean: less shows in no printed figure, however narrow the interval
Direction = Literal["exact", "at_least", "at_most", "unclear"]


@dataclass(frozen=True, slots=True)
class Censoring:
    """What is unfinished in the cohort of a run, all replications together, and what that does.

    `too_low_days` is what to add to the mean; None if nothing tells (see `still_needed_days`):
    then the mean counts as moved if it would be, were each unfinished dossier to need as long again
    as it has taken.
    The share on time lies between `on_time_low` and `on_time_high`, whatever becomes of the open.
    """

    dossiers: int
    unfinished: int
    unfinished_share: float  # weighted, as all of these
    lower_bound_days: float
    too_low_days: float | None
    moves_mean: bool
    on_time_low: float
    on_time_high: float
    moves_on_time: bool

    def document(self) -> dict[str, Any]:
        """The same as plain data, for `summary.json`."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class CensoredSaving:
    """Which way a saving (baseline minus arm, over the same dossiers) errs, and by how much.

    The true saving is at least, or at most, the printed one; `unclear` if dossiers are unfinished
    in both arms. `too_small_days` is what to add to it (negative if it is too large); None if
    nothing tells.
    """

    direction: Direction
    unfinished_baseline: int
    unfinished_arm: int
    too_small_days: float | None
    moves: bool

    def document(self) -> dict[str, Any]:
        """The same as plain data, for `comparison.json`."""
        return asdict(self)


def censoring(
    tables: Sequence[Lifetimes],
    half_width_days: float | None = None,
    on_time_half_width: float | None = None,
    weights: Sequence[float] | None = None,
) -> Censoring | None:
    """What is unfinished, from the life table of each replication; None without any dossier.

    `weights` are those of the replications, 1 on the average; all alike without them.

    `half_width_days` and `on_time_half_width` are those of the printed mean and share, None with
    one replication.
    """
    table = weighed(tables, weights or [1.0] * len(tables))
    spells = list(table.values())
    weight = sum(spell.weight for spell in spells)
    if not weight:
        return None
    mean = sum(spell.time for spell in spells) * SECOND_US / DAY_US / weight
    unfinished = sum(spell.open_dossiers for spell in spells)
    needed = still_needed_days(table) if unfinished else 0.0
    too_low = None if needed is None else needed * WEIGHT_PARTS / weight
    so_far = sum(spell.open_time for spell in spells) * SECOND_US / DAY_US / weight
    low = sum(spell.on_time for spell in spells) / weight
    undue = sum(spell.undue for spell in spells) / weight
    return Censoring(
        dossiers=sum(spell.dossiers for spell in spells),
        unfinished=unfinished,
        unfinished_share=sum(spell.open_weight for spell in spells) / weight,
        lower_bound_days=mean,
        too_low_days=too_low,
        moves_mean=_matters(so_far if too_low is None else too_low, half_width_days, mean),
        on_time_low=low,
        on_time_high=low + undue,
        moves_on_time=_matters(undue, on_time_half_width, 1.0),
    )


def censored_saving(
    baseline: Censoring, arm: Censoring, half_width_days: float | None = None
) -> CensoredSaving:
    """Which way a difference errs: `half_width_days` is that of the printed difference.

    Both are of the same dossiers, those of the pairs.
    """
    too_small = None
    if baseline.too_low_days is not None and arm.too_low_days is not None:
        too_small = baseline.too_low_days - arm.too_low_days
    return CensoredSaving(
        direction=direction(baseline.unfinished, arm.unfinished),
        unfinished_baseline=baseline.unfinished,
        unfinished_arm=arm.unfinished,
        too_small_days=too_small,
        moves=too_small is None or _matters(too_small, half_width_days, baseline.lower_bound_days),
    )


def direction(unfinished_baseline: int, unfinished_arm: int) -> Direction:
    """What a saving is when so many dossiers of the pairs are unfinished in either arm.

    A baseline's true times can only be longer than counted, which makes the true saving larger; an
    arm's make it smaller.
    """
    if not unfinished_arm:
        return "at_least" if unfinished_baseline else "exact"
    return "unclear" if unfinished_baseline else "at_most"


def _matters(error: float, half_width: float | None, scale: float) -> bool:
    """Whether an error is worth a sentence, beside the interval or else beside `scale`."""
    worth = OF_MEAN * scale if half_width is None else OF_HALF_WIDTH * half_width
    return abs(error) > max(worth, LEAST * scale)
