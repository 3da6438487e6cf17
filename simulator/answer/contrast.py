"""The difference that an arm makes, as plain data: paired by replication, with its interval.

Every difference is arm minus baseline over the same dossiers. Intervals that stand in one table
hold together (Bonferroni): over the arms, and where a table has many names, over those too.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from simulator.answer.aggregate import ALL, DIMENSIONS, TIMES, Part
from simulator.answer.pairing import PairSummary
from simulator.answer.statistics import (
    Headline,
    estimate,
    paired_interval,
    ratio_of,
    replications_saved,
    variance_ratio,
)
from simulator.answer.summary import DAY_US, Document
from simulator.rows import CAUSES

Value = Callable[[Part], float]


def contrasts(pairs: Sequence[PairSummary], arms: int) -> Document:
    """All differences of one arm, from its pairs of each replication in order."""
    return {
        "dossiers": _flow(pairs),
        "all": contrast(pairs, ALL, arms),
        "by": {dimension: _by(pairs, dimension, arms) for dimension in DIMENSIONS},
    }


def contrast(pairs: Sequence[PairSummary], key: tuple[str, str], together: int) -> Document:
    """The differences of one part of the dossiers; `together` intervals hold at once."""

    def apart(value: Value) -> Document:
        return _apart(pairs, key, value, together)

    return {
        "dossiers": sum(one.baseline[key].sums["n"] for one in pairs if key in one.baseline),
        **{f"{time}_days": _times(time, apart) for time in TIMES},
        "on_time_share": apart(_mean("on_time", 1)),
        "causes_days": {cause: apart(_cause(cause)) for cause in CAUSES},
    }


def headlines(pairs: Sequence[PairSummary]) -> list[Headline]:
    """What a precision target watches: both mean times (relative), and the share on time.

    The share's target is absolute: 5 % means five percentage points.
    """
    watched = [_series(pairs, ALL, _mean(time, DAY_US)) for time in TIMES]
    found = [Headline([b - a for a, b in zip(*both, strict=True)], both[0]) for both in watched]
    on_time = _series(pairs, ALL, _mean("on_time", 1))
    points = [b - a for a, b in zip(*on_time, strict=True)]
    return [*found, Headline(points, [1.0] * len(points))]


def ratio_to_own_histories(
    fixed: Sequence[PairSummary], redrawn: Sequence[PairSummary]
) -> float | None:
    """The variance ratio of pairs on one fixed history to seeds each with a history of its own.

    Part of it is what fixing the history leaves out: the pairs speak for that one history alone.
    """
    mean = _mean("cycle", DAY_US)
    ratio = ratio_of(_series(redrawn, ALL, mean), _series(fixed, ALL, mean))
    return ratio if ratio is not None and math.isfinite(ratio) else None


def got_worse(by_name: Document) -> list[str]:
    """Whose mean cycle time rose beyond doubt, the worst first."""
    rises = {name: found["cycle_days"]["mean"] for name, found in by_name.items()}
    beyond = [name for name, rise in rises.items() if rise["low"] is not None and rise["low"] > 0]
    return sorted(beyond, key=lambda name: -rises[name]["difference"])


def _flow(pairs: Sequence[PairSummary]) -> Document:
    counts = [one.baseline[ALL].sums["n"] for one in pairs]
    ended = [(one.baseline[ALL].sums["finished"], one.arm[ALL].sums["finished"]) for one in pairs]
    return {
        "pairs": sum(counts),
        "only_baseline": sum(one.only_baseline for one in pairs),
        "only_arm": sum(one.only_arm for one in pairs),
        "unfinished_baseline": sum(counts) - sum(baseline for baseline, _ in ended),
        "unfinished_arm": sum(counts) - sum(arm for _, arm in ended),
        "unfinished_in_one": sum(one.unfinished_in_one for one in pairs),
        "faster_share": _share([one.faster for one in pairs], counts),
        "slower_share": _share([one.slower for one in pairs], counts),
    }


def _share(some: Sequence[int], of: Sequence[int]) -> Document | None:
    return estimate([part / whole for part, whole in zip(some, of, strict=True)], 1.0)


def _by(pairs: Sequence[PairSummary], dimension: str, arms: int) -> Document:
    names = sorted({name for one in pairs for kind, name in one.baseline if kind == dimension})
    together = arms * len(names)
    found = {name: contrast(pairs, (dimension, name), together) for name in names}
    return {"intervals_together": together, "worse": got_worse(found), "names": found}


def _times(time: str, apart: Callable[[Value], Document]) -> Document:
    return {
        "mean": apart(_mean(time, DAY_US)),
        "p50": apart(lambda part: part.quantiles[time][0] / DAY_US),
        "p90": apart(lambda part: part.quantiles[time][1] / DAY_US),
    }


def _apart(
    pairs: Sequence[PairSummary], key: tuple[str, str], value: Value, together: int
) -> Document:
    baseline, arm = _series(pairs, key, value)
    interval = paired_interval(baseline, arm, comparisons=together)
    ratio = variance_ratio(baseline, arm)
    finite = ratio is not None and math.isfinite(ratio)
    return {
        "baseline": sum(baseline) / len(baseline),
        "arm": sum(arm) / len(arm),
        "difference": interval.mean if interval else None,
        "low": interval.low if interval else None,
        "high": interval.high if interval else None,
        "replications": len(baseline),
        "variance_ratio": ratio if finite else None,
        "replications_saved": replications_saved(ratio, len(baseline))
        if finite and ratio
        else None,
    }


def _series(
    pairs: Sequence[PairSummary], key: tuple[str, str], value: Value
) -> tuple[list[float], list[float]]:
    """The value in both arms, in each replication that has such dossiers."""
    known = [one for one in pairs if key in one.baseline and one.baseline[key].sums["n"]]
    return [value(one.baseline[key]) for one in known], [value(one.arm[key]) for one in known]


def _mean(measure: str, unit: int) -> Value:
    return lambda part: part.mean(measure) / unit


def _cause(cause: str) -> Value:
    return lambda part: (part.mean(f"{cause}_open") + part.mean(f"{cause}_closed")) / DAY_US
