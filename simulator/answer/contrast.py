"""The difference that an arm makes, as plain data: over the same dossiers, with its interval.

Every difference is arm minus baseline. Which intervals hold together: those of one figure over all
arms (`low`, `high`), which a sentence quotes; and those of a whole table over its lines and arms
(`low_together`, `high_together`), which the table shows.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

from simulator.answer.aggregate import ALL, DIMENSIONS, TIMES
from simulator.answer.arms import FIGURES, Arm, Change, Key
from simulator.answer.censoring import censored_saving, censoring
from simulator.answer.figures import Figure, difference_figure, plain, share_figure, within
from simulator.answer.intervals import critical, critical_of_table
from simulator.answer.statistics import replications_saved, variance_ratio
from simulator.answer.summary import RARE, Document, half_width
from simulator.answer.views import SHARES
from simulator.ledger.rows import CAUSES

POWER = 0.8  # the chance with which a rise of `least_rise_days` would have been found


def contrasts(arms: Sequence[Arm]) -> list[Document]:
    """All differences of each arm."""
    whole = _of_all(arms)
    by = {dimension: _by(arms, dimension) for dimension in DIMENSIONS}
    by["week"] = _by_week(arms)
    return [
        {
            "dossiers": _flow(arm),
            "all": found,
            "by": {dimension: tables[number] for dimension, tables in by.items()},
            "doubts": {"censoring": _censored(arm, found)},
        }
        for number, (arm, found) in enumerate(zip(arms, whole, strict=True))
    ]


def mean_change(arm: Arm) -> Document:
    """The difference of the mean cycle time of one arm alone."""
    change = arm.mean_change(ALL)
    return _document(change, critical(change.difference.df), arm)


def watched(arms: Sequence[Arm]) -> Iterator[tuple[str, float, float]]:
    """(name, half-width, scale) of every interval that is printed of all dossiers together.

    The scale of a time is the baseline's mean cycle time, that of a share is 1. NaN half-widths are
    of what the replications cannot tell.
    """
    for tables in ([arm.changes() for arm in arms], [large_causes(arm) for arm in arms]):
        reach = _reach([change for table in tables for change in table.values()])
        for arm, table in zip(arms, tables, strict=True):
            mean = abs(arm.mean_change(ALL).baseline.value)
            for name, change in table.items():
                scale = 1.0 if name == "on_time_share" else mean
                if arm_changed(arm):
                    yield name, reach * change.difference.error, scale


def arm_changed(arm: Arm) -> bool:
    """Whether any dossier of an arm is not as in the baseline."""
    return any(one.changed for one in arm.pairs)


def _of_all(arms: Sequence[Arm]) -> list[Document]:
    changes, causes = [arm.changes() for arm in arms], [arm.causes() for arm in arms]
    reaches = {name: _reach([one[name] for one in changes]) for name in FIGURES}
    reaches |= {cause: _reach([one[cause] for one in causes]) for cause in CAUSES}
    large = [large_causes(arm) for arm in arms]
    times_reach = _reach([change for one in changes for change in one.values()])
    cause_reach = _reach([change for one in large for change in one.values()])
    found = []
    for arm, times, by_cause, sure in zip(arms, changes, causes, large, strict=True):
        told = {
            name: _document(change, reaches[name], arm, times_reach)
            for name, change in times.items()
        }
        told_causes = {
            cause: _document(change, reaches[cause], arm, cause_reach)
            if cause in sure
            else _rare(change)
            for cause, change in by_cause.items()
        }
        found.append(_nested(told, told_causes, arm, ALL))
    return found


def large_causes(arm: Arm) -> dict[str, Change]:
    """The causes that change enough for an interval: see `summary.RARE`."""
    least = RARE * arm.mean_change(ALL).baseline.value
    return {
        cause: change
        for cause, change in arm.causes().items()
        if abs(change.difference.value) >= least > 0.0
    }


def _by(arms: Sequence[Arm], dimension: str) -> list[Document]:
    """One dimension in every arm: the intervals of its mean cycle times hold together."""
    means = [
        {name: arm.mean_change((dimension, name)) for name in arm.names(dimension)} for arm in arms
    ]
    reach = _reach_of(means)
    return [
        {**told, "names": {name: _part(arm, (dimension, name), reach) for name in found}}
        for arm, found, told in zip(arms, means, _risen_of(means), strict=True)
    ]


def _by_week(arms: Sequence[Arm]) -> list[Document]:
    """The weeks of submission in every arm: as a dimension, of the mean cycle time alone."""
    means = [arm.weeks() for arm in arms]
    reach = _reach_of(means)
    return [
        {**told, "names": {week: _week(change, reach, arm) for week, change in found.items()}}
        for arm, found, told in zip(arms, means, _risen_of(means), strict=True)
    ]


def _week(change: Change, reach: float, arm: Arm) -> Document:
    told = _document(change, critical(change.difference.df), arm, reach)
    return {"cycle_days": {"mean": told}}


def _reach_of(means: Sequence[Mapping[str, Change]]) -> float:
    every = [change for found in means for change in found.values()]
    return _reach(every) if every else math.nan


def _risen_of(means: Sequence[Mapping[str, Change]]) -> list[Document]:
    """Of each arm: how many intervals hold together, and who gets worse."""
    differences = [one.difference for found in means for one in found.values()]
    rise = critical_of_table(differences, one_sided=True) if differences else math.nan
    return [{"intervals_together": len(differences), **_risen(one, rise)} for one in means]


def _part(arm: Arm, key: Key, reach: float) -> Document:
    changes = arm.changes(key)
    told = {
        name: _document(one, critical(one.difference.df), arm, reach)
        for name, one in changes.items()
    }
    causes = {
        cause: _document(one, critical(one.difference.df), arm)
        for cause, one in arm.causes(key).items()
    }
    return _nested(told, causes, arm, key)


def _risen(means: Mapping[str, Change], reach: float) -> Document:
    """Whose mean cycle time rose beyond doubt, the worst first; and what could have been found.

    All of a dimension in all arms hold together, one-sided. `least_rise_days`: of half of the names
    a rise of so much would have been found with a chance of `POWER`; None if nothing is known.
    """
    known = {name: one.difference for name, one in means.items() if one.difference.error > 0.0}
    risen = [name for name, one in known.items() if one.value > reach * one.error]
    errors = sorted(one.error for one in known.values())
    middle = errors[len(errors) // 2] if errors else math.nan
    df = min((one.df for one in known.values()), default=0.0)
    least = (reach + critical(df, 2.0 * POWER - 1.0)) * middle
    return {
        "worse": sorted(risen, key=lambda name: -known[name].value),
        "least_rise_days": least if math.isfinite(least) else None,
    }


def _reach(changes: Iterable[Change]) -> float:
    return critical_of_table([change.difference for change in changes])


def _nested(
    told: Mapping[str, Document], causes: Mapping[str, Document], arm: Arm, key: Key
) -> Document:
    return {
        "dossiers": arm.views(key)[0].dossiers,
        **{
            f"{time}_days": {name: told[f"{time}_days.{name}"] for name in ("mean", *SHARES)}
            for time in TIMES
        },
        "on_time_share": told["on_time_share"],
        "causes_days": dict(causes),
    }


def _document(change: Change, reach: float, arm: Arm, table: float | None = None) -> Document:
    figure = difference_figure(change.difference)
    low, high = figure.interval(reach) or (None, None)
    ratio = variance_ratio(change.baseline, change.arm)
    finite = ratio is not None and math.isfinite(ratio)
    count = arm.sample.count
    return {
        "baseline": change.baseline.value,
        "arm": change.arm.value,
        "difference": change.difference.value,
        "low": low,
        "high": high,
        **({} if table is None else within(figure, table)),
        "replications": count,
        "variance_ratio": ratio if finite else None,
        "replications_saved": replications_saved(ratio, count) if finite and ratio else None,
    }


def _rare(change: Change) -> Document:
    """A cause too rare for an interval."""
    ends = dict.fromkeys(("low", "high", "low_together", "high_together"))
    values = {
        "baseline": change.baseline.value,
        "arm": change.arm.value,
        "difference": change.difference.value,
    }
    return {**values, **ends, "variance_ratio": None, "replications_saved": None}


def _flow(arm: Arm) -> Document:
    baseline, other = arm.views()
    pairs = arm.pairs
    return {
        "pairs": baseline.dossiers,
        "effective": baseline.effective,
        "replications_without": baseline.replications_without,
        "changed": sum(one.changed for one in pairs),
        "only_baseline": sum(one.only_baseline for one in pairs),
        "only_arm": sum(one.only_arm for one in pairs),
        "unfinished_baseline": baseline.unfinished,
        "unfinished_arm": other.unfinished,
        "unfinished_in_one": sum(one.unfinished_in_one for one in pairs),
        "faster_share": _share(arm, [one.faster for one in pairs]),
        "slower_share": _share(arm, [one.slower for one in pairs]),
    }


def _share(arm: Arm, some: Sequence[float]) -> Document:
    view = arm.views()[0]
    figure: Figure = share_figure(arm.sample.ratio(some, view.weight), view.effective)
    return plain(figure)


def _censored(arm: Arm, found: Document) -> Document | None:
    """Which way the arm's saving errs because dossiers are unfinished."""
    weights = arm.sample.relative_weights()
    both = [
        censoring([one.lifetimes[side] for one in arm.pairs], weights=weights) for side in (0, 1)
    ]
    if both[0] is None or both[1] is None:
        return None
    half = half_width(found["cycle_days"]["mean"])
    return censored_saving(both[0], both[1], half).document()
