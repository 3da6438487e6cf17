"""Calendars on dated examples. `test_calendar_oracle` has them against a count of minutes."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import pytest

from agents.calendar import ALWAYS, CalendarSpec, WorkingCalendar, calendar_of
from agents.calendar_spec import DAY_US, HOUR_US, Blocks, date_of, day_of
from topics.errors import InputError, ModelError

OFFICE: Blocks = ((7 * HOUR_US, 23 * HOUR_US // 2), (27 * HOUR_US // 2, 17 * HOUR_US))
ONE_DAY_WEEK = (((8 * HOUR_US, 9 * HOUR_US),), (), (), (), (), (), ())


def at(text: str) -> int:
    """The microseconds of a local date and time."""
    return (datetime.fromisoformat(text) - datetime(1970, 1, 1)) // timedelta(microseconds=1)


def office(first: date = date(2023, 1, 1), closed: tuple[date, ...] = ()) -> WorkingCalendar:
    """07:00-11:30 and 13:30-17:00 on weekdays."""
    return WorkingCalendar(
        CalendarSpec(
            name="office",
            week=(OFFICE,) * 5 + ((), ()),
            closed_days=frozenset(map(day_of, closed)),
            first_day=day_of(first),
            covered_years=(2023,),
        )
    )


def test_work_stops_for_lunch_and_for_the_night() -> None:
    """Three hours begun at 16:00 on Friday end at 09:00 on Monday."""
    assert office().add_work(at("2023-03-03T16:00"), 3 * HOUR_US) == at("2023-03-06T09:00")


def test_work_that_ends_at_a_close_ends_there() -> None:
    """An hour begun at 10:30 ends at 11:30, not when the office opens again; one µs more does."""
    calendar = office()
    assert calendar.add_work(at("2023-03-03T10:30"), HOUR_US) == at("2023-03-03T11:30")
    after_lunch = at("2023-03-03T13:30") + 1
    assert calendar.add_work(at("2023-03-03T10:30"), HOUR_US + 1) == after_lunch


def test_no_work_begun_at_a_close_ends_at_the_next_opening() -> None:
    """At 17:00 sharp the office is closed, so that work of zero waits until morning."""
    calendar = office()
    assert calendar.is_open(at("2023-03-02T17:00") - 1)
    assert calendar.add_work(at("2023-03-02T17:00"), 0) == at("2023-03-03T07:00")
    assert not calendar.is_open(at("2023-03-02T17:00"))
    assert calendar.add_work(at("2023-03-02T17:00"), 0) == at("2023-03-03T07:00")


def test_work_through_tet_resumes_on_the_first_working_day() -> None:
    """Eight hours begun at 13:30 on 19 January 2023 end at 11:30 on the 27th."""
    tet = tuple(date(2023, 1, day) for day in range(20, 27))
    calendar = office(closed=tet)
    assert calendar.add_work(at("2023-01-19T13:30"), 8 * HOUR_US) == at("2023-01-27T11:30")
    assert calendar.work_between(at("2023-01-19T00:00"), at("2023-01-28T00:00")) == 16 * HOUR_US


def test_a_day_worked_in_exchange_has_its_own_hours() -> None:
    """Saturday 4 May 2024, worked for Monday 29 April, is open from 07:00."""
    spec = CalendarSpec(
        name="swap",
        week=(OFFICE,) * 5 + ((), ()),
        closed_days=frozenset([day_of(date(2024, 4, 29))]),
        extra_days={day_of(date(2024, 5, 4)): OFFICE},
        first_day=day_of(date(2024, 1, 1)),
    )
    calendar = WorkingCalendar(spec)
    assert calendar.next_open(at("2024-05-03T17:00")) == at("2024-05-04T07:00")
    assert calendar.next_open(at("2024-04-26T17:00")) == at("2024-04-30T07:00")


def test_years_without_known_holidays_are_listed_once_they_are_needed() -> None:
    """The last afternoon of 2023 needs no other year; the night after it does."""
    calendar = office()
    calendar.add_work(at("2023-12-29T13:30"), 7 * HOUR_US // 2)
    calendar.work_between(at("2023-01-01T00:00"), at("2024-01-01T00:00"))
    assert not calendar.extended_years
    assert calendar.next_open(at("2023-12-29T17:00")) == at("2024-01-01T07:00")
    assert calendar.extended_years == (2024,)


def test_a_calendar_does_not_reach_back_before_its_first_day() -> None:
    """The error names the date asked for and the first day, for a time and for an array."""
    calendar = office()
    with pytest.raises(InputError, match="office: found 2022-12-31; it begins on 2023-01-01"):
        calendar.next_open(at("2022-12-31T12:00"))
    with pytest.raises(InputError, match="found 2022-12-31"):
        calendar.open_before(np.array([at("2023-05-05T12:00"), at("2022-12-31T12:00")]))


def test_from_the_year_2300_on_an_office_never_closes() -> None:
    """An absurd length of work gets an answer at once, whoever asks for what."""
    calendar = WorkingCalendar(
        CalendarSpec(name="rare", week=ONE_DAY_WEEK, first_day=day_of(date(2298, 1, 1)))
    )
    far_us = calendar.add_work(day_of(date(2298, 1, 1)) * DAY_US, 10**18)
    assert date(2300, 1, 1).toordinal() * DAY_US < far_us < 2**62
    assert calendar.next_open(far_us) == far_us
    assert calendar.is_open(far_us)
    day = far_us // DAY_US
    assert calendar.is_working_day(day)
    assert calendar.close_of(day) == (day + 1) * DAY_US
    assert calendar.add_working_days(day, 3) == day + 3
    assert calendar.work_between(far_us, far_us + 5) == 5
    tuesdays = calendar.add_working_days(day_of(date(2299, 12, 1)), 50)
    assert tuesdays > day_of(date(2300, 1, 1))


def test_what_cannot_be_answered_is_a_fault_of_the_model() -> None:
    """Negative work and the close of a day off raise `ModelError`, with or without leave."""
    holiday = day_of(date(2023, 3, 3))
    for calendar in (office(), office().with_days_off([holiday])):
        with pytest.raises(ModelError, match="-1 µs of work"):
            calendar.add_work(at("2023-03-02T12:00"), -1)
        with pytest.raises(ModelError, match="2023-03-04 has no close"):
            calendar.close_of(holiday + 1)
    with pytest.raises(ModelError, match="2023-03-03 has no close; it is a day off"):
        office().with_days_off([holiday]).close_of(holiday)


def test_leave_adds_to_leave_and_leaves_the_office_as_it_was() -> None:
    """Two absences one after the other are both kept; the office's own calendar knows neither."""
    calendar = office()
    friday, monday = day_of(date(2023, 3, 3)), day_of(date(2023, 3, 6))
    absent = calendar.with_days_off([monday]).with_days_off([friday])
    assert absent.next_open(at("2023-03-02T17:00")) == at("2023-03-07T07:00")
    assert calendar.next_open(at("2023-03-02T17:00")) == at("2023-03-03T07:00")
    assert absent.extended_years == ()
    assert absent.spec is calendar.spec


def test_work_that_ends_just_before_leave_does_not_wait_for_its_end() -> None:
    """With Friday off, work that fills Thursday ends at Thursday's close."""
    absent = office().with_days_off([day_of(date(2023, 3, 3))])
    assert absent.add_work(at("2023-03-02T07:00"), 8 * HOUR_US) == at("2023-03-02T17:00")
    assert absent.add_work(at("2023-03-02T07:00"), 8 * HOUR_US + 1) == at("2023-03-06T07:00") + 1


def test_an_array_may_go_past_the_years_that_were_made() -> None:
    """A second array, a year later, goes on from the first: 52 weeks of 40 hours and a day."""
    calendar = office()
    first = calendar.open_before(np.array([at("2023-01-02T00:00")]))
    later = calendar.open_before(np.array([at("2024-01-02T00:00")]))
    assert (later - first).tolist() == [(52 * 40 + 8) * HOUR_US]


def test_an_office_that_never_closes_is_simple_arithmetic() -> None:
    """Every answer of `ALWAYS` is the time itself, before 1970 too."""
    assert ALWAYS.next_open(-5) == -5
    assert ALWAYS.add_work(-5, 12) == 7
    assert ALWAYS.work_between(-5, 7) == 12
    assert ALWAYS.open_before(np.array([3, 9])).tolist() == [3, 9]
    assert ALWAYS.is_open(0)
    assert ALWAYS.is_working_day(5)
    assert ALWAYS.add_working_days(5, -7) == -2
    assert ALWAYS.close_of(0) == DAY_US
    assert ALWAYS.interval_at(0)[0] < -(10**18) < 10**18 < ALWAYS.interval_at(0)[1]
    assert ALWAYS.extended_years == ()


def test_leave_from_an_office_that_never_closes_is_a_whole_day() -> None:
    """Without day 1, work begun on day 0 at noon goes on at the start of day 2."""
    absent = ALWAYS.with_days_off([1])
    assert absent.add_work(DAY_US // 2, DAY_US) == 2 * DAY_US + DAY_US // 2
    assert absent.add_work(DAY_US // 2, DAY_US // 2) == DAY_US


def test_a_week_without_a_gap_is_recognised() -> None:
    """Seven full days are `AlwaysOpen`; one holiday makes them an ordinary calendar."""
    full = (((0, DAY_US),),) * 7
    spec = CalendarSpec(name="full", week=full, first_day=0)
    holiday = CalendarSpec(name="full", week=full, first_day=0, closed_days=frozenset([3]))
    assert type(calendar_of(spec)) is type(ALWAYS)
    assert calendar_of(holiday).next_open(3 * DAY_US) == 4 * DAY_US


@pytest.mark.parametrize(
    "week, message",
    [
        (((),) * 7, "found a week of 7 days, 0 of them open"),
        ((OFFICE,) * 6, "found a week of 6 days"),
        ((((9 * HOUR_US, 8 * HOUR_US),),) * 7, "found the hours 09:00-08:00"),
        ((((0, HOUR_US), (HOUR_US, DAY_US)),) * 7, "00:00-01:00, 01:00-24:00; .* with a gap"),
        ((((0, DAY_US + 1),),) * 7, "from 00:00 to 24:00 at most"),
    ],
)
def test_a_week_that_makes_no_sense_is_refused(week: tuple[Blocks, ...], message: str) -> None:
    """The error shows the hours found and the rule for right ones."""
    with pytest.raises(InputError, match=message):
        CalendarSpec(name="odd", week=week, first_day=0)


def test_a_day_cannot_be_both_off_and_worked() -> None:
    """The error names the date."""
    day = day_of(date(2024, 5, 4))
    with pytest.raises(InputError, match="2024-05-04 is both a day off and a worked day"):
        CalendarSpec(
            name="both",
            week=(OFFICE,) * 7,
            closed_days=frozenset([day]),
            extra_days={day: OFFICE},
            first_day=0,
        )


def test_day_numbers_are_those_of_the_datetime_module() -> None:
    """Day 0 is Thursday 1 January 1970, and dates come back."""
    assert day_of(date(1970, 1, 1)) == 0
    assert date_of(day_of(date(2024, 2, 29))) == date(2024, 2, 29)
