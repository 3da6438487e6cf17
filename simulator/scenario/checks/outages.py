"""Planned outages fall into the time that is simulated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from simulator.scenario.findings import Finding
from simulator.scenario.registry import check
from simulator.scenario.world import World


@check
def planned_outages(world: World) -> Iterator[Finding]:
    """An outage wholly before the start or after the drain changes nothing: a warning."""
    if world.typed is None:
        return
    scenario = world.typed.scenario
    start = dt.datetime.combine(scenario.start, dt.time())
    lengths = (scenario.warmup, scenario.duration, scenario.drain)
    end = start + sum((dt.timedelta(microseconds=x.elapsed_us) for x in lengths), dt.timedelta())
    for index, outage in enumerate(scenario.outages):
        if outage.begin is None or outage.end is None:
            continue
        if outage.end <= start or outage.begin >= end:
            found = f"this outage is outside {start:%Y-%m-%d} to {end:%Y-%m-%d}"
            path, expected = ("outages", index), "move it, or leave it away"
            yield world.finding(path, found, expected, "idle-outage", severity="warning")
