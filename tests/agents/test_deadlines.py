"""Legal dates across cut-offs and holidays, and durations as people write them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.calendar import ALWAYS, CalendarSpec, WorkingCalendar
from agents.calendar_spec import DAY_US, HOUR_US, Blocks, day_of
from agents.deadlines import Duration, clock_start, due_us, parse_duration
from topics.errors import InputError

OFFICE: Blocks = ((7 * HOUR_US, 23 * HOUR_US // 2), (27 * HOUR_US // 2, 17 * HOUR_US))
TET = tuple(date(2023, 1, day) for day in range(20, 27))
MAY = (date(2023, 5, 1), date(2023, 5, 2), date(2023, 5, 3))
CALENDAR = WorkingCalendar(
    CalendarSpec(
        name="office",
        week=(OFFICE,) * 5 + ((), ()),
        closed_days=frozenset(map(day_of, TET + MAY)),
        first_day=day_of(date(2023, 1, 1)),
    )
)


def at(text: str) -> int:
    """The microseconds of a local date and time."""
    return (datetime.fromisoformat(text) - datetime(1970, 1, 1)) // timedelta(microseconds=1)


@pytest.mark.parametrize(
    "received, starts",
    [
        ("2023-03-02T09:00", "2023-03-02T09:00"),
        ("2023-03-02T05:00", "2023-03-02T07:00"),
        ("2023-03-02T12:00", "2023-03-02T13:30"),
        ("2023-03-02T14:59:59.999999", "2023-03-02T14:59:59.999999"),
        ("2023-03-02T15:00", "2023-03-02T15:00"),
        ("2023-03-02T15:00:00.000001", "2023-03-03T07:00"),
        ("2023-03-03T15:01", "2023-03-06T07:00"),
        ("2023-03-04T10:00", "2023-03-06T07:00"),
        ("2023-01-19T16:00", "2023-01-27T07:00"),
        ("2023-01-22T10:00", "2023-01-27T07:00"),
    ],
)
def test_the_clock_starts_at_once_or_on_the_next_working_day(received: str, starts: str) -> None:
    """15:00 sharp is in time; a microsecond later, or a day off, means the next working day."""
    assert clock_start(at(received), CALENDAR) == at(starts)


def test_the_cutoff_may_be_another_hour() -> None:
    """With a cut-off at 16:00, half past three is in time."""
    half_past_three = at("2023-03-02T15:30")
    assert clock_start(half_past_three, CALENDAR, 16 * HOUR_US) == half_past_three


def test_after_the_cutoff_an_office_that_never_closes_starts_at_midnight() -> None:
    """Its next working day begins at 00:00."""
    assert clock_start(16 * HOUR_US, ALWAYS) == DAY_US


@pytest.mark.parametrize(
    "start, value, unit, due",
    [
        ("2023-03-02T09:00", 0, "wd", "2023-03-02T17:00"),
        ("2023-03-02T09:00", 1, "wd", "2023-03-03T17:00"),
        ("2023-03-02T09:00", 2, "wd", "2023-03-06T17:00"),
        ("2023-01-17T09:00", 3, "wd", "2023-01-27T17:00"),
        ("2023-01-21T09:00", 1, "wd", "2023-01-30T17:00"),
        ("2023-01-16T09:00", 15, "wd", "2023-02-13T17:00"),
        ("2023-03-02T09:00", 1, "d", "2023-03-03T17:00"),
        ("2023-03-02T09:00", 2, "d", "2023-03-06T17:00"),
        ("2023-01-10T09:00", 10, "d", "2023-01-27T17:00"),
        ("2023-04-25T09:00", 5, "d", "2023-05-04T17:00"),
        ("2023-03-02T09:00", 8, "h", "2023-03-03T09:00"),
        ("2023-03-03T16:00", 1.5, "h", "2023-03-06T07:30"),
    ],
)
def test_a_time_limit_runs_out_at_a_close_or_after_working_hours(
    start: str, value: float, unit: str, due: str
) -> None:
    """Working days skip holidays, calendar days only end outside them, hours are worked."""
    assert due_us(at(start), value, unit, CALENDAR) == at(due)


@given(st.integers(0, 300 * DAY_US), st.integers(0, 40), st.sampled_from(["wd", "d", "h"]))
def test_a_longer_limit_is_never_due_earlier(offset_us: int, value: int, unit: str) -> None:
    """Due dates rise with the limit and fall at a close or within working hours."""
    start_us = clock_start(at("2023-01-01T00:00") + offset_us, CALENDAR)
    due = due_us(start_us, value, unit, CALENDAR)
    assert start_us <= due <= due_us(start_us, value + 1, unit, CALENDAR)


@pytest.mark.parametrize(
    "value, unit, message",
    [
        (-1, "wd", "found a time limit of -1wd; write a number >= 0 of wd, d or h"),
        (3, "m", "found a time limit of 3m"),
        (1.5, "wd", "found a time limit of 1.5wd; days count whole, or write h"),
        (0.5, "d", "found a time limit of 0.5d; days count whole"),
    ],
)
def test_a_time_limit_that_is_no_date_is_refused(value: float, unit: str, message: str) -> None:
    """The error says what was found and what would be right."""
    with pytest.raises(InputError, match=message):
        due_us(at("2023-03-02T09:00"), value, unit, CALENDAR)


@pytest.mark.parametrize(
    "text, value, unit",
    [("40s", 40, "s"), ("25m", 25, "m"), ("1.5h", 1.5, "h"), (" 3d ", 3, "d"), ("5.0wd", 5, "wd")],
)
def test_a_duration_is_a_number_and_a_unit(text: str, value: float, unit: str) -> None:
    """Whole numbers are kept as integers."""
    duration = parse_duration(text)
    assert duration == Duration(value, unit)
    assert type(duration.value) is type(value)


@pytest.mark.parametrize(
    "text, message",
    [
        (3, "found no unit in 3; write one of 3s .*3d .calendar days., 3wd .working days."),
        ("3", "found no unit in '3'"),
        ("3days", "found the unit 'days' in '3days'; write one of"),
        ("5 wd", "found '5 wd'; a duration is a number >= 0 and its unit without a space"),
        ("-2h", "found '-2h'"),
        ("2h30m", "found '2h30m'"),
        ("", "found ''"),
        (None, "found None"),
    ],
)
def test_text_that_is_no_duration_is_refused(text: object, message: str) -> None:
    """The error says what was found and what would be right."""
    with pytest.raises(InputError, match=message):
        parse_duration(text)


def test_elapsed_time_has_calendar_days_and_work_has_working_days() -> None:
    """A `d` is 24 hours on the clock, a `wd` 8 hours of work; neither stands in for the other."""
    assert parse_duration("40s").elapsed_us == parse_duration("40s").work_us == 40_000_000
    assert parse_duration("25m").elapsed_us == parse_duration("25m").work_us == 1_500_000_000
    assert parse_duration("0.1s").work_us == 100_000
    assert parse_duration("3d").elapsed_us == 3 * DAY_US
    assert parse_duration("1.5wd").work_us == 12 * HOUR_US
    with pytest.raises(InputError, match=r"found 3d \(calendar days\) where work is wanted"):
        _ = parse_duration("3d").work_us
    with pytest.raises(InputError, match=r"found 5wd .* where elapsed time is wanted; write d"):
        _ = parse_duration("5wd").elapsed_us
