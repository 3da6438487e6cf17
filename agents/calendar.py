"""Working time: when an office is open, and how its open hours add up.

Everything is an exact integer of microseconds since 1970-01-01T00:00 local time. Open intervals are
half open, [open, close). They are made a year at a time, whenever a question goes past the last
one; years whose holidays are unknown follow the weekly rule and are listed in `extended_years`, so
that a report can say so. From `FAR_DAY` on an office never closes. Blocks never join across
midnight: an office open all night shows an interval that ends at 24:00 and another that begins
there. Only `AlwaysOpen` has one endless interval.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date

import numpy as np

from agents.calendar_spec import (
    DAY_US,
    FAR_DAY,
    Calendar,
    CalendarSpec,
    Times,
    always_spec,
    date_of,
    day_of,
)
from agents.leave import LeaveCalendar
from topics.errors import InputError, ModelError

__all__ = [
    "Calendar", "CalendarSpec", "calendar_of", "WorkingCalendar", "AlwaysOpen", "ALWAYS",
    "always_open",
]  # fmt: skip

FOREVER_US = 2**62
"""The close of an office that never closes, and minus its open."""


def calendar_of(spec: CalendarSpec) -> Calendar:
    """The calendar of a specification: `AlwaysOpen` when it never closes."""
    return AlwaysOpen(spec) if spec.always_open else WorkingCalendar(spec)


class WorkingCalendar:
    """An office with opening hours. Each answer costs O(log n) in the intervals made so far.

    The interval found last is kept, with the closed time before it: questions mostly come in the
    order of the clock, so most of them need no search. It never changes an answer.
    """

    __slots__ = (
        "_arrays", "_close_us", "_closes", "_days", "_end_day", "_extended", "_first_us",
        "_from_us", "_index", "_open_us", "_opens", "_totals", "spec",
    )  # fmt: skip

    def __init__(self, spec: CalendarSpec) -> None:
        self.spec = spec
        self._first_us = spec.first_day * DAY_US
        self._end_day = spec.first_day  # the first day that has not been made
        self._opens: list[int] = []
        self._closes: list[int] = []
        self._totals = [0]  # _totals[i]: open time before interval i
        self._days: list[int] = []  # working days
        self._extended: list[int] = []
        self._arrays: tuple[Times, Times, Times] | None = None
        # The interval found last, and where the closed time before it begins.
        self._index = self._from_us = self._open_us = self._close_us = 0

    @property
    def extended_years(self) -> tuple[int, ...]:
        """Years that were needed although their holidays are unknown."""
        return tuple(self._extended)

    def next_open(self, t_us: int) -> int:
        """The earliest instant at or after `t_us` that is open."""
        if not self._from_us <= t_us < self._close_us:
            self._find(t_us)
        if t_us > self._open_us:
            return t_us
        return self._open_us

    def add_work(self, start_us: int, work_us: int) -> int:
        """The instant by which `work_us` of open time has passed; see `Calendar.add_work`."""
        if not self._from_us <= start_us < self._close_us:
            self._find(start_us)
        if work_us < 0:
            raise ModelError(f"found {work_us} µs of work; work is never negative")
        if start_us < self._open_us:
            start_us = self._open_us
        end_us = start_us + work_us
        if end_us <= self._close_us:
            return end_us
        return self._carry(end_us - self._close_us)

    def work_between(self, a_us: int, b_us: int) -> int:
        """The open time in [a_us, b_us); negative when `b_us` is the earlier."""
        return self.work_at(b_us) - self.work_at(a_us)

    def work_at(self, t_us: int) -> int:
        """The open time from the first day to `t_us`."""
        self._cover(t_us, t_us)
        i = bisect_right(self._opens, t_us)
        missing = self._closes[i - 1] - t_us if i else 0
        return self._totals[i] - missing if missing > 0 else self._totals[i]

    def open_before(self, times: Times) -> Times:
        """The open time from the first day to each time; same shape as `times`."""
        if times.size == 0:
            return np.zeros(times.shape, np.int64)
        self._cover(int(times.min()), int(times.max()))
        opens, closes, totals = self._as_arrays()
        at = np.searchsorted(opens, times, side="right")
        result: Times = totals[at] - np.maximum(closes[at] - times, 0)
        return result

    def instant_at(self, work_us: int) -> int:
        """The earliest instant by which `work_us` > 0 has passed since the first day."""
        totals = self._totals
        while totals[-1] < work_us:
            self._make_year()
        i = bisect_left(totals, work_us)
        return self._closes[i - 1] - (totals[i] - work_us)

    def is_open(self, t_us: int) -> bool:
        """Whether the office is open at an instant; at its closing time it is not."""
        return self.interval_at(t_us)[0] <= t_us

    def interval_at(self, t_us: int) -> tuple[int, int]:
        """The open interval that contains `t_us`, else the next one: (open_us, close_us)."""
        if not self._from_us <= t_us < self._close_us:
            self._find(t_us)
        return self._open_us, self._close_us

    def is_working_day(self, day: int) -> bool:
        """Whether the office opens at all on a day."""
        if day >= FAR_DAY:
            return True
        self._cover(day * DAY_US, (day + 1) * DAY_US)
        i = bisect_left(self._days, day)
        return i < len(self._days) and self._days[i] == day

    def add_working_days(self, day: int, n: int) -> int:
        """The n-th working day after `day`; see `Calendar.add_working_days`."""
        if day >= FAR_DAY:
            return day + n
        self._cover(day * DAY_US, day * DAY_US)
        days = self._days
        i = (bisect_right(days, day) - 1 if n > 0 else bisect_left(days, day)) + n
        if i < 0:
            raise self._too_early(f"{-n} working days before {date_of(day)}")
        while i >= len(days) and self._end_day < FAR_DAY:
            self._make_year()
        return days[i] if i < len(days) else FAR_DAY + i - len(days)

    def close_of(self, day: int) -> int:
        """The last closing time of a working day. Error: the office is closed all day."""
        if day >= FAR_DAY:
            return (day + 1) * DAY_US
        if not self.is_working_day(day):
            name = self.spec.name
            raise ModelError(f"calendar {name}: {date_of(day)} has no close; it is a day off")
        return self._closes[bisect_left(self._opens, (day + 1) * DAY_US) - 1]

    def with_days_off(self, days: Iterable[int]) -> LeaveCalendar:
        """The same calendar without some days; every interval made is shared."""
        return LeaveCalendar(self, days)

    def _carry(self, left_us: int) -> int:
        """Where work ends of which `left_us` remains when the interval found last closes."""
        return self.instant_at(self._totals[self._index + 1] + left_us)

    def _find(self, t_us: int) -> None:
        closes = self._closes
        if t_us < self._first_us or self._end_day * DAY_US < t_us:
            self._cover(t_us, t_us)
        while not closes or closes[-1] <= t_us:
            self._make_year()
        self._index = i = bisect_right(closes, t_us)
        self._from_us = closes[i - 1] if i else self._first_us
        self._open_us, self._close_us = self._opens[i], closes[i]

    def _cover(self, low_us: int, high_us: int) -> None:
        if low_us < self._first_us:
            raise self._too_early(str(date_of(low_us // DAY_US)))
        while self._end_day * DAY_US < high_us:
            self._make_year()

    def _make_year(self) -> None:
        if self._end_day >= FAR_DAY:
            self._make_the_rest()
            return
        year = date_of(self._end_day).year
        if not self.spec.covers(year):
            self._extended.append(year)
        end_day = day_of(date(year, 12, 31)) + 1
        for day in range(self._end_day, end_day):
            self._make_day(day * DAY_US, day)
        self._end_day = end_day
        self._arrays = None

    def _make_the_rest(self) -> None:
        """One endless interval."""
        self._opens.append(FAR_DAY * DAY_US)
        self._closes.append(FOREVER_US)
        self._totals.append(self._totals[-1] + FOREVER_US - FAR_DAY * DAY_US)
        self._end_day = FOREVER_US // DAY_US + 1
        self._arrays = None

    def _make_day(self, midnight_us: int, day: int) -> None:
        blocks = self.spec.blocks_of(day)
        if blocks:
            self._days.append(day)
        for open_us, close_us in blocks:
            self._opens.append(midnight_us + open_us)
            self._closes.append(midnight_us + close_us)
            self._totals.append(self._totals[-1] + close_us - open_us)

    def _as_arrays(self) -> tuple[Times, Times, Times]:
        """Opens; the close before each open (so one longer); open time before each."""
        if self._arrays is None:
            lists = self._opens, [self._first_us, *self._closes], self._totals
            opens, closes, totals = (np.array(values, np.int64) for values in lists)
            self._arrays = opens, closes, totals
        return self._arrays

    def _too_early(self, found: str) -> InputError:
        first = date_of(self.spec.first_day)
        return InputError(
            f"calendar {self.spec.name}: found {found}; it begins on {first}, so begin the run "
            "later or give the calendar an earlier first_day"
        )


class AlwaysOpen:
    """An office that never closes, such as a platform or a person at home. Any time is allowed."""

    __slots__ = ("_days", "_first_us", "spec")

    def __init__(self, spec: CalendarSpec) -> None:
        self.spec = spec
        self._first_us = spec.first_day * DAY_US
        self._days: WorkingCalendar | None = None  # made when somebody takes leave

    @property
    def extended_years(self) -> tuple[int, ...]:
        """None: no holiday closes it."""
        return ()

    def next_open(self, t_us: int) -> int:
        """The instant itself."""
        return t_us

    def add_work(self, start_us: int, work_us: int) -> int:
        """The instant `work_us` later."""
        return start_us + work_us

    def work_between(self, a_us: int, b_us: int) -> int:
        """All the time between the two."""
        return b_us - a_us

    def open_before(self, times: Times) -> Times:
        """The time from the first day's midnight to each time."""
        return times - self._first_us

    def is_open(self, t_us: int) -> bool:  # noqa: ARG002 - every calendar is asked the same way
        """Always."""
        return True

    def interval_at(self, t_us: int) -> tuple[int, int]:  # noqa: ARG002 - the same
        """The whole line: (-`FOREVER_US`, `FOREVER_US`)."""
        return -FOREVER_US, FOREVER_US

    def is_working_day(self, day: int) -> bool:  # noqa: ARG002 - the same
        """Every day is."""
        return True

    def add_working_days(self, day: int, n: int) -> int:
        """The day `n` days later."""
        return day + n

    def close_of(self, day: int) -> int:
        """The midnight that ends the day."""
        return (day + 1) * DAY_US

    def with_days_off(self, days: Iterable[int]) -> LeaveCalendar:
        """The same calendar without some days; no longer endless, so it has a first day."""
        if self._days is None:
            self._days = WorkingCalendar(self.spec)
        return self._days.with_days_off(days)


def always_open(name: str = "always", first_day: int = 0) -> AlwaysOpen:
    """An office that never closes; `open_before` counts from `first_day`."""
    return AlwaysOpen(always_spec(name, first_day))


ALWAYS = always_open()
