"""Calendars of any week against an oracle that counts minutes and walks through days."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.calendar import Calendar, CalendarSpec, WorkingCalendar
from agents.calendar_spec import DAY_US, HOUR_US, Blocks, day_of
from topics.errors import InputError

MINUTE_US = 60_000_000
FIRST_DAY = day_of(date(2023, 12, 21))  # so that the examples cross into a second year
DAYS = 21
OFFICE: Blocks = ((7 * HOUR_US, 23 * HOUR_US // 2), (27 * HOUR_US // 2, 17 * HOUR_US))


class MinuteCounter:
    """The oracle: it knows each minute of some weeks, and adds them up one by one.

    Two weeks follow the days that are asked about, so that any work of 8 hours ends.
    """

    def __init__(self, spec: CalendarSpec) -> None:
        self.start_us = spec.first_day * DAY_US
        self.open: list[bool] = []
        for day in range(spec.first_day, spec.first_day + DAYS + 14):
            self.open += self._minutes_of(spec, day)

    def _minutes_of(self, spec: CalendarSpec, day: int) -> list[bool]:
        if day in spec.closed_days:
            return [False] * 1440
        weekday = (date(1970, 1, 1) + timedelta(days=day)).weekday()
        hours = spec.extra_days.get(day, spec.week[weekday])
        clock = range(0, DAY_US, MINUTE_US)
        return [any(start <= us < end for start, end in hours) for us in clock]

    def add_work(self, start_us: int, work_us: int) -> int:
        """The end of the work, minute by minute; without work the first open instant."""
        t_us = start_us - self.start_us
        minute = t_us // MINUTE_US
        while True:
            end_us = (minute + 1) * MINUTE_US
            if self.open[minute]:
                if work_us <= end_us - t_us:
                    return t_us + work_us + self.start_us
                work_us -= end_us - t_us
            minute, t_us = minute + 1, end_us

    def work_between(self, a_us: int, b_us: int) -> int:
        """The open time from a to b, minute by minute."""
        a_us, b_us, total = a_us - self.start_us, b_us - self.start_us, 0
        for minute in range(a_us // MINUTE_US, b_us // MINUTE_US + 1):
            if self.open[minute]:
                total += min(b_us, (minute + 1) * MINUTE_US) - max(a_us, minute * MINUTE_US)
        return total


minutes = st.one_of(st.sampled_from([0, 420, 690, 810, 1020, 1440]), st.integers(0, 1440))
blocks = st.lists(minutes, unique=True, max_size=6).map(
    lambda edges: tuple(
        (a * MINUTE_US, b * MINUTE_US)
        for a, b in zip(sorted(edges)[::2], sorted(edges)[1::2], strict=False)
    )
)
near_days = st.integers(FIRST_DAY, FIRST_DAY + DAYS - 1)
instants = st.one_of(
    st.integers(0, DAYS * DAY_US), st.integers(0, DAYS * 1440).map(lambda m: m * MINUTE_US)
).map(lambda offset: FIRST_DAY * DAY_US + offset)


@st.composite
def specs(draw: st.DrawFn) -> CalendarSpec:
    """Any week with at least eight open hours, some days off and some days worked instead."""
    week = [draw(blocks) for _ in range(7)]
    week[draw(st.integers(0, 6))] = draw(st.sampled_from([OFFICE, ((0, DAY_US),)]))
    closed = draw(st.frozensets(near_days, max_size=6))
    extra = draw(st.dictionaries(near_days, st.just(OFFICE), max_size=3))
    return CalendarSpec(
        name="drawn",
        week=tuple(week),
        closed_days=closed,
        extra_days={day: hours for day, hours in extra.items() if day not in closed},
        first_day=FIRST_DAY,
    )


def with_leave(spec: CalendarSpec, leave: list[int]) -> tuple[Calendar, CalendarSpec]:
    """A calendar with days off taken out of it, and a specification that has them closed."""
    calendar = WorkingCalendar(spec)
    closed = CalendarSpec(
        name=spec.name,
        week=spec.week,
        closed_days=spec.closed_days | frozenset(leave),
        extra_days={day: hours for day, hours in spec.extra_days.items() if day not in leave},
        first_day=spec.first_day,
    )
    return (calendar.with_days_off(leave) if leave else calendar), closed


@settings(max_examples=25, deadline=None)
@given(
    specs(),
    st.lists(near_days, max_size=4),
    st.lists(st.tuples(instants, instants, st.integers(0, 8 * HOUR_US)), min_size=1, max_size=4),
)
def test_a_calendar_agrees_with_counting_minutes(
    spec: CalendarSpec, leave: list[int], questions: list[tuple[int, int, int]]
) -> None:
    """Whatever the week, the absences and the order of questions, minutes counted say the same."""
    calendar, closed = with_leave(spec, leave)
    oracle = MinuteCounter(closed)
    for a_us, b_us, work_us in questions:
        assert calendar.next_open(a_us) == oracle.add_work(a_us, 0)
        assert calendar.add_work(a_us, work_us) == oracle.add_work(a_us, work_us)
        low_us, high_us = sorted((a_us, b_us))
        assert calendar.work_between(low_us, high_us) == oracle.work_between(low_us, high_us)
        assert calendar.is_open(b_us) == (oracle.add_work(b_us, 0) == b_us)


@settings(max_examples=60, deadline=None)
@given(specs(), st.lists(near_days, max_size=4), st.lists(instants, max_size=20))
def test_open_time_as_an_array_agrees_with_one_by_one(
    spec: CalendarSpec, leave: list[int], times: list[int]
) -> None:
    """`open_before` is `work_between` the first day and each time, in the shape it was given."""
    calendar, _ = with_leave(spec, leave)
    array = np.array(times, np.int64).reshape(-1, 1)
    expected = [[calendar.work_between(FIRST_DAY * DAY_US, t_us)] for t_us in times]
    assert calendar.open_before(array).tolist() == expected


@settings(max_examples=60, deadline=None)
@given(specs(), st.lists(near_days, max_size=4), near_days, st.integers(-8, 8))
def test_working_days_agree_with_a_walk_through_the_days(
    spec: CalendarSpec, leave: list[int], day: int, n: int
) -> None:
    """`add_working_days` lands where a walk that counts the open days does, forwards and back."""
    calendar, closed = with_leave(spec, leave)
    opens = [d for d in range(FIRST_DAY, FIRST_DAY + 120) if closed.blocks_of(d)]
    assert calendar.is_working_day(day) == (day in opens)
    later = [d for d in opens if (d > day if n > 0 else d >= day)]
    earlier = [d for d in opens if d < day]
    if n >= 0:
        assert calendar.add_working_days(day, n) == later[max(n - 1, 0)]
    elif -n <= len(earlier):
        assert calendar.add_working_days(day, n) == earlier[n]
    else:
        with pytest.raises(InputError, match="it begins on 2023-12-21"):
            calendar.add_working_days(day, n)


@settings(max_examples=60, deadline=None)
@given(specs(), st.lists(near_days, max_size=4), instants)
def test_an_interval_holds_the_next_open_instant(
    spec: CalendarSpec, leave: list[int], t_us: int
) -> None:
    """`interval_at` is one block of one day: the one of `next_open`."""
    calendar, closed = with_leave(spec, leave)
    open_us, close_us = calendar.interval_at(t_us)
    day, start_us = divmod(open_us, DAY_US)
    assert (start_us, close_us - day * DAY_US) in closed.blocks_of(day)
    assert calendar.next_open(t_us) == max(t_us, open_us)
    assert calendar.close_of(day) == day * DAY_US + closed.blocks_of(day)[-1][1]
