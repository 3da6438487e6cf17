"""Whether the warm-up looks long enough: Welch's average and MSER-5, over all replications.

Everything here suggests; nothing is ever cut off an answer.

The series judged is each dossier's *office time*, by day of submission: its cycle time without the
hours in which its holder's office was closed. Weekends and public holidays, which lengthen a cycle
time for good reasons, are thus out of it; what is left of a weekday's own effect is taken out, too.
A batch is a calendar week, counted from the first measured day: the five working days of MSER-5. A
run of fewer than ten weeks is taken by single days. Days and weeks without dossiers are left out.

MSER-5 alone cries wolf: on series without any transient it cuts more than the warm-up in a fifth to
three quarters of all runs. `check_warmup` therefore calls a warm-up short only if

1. MSER-5 cuts more than the warm-up, and
2. the first part of the cohort (its first week, or its first quarter) differs from the rest by more
   than its 98 % interval over replications (Bonferroni over the two), and
3. the warm-up itself lies on the same side of the rest, as a transient would, and
4. the mean of the cohort would move by 1 % or more.

Measured with 3 to 20 replications. 200 runs each without a transient (AR(1) with 0.5 and 0.8, a
stationary M/M/1 queue at 0.9; 3 to 17 weeks, warm-ups of 0 to 28 days): an alarm in 0 to 4.5 %.
200 draws from 60 replications of each of the shipped `tiny` and `demo`: in 0 to 1 %. 60 runs each
of queues at 0.9 that start empty, 13 weeks without a warm-up: of 20 queues, in 27 %, 88 % and 100 %
with 3, 5 and 10 replications; of 5 queues, in 95 % with 10; of one, in 28 % with 10, 60 % with 20.
test_warmup.py repeats the chief ones.

References:
* the moving average: P. D. Welch, "The statistical analysis of simulation results", in S. S.
  Lavenberg (ed.), *Computer Performance Modeling Handbook* (1983) 268-328; as in A. M. Law,
  *Simulation Modeling and Analysis*, 5th ed. (2015), section 9.5.1.
* MSER: K. P. White, "An effective truncation heuristic for bias reduction in simulation output",
  *Simulation* 69 (1997) 323-334; by batches of five: S. C. Spratt, "Heuristics for the startup
  problem", MS thesis, University of Virginia (1998).
* a cut beyond half of the run means that the run is too short: K. Hoad, S. Robinson, R. Davies,
  "Automating warm-up length estimation", *Journal of the Operational Research Society* 61 (2010)
  1389-1403.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simulator.answer.batches import WEEK, Batches, weekly_or_daily
from simulator.answer.daily import DailySums, RunDays
from simulator.answer.statistics import Interval, t_interval

LEFT_OUT = 5  # batches at the end at which MSER never cuts: too few are left there to judge
SURE = 0.98  # confidence of the interval that the first part's difference has to leave
FIRST_PART = 0.25  # of the cohort
WORTH_SAYING = 0.01  # of the mean
_REACH = 2  # batches on either side in Welch's average
Floats = NDArray[np.float64]


def welch(values: ArrayLike, reach: int) -> Floats:
    """Welch's moving average of a series, shape (n,), over `reach` values on either side.

    Near the start it reaches only as far as there are values; the last `reach` values have no
    average of their own: shape (n - reach,).
    """
    series = np.asarray(values, np.float64)
    reaches = [min(place, reach) for place in range(len(series) - reach)]
    return np.array([series[i - r : i + r + 1].mean() for i, r in enumerate(reaches)])


def mser(values: ArrayLike, left_out: int = LEFT_OUT) -> int | None:
    """How many values MSER cuts off the start of a series, shape (n,); the first of equal minima.

    It minimises the squared standard error of what is left: its variance (with divisor n - cut)
    over its length. The last `left_out` values are never cut. None if fewer than twice as many.
    """
    series = np.asarray(values, np.float64)
    if len(series) < 2 * left_out:
        return None
    tails = [series[cut:] for cut in range(len(series) - left_out + 1)]
    return int(np.argmin([tail.var() / len(tail) for tail in tails]))


@dataclass(frozen=True, slots=True)
class WarmupCheck:
    """What the methods say of a run's warm-up. Days are calendar days; shares are of office time.

    `welch_days` averages the mean cycle times of `batch_starts`, without the last few.
    """

    warmup_days: int
    run_days: int  # warm-up and cohort
    batch_days: int  # 7, or 1 in a short run
    short: bool  # whether the warm-up looks short
    suggested_days: int | None  # MSER's cut; None if beyond half of the run, which is too short
    first_days: int  # how long the cohort's first part is
    first_share: float | None  # its difference from the rest, as a share of the rest
    shift_share: float  # how much the mean would rise if the suggestion were the warm-up
    batch_starts: tuple[int, ...]  # in days from the start of the run
    cycle_days: tuple[float, ...]  # mean cycle time of each batch, averaged over replications
    welch_days: tuple[float, ...]

    def document(self) -> dict[str, Any]:
        """The same as plain data, for `summary.json`."""
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in asdict(self).items()
        }


def check_warmup(series: Sequence[DailySums], window: RunDays) -> WarmupCheck | None:
    """Judge the warm-up of a run by its replications' daily sums.

    None if there is too little to judge: fewer than ten days with dossiers, or none measured.
    """
    office = weekly_or_daily(series, window, "open")
    cut = mser(office.averages()) if office.warm < office.count - 1 else None
    if cut is None:
        return None
    first, difference = _clearest(office)
    shift = _shift(office, cut)
    short = (
        cut > office.warm
        and _beyond_doubt(difference)
        and _like_warmup(office, first, difference)
        and abs(shift) >= WORTH_SAYING
    )
    cycle = weekly_or_daily(series, window, "cycle").averages()
    return WarmupCheck(
        warmup_days=window.cohort - window.start,
        run_days=window.end - window.start,
        batch_days=office.length,
        short=short,
        suggested_days=None if 2 * cut > office.count else office.starts[cut],
        first_days=_days_of(office, first),
        first_share=_share(office, first, difference),
        shift_share=shift,
        batch_starts=office.starts,
        cycle_days=tuple(cycle.tolist()),
        welch_days=tuple(welch(cycle, _REACH).tolist()),
    )


def _first_parts(office: Batches) -> list[int]:
    """How many batches the cohort's first week and first quarter have, at least one each."""
    measured = office.count - office.warm
    week = 1 if office.length == WEEK else 5
    return sorted({min(week, max(1, measured // 2)), max(1, round(measured * FIRST_PART))})


def _clearest(office: Batches) -> tuple[int, Interval | None]:
    """The first part that stands out most from the rest, and by how much."""
    parts = _first_parts(office)
    found = [(part, _difference(office, part, len(parts))) for part in parts]
    return max(found, key=lambda one: _clearness(one[1]))


def _difference(office: Batches, part: int, comparisons: int) -> Interval | None:
    """The first part minus the rest of the cohort, over replications."""
    split = office.warm + part
    apart = office.means(office.warm, split) - office.means(split, office.count)
    return t_interval(apart, SURE, comparisons)


def _clearness(difference: Interval | None) -> float:
    if difference is None or not difference.half_width:
        return 0.0
    return abs(difference.mean) / difference.half_width


def _beyond_doubt(difference: Interval | None) -> bool:
    return _clearness(difference) > 1.0


def _like_warmup(office: Batches, first: int, difference: Interval | None) -> bool:
    """Whether the warm-up, if there is one, lies on the same side of the rest."""
    if not office.warm or difference is None:
        return difference is not None
    before = np.nanmean(office.means(0, office.warm)) - _rest(office, first)
    return float(before) * difference.mean > 0


def _shift(office: Batches, cut: int) -> float:
    """How the cohort's mean changes if `cut` batches (half of the cohort at most) are left out."""
    most = office.warm + (office.count - office.warm) // 2
    start = min(max(cut, office.warm), most)
    cohort = np.nanmean(office.means(office.warm, office.count))
    return float(np.nanmean(office.means(start, office.count)) / cohort - 1.0) if cohort else 0.0


def _share(office: Batches, first: int, difference: Interval | None) -> float | None:
    rest = _rest(office, first)
    return difference.mean / rest if difference is not None and rest else None


def _rest(office: Batches, first: int) -> float:
    """The mean of what comes after the cohort's first part."""
    return float(np.nanmean(office.means(office.warm + first, office.count)))


def _days_of(office: Batches, first: int) -> int:
    """From the first measured day to where the first part ends."""
    return office.starts[office.warm + first] - office.cohort
