"""What the engine counted besides dossiers, over all replications.

Status sync (completeness, lag), publication on time (an indicator of Decision 766/QĐ-TTg), data
requests by pair of agencies, how busy desks were, and messages. Counts are those of a run, on the
average of the weighted replications, for as many units as exist; see `indicators`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.answer.figures import plain, share_figure, time_figure
from simulator.answer.sample import Sample

HOUR_US = 3_600_000_000
PAIRS_SHOWN = 200  # the rest stands as one line, `other`
Document = dict[str, Any]
Found = Sequence[Mapping[str, Any]]
Floats = NDArray[np.float64]


def merge_indicators(found: Found, sample: Sample) -> Document:
    """One document of all replications; a kind that no replication counted is left out."""
    return {
        kind: merge([indicators[kind] for indicators in found], sample)
        for kind, merge in _MERGERS.items()
        if found and all(kind in indicators for indicators in found)
    }


def _sync(found: Found, sample: Sample) -> Document:
    changes, synced = _counts(found, "changes"), _counts(found, "synced")
    lag_hours = _counts(found, "lag_us") / HOUR_US
    return {
        "changes": float(sample.weights @ changes),
        "synced": float(sample.weights @ synced),
        "completeness_share": _share(sample, synced, changes),
        "lag_hours": plain(time_figure(sample.ratio(lag_hours, synced))) if synced.any() else None,
    }


def _portal(found: Found, sample: Sample) -> Document:
    """People whom an outage of the portal met as they wanted to apply, by what they did."""
    names = ("waited", "counter", "gave_up")
    return {name: float(sample.weights @ _counts(found, name)) for name in names}


def _publication(found: Found, sample: Sample) -> Document:
    document = {}
    for stage in sorted({stage for one in found for stage in one}):
        stages = [one.get(stage, {"decisions": 0, "on_time": 0}) for one in found]
        decisions, on_time = _counts(stages, "decisions"), _counts(stages, "on_time")
        document[stage] = {
            "decisions": float(sample.weights @ decisions),
            "on_time": float(sample.weights @ on_time),
            "on_time_share": _share(sample, on_time, decisions),
        }
    return document


def _requests(found: Sequence[Sequence[Mapping[str, Any]]], sample: Sample) -> Document:
    pairs = _summed(found, sample, ("requester", "provider", "mode", "outcome"), ("count",))
    ranked = sorted(pairs, key=lambda line: -line["count"])
    return {
        "by_mode": _summed([pairs], Sample([1.0]), ("mode", "outcome"), ("count",)),
        "by_pair": ranked[:PAIRS_SHOWN],
        "other": sum(line["count"] for line in ranked[PAIRS_SHOWN:]),
    }


def _desks(found: Sequence[Sequence[Mapping[str, Any]]], sample: Sample) -> list[Document]:
    values = ("busy_us", "open_us", "visits")
    lines = _summed(found, sample, ("agency", "level", "department", "desk"), values)
    for line in lines:
        line["utilisation"] = line["busy_us"] / line["open_us"] if line["open_us"] else None
    return sorted(lines, key=lambda line: -(line["utilisation"] or 0.0))


def _messages(found: Found, sample: Sample) -> Document:
    kinds = sorted({kind for one in found for kind in one})
    return {
        kind: float(sample.weights @ np.array([one.get(kind, 0) for one in found], float))
        for kind in kinds
    }


def _counts(found: Found, name: str) -> Floats:
    return np.array([one[name] for one in found], np.float64)


def _share(sample: Sample, some: Floats, of: Floats) -> Document | None:
    """A share with its interval; None of nothing."""
    return plain(share_figure(sample.ratio(some, of), float(of.sum()))) if of.any() else None


def _summed(
    found: Sequence[Sequence[Mapping[str, Any]]],
    sample: Sample,
    keys: tuple[str, ...],
    values: tuple[str, ...],
) -> list[Document]:
    """Lines with the same `keys` as one, the weighted mean of their values; in order of keys."""
    totals: dict[tuple[str, ...], list[float]] = {}
    for one, weight in zip(found, sample.weights.tolist(), strict=True):
        for line in one:
            total = totals.setdefault(tuple(line[key] for key in keys), [0.0] * len(values))
            for number, value in enumerate(values):
                total[number] += weight * line[value]
    return [
        dict(zip(keys, key, strict=True)) | dict(zip(values, totals[key], strict=True))
        for key in sorted(totals)
    ]


_MERGERS: dict[str, Callable[[Any, Sample], Any]] = {
    "sync": _sync,
    "portal": _portal,
    "publication": _publication,
    "requests": _requests,
    "desks": _desks,
    "messages": _messages,
}
