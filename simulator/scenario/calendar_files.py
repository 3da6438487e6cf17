"""The calendars a scenario names: read once each, and frozen as plain data for the manifest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from agents.calendar_spec import Blocks, CalendarSpec, date_of, day_of
from simulator.resources import shipped
from simulator.scenario.calendar_reader import read_calendar
from simulator.scenario.findings import Finding
from simulator.scenario.nodes import Node, Path_, locate
from simulator.scenario.overlay import Merged
from simulator.scenario.references import referred
from simulator.scenario.schema import calendar_of_the_rest
from simulator.scenario.staffing import OFFICE
from simulator.scenario.undecided_years import span_of, with_every_year
from simulator.scenario.world import select
from topics.errors import InputError

_PLACES = (
    ("offices", "*", "calendar"),
    ("offices", "*", "desks", "*", "calendar"),
    ("answering", "*", "calendar"),
)


def read_calendars(merged: Merged) -> tuple[dict[str, CalendarSpec], list[Finding]]:
    """Every calendar that the run needs, by the name used, with each year that it needs.

    The shipped `office` is among them only where it counts: see `calendar_of_the_rest`.
    """
    found: dict[str, CalendarSpec] = {}
    findings: list[Finding] = []
    for path, node in calendar_references(merged.root):
        if node.text is not None and node.text not in found:
            spec, problems = _read(merged, path, node)
            findings += problems
            if spec is not None:
                found[node.text] = spec
    if OFFICE not in found and OFFICE in (_unsaid(merged.root), default_calendar(merged.root)):
        spec, problems = read_calendar(shipped("calendars")[OFFICE])
        findings += problems
        if spec is not None:
            found[OFFICE] = spec
    span = span_of(merged.root)
    if span is not None:
        found = {name: with_every_year(spec, *span) for name, spec in found.items()}
    return found, findings


def default_calendar(root: Node) -> str:
    """The calendar of all that names none; `OFFICE` where the offices are not written soundly."""
    items = root.child("offices").items
    offices = {item.child("id").text or "": item.child("calendar").text or OFFICE for item in items}
    return calendar_of_the_rest(offices)


def _unsaid(root: Node) -> str | None:
    """`OFFICE` where a level names no calendar, and so has that one."""
    items = root.child("offices").items
    return OFFICE if any(item.child("calendar").text is None for item in items) else None


def calendar_references(root: Node) -> Iterator[tuple[Path_, Node]]:
    """Every place that names a calendar."""
    for pattern in _PLACES:
        yield from select(root, *pattern)


def _read(merged: Merged, path: Path_, node: Node) -> tuple[CalendarSpec | None, list[Finding]]:
    place = locate(merged.root, path).place
    file, findings = referred("calendars", node, place, merged.file_of(node))
    if file is None:
        return None, findings
    spec, found = read_calendar(file)
    return spec, findings + found


def frozen(spec: CalendarSpec) -> dict[str, Any]:
    """A calendar as plain JSON data; dates as text, blocks as microseconds of the day."""
    extra = {_iso(day): _pairs(blocks) for day, blocks in sorted(spec.extra_days.items())}
    assumed = {"assumed_years": list(spec.assumed_years)} if spec.assumed_years else {}
    return {
        "name": spec.name,
        "week": [_pairs(blocks) for blocks in spec.week],
        "closed_days": [_iso(day) for day in sorted(spec.closed_days)],
        "extra_days": extra,
        "first_day": _iso(spec.first_day),
        "covered_years": None if spec.covered_years is None else list(spec.covered_years),
        **assumed,
    }


def thawed(plain: Mapping[str, Any]) -> CalendarSpec:
    """The calendar of `frozen`. Errors: InputError when the data are no calendar."""
    try:
        years = plain["covered_years"]
        return CalendarSpec(
            name=plain["name"],
            week=tuple(map(_blocks, plain["week"])),
            closed_days=frozenset(map(_day, plain["closed_days"])),
            extra_days={_day(day): _blocks(b) for day, b in plain["extra_days"].items()},
            first_day=_day(plain["first_day"]),
            covered_years=None if years is None else tuple(years),
            assumed_years=tuple(plain.get("assumed_years", ())),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"found a calendar that is not as it was frozen: {error!r}") from error


def _iso(day: int) -> str:
    return date_of(day).isoformat()


def _day(text: str) -> int:
    return day_of(dt.date.fromisoformat(text))


def _pairs(blocks: Blocks) -> list[list[int]]:
    return [[open_us, close_us] for open_us, close_us in blocks]


def _blocks(pairs: list[list[int]]) -> Blocks:
    return tuple((int(open_us), int(close_us)) for open_us, close_us in pairs)
