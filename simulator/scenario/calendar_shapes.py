"""The shapes of calendar files: when an office opens in a week, and which days are otherwise."""

from __future__ import annotations

import re
from itertools import chain, pairwise
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from simulator.scenario.quantities import FIRST_YEAR, LAST_YEAR, Date, Section, wrong

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00")


def _minutes(value: Any) -> int:
    """Minutes after midnight of ``"07:30"``."""
    if not isinstance(value, str) or not _CLOCK.fullmatch(value):
        expected = 'write a time of day in quotes, such as "07:30"'
        raise wrong(f"found {value!r}", expected, "bad-time")
    hours, minutes = value.split(":")
    return int(hours) * 60 + int(minutes)


Minutes = Annotated[int, BeforeValidator(_minutes)]
Hours = Annotated[list[Minutes], Field(min_length=2, max_length=2)]


class Shift(Section):
    """The hours of a day, and where they were read."""

    open: Annotated[list[Hours], Field(min_length=1)]
    source: str
    verified: bool

    @model_validator(mode="after")
    def _in_order(self) -> Shift:
        edges = (-1, *chain.from_iterable(self.open), 24 * 60 + 1)
        if not all(a < b for a, b in pairwise(edges)):
            hours = ", ".join(f"{_clock(a)}-{_clock(b)}" for a, b in self.open)
            expected = "the blocks of a day are in order, with a gap between two"
            raise wrong(f"found the hours {hours}", expected, "bad-time")
        return self


class WeekPart(Section):
    """Weekdays that keep a shift, and where that was read."""

    days: list[Weekday]
    shift: str
    source: str
    verified: bool


class CalendarFile(Section):
    """A calendar: the hours of an office. Weekdays not named are days off."""

    name: str
    about: str
    first_day: Date
    holidays: list[str]
    shifts: dict[str, Shift]
    week: list[WeekPart]

    @model_validator(mode="after")
    def _opens(self) -> CalendarFile:
        if not any(part.days for part in self.week):
            raise wrong("found a week without an open day", "an office opens once a week at least")
        return self


class DayOff(Section):
    """A day on which offices are closed."""

    date: Date
    name: str


class DayWorked(Section):
    """A day worked, with the hours of the weekday of the day off that it replaces."""

    date: Date
    replaces: Date


class HolidayYear(Section):
    """The days of one year that differ from the week."""

    year: Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
    source: str
    verified: bool
    closed: list[DayOff]
    worked: list[DayWorked]

    @model_validator(mode="after")
    def _of_the_year(self) -> HolidayYear:
        for off in self.closed:
            if off.date.year != self.year:
                raise wrong(f"found {off.date} in the year {self.year}", "put it into its own year")
        for day in self.worked:  # a Saturday may be worked for a day of the next year
            if self.year not in (day.date.year, day.replaces.year):
                raise wrong(f"found {day.date} in the year {self.year}", "put it into its own year")
        both = {off.date for off in self.closed} & {day.date for day in self.worked}
        if both:
            found = f"{min(both)} is both a day off and a worked day"
            raise wrong(found, "keep one of the two")
        return self


class HolidayFile(Section):
    """Holidays, year by year."""

    years: list[HolidayYear]


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
