"""Background work: a desk's jobs that no simulated unit sends."""

from __future__ import annotations

import numpy as np
import pytest

from agents.background import Background, Incoming, Job, Kind, Plan
from agents.calendar import WorkingCalendar
from agents.calendar_spec import NEVER_US
from agents.crew import AbsentCrew, Crew
from agents.desk import Desk, FifoDesk, QueueDesk
from agents.draws import name_key
from agents.environment import MESSAGE, KeyedEnvironment, Thread
from agents.laws import Exponential
from agents.spans import NOBODY, Spans
from tests.agents.worlds import DAY, HOUR, MINUTE, MONDAY, OFFICE_SPEC, fixed

OFFICE = WorkingCalendar(OFFICE_SPEC)
WEEK = 7 * DAY
END = MONDAY + 4 * WEEK


def plan(*expected: float, kinds: tuple[Kind, ...] = (Kind(fixed(HOUR), 1.0),)) -> Plan:
    """Expected jobs at the beginning and after each of equal parts of four weeks."""
    at = np.linspace(MONDAY, END, len(expected))
    return Plan(at, np.array(expected, dtype=np.float64), kinds)


def drained(background: Background, until_us: int = END) -> list[Job]:
    return background.due(until_us)


def test_as_many_jobs_come_as_the_plan_expects() -> None:
    """Over 2,000 keys the mean of a plan of 5 and then 20 jobs is within its 99 % interval."""
    middle = MONDAY + 2 * WEEK
    early, late = [], []
    for key in range(2_000):
        jobs = drained(Background(name_key("key", key), plan(0.0, 5.0, 25.0)))
        early.append(sum(job[0] < middle for job in jobs))
        late.append(sum(job[0] >= middle for job in jobs))
    for counts, mean in ((early, 5.0), (late, 20.0)):
        half = 2.576 * (mean / len(counts)) ** 0.5
        assert half < 0.05 * mean
        assert abs(np.mean(counts) - mean) < half
        assert np.var(counts) == pytest.approx(mean, rel=0.2)


def test_nothing_comes_while_nothing_is_expected() -> None:
    """Jobs fall into the stretches in which the plan rises."""
    jobs = drained(Background(7, plan(0.0, 300.0, 300.0, 600.0, 600.0)))
    assert 500 < len(jobs) < 700
    assert {int((at - MONDAY) // WEEK) for at, *_ in jobs} == {0, 2}
    assert [job[0] for job in jobs] == sorted(job[0] for job in jobs)


def test_after_the_last_nothing_comes_any_more() -> None:
    """`next_us` says never."""
    background = Background(7, plan(0.0, 3.0))
    drained(background)
    assert background.next_us == NEVER_US
    assert drained(Background(7, plan(0.0, 0.0))) == []


def test_kinds_come_in_their_shares() -> None:
    """One in four is urgent, short, and due in an hour."""
    kinds = (Kind(fixed(MINUTE), 1.0, 0, HOUR), Kind(fixed(HOUR), 3.0, 1, DAY))
    jobs = drained(Background(3, plan(0.0, 4_000.0, kinds=kinds)))
    short = [job for job in jobs if job[1] == MINUTE]
    assert len(short) / len(jobs) == pytest.approx(0.25, abs=0.02)
    assert {(rank, due - at) for at, _, rank, due in short} == {(0, HOUR)}
    assert {(rank, due - at) for at, work, rank, due in jobs if work == HOUR} == {(1, DAY)}


@pytest.mark.parametrize("taken", [0, 1, 255, 256, 700])
def test_restored_it_goes_on_with_the_same_jobs(taken: int) -> None:
    """Whether they are taken one by one or up to an instant."""
    law = (Kind(Exponential.from_mean(HOUR), 1.0),)
    whole = drained(Background(5, plan(0.0, 1_000.0, kinds=law)))
    first = Background(5, plan(0.0, 1_000.0, kinds=law))
    assert [first.pop() for _ in range(taken)] == whole[:taken]
    again = Background(5, plan(0.0, 1_000.0, kinds=law))
    again.restore(first.given)
    assert again.next_us == whole[taken][0]
    assert drained(again) == whole[taken:]


def test_another_plan_holds_from_its_instant_on() -> None:
    """What has come stays; what is to come follows the new rate, from the same draws."""
    middle = MONDAY + 2 * WEEK
    old, new = plan(0.0, 400.0), plan(0.0, 800.0)
    background = Background(9, old)
    before = background.due(middle - 1)
    background.hold_to(new, middle)
    assert before == [job for job in drained(Background(9, old)) if job[0] < middle]
    assert len(drained(background)) == pytest.approx(400, abs=80)
    at_once = Background(9, old)
    at_once.hold_to(new, MONDAY)
    assert drained(at_once) == drained(Background(9, new))


class Visitor(Thread):
    """A real job: comes at an instant and notes when it was served."""

    __slots__ = ("came", "desk", "env", "served", "work")

    def __init__(self, key: int, env: KeyedEnvironment, desk: Desk, work: int) -> None:
        super().__init__(key)
        self.env, self.desk, self.work = env, desk, work
        self.came, self.served = False, 0

    def _fire(self) -> None:
        if self.came:
            self.served = self.env._now
        else:
            self.came = True
            self.desk.admit(self, self.env._now, self.work, NOBODY)

    FIRE = (_fire,)


def crew(absent: bool) -> Crew | AbsentCrew:
    """Two people; one of them is away on the second and third day."""
    if not absent:
        return Crew(OFFICE, 2)
    first_day = MONDAY // DAY
    return AbsentCrew([OFFICE, OFFICE.with_days_off([first_day + 1, first_day + 2])])


def served(settles: bool, absent: bool) -> tuple[list[int], int, int]:
    """When 60 visitors were served at a busy desk, some of them at the instant of a job."""
    env = KeyedEnvironment(MONDAY)
    desk: Desk
    background = Background(11, plan(0.0, 250.0, kinds=(Kind(Exponential.from_mean(HOUR), 1.0),)))
    instants = [job[0] for job in drained(Background(11, plan(0.0, 250.0)))]
    if settles:
        desk = FifoDesk(env, Spans(), crew(absent), 0, 0.9)
        desk.expect(background)
    else:
        desk = QueueDesk(2, env, Spans(), crew(absent), 0, 0.9)
        Incoming(3, env, desk, background).begin()
    visitors = [Visitor(1_000 + n, env, desk, 40 * MINUTE) for n in range(60)]
    for number, visitor in enumerate(visitors):
        at = instants[2 * number] if number % 3 else MONDAY + number * 8 * HOUR
        env.arm(visitor, at, MESSAGE)
    env.run_before(END)
    tally = desk.tally(END)
    return [each.served for each in visitors], tally.visits, tally.busy_us


@pytest.mark.parametrize("absent", [False, True])
def test_a_desk_that_settles_serves_as_one_with_its_queue(absent: bool) -> None:
    """The same ends and the same tally, also for those who come at the instant of a job."""
    found = served(settles=True, absent=absent)
    assert found == served(settles=False, absent=absent)
    assert found[1] == 60 + len(drained(Background(11, plan(0.0, 250.0))))


def test_background_work_keeps_others_waiting() -> None:
    """A job of the same instant goes first."""
    env = KeyedEnvironment(MONDAY)
    desk = FifoDesk(env, Spans(), Crew(OFFICE, 1), 0, 1.0)
    background = Background(1, plan(0.0, 1.0))
    at = background.next_us
    desk.expect(background)
    assert desk.admit(None, at, HOUR, NOBODY) == OFFICE.add_work(OFFICE.add_work(at, HOUR), HOUR)
