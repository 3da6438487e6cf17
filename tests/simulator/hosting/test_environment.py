"""An environment that knows what each cluster of threads waits for, and which have changed."""

from __future__ import annotations

import pytest

from agents.calendar import WorkingCalendar
from agents.crew import Crew
from agents.environment import COMPLETION, ENVIRONMENT, MESSAGE, KeyedEnvironment, Thread
from agents.spans import NOBODY, Spans
from simulator.hosting.environment import SERVING_KEYS, KeptDesk, KeptEnvironment
from tests.agents.worlds import HOUR, MINUTE, OFFICE_SPEC, START

FIRST = SERVING_KEYS
SECOND = SERVING_KEYS + (1 << 12)


class Note(Thread):
    """Notes when it fires, and may be armed once more."""

    def __init__(self, key: int, again_us: int = 0) -> None:
        super().__init__(key)
        self.again_us, self.fired = again_us, 0

    def fire_in(self, env: KeyedEnvironment) -> None:
        self.env = env

    def _fire(self) -> None:
        self.fired += 1
        if self.again_us:
            again, self.again_us = self.again_us, 0
            self.env.arm(self, again, MESSAGE)

    FIRE = (_fire,)


@pytest.fixture
def env() -> KeptEnvironment:
    return KeptEnvironment(START)


def desk_in(env: KeptEnvironment, people: int = 1) -> KeptDesk:
    crew = Crew(WorkingCalendar(OFFICE_SPEC), people)
    return KeptDesk(7, env, Spans(), crew, 0, 1.0)


def test_an_armed_thread_is_known_until_it_fires(env: KeptEnvironment) -> None:
    """By its cluster, with its instant and phase."""
    one, other = Note(FIRST), Note(FIRST + 5)
    env.arm(one, START + 10, MESSAGE)
    env.arm(other, START + 20, COMPLETION)
    assert env.armed(FIRST) == [(START + 10, MESSAGE, one), (START + 20, COMPLETION, other)]
    env.run_before(START + 11)
    assert env.armed(FIRST) == [(START + 20, COMPLETION, other)]
    env.run_before(START + 3 * HOUR)
    assert (env.armed(FIRST), one.fired, other.fired) == ([], 1, 1)


def test_what_is_due_at_an_instant_waits_for_it(env: KeptEnvironment) -> None:
    """`run_before` runs what is strictly before; the clock then shows that instant."""
    note = Note(FIRST)
    env.arm(note, START + 2 * HOUR, MESSAGE)
    env.run_before(START + 2 * HOUR)
    assert (note.fired, env.now) == (0, START + 2 * HOUR)
    env.run_before(START + 2 * HOUR + 1)
    assert note.fired == 1


def test_a_thread_that_arms_itself_again_is_known_by_its_new_instant(env: KeptEnvironment) -> None:
    """And not by the one that has passed."""
    note = Note(FIRST, again_us=START + 30)
    note.fire_in(env)
    env.arm(note, START + 10, MESSAGE)
    env.run_before(START + 20)
    assert env.armed(FIRST) == [(START + 30, MESSAGE, note)]


def test_changes_are_taken_once_in_their_order(env: KeptEnvironment) -> None:
    """What is armed, fires or is touched has changed; what only waits has not."""
    early, late = Note(SECOND), Note(FIRST)
    env.arm(early, START + 10, MESSAGE)
    env.arm(late, START + 20, MESSAGE)
    env.touch(Note(SECOND + 3))
    assert list(env.changed()) == [SECOND, FIRST]
    assert list(env.changed()) == []
    env.run_before(START + 15)
    assert list(env.changed()) == [SECOND]
    env.touch(late)
    assert list(env.changed()) == [FIRST]


def test_the_environment_s_own_threads_are_nobody_s_work(env: KeptEnvironment) -> None:
    """Shifts, sources and desks are made with the model."""
    env.arm(Note(3), START + 10, ENVIRONMENT)
    assert list(env.changed()) == []


def test_who_waits_at_a_desk_is_known_until_served(env: KeptEnvironment) -> None:
    """One is served at once and armed; the other is queued until the first is done."""
    desk, one, other = desk_in(env), Note(FIRST), Note(SECOND)
    for thread in (one, other):
        desk.admit(thread, START, 30 * MINUTE, NOBODY)
    assert (env.queued(FIRST), len(env.armed(FIRST))) == ([], 1)
    (waits,) = env.queued(SECOND)
    assert (waits.desk, waits.thread, waits.work_us, waits.since_us) == (
        desk, other, 30 * MINUTE, START,
    )  # fmt: skip
    assert env.desks() == [desk]
    assert env.desks() == []
    env.run_before(START + 31 * MINUTE)
    assert (env.queued(SECOND), env.desks()) == ([], [desk])
    assert env.armed(SECOND) == [(START + HOUR, COMPLETION, other)]


def test_a_queue_that_was_lost_goes_on_in_its_order(env: KeptEnvironment) -> None:
    """Jobs come back in any order; the desk serves by rank and number, from when it goes on."""
    desk, one, other = desk_in(env), Note(FIRST), Note(SECOND)
    desk.queue_again((0, 8, other, 10 * MINUTE, NOBODY, START))
    desk.queue_again((0, 7, one, 10 * MINUTE, NOBODY, START))
    assert (desk.queued(), one.callbacks, other.callbacks) == (2, None, None)
    desk.go_on(START)
    env.run_before(START + 11 * MINUTE)
    assert (one.fired, other.fired) == (1, 0)
    env.run_before(START + 21 * MINUTE)
    assert (one.fired, other.fired) == (1, 1)
