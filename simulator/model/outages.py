"""The outages of a run, drawn or planned, settled before it begins."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from agents.draws import draw_us, name_key, tag
from agents.laws import Exponential
from agents.world import Windows
from simulator.model.horizon import Horizon
from simulator.scenario.laws import length_us
from simulator.scenario.schema import Outage

BETWEEN, REPAIR = tag("outage-between"), tag("outage-repair")
_EPOCH = dt.datetime(1970, 1, 1)


def outage_windows(outages: Sequence[Outage], horizon: Horizon, seed: int) -> dict[str, Windows]:
    """The windows of each target: `portal`, `platform` or an agency."""
    found: dict[str, list[tuple[int, int]]] = {}
    for outage in outages:
        found.setdefault(outage.target, []).extend(_windows(outage, horizon, seed))
    return {target: Windows(pairs) for target, pairs in found.items()}


def _windows(outage: Outage, horizon: Horizon, seed: int) -> list[tuple[int, int]]:
    if outage.begin is not None and outage.end is not None:
        return [(_local_us(outage.begin), _local_us(outage.end))]
    if outage.mtbf is None or outage.mttr is None:
        return []  # the schema lets nothing through that has neither form
    between = Exponential.from_mean(length_us(outage.mtbf))
    repair = Exponential.from_mean(length_us(outage.mttr))
    windows, at, number = [], horizon.start_us, 0
    while at < horizon.end_us:
        key = name_key(seed, "outage", outage.id, number)
        begin = at + draw_us(between, key, BETWEEN)
        at = begin + draw_us(repair, key, REPAIR)
        windows.append((begin, at))
        number += 1
    return windows


def _local_us(when: dt.datetime) -> int:
    """Microseconds of a naive local date and time."""
    return (when - _EPOCH) // dt.timedelta(microseconds=1)
