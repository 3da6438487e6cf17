"""Calendars know the holidays of every year that a run needs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from agents.calendar_spec import CalendarSpec, date_of, day_of
from agents.deadlines import parse_duration
from simulator.scenario.calendar_files import DEFAULT, calendar_references
from simulator.scenario.findings import Finding, Severity
from simulator.scenario.nodes import Node, Path_
from simulator.scenario.quantities import ELAPSED_UNITS
from simulator.scenario.registry import check
from simulator.scenario.world import World
from topics.errors import InputError

HISTORY_DAYS = 400  # a run begins with the legal documents of the year before


@check
def covered_years(world: World) -> Iterator[Finding]:
    """An uncovered year is an error up to the cohort's end, and a warning in the drain."""
    start = _date(world.root.child("start"))
    lengths = [_days(world.root.child(part)) for part in ("warmup", "duration", "drain")]
    if start is None or None in lengths:
        return  # the shape says what is wrong
    warmup, duration, drain = (length or 0.0 for length in lengths)
    first = start - HISTORY_DAYS
    cohort_end = start + int(warmup + duration)
    for name, path in _named(world).items():
        spec = world.calendars.get(name)
        if spec is not None:
            yield from _early(world, path, spec, first)
            yield from _years(world, path, spec, first, cohort_end, "error")
            later = max(cohort_end, day_of(dt.date(date_of(cohort_end).year, 12, 31)) + 1)
            yield from _years(world, path, spec, later, int(cohort_end + drain), "warning")


def _early(world: World, path: Path_, spec: CalendarSpec, first: int) -> Iterator[Finding]:
    if spec.first_day > first:
        found = f"the calendar {spec.name} begins on {date_of(spec.first_day)}"
        expected = (
            f"a run needs it from {date_of(first)}, {HISTORY_DAYS} days before its start: "
            "start later, or use a calendar that begins earlier"
        )
        yield world.finding(path, found, expected, "calendar-year")


def _years(
    world: World, path: Path_, spec: CalendarSpec, first: int, last: int, severity: Severity
) -> Iterator[Finding]:
    if last < first:
        return
    years = range(date_of(max(first, spec.first_day)).year, date_of(last).year + 1)
    missing = [str(year) for year in years if not spec.covers(year)]
    if missing:
        known = ", ".join(map(str, spec.covered_years or ()))
        found = f"the calendar {spec.name} does not know the holidays of {', '.join(missing)}"
        when = "of the drain" if severity == "warning" else "that the cohort needs"
        expected = f"it covers {known}; a year {when} is missing: add it, or move the start"
        yield world.finding(path, found, expected, "calendar-year", severity=severity)


def _named(world: World) -> dict[str, Path_]:
    """Each calendar, and the first place that names it; `start` for the default."""
    places: dict[str, Path_] = {}
    for path, node in calendar_references(world.root):
        places.setdefault(node.text or "", path)
    places.setdefault(DEFAULT, ("start",))
    return places


def _date(node: Node) -> int | None:
    try:
        return day_of(dt.date.fromisoformat(node.text or ""))
    except ValueError:
        return None


def _days(node: Node) -> float | None:
    try:
        duration = parse_duration(node.text)
    except InputError:
        return None
    is_elapsed = duration.unit in ELAPSED_UNITS
    return duration.elapsed_us / 86_400_000_000 if is_elapsed else None
