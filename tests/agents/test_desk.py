"""Desks serve at exact instants: office hours, several people, absence, disciplines, pace."""

from __future__ import annotations

import pytest

from agents.calendar import ALWAYS, WorkingCalendar
from agents.crew import AbsentCrew, Crew
from agents.desk import FifoDesk
from agents.environment import ARRIVAL, COMPLETION, ENVIRONMENT, KeyedEnvironment
from agents.spans import NOBODY, Spans
from tests.agents.counters import KINDS, Counter, Job, clock
from tests.agents.worlds import DAY, HOUR, MONDAY, OFFICE_SPEC, Call, at
from topics.errors import ModelError

OFFICE = WorkingCalendar(OFFICE_SPEC)


@KINDS
def test_service_is_suspended_when_the_office_closes(kind: str) -> None:
    """Two hours begun at 16:00 end at 08:00 next morning; over the weekend, on Monday."""
    desk = Counter(kind, Crew(OFFICE, 1))
    first, second = desk.serve(Job(at(0, "16:00"), 2 * HOUR), Job(at(4, "16:30"), HOUR))
    assert clock(first) == ("0 16:00", "1 08:00")
    assert clock(second) == ("4 16:30", "7 07:30")


@KINDS
def test_service_is_suspended_over_lunch(kind: str) -> None:
    """An hour begun at 11:00 ends at 14:00."""
    assert clock(Counter(kind, Crew(OFFICE, 1)).serve(Job(at(0, "11:00"), HOUR))[0]) == (
        "0 11:00",
        "0 14:00",
    )


@KINDS
def test_work_that_fits_ends_at_the_close(kind: str) -> None:
    """Work that ends just at the close ends there, and the next job begins at the next opening."""
    desk = Counter(kind, Crew(OFFICE, 1))
    first, second = desk.serve(Job(at(0, "16:00"), HOUR), Job(at(0, "16:30"), HOUR))
    assert clock(first) == ("0 16:00", "0 17:00")
    assert clock(second) == ("1 07:00", "1 08:00")


@KINDS
def test_an_arrival_at_a_close_waits_for_the_opening(kind: str) -> None:
    """The closing instant is closed already; so is lunch."""
    desk = Counter(kind, Crew(OFFICE, 1))
    lunch, evening = desk.serve(Job(at(0, "11:30"), HOUR), Job(at(0, "17:00"), HOUR))
    assert clock(lunch) == ("0 13:30", "0 14:30")
    assert clock(evening) == ("1 07:00", "1 08:00")


@KINDS
def test_an_arrival_at_an_opening_is_served_at_once(kind: str) -> None:
    """The opening instant is open; a job that waited since the night goes first."""
    desk = Counter(kind, Crew(OFFICE, 1))
    late, night = desk.serve(Job(at(1, "07:00"), HOUR), Job(at(0, "22:00"), HOUR))
    assert clock(night) == ("1 07:00", "1 08:00")
    assert clock(late) == ("1 08:00", "1 09:00")


@KINDS
def test_two_people_serve_side_by_side(kind: str) -> None:
    """The third job waits for whoever is free first."""
    desk = Counter(kind, Crew(OFFICE, 2))
    jobs = [Job(at(0, "08:00"), w * HOUR) for w in (2, 1, 1)]
    assert [clock(span) for span in desk.serve(*jobs)] == [
        ("0 08:00", "0 10:00"), ("0 08:00", "0 09:00"), ("0 09:00", "0 10:00"),
    ]  # fmt: skip


@KINDS
def test_pace_stretches_work(kind: str) -> None:
    """At half pace an hour of work takes two, rounded to the microsecond at odd paces."""
    slow = Counter(kind, Crew(OFFICE, 1), pace=0.5).serve(Job(at(0, "08:00"), HOUR))
    assert clock(slow[0]) == ("0 08:00", "0 10:00")
    ((start, end),) = Counter(kind, Crew(OFFICE, 1), pace=0.3).serve(Job(at(0, "08:00"), 1_000_000))
    assert end - start == 3_333_333


@KINDS
def test_an_absent_person_serves_nobody(kind: str) -> None:
    """With one of two away on Monday, the second job waits for the other one."""
    crew = AbsentCrew([OFFICE.with_days_off([MONDAY // DAY]), OFFICE.with_days_off([])])
    desk = Counter(kind, crew)
    jobs = [
        Job(at(0, "08:00"), HOUR),
        Job(at(0, "08:00"), HOUR),
        Job(at(1, "07:00"), HOUR),
        Job(at(1, "07:00"), HOUR),
    ]
    assert [clock(span) for span in desk.serve(*jobs)] == [
        ("0 08:00", "0 09:00"),
        ("0 09:00", "0 10:00"),
        ("1 07:00", "1 08:00"),
        ("1 07:00", "1 08:00"),
    ]


@KINDS
def test_work_waits_for_the_person_who_began_it(kind: str) -> None:
    """Who is away on Tuesday ends on Wednesday what was begun on Monday."""
    crew = AbsentCrew([OFFICE.with_days_off([MONDAY // DAY + 1])])
    assert clock(Counter(kind, crew).serve(Job(at(0, "16:00"), 2 * HOUR))[0]) == (
        "0 16:00",
        "2 08:00",
    )


@KINDS
def test_no_work_ends_at_once_but_not_behind_closed_doors(kind: str) -> None:
    """A job of no work is over when it starts, which is when the office is open."""
    desk = Counter(kind, Crew(OFFICE, 1))
    assert [clock(span) for span in desk.serve(Job(at(0, "08:00"), 0), Job(at(0, "18:00"), 0))] == [
        ("0 08:00", "0 08:00"), ("1 07:00", "1 07:00"),
    ]  # fmt: skip


def test_priority_goes_first_but_interrupts_nobody() -> None:
    """Classes wait in their order, ties by arrival; who is being served is not interrupted."""
    desk = Counter("priority", Crew(OFFICE, 1))
    ordinary = [
        Job(at(0, "08:00"), HOUR, 1),
        Job(at(0, "08:10"), HOUR, 1),
        Job(at(0, "08:20"), HOUR, 1),
    ]
    urgent = Job(at(0, "08:30"), HOUR, 0)
    starts = [clock(span)[0] for span in desk.serve(*ordinary, urgent)]
    assert starts == ["0 08:00", "0 10:00", "0 11:00", "0 09:00"]


def test_earliest_due_goes_first() -> None:
    """The due date decides, whatever the class; ties by arrival."""
    desk = Counter("earliest-due", Crew(OFFICE, 1))
    jobs = [
        Job(at(0, "08:00"), HOUR, 0, 9),
        Job(at(0, "08:10"), HOUR, 0, 7),
        Job(at(0, "08:20"), HOUR, 1, 5),
        Job(at(0, "08:30"), HOUR, 0, 7),
    ]
    assert [clock(span)[0] for span in desk.serve(*jobs)] == [
        "0 08:00",
        "0 10:00",
        "0 09:00",
        "0 11:00",
    ]


def test_priorities_of_the_night_are_known_at_the_opening() -> None:
    """Jobs that came while the office was closed are taken by class when it opens."""
    desk = Counter("priority", Crew(OFFICE, 1))
    jobs = [
        Job(at(0, "18:00"), HOUR, 2),
        Job(at(0, "19:00"), HOUR, 1),
        Job(at(0, "20:00"), HOUR, 0),
    ]
    assert [clock(span)[0] for span in desk.serve(*jobs)] == ["1 09:00", "1 08:00", "1 07:00"]


def test_who_arrives_when_somebody_becomes_free_is_too_late() -> None:
    """At one instant, the one who waited is taken before the urgent one who arrives just then."""
    desk = Counter("priority", Crew(OFFICE, 1))
    jobs = [
        Job(at(0, "08:00"), HOUR, 1),
        Job(at(0, "08:10"), HOUR, 1),
        Job(at(0, "09:00"), HOUR, 0),
    ]
    assert [clock(span)[0] for span in desk.serve(*jobs)] == ["0 08:00", "0 09:00", "0 10:00"]


@KINDS
def test_an_arrival_at_a_completion_finds_a_free_person(kind: str) -> None:
    """Who arrives at the instant at which a service ends is served at once."""
    desk = Counter(kind, Crew(ALWAYS, 1))
    assert desk.serve(Job(MONDAY, 5), Job(MONDAY + 5, 7)) == [
        (MONDAY, MONDAY + 5),
        (MONDAY + 5, MONDAY + 12),
    ]


def test_completion_comes_before_arrival_at_one_instant() -> None:
    """The order of an instant: environment, completions, arrivals."""
    env, spans = KeyedEnvironment(0), Spans()
    seen: list[str] = []
    desk = FifoDesk(env, spans, Crew(ALWAYS, 1), 0, 1.0)
    env.arm(Call(1, lambda: seen.append("arrival")), 5, ARRIVAL)
    desk.admit(Call(9, lambda: seen.append("completion")), 0, 5, NOBODY)
    env.arm(Call(7, lambda: seen.append("environment")), 5, ENVIRONMENT)
    env.run()
    assert seen == ["environment", "completion", "arrival"]


@KINDS
def test_work_of_nobody_takes_time_but_leaves_no_visit(kind: str) -> None:
    """An enquiry keeps the desk busy and is no dossier's own time."""
    desk = Counter(kind, Crew(OFFICE, 1))
    desk.env.run(until=at(0, "08:00"))
    desk.desk.admit(Call(5, lambda: None), at(0, "08:00"), HOUR, NOBODY)
    assert clock(desk.serve(Job(at(0, "08:30"), HOUR))[0]) == ("0 09:00", "0 10:00")
    assert (desk.desk.tally(1 << 62).visits, desk.desk.tally(1 << 62).busy_us) == (2, 2 * HOUR)


def test_a_thread_armed_twice_is_an_error() -> None:
    """A job that is being served cannot be admitted again."""
    env, spans = KeyedEnvironment(0), Spans()
    desk, job = FifoDesk(env, spans, Crew(ALWAYS, 1), 0, 1.0), Call(1, lambda: None)
    desk.admit(job, 0, 5, NOBODY)
    with pytest.raises(ModelError, match="armed twice"):
        env.arm(job, 6, COMPLETION)


@KINDS
def test_the_work_of_a_desk_counts_when_it_is_done(kind: str) -> None:
    """Of two jobs of two hours begun at 08:00, one hour is done at 09:00, foreseen or queued."""
    desk = Counter(kind, Crew(OFFICE, 1))
    desk.env.run(until=at(0, "08:00"))
    for key in (5, 6):
        desk.desk.admit(Call(key, lambda: None), at(0, "08:00"), 2 * HOUR, NOBODY)
    assert desk.desk.tally(at(0, "09:00")).busy_us == HOUR
