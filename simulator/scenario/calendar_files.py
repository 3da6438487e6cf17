"""The calendars a scenario names: read once each, and frozen as plain data for the manifest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from agents.calendar_spec import Blocks, CalendarSpec, date_of, day_of
from simulator.calendars import HolidayFile, load_calendar, read
from simulator.resources import data_dir, find
from simulator.scenario.findings import Finding, at
from simulator.scenario.nodes import Node, Path_, locate
from simulator.scenario.overlay import Merged, unknown_file
from simulator.scenario.world import select
from topics.errors import InputError

DEFAULT = "office"
_PLACES = (
    ("offices", "*", "calendar"),
    ("offices", "*", "desks", "*", "calendar"),
    ("answering", "*", "calendar"),
)


def read_calendars(merged: Merged) -> tuple[dict[str, CalendarSpec], list[Finding]]:
    """Every calendar that is named, and the default, by the name used."""
    found = {DEFAULT: load_calendar(DEFAULT, data_dir())}
    findings: list[Finding] = []
    for path, node in calendar_references(merged.root):
        if node.text is not None and node.text not in found:
            problem = _read(merged, path, node, found)
            findings += [problem] if problem else []
    return found, findings


def calendar_references(root: Node) -> Iterator[tuple[Path_, Node]]:
    """Every place that names a calendar."""
    for pattern in _PLACES:
        yield from select(root, *pattern)


def _read(merged: Merged, path: Path_, node: Node, into: dict[str, CalendarSpec]) -> Finding | None:
    name = node.text or ""
    place = locate(merged.root, path).place
    file = find("calendars", name, merged.folder_of(node))
    if file is None:
        return unknown_file("calendars", node, place)
    try:
        into[name] = load_calendar(file if file.suffix == ".yaml" else name, data_dir())
    except InputError as error:
        return at(node.at, place, f"the calendar {name!r} is wrong", str(error), "bad-calendar")
    return None


def calendar_problem(path: Path) -> str | None:
    """What is wrong with the file of a calendar or of holidays, with its place, if anything."""
    try:
        if "\nyears:" in f"\n{path.read_text('utf-8')}":
            read(path, HolidayFile)
        else:
            load_calendar(path, data_dir())
    except InputError as error:
        return str(error)
    return None


def frozen(spec: CalendarSpec) -> dict[str, Any]:
    """A calendar as plain JSON data; dates as text, blocks as microseconds of the day."""
    extra = {_iso(day): _pairs(blocks) for day, blocks in sorted(spec.extra_days.items())}
    return {
        "name": spec.name,
        "week": [_pairs(blocks) for blocks in spec.week],
        "closed_days": [_iso(day) for day in sorted(spec.closed_days)],
        "extra_days": extra,
        "first_day": _iso(spec.first_day),
        "covered_years": None if spec.covered_years is None else list(spec.covered_years),
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
