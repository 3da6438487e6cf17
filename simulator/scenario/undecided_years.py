"""Years of a run whose holidays nobody has decided: they go by rule, and are flagged as assumed.

The government decides the days off of a year towards the end of the year before. Until then the law
says enough to go on: holidays of fixed dates, Tết and the day of the Hùng Kings by the lunar
calendar, a day in lieu of one at a weekend (Labour Code 2019, Art 111 and 112).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from agents.calendar_spec import Blocks, CalendarSpec, date_of, day_of
from agents.deadlines import parse_duration
from simulator.scenario.calendars import holidays_of
from simulator.scenario.nodes import Node
from simulator.scenario.quantities import ELAPSED_UNITS, LAST_YEAR
from topics.errors import InputError

HISTORY_DAYS = 460  # a run begins with the legal documents of the 400 days before, decided earlier
DUE_DAYS = 120  # dates that are due are set past the end of a run, by so much at most as a rule
_DAY_US = 86_400_000_000


def with_every_year(spec: CalendarSpec, first: int, last: int) -> CalendarSpec:
    """The same calendar with an answer for every day from `first` to `last`.

    A calendar without holidays has them by its week alone.
    """
    begins = min(spec.first_day, first)
    if spec.covered_years is None:
        return replace(spec, first_day=begins)
    years = range(date_of(begins).year, date_of(last).year + 1)
    assumed = [year for year in years if not spec.covers(year)]
    if not assumed:
        return replace(spec, first_day=begins)
    extra = {**_worked(assumed, spec), **spec.extra_days}
    closed = spec.closed_days | _closed(assumed)
    return replace(
        spec,
        first_day=begins,
        closed_days=closed - spec.extra_days.keys(),
        extra_days={day: extra[day] for day in sorted(extra.keys() - closed)},
        covered_years=tuple(sorted({*spec.covered_years, *assumed})),
        assumed_years=tuple(assumed),
    )


def _closed(years: list[int]) -> frozenset[int]:
    return frozenset(day_of(off["date"]) for year in years for off in holidays_of(year)["closed"])


def _worked(years: list[int], spec: CalendarSpec) -> dict[int, Blocks]:
    """Days worked for others, which were decided in some years long past."""
    swaps = [day for year in years for day in holidays_of(year)["worked"]]
    hours = {day_of(day["date"]): spec.week[day["replaces"].weekday()] for day in swaps}
    return {day: blocks for day, blocks in hours.items() if blocks}


def span_of(root: Node) -> tuple[int, int] | None:
    """The first and the last day that a run asks its calendars about; None where that is unsaid.

    The first is the beginning of a year: of that in which the first document is decided.
    """
    start = _date(root.child("start"))
    lengths = [_days(root.child(part)) for part in ("warmup", "duration", "drain")]
    if start is None or None in lengths:
        return None  # the shape says what is wrong
    last = start + int(sum(length or 0.0 for length in lengths)) + DUE_DAYS
    rules = [_days(root.child("publication", who, "rule")) for who in ("ministry", "province")]
    first = date_of(start - HISTORY_DAYS - int(max(rule or 0.0 for rule in rules)))
    last_of_all = day_of(dt.date(LAST_YEAR, 12, 31))
    return day_of(dt.date(first.year, 1, 1)), min(last, last_of_all)


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
    return duration.elapsed_us / _DAY_US if duration.unit in ELAPSED_UNITS else None
