"""A run's years: those whose holidays are assumed are said, those beyond all calendars refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from agents.calendar_spec import date_of, day_of
from simulator.scenario.calendar_files import calendar_references, default_calendar
from simulator.scenario.findings import Finding
from simulator.scenario.nodes import Path_
from simulator.scenario.quantities import LAST_YEAR
from simulator.scenario.registry import check
from simulator.scenario.suggest import listed
from simulator.scenario.undecided_years import DUE_DAYS, span_of
from simulator.scenario.world import World


@check
def assumed_years(world: World) -> Iterator[Finding]:
    """One warning for each calendar with years whose holidays nobody has decided."""
    for name, path in _named(world).items():
        spec = world.calendars.get(name)
        if spec is not None and spec.assumed_years:
            years = listed(map(str, spec.assumed_years), 12)
            found = f"the calendar {spec.name} has no holidays for {years}"
            expected = (
                "those of the law are assumed (fixed dates, Tết and Hùng Kings by the lunar "
                "calendar, days in lieu); add a file of holidays once they are decided"
            )
            yield world.finding(path, found, expected, "calendar-year", severity="warning")


@check
def within_all_years(world: World) -> Iterator[Finding]:
    """A run ends while the lunar calendar is still known."""
    span, end = span_of(world.root), day_of(dt.date(LAST_YEAR, 12, 31))
    if span is not None and span[1] >= end:
        found = f"a run that ends within {DUE_DAYS} days of {date_of(end)}, or later"
        expected = "start earlier or make it shorter: no holidays are known beyond"
        yield world.finding(("start",), found, expected, "calendar-year")


def _named(world: World) -> dict[str, Path_]:
    """Each calendar, and the first place that names it; `start` for the default."""
    places: dict[str, Path_] = {}
    for path, node in calendar_references(world.root):
        places.setdefault(node.text or "", path)
    places.setdefault(default_calendar(world.root), ("start",))
    return places
