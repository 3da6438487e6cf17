"""Open hours as arrays: the calendar's own answers, many at once."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.calendar import ALWAYS, calendar_of
from agents.calendar_spec import Calendar, CalendarSpec, day_of
from agents.open_hours import OpenHours
from tests.agents.worlds import DAY, HOUR, MONDAY, OFFICE_SPEC, at
from topics.errors import InputError

ALL_DAY, MORNING = ((0, DAY),), ((7 * HOUR, 11 * HOUR),)
CALENDARS: dict[str, Calendar] = {
    "office": calendar_of(OFFICE_SPEC),
    "holidays and swapped days": calendar_of(
        CalendarSpec(
            name="holidays",
            week=(MORNING,) * 5 + ((), ()),
            closed_days=frozenset(day_of(date(2023, 7, n)) for n in (3, 4, 5, 6, 7, 20)),
            extra_days={day_of(date(2023, 7, 8)): ((8 * HOUR, 9 * HOUR), (10 * HOUR, 11 * HOUR))},
            first_day=day_of(date(2022, 1, 1)),
        )
    ),
    "open through midnight": calendar_of(
        CalendarSpec(
            name="nights",
            week=(ALL_DAY, ALL_DAY, ((0, 6 * HOUR), (22 * HOUR, DAY))) + (ALL_DAY,) * 3 + ((),),
            first_day=day_of(date(2022, 1, 1)),
        )
    ),
    "always": ALWAYS,
}
BEGIN, END = MONDAY - 30 * DAY, MONDAY + 60 * DAY


def same(calendar: Calendar, starts: list[int], works: list[int]) -> None:
    """The table's answers are the calendar's, one by one."""
    found = OpenHours(calendar, BEGIN, END).add_work(np.array(starts), np.array(works))
    pairs = zip(starts, works, strict=True)
    assert found.tolist() == [calendar.add_work(start, work) for start, work in pairs]


@pytest.mark.parametrize("name", CALENDARS)
def test_random_work_ends_when_the_calendar_says(name: str) -> None:
    """Work of any length, begun at any microsecond before, within and beyond the table."""
    draws = np.random.default_rng(7)
    starts = draws.integers(BEGIN - 100 * DAY, END + 100 * DAY, 3000)
    works = (draws.random(3000) ** 4 * 40 * DAY).astype(np.int64)
    works[::10] = 0
    same(CALENDARS[name], starts.tolist(), works.tolist())


@pytest.mark.parametrize("name", CALENDARS)
@given(
    days=st.integers(-40, 70),
    hours=st.sampled_from([0, 6, 7, 9, 11, 13, 17, 22, 24]),
    off_us=st.integers(-1, 1),
    work_hours=st.integers(0, 60),
    more_us=st.integers(0, 1),
)
def test_opens_and_closes_count_to_the_microsecond(
    name: str, days: int, hours: int, off_us: int, work_hours: int, more_us: int
) -> None:
    """Work that begins or ends at an open, at a close or one microsecond beside it."""
    start = MONDAY + days * DAY + hours * HOUR + off_us
    same(CALENDARS[name], [start], [work_hours * HOUR + more_us])


def test_no_work_is_done_when_the_office_opens() -> None:
    """Nothing to do takes until the next opening, at a close too, and no time within hours."""
    hours = OpenHours(CALENDARS["office"], BEGIN, END)
    starts = [at(4, "16:00"), at(4, "17:00"), at(5, "09:00")]
    found = hours.add_work(np.array(starts), np.zeros(3, np.int64))
    assert found.tolist() == [at(4, "16:00"), at(7, "07:00"), at(7, "07:00")]


def test_an_interval_cut_by_the_tables_begin_loses_nothing() -> None:
    """A table that begins at noon of an office open all day answers for the afternoon."""
    nights = CALENDARS["open through midnight"]
    hours = OpenHours(nights, MONDAY + 12 * HOUR, MONDAY + 20 * HOUR)
    starts = np.array([MONDAY + 11 * HOUR, MONDAY + 12 * HOUR, MONDAY + 13 * HOUR])
    found = hours.add_work(starts, np.full(3, 30 * HOUR))
    assert found.tolist() == [nights.add_work(int(start), 30 * HOUR) for start in starts]


def test_nothing_asked_is_nothing_answered() -> None:
    """A history without documents asks for no work."""
    none = np.empty(0, np.int64)
    assert OpenHours(CALENDARS["office"], BEGIN, END).add_work(none, none).shape == (0,)


def test_before_the_calendar_there_is_no_answer() -> None:
    """A time that the calendar refuses is refused within an array as well."""
    with pytest.raises(InputError, match="it begins on 2022-01-01"):
        OpenHours(CALENDARS["office"], BEGIN, END).add_work(np.array([0, BEGIN]), np.array([1, 1]))
