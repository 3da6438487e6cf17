"""The answer of a run as plain data: what `summary.json` holds and the report prints.

Only the cohort counts: dossiers submitted in the measured window. Those unfinished at the run's end
stay in, with the time they had taken by then, so a mean with any of them is a lower bound and says
so. Estimates are over replications: `{"mean", "low", "high"}`, the ends null with fewer than two.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulator.answer.aggregate import ALL, DIMENSIONS, EXTRAS, TIMES, Aggregator, Part, Parts, take
from simulator.answer.indicator_summary import merge_indicators
from simulator.answer.statistics import CONFIDENCE, estimate
from simulator.rows import CAUSES, Dimensions
from simulator.rowstore import CHUNK_ROWS, chunks

DAY_US = 86_400_000_000
FORMAT = "lienthong-summary/1"
_QUANTILES = ("p50", "p90")
Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ReplicationSummary:
    """What one replication shows; small enough to hand between processes."""

    replication: int
    rows: int  # all dossiers, the warm-up's too
    parts: Parts  # of the cohort
    indicators: Document


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
    count = 0
    for rows in chunks(path, rows_each):
        count += len(rows)
        cohort = rows[rows["cohort"] == 1]
        total.add(cohort, take(cohort, end_us), total.cells_of(cohort))
    return ReplicationSummary(replication, count, total.parts(), indicators)


def merge(summaries: Sequence[ReplicationSummary], about: Mapping[str, Any]) -> Document:
    """One document for all replications; `about` (scenario, seed, …) comes first in it."""
    inside = sorted(summaries, key=lambda summary: summary.replication)
    return {
        "format": FORMAT,
        **about,
        "simulated": True,
        "replications": len(inside),
        "confidence": CONFIDENCE,
        "dossiers": _flow(inside),
        "all": _part_document([summary.parts[ALL] for summary in inside]),
        "by": {dimension: _by(inside, dimension) for dimension in DIMENSIONS},
        "indicators": merge_indicators([summary.indicators for summary in inside]),
    }


def assumptions(document: Any) -> dict[str, int]:
    """How many figures of a resolved scenario are verified, and how many are assumed."""
    found = {"verified": 0, "assumed": 0}
    _count_verified(document, found)
    return found


def _flow(summaries: Sequence[ReplicationSummary]) -> Document:
    cohort = [summary.parts[ALL].sums for summary in summaries]
    unfinished = sum(sums["n"] - sums["finished"] for sums in cohort)
    return {
        "simulated": sum(summary.rows for summary in summaries),
        "cohort": sum(sums["n"] for sums in cohort),
        "unfinished": unfinished,
        "means_are_lower_bounds": unfinished > 0,
    }


def _by(summaries: Sequence[ReplicationSummary], dimension: str) -> Document:
    names = sorted({name for s in summaries for kind, name in s.parts if kind == dimension})
    return {
        name: _part_document(
            [s.parts[dimension, name] for s in summaries if (dimension, name) in s.parts]
        )
        for name in names
    }


def _part_document(parts: Sequence[Part]) -> Document:
    """The same part of several replications, as estimates in days and shares."""
    counted = [part for part in parts if part.sums["n"]]
    return {
        "dossiers": sum(part.sums["n"] for part in counted),
        "unfinished": sum(part.sums["n"] - part.sums["finished"] for part in counted),
        **{f"{time}_days": _time(counted, time) for time in TIMES},
        "on_time_share": _over(counted, _mean_of("on_time"), most=1.0),
        "causes_days": {cause: _cause(counted, cause) for cause in CAUSES},
        "per_dossier": {name: _over(counted, _mean_of(name)) for name in EXTRAS},
    }


def _time(parts: Sequence[Part], time: str) -> Document:
    document = {"mean": _over(parts, _mean_of(time, DAY_US))}
    for number, name in enumerate(_QUANTILES):
        document[name] = _over(parts, _quantile_of(time, number))
    return document


def _cause(parts: Sequence[Part], cause: str) -> Document:
    opened, closed = _mean_of(f"{cause}_open", DAY_US), _mean_of(f"{cause}_closed", DAY_US)
    return {
        "all": _over(parts, lambda part: opened(part) + closed(part)),
        "open": _over(parts, opened),
        "closed": _over(parts, closed),
    }


def _over(
    parts: Sequence[Part], value: Callable[[Part], float], most: float = math.inf
) -> Document | None:
    return estimate([value(part) for part in parts], most)


def _mean_of(measure: str, unit: int = 1) -> Callable[[Part], float]:
    return lambda part: part.mean(measure) / unit


def _quantile_of(time: str, number: int) -> Callable[[Part], float]:
    return lambda part: part.quantiles[time][number] / DAY_US


def _count_verified(node: Any, found: dict[str, int]) -> None:
    if isinstance(node, Mapping):
        for key, value in node.items():
            if isinstance(value, bool) and str(key).endswith("verified"):
                found["verified" if value else "assumed"] += 1
            _count_verified(value, found)
    elif isinstance(node, list):
        for item in node:
            _count_verified(item, found)
