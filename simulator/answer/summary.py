"""The answer of a run as plain data: what `summary.json` holds and the report prints.

Only the cohort counts: dossiers submitted in the measured window. Those unfinished at the run's end
stay in, with the time they had taken by then, so a mean with any of them is a lower bound and says
so. Every number is weighted, by units and by replications; see `answer/README.md`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simulator.answer.aggregate import ALL, DIMENSIONS, EXTRAS, TIMES, Aggregator, Parts, take
from simulator.answer.censoring import censoring
from simulator.answer.daily import DailySums, RunDays, daily_sums, joined
from simulator.answer.figures import (
    Figure,
    plain,
    quantile_figure,
    share_figure,
    time_figure,
    together,
)
from simulator.answer.indicator_summary import merge_indicators
from simulator.answer.intervals import CONFIDENCE
from simulator.answer.lifetimes import Lifetimes, joined_lifetimes, lifetimes
from simulator.answer.sample import Sample
from simulator.answer.views import SHARES, View, of_cause
from simulator.answer.warmup import check_warmup
from simulator.ledger.rows import CAUSES, Dimensions
from simulator.ledger.rowstore import CHUNK_ROWS, chunks

DAY_US = 86_400_000_000
FORMAT = "lienthong-summary/2"
RARE = 0.01  # a cause with a smaller share of the time has no interval: see `answer/README.md`
Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ReplicationSummary:
    """What one replication shows; small enough to hand between processes."""

    replication: int
    rows: int  # all dossiers, the warm-up's too
    parts: Parts  # of the cohort
    indicators: Document
    daily: DailySums = field(default_factory=dict)  # all dossiers by day of submission
    lifetimes: Lifetimes = field(default_factory=dict)  # of the cohort


def summarise(
    path: Path,
    dimensions: Dimensions,
    replication: int,
    end_us: int,
    indicators: Document,
    rows_each: int = CHUNK_ROWS,
) -> ReplicationSummary:
    """Add one replication's rows up; `end_us` is when its run ended."""
    total = Aggregator(dimensions)
    daily: list[DailySums] = []
    lasting: list[Lifetimes] = []
    count = 0
    for rows in chunks(path, rows_each):
        count += len(rows)
        daily.append(daily_sums(rows, end_us))
        cohort = rows[rows["cohort"] == 1]
        taken = take(cohort, end_us)
        total.add(cohort, taken, total.cells_of(cohort), cohort["weight"])
        lasting.append(lifetimes(cohort, taken))
    return ReplicationSummary(
        replication, count, total.parts(), indicators, joined(daily), joined_lifetimes(lasting)
    )


def merge(
    summaries: Sequence[ReplicationSummary],
    about: Mapping[str, Any],
    sample: Sample | None = None,
    days: RunDays | None = None,
) -> Document:
    """One document for all replications; `about` (scenario, seed, …) comes first in it.

    `sample` weighs the replications, in order of their numbers; all alike without one. `days` are
    the scenario's, to judge its warm-up by.
    """
    inside = sorted(summaries, key=lambda summary: summary.replication)
    sample = sample or Sample([1.0] * len(inside))
    every = _view(inside, ALL, sample)
    whole = _of_all(every) if every.dossiers else _nothing()
    return {
        "format": FORMAT,
        **about,
        "simulated": True,
        "replications": len(inside),
        "confidence": CONFIDENCE,
        "dossiers": _flow(inside, every),
        "all": whole,
        "by": {dimension: _by(inside, dimension, sample) for dimension in DIMENSIONS},
        "indicators": merge_indicators([summary.indicators for summary in inside], sample),
        "doubts": {
            "warmup": _warmup(inside, days),
            "censoring": _censoring(inside, whole, sample) if every.dossiers else None,
        },
    }


def _view(summaries: Sequence[ReplicationSummary], key: tuple[str, str], sample: Sample) -> View:
    return View(sample, [summary.parts.get(key) for summary in summaries])


def _flow(summaries: Sequence[ReplicationSummary], every: View) -> Document:
    return {
        "simulated": sum(summary.rows for summary in summaries),
        "cohort": every.dossiers,
        "stand_for": float(every.sample.weights @ every.weight),
        "effective": every.effective,
        "replications_without": every.replications_without,
        "unfinished": every.unfinished,
        "means_are_lower_bounds": every.unfinished > 0,
    }


def _by(summaries: Sequence[ReplicationSummary], dimension: str, sample: Sample) -> Document:
    names = sorted({name for s in summaries for kind, name in s.parts if kind == dimension})
    return {name: _alone(_view(summaries, (dimension, name), sample)) for name in names}


def _of_all(every: View) -> Document:
    """All dossiers: the figures of each of the two tables hold together."""
    times = together(time_figures(every))
    found = _nested(times, every)
    held = together(large_cause_figures(every))
    for cause, figure in _cause_figures(every).items():
        found["causes_days"][cause]["all"] = held.get(cause) or _unsure(figure)
    return found


def watched(every: View) -> Iterator[tuple[str, float, float]]:
    """(name, half-width, scale) of every interval that is printed of all dossiers together.

    The scale of a time is the mean cycle time, that of a share is 1. NaN half-widths are of what
    the replications cannot tell.
    """
    mean = every.mean("cycle", unit=DAY_US).value
    for figures in (time_figures(every), large_cause_figures(every)):
        told = together(figures)
        for name, figure in figures.items():
            low, high = told[name]["low_together"], told[name]["high_together"]
            never_varied = figure.estimate.df > 0.0 and figure.estimate.error == 0.0
            wide = 0.0 if never_varied else math.nan
            if low is not None and high is not None:
                wide = (high - low) / 2.0
            yield name, wide, 1.0 if name == "on_time_share" else mean


def large_cause_figures(view: View, least: float = RARE) -> dict[str, Figure]:
    """The causes that take up a share of the time that is worth an interval."""
    whole = view.mean("cycle", unit=DAY_US).value
    return {
        cause: figure
        for cause, figure in _cause_figures(view).items()
        if figure.estimate.value >= least * whole
    }


def _nothing() -> Document:
    """All dossiers, where there are none: no figure is made up."""
    times = dict.fromkeys(("mean", *SHARES))
    return {
        "dossiers": 0,
        "unfinished": 0,
        **{f"{time}_days": dict(times) for time in TIMES},
        "on_time_share": None,
        "causes_days": {cause: dict.fromkeys(("all", "open", "closed")) for cause in CAUSES},
        "per_dossier": dict.fromkeys(EXTRAS),
    }


def _alone(view: View) -> Document:
    """One name of a dimension: every figure stands for itself."""
    return _nested({name: plain(one) for name, one in time_figures(view).items()}, view)


def time_figures(view: View) -> dict[str, Figure]:
    """Both times with their quantiles, and the share on time."""
    found = {}
    for time in TIMES:
        found[f"{time}_days.mean"] = time_figure(view.mean(time, unit=DAY_US))
        for name, share in SHARES.items():
            found[f"{time}_days.{name}"] = quantile_figure(view.quantile(time, share))
    found["on_time_share"] = share_figure(view.mean("on_time"), view.effective)
    return found


def _nested(times: Mapping[str, Document], view: View) -> Document:
    figures = _cause_figures(view)
    return {
        "dossiers": view.dossiers,
        "unfinished": view.unfinished,
        **{
            f"{time}_days": {name: times[f"{time}_days.{name}"] for name in ("mean", *SHARES)}
            for time in TIMES
        },
        "on_time_share": times["on_time_share"],
        "causes_days": {
            cause: {
                "all": plain(figures[cause]),
                **{
                    when: plain(time_figure(view.mean(measure, unit=DAY_US)))
                    for when, measure in zip(("open", "closed"), of_cause(cause), strict=True)
                },
            }
            for cause in CAUSES
        },
        "per_dossier": {name: plain(time_figure(view.mean(name))) for name in EXTRAS},
    }


def _cause_figures(view: View) -> dict[str, Figure]:
    return {cause: time_figure(view.cause(cause)) for cause in CAUSES}


def _unsure(figure: Figure) -> Document:
    ends = dict.fromkeys(("low", "high", "low_together", "high_together"))
    return plain(figure) | ends


def _warmup(summaries: Iterable[ReplicationSummary], days: RunDays | None) -> Document | None:
    check = None if days is None else check_warmup([one.daily for one in summaries], days)
    return None if check is None else check.document()


def _censoring(
    summaries: Sequence[ReplicationSummary], whole: Document, sample: Sample
) -> Document | None:
    found = censoring(
        [one.lifetimes for one in summaries],
        half_width(whole["cycle_days"]["mean"]),
        half_width(whole["on_time_share"]),
        sample.relative_weights(),
    )
    return None if found is None else found.document()


def half_width(estimate: Mapping[str, float | None]) -> float | None:
    """Half of an interval, None where there is none."""
    low, high = estimate["low"], estimate["high"]
    return None if low is None or high is None else (high - low) / 2.0


def assumptions(document: Any) -> dict[str, int]:
    """How many figures of a resolved scenario are verified, and how many are assumed."""
    found = {"verified": 0, "assumed": 0}
    _count_verified(document, found)
    return found


def _count_verified(node: Any, found: dict[str, int]) -> None:
    if isinstance(node, Mapping):
        for key, value in node.items():
            if isinstance(value, bool) and str(key).endswith("verified"):
                found["verified" if value else "assumed"] += 1
            _count_verified(value, found)
    elif isinstance(node, list):
        for item in node:
            _count_verified(item, found)
