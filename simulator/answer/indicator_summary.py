"""What the engine counted besides dossiers, merged over replications.

Status sync (completeness, lag), publication on time (an indicator of Decision 766/QĐ-TTg), data
requests by pair of agencies, and how busy desks were. Counts are weighted; see `indicators`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from simulator.answer.statistics import estimate

HOUR_US = 3_600_000_000
PAIRS_SHOWN = 200  # the rest stands as one line, `other`
Document = dict[str, Any]


def merge_indicators(found: Sequence[Mapping[str, Any]]) -> Document:
    """One document of all replications; a kind that no replication counted is left out."""
    merged: Document = {}
    for kind, merge in _MERGERS.items():
        mine = [indicators[kind] for indicators in found if kind in indicators]
        if mine:
            merged[kind] = merge(mine)
    return merged


def _sync(found: Sequence[Mapping[str, float]]) -> Document:
    return {
        "changes": round(sum(one["changes"] for one in found)),
        "synced": round(sum(one["synced"] for one in found)),
        "completeness_share": estimate(
            [_ratio(one["synced"], one["changes"]) for one in found], 1.0
        ),
        "lag_hours": estimate([_ratio(one["lag_us"], one["synced"] * HOUR_US) for one in found]),
    }


def _publication(found: Sequence[Mapping[str, Mapping[str, int]]]) -> Document:
    stages = sorted({stage for one in found for stage in one})
    return {
        stage: {
            "decisions": sum(one[stage]["decisions"] for one in found if stage in one),
            "on_time_share": estimate(
                [
                    _ratio(one[stage]["on_time"], one[stage]["decisions"])
                    for one in found
                    if stage in one
                ],
                1.0,
            ),
        }
        for stage in stages
    }


def _requests(found: Sequence[Sequence[Mapping[str, Any]]]) -> Document:
    pairs = _summed(found, ("requester", "provider", "mode", "outcome"), ("count",))
    ranked = sorted(pairs, key=lambda line: -line["count"])
    rest = sum(line["count"] for line in ranked[PAIRS_SHOWN:])
    by_mode = _summed([pairs], ("mode", "outcome"), ("count",))
    return {
        "by_mode": [line | {"count": round(line["count"])} for line in by_mode],
        "by_pair": [line | {"count": round(line["count"])} for line in ranked[:PAIRS_SHOWN]],
        "other": round(rest),
    }


def _desks(found: Sequence[Sequence[Mapping[str, Any]]]) -> list[Document]:
    lines = _summed(found, ("agency", "level", "desk"), ("busy_us", "open_us", "visits"))
    for line in lines:
        line["utilisation"] = _known(_ratio(line["busy_us"], line["open_us"]))
    return sorted(lines, key=lambda line: -(line["utilisation"] or 0.0))


def _messages(found: Sequence[Mapping[str, int]]) -> Document:
    kinds = sorted({kind for one in found for kind in one})
    return {kind: sum(one.get(kind, 0) for one in found) for kind in kinds}


def _summed(
    found: Iterable[Iterable[Mapping[str, Any]]], keys: tuple[str, ...], values: tuple[str, ...]
) -> list[Document]:
    """Lines with the same `keys` as one, their `values` added up; in order of the keys."""
    totals: dict[tuple[str, ...], list[float]] = {}
    for one in found:
        for line in one:
            total = totals.setdefault(tuple(line[key] for key in keys), [0] * len(values))
            for number, value in enumerate(values):
                total[number] += line[value]
    return [
        dict(zip(keys, key, strict=True)) | dict(zip(values, totals[key], strict=True))
        for key in sorted(totals)
    ]


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else np.nan


def _known(value: float) -> float | None:
    return None if np.isnan(value) else value


_MERGERS: dict[str, Callable[[Any], Any]] = {
    "sync": _sync,
    "publication": _publication,
    "requests": _requests,
    "desks": _desks,
    "messages": _messages,
}
