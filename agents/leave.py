"""A calendar with some days taken out: one member of staff and the days of absence."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from agents.calendar_spec import DAY_US, CalendarSpec, Times, date_of
from topics.errors import ModelError

if TYPE_CHECKING:
    from agents.calendar import WorkingCalendar


class LeaveCalendar:
    """An office's calendar without some days. Made by `with_days_off`; it holds only those days.

    Think of the office's open time as one axis: every day off is a stretch [start, end) of it that
    does not count here. On this calendar's own axis that stretch is a point. `_starts` and `_ends`
    are the stretches on the office's axis, `_points` the points, and `_lost` the time lost before
    each stretch, with the whole of it at the end.
    """

    __slots__ = ("_days", "_ends", "_lost", "_off", "_office", "_points", "_starts")

    def __init__(self, office: WorkingCalendar, days: Iterable[int]) -> None:
        self._office = office
        self._days = [day for day in sorted(dict.fromkeys(days)) if office.is_working_day(day)]
        self._off = frozenset(self._days)
        self._starts = [office.work_at(day * DAY_US) for day in self._days]
        self._ends = [office.work_at((day + 1) * DAY_US) for day in self._days]
        self._lost = [0]
        self._points: list[int] = []
        for start, end in zip(self._starts, self._ends, strict=True):
            self._points.append(start - self._lost[-1])
            self._lost.append(self._lost[-1] + end - start)

    @property
    def spec(self) -> CalendarSpec:
        """The office's specification; it does not know the absences."""
        return self._office.spec

    @property
    def extended_years(self) -> tuple[int, ...]:
        """Years whose holidays are unknown and that the office, or any of its staff, needed."""
        return self._office.extended_years

    def next_open(self, t_us: int) -> int:
        """The earliest instant at or after `t_us` that is open."""
        next_open = self._office.next_open
        t_us = next_open(t_us)
        off = self._off
        while (day := t_us // DAY_US) in off:
            t_us = next_open((day + 1) * DAY_US)
        return t_us

    def add_work(self, start_us: int, work_us: int) -> int:
        """The instant by which `work_us` of open time has passed; see `Calendar.add_work`."""
        start_us = self.next_open(start_us)
        end_us = start_us + work_us
        if start_us <= end_us <= self._office.interval_at(start_us)[1]:
            return end_us
        if work_us < 0:
            raise ModelError(f"found {work_us} µs of work; work is never negative")
        target_us = self.work_at(start_us) + work_us
        # A stretch that begins just where the work ends is not waited for: hence the left side.
        lost_us = self._lost[bisect_left(self._points, target_us)]
        return self._office.instant_at(target_us + lost_us)

    def work_between(self, a_us: int, b_us: int) -> int:
        """The open time in [a_us, b_us); negative when `b_us` is the earlier."""
        return self.work_at(b_us) - self.work_at(a_us)

    def work_at(self, t_us: int) -> int:
        """The open time from the first day to `t_us`."""
        work_us = self._office.work_at(t_us)
        i = bisect_right(self._starts, work_us)
        # Within the stretch begun last nothing adds up: clip to its start.
        over_us = max(0, self._ends[i - 1] - work_us) if i else 0
        return work_us - self._lost[i] + over_us

    def open_before(self, times: Times) -> Times:
        """The open time from the first day to each time; same shape as `times`."""
        work = self._office.open_before(times)
        starts, ends, lost = (
            np.array(values, np.int64) for values in (self._starts, [0, *self._ends], self._lost)
        )
        at = np.searchsorted(starts, work, side="right")
        result: Times = work - lost[at] + np.maximum(ends[at] - work, 0)
        return result

    def is_open(self, t_us: int) -> bool:
        """Whether the office is open and this is not a day off."""
        return t_us // DAY_US not in self._off and self._office.is_open(t_us)

    def interval_at(self, t_us: int) -> tuple[int, int]:
        """The open interval that contains `t_us`, else the next one: (open_us, close_us)."""
        return self._office.interval_at(self.next_open(t_us))

    def is_working_day(self, day: int) -> bool:
        """Whether the office opens at all and this is not a day off."""
        return day not in self._off and self._office.is_working_day(day)

    def add_working_days(self, day: int, n: int) -> int:
        """The n-th working day after `day`; see `Calendar.add_working_days`. Costs O(n)."""
        step = 1 if n >= 0 else -1
        day = self._working_day_from(day, 1) if n == 0 else day
        for _ in range(abs(n)):
            day = self._working_day_from(self._office.add_working_days(day, step), step)
        return day

    def close_of(self, day: int) -> int:
        """The last closing time of a working day. Error: closed all day."""
        if day in self._off:
            name = self.spec.name
            raise ModelError(f"calendar {name}: {date_of(day)} has no close; it is a day off")
        return self._office.close_of(day)

    def with_days_off(self, days: Iterable[int]) -> LeaveCalendar:
        """The same calendar without some more days."""
        return LeaveCalendar(self._office, [*self._days, *days])

    def _working_day_from(self, day: int, step: int) -> int:
        """`day`, when it is one, else the next working day in the direction of `step`."""
        while not self.is_working_day(day):
            day = self._office.add_working_days(day, step)
        return day
