"""What makes a calendar, as data, and what may be asked of one.

Days are local day numbers (``t_us // DAY_US``; day 0 is 1970-01-01, a Thursday). Times within a
day are microseconds since its midnight. `agents.calendar` turns a `CalendarSpec` (weekly
hours, days off, days worked in exchange) into a `Calendar`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, pairwise
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from topics.errors import InputError

DAY_US = 86_400_000_000
NEVER_US = 1 << 62
HOUR_US = 3_600_000_000

Block: TypeAlias = tuple[int, int]
"""(open_us, close_us) within one day, 0 <= open < close <= DAY_US; open in [open_us, close_us)."""
Blocks: TypeAlias = tuple[Block, ...]
Times: TypeAlias = npt.NDArray[np.int64]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
_ALL_DAY: Blocks = ((0, DAY_US),)


def day_of(when: date) -> int:
    """The day number of a local date."""
    return when.toordinal() - _EPOCH_ORDINAL


def date_of(day: int) -> date:
    """The local date of a day number.

    Raises:
        InputError: the day is outside the years 1 to 9999.
    """
    try:
        return date.fromordinal(day + _EPOCH_ORDINAL)
    except (ValueError, OverflowError):
        raise InputError(
            f"found day {day} since 1970-01-01; calendars hold the years 1 to 9999"
        ) from None


FAR_DAY = day_of(date(2300, 1, 1))
"""From here on an office never closes: no run lasts so long, and an answer need only be later."""


def weekday_of(day: int) -> int:
    """The weekday of a day number: 0 is Monday, 6 is Sunday."""
    return (day + 3) % 7


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarSpec:
    """One office's calendar as data.

    Attributes:
        name: what reports call it.
        week: seven tuples of blocks, Monday first; an empty tuple is a day off.
        closed_days: days on which the office is closed whatever the week says (holidays).
        extra_days: day -> blocks that replace the week's (a Saturday worked for a Monday off).
        first_day: the first day that has an answer; asking about earlier ones is an error.
        covered_years: the years whose holidays are known; None when no holiday can close it.
        assumed_years: those of `covered_years` that nobody has decided: their holidays go by rule.

    Raises:
        InputError: blocks overlap or leave the day, a week never opens, a day is both closed and
            extra.
    """

    name: str
    week: tuple[Blocks, ...]
    closed_days: frozenset[int] = frozenset()
    extra_days: Mapping[int, Blocks] = field(default_factory=dict)
    first_day: int
    covered_years: tuple[int, ...] | None = None
    assumed_years: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if len(self.week) != 7 or not any(self.week):
            raise InputError(
                f"calendar {self.name}: found a week of {len(self.week)} days, "
                f"{sum(map(bool, self.week))} of them open; it has 7, not all of them closed"
            )
        for blocks in chain(self.week, self.extra_days.values()):
            _check_blocks(self.name, blocks)
        both = self.closed_days.intersection(self.extra_days)
        if both:
            raise InputError(
                f"calendar {self.name}: {date_of(min(both))} is both a day off and a worked day; "
                "keep one of the two"
            )

    @property
    def always_open(self) -> bool:
        """Whether the office never closes."""
        return (
            all(blocks == _ALL_DAY for blocks in chain(self.week, self.extra_days.values()))
            and not self.closed_days
        )

    def blocks_of(self, day: int) -> Blocks:
        """The blocks of one day; empty when the office is closed."""
        if day in self.closed_days:
            return ()
        return self.extra_days.get(day) or self.week[weekday_of(day)]

    def covers(self, year: int) -> bool:
        """Whether the holidays of a year are known."""
        return self.covered_years is None or year in self.covered_years


def always_spec(name: str = "always", first_day: int = 0) -> CalendarSpec:
    """The specification of an office that never closes."""
    return CalendarSpec(name=name, week=(_ALL_DAY,) * 7, first_day=first_day)


class Calendar(Protocol):
    """The open time of one office, or of one member of its staff.

    Raises:
        InputError: a time before the calendar's first day or after the year 9999.
        ModelError: negative work; the close of a day off.
    """

    @property
    def spec(self) -> CalendarSpec:
        """What the calendar was made from."""

    @property
    def extended_years(self) -> tuple[int, ...]:
        """Years that were needed although their holidays are unknown."""

    def next_open(self, t_us: int) -> int:
        """The earliest instant at or after `t_us` that is open."""

    def add_work(self, start_us: int, work_us: int) -> int:
        """The earliest instant by which `work_us` of open time has passed since `start_us`.

        Work is suspended when the office closes. Work that ends exactly at a close ends there;
        no work at all ends at `next_open(start_us)`.
        """

    def work_between(self, a_us: int, b_us: int) -> int:
        """The open time in [a_us, b_us); negative when `b_us` is the earlier."""

    def open_before(self, times: Times) -> Times:
        """The open time from the calendar's first day to each time; same shape as `times`."""

    def is_open(self, t_us: int) -> bool:
        """Whether the office is open at an instant; at its closing time it is not."""

    def interval_at(self, t_us: int) -> tuple[int, int]:
        """The open interval that contains `t_us`, else the next one: (open_us, close_us)."""

    def is_working_day(self, day: int) -> bool:
        """Whether the office opens at all on a day."""

    def add_working_days(self, day: int, n: int) -> int:
        """The n-th working day after `day`, or before it when `n` is negative.

        With n = 0: `day` itself when it is a working day, else the next one.
        """

    def close_of(self, day: int) -> int:
        """The last closing time of a working day. Error: the office is closed all day."""

    def with_days_off(self, days: Iterable[int]) -> Calendar:
        """The same calendar without some days (one member's absences); shares what it can."""


def _check_blocks(name: str, blocks: Iterable[Block]) -> None:
    edges = tuple(chain.from_iterable(blocks))
    if not all(a < b for a, b in pairwise((-1, *edges, DAY_US + 1))):
        raise InputError(
            f"calendar {name}: found the hours {', '.join(map(_hours, blocks))}; the blocks of a "
            "day run from 00:00 to 24:00 at most, in order, with a gap between two"
        )


def _hours(block: Block) -> str:
    return "-".join(f"{us // HOUR_US:02d}:{us % HOUR_US // 60_000_000:02d}" for us in block)
