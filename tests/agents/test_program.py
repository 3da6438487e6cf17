"""A compiled route goes the same way as its steps one by one, and can be compiled again."""

from __future__ import annotations

import pytest

from agents.dossier import Dossier, GoesOn
from agents.route import AtDesk
from agents.spans import Cause
from agents.sync import CREATE, FATE, TRANSIT
from tests.agents.worlds import HOUR, MINUTE, START, Asking, Done, SmallWorld, fixed, request_spec

HANDLING, QUEUE = Cause.HANDLING, Cause.QUEUE


def desk(name: str, us: int, number: int = 0) -> AtDesk:
    """A step of fixed length at a desk."""
    return AtDesk(name, fixed(us), (number,))


class Plain(GoesOn):
    """A step behind a step: it has no `arrive`, so it is entered as any step is."""

    def __init__(self, step: AtDesk) -> None:
        self.step = step

    def enter(self, dossier: Dossier, now: int) -> None:
        self.step.enter(dossier, now)


@pytest.mark.parametrize("wrap", [lambda step: step, Plain], ids=["compiled", "one by one"])
def test_a_compiled_route_goes_as_its_steps_do(wrap: type[Plain]) -> None:
    """Two dossiers queue at the first desk, and again at the second, to the microsecond."""
    small, done = SmallWorld(), Done()
    steps = [wrap(desk("one_stop", HOUR)), wrap(desk("specialist", 2 * HOUR)), done]
    first, second = (small.dossier(*steps, number=n, origin=n) for n in (1, 2))
    first.go(0, START)
    second.go(0, START)
    small.run()
    assert done.at_us == [START + 3 * HOUR, START + 7 * HOUR]  # lunch is from 11:30 to 13:30
    assert small.in_order(second) == [
        (QUEUE, 0, HOUR), (HANDLING, HOUR, 2 * HOUR), (QUEUE, 2 * HOUR, 3 * HOUR),
        (HANDLING, 3 * HOUR, 7 * HOUR),
    ]  # fmt: skip
    assert (second.pc, second.stage) == (2, 0)


def test_open_dossiers_follow_a_route_compiled_again() -> None:
    """A dossier at its first desk goes on to the step that was put in place of the second."""
    small, done = SmallWorld(), Done()
    dossier = small.dossier(desk("one_stop", HOUR), desk("specialist", 2 * HOUR), done)
    dossier.go(0, START)
    program = dossier.program
    program.steps = (program.steps[0], desk("specialist", MINUTE, 1), done)
    program.compile()
    dossier.follow()
    small.run()
    assert done.at_us == [START + HOUR + MINUTE]


def test_draws_that_are_forgotten_are_no_pushes_columns() -> None:
    """After `compile`, a push is foreseen by its columns only where both are still known."""
    small = SmallWorld()
    dossier = small.pushed()
    columns = dossier.program.columns
    fate, transit = columns.add(FATE[CREATE]), columns.add(TRANSIT[CREATE], fixed(1))
    dossier.program.compile()
    assert dossier.program.pushes[CREATE] == (fate, transit)
    del columns.index[TRANSIT[CREATE]]
    dossier.program.compile()
    assert dossier.program.pushes == (None,) * 11


@pytest.mark.parametrize("elide", [False, True])
def test_a_letter_takes_the_same_time_with_fewer_events(elide: bool) -> None:
    """Carried 1 h, answered in 30 min after the letter before it, carried back 1 h."""
    small, done = SmallWorld(elide=elide), Done()
    spec = request_spec(carry=fixed(HOUR / 2), answer=fixed(30 * MINUTE))
    asking = Asking([(spec, small.provider, False)])
    for number in (1, 2):
        small.dossier(asking, done, number=number, origin=number).go(0, START)
    small.run()
    assert done.at_us == [START + HOUR + 30 * MINUTE, START + 2 * HOUR]
    assert small.provider.answering_desk("H03").tally(1 << 62).busy_us == HOUR
