"""Reads a calendar and the holidays that it names, and says all that is wrong with either."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from agents.calendar_spec import WEEKDAYS, Blocks, CalendarSpec, day_of
from simulator.scenario.calendar_shapes import CalendarFile, HolidayFile, HolidayYear, Shift
from simulator.scenario.findings import Finding, at, errors_of
from simulator.scenario.nodes import Node, locate
from simulator.scenario.references import referred
from simulator.scenario.shapes import shaped
from simulator.scenario.suggest import did_you_mean
from simulator.scenario.yaml_positions import read_yaml
from topics.errors import InputError


def read_calendar(path: Path) -> tuple[CalendarSpec | None, list[Finding]]:
    """The calendar of a file, or None, and what is wrong with it or with holidays that it names.

    Errors: InputError when there is no such file, EnvironmentFailed when it cannot be read.
    """
    root, findings = read_yaml(path)
    if root is None:
        return None, findings
    office, found = shaped(CalendarFile, root)
    findings += found
    years, found = _years_named(root, path)
    findings += found
    if office is not None:
        findings += _week_problems(office, root)
    if office is None or errors_of(findings):
        return None, findings
    try:
        return spec_of(office, years), findings
    except InputError as error:  # two files of holidays that do not go together
        found_text, _, expected = str(error).partition("; ")
        spot = locate(root, ["holidays"])
        return None, [*findings, at(spot.at, spot.place, found_text, expected, "bad-calendar")]


def read_holidays(path: Path) -> tuple[list[HolidayYear], list[Finding]]:
    """The years of a file of holidays, none when it is wrong, and what is wrong with it."""
    root, findings = read_yaml(path)
    if root is None:
        return [], findings
    file, found = shaped(HolidayFile, root)
    findings += found
    if file is None:
        return [], findings
    return file.years, [*findings, *_repeated_years(file.years, root)]


def spec_of(office: CalendarFile, years: Iterable[HolidayYear]) -> CalendarSpec:
    """The calendar as data. Errors: InputError when a day is both off and worked."""
    week, years = week_of(office), list(years)
    return CalendarSpec(
        name=office.name,
        week=week,
        closed_days=closed_of(years),
        extra_days=worked_of(years, week),
        first_day=day_of(office.first_day),
        covered_years=tuple(sorted({year.year for year in years})) if office.holidays else None,
    )


def closed_of(years: Iterable[HolidayYear]) -> frozenset[int]:
    """The days off."""
    return frozenset(day_of(off.date) for year in years for off in year.closed)


def worked_of(years: Iterable[HolidayYear], week: tuple[Blocks, ...]) -> dict[int, Blocks]:
    """The days worked for others, each with the hours of the weekday that it replaces.

    A day off that the office did not work anyway is not made up for.
    """
    swaps = {day_of(d.date): week[d.replaces.weekday()] for year in years for d in year.worked}
    return {day: blocks for day, blocks in sorted(swaps.items()) if blocks}


def week_of(office: CalendarFile) -> tuple[Blocks, ...]:
    """The blocks of each weekday, Monday first."""
    week: list[Blocks] = [()] * 7
    for part in office.week:
        for weekday in map(WEEKDAYS.index, part.days):
            week[weekday] = _blocks(office.shifts[part.shift])
    return tuple(week)


def _blocks(shift: Shift) -> Blocks:
    return tuple((start * 60_000_000, end * 60_000_000) for start, end in shift.open)


def _years_named(root: Node, path: Path) -> tuple[list[HolidayYear], list[Finding]]:
    years: list[HolidayYear] = []
    findings: list[Finding] = []
    for index, name in enumerate(root.child("holidays").items):
        if name.text is None:
            continue  # the shape says so
        file, found = referred("calendars", name, f"holidays[{index}]", path)
        findings += found
        if file is not None:
            more, found = read_holidays(file)
            years, findings = years + more, findings + found
    return years, findings


def _week_problems(office: CalendarFile, root: Node) -> Iterator[Finding]:
    """A shift that is not there, and a weekday with two."""
    named: set[str] = set()
    for index, part in enumerate(office.week):
        if part.shift not in office.shifts:
            spot, known = locate(root, ["week", index, "shift"]), office.shifts
            expected = f"write one of {', '.join(known)}{did_you_mean(part.shift, known)}"
            found = f"found the shift {part.shift!r}"
            yield at(spot.at, spot.place, found, expected, "unknown-name")
        for number, day in enumerate(part.days):
            if day in named:
                spot = locate(root, ["week", index, "days", number])
                yield at(spot.at, spot.place, f"{day} has two shifts", "name it once", "bad-value")
            named.add(day)


def _repeated_years(years: list[HolidayYear], root: Node) -> Iterator[Finding]:
    """A year twice in one file: a slip, and the days of both would count."""
    seen: set[int] = set()
    for index, one in enumerate(years):
        if one.year in seen:
            spot = locate(root, ["years", index, "year"])
            found = f"the year {one.year} a second time"
            yield at(spot.at, spot.place, found, "keep one of the two", "duplicate-id")
        seen.add(one.year)
