"""A FIFO desk serves at the same instants whether its queue is elided or kept."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from agents.calendar import ALWAYS, WorkingCalendar
from agents.calendar_spec import Calendar, CalendarSpec
from agents.crew import AbsentCrew, Crew
from tests.agents.counters import Counter, Job
from tests.agents.worlds import DAY, HOUR, MONDAY

blocks = st.sampled_from([((0, 6), (9, 20)), ((3, 24),), ((0, 24),), ((5, 7), (8, 9), (12, 13))])
weeks = st.lists(st.one_of(st.just(()), blocks), min_size=7, max_size=7).filter(any)


@st.composite
def crews(draw: st.DrawFn) -> tuple[Calendar, int, list[list[int]]]:
    """A calendar in hours, people, and each one's days off (none at all for an ordinary crew)."""
    week = tuple(tuple((a * HOUR, b * HOUR) for a, b in day) for day in draw(weeks))
    calendar = WorkingCalendar(CalendarSpec(name="any", week=week, first_day=MONDAY // DAY))
    people = draw(st.integers(1, 3))
    days = st.lists(st.integers(0, 12).map(lambda day: MONDAY // DAY + day), max_size=8)
    absent = draw(st.one_of(st.just([]), st.lists(days, min_size=people, max_size=people)))
    return calendar, people, absent


def crew_of(calendar: Calendar, people: int, absent: list[list[int]]) -> Crew | AbsentCrew:
    if absent:
        return AbsentCrew([calendar.with_days_off(days) for days in absent])
    return Crew(calendar, people)


# Whole hours, so that arrivals, openings and completions often fall on one instant.
instants = st.integers(0, 200).map(lambda hours: MONDAY + hours * HOUR)
works = st.integers(0, 9).map(lambda hours: hours * HOUR)
jobs_ = st.lists(st.builds(Job, instants, works), min_size=1, max_size=25)


@settings(max_examples=150, deadline=None)
@given(crews(), jobs_)
def test_elision_changes_no_instant(
    crew: tuple[Calendar, int, list[list[int]]], jobs: list[Job]
) -> None:
    """A FIFO desk serves at the same instants whether it keeps its queue or not."""
    jobs = sorted(jobs, key=lambda job: job.at)
    elided, queued = (Counter(kind, crew_of(*crew)).serve(*jobs) for kind in ("elided", "queued"))
    assert elided == queued
    assert sorted(start for start, _ in elided) == [start for start, _ in elided]
    assert all(job.at <= start <= end for job, (start, end) in zip(jobs, elided, strict=True))


@settings(max_examples=50, deadline=None)
@given(jobs_, st.sampled_from(["priority", "earliest-due"]))
def test_disciplines_conserve_work(jobs: list[Job], discipline: str) -> None:
    """Whatever the order, one person is busy at the same hours and ends at the same instant."""
    ranked = [
        Job(job.at, job.work, n % 3, 100 - n)
        for n, job in enumerate(sorted(jobs, key=lambda j: j.at))
    ]
    spans = Counter(discipline, Crew(ALWAYS, 1)).serve(*ranked)
    fifo = Counter("queued", Crew(ALWAYS, 1)).serve(*ranked)
    assert max(end for _, end in spans) == max(end for _, end in fifo)
    ordered = sorted(spans)
    assert all(before[1] <= after[0] for before, after in pairwise(ordered))
