"""The clock: a total order of events, and `until` that stops before its instant."""

from __future__ import annotations

import pytest

from agents.environment import (
    ARRIVAL,
    COMPLETION,
    DOSSIER_KEYS,
    ENVIRONMENT,
    MESSAGE,
    OBSERVER,
    KeyedEnvironment,
    dossier_key,
    sub_key,
)
from tests.agents.worlds import Call
from topics.errors import ModelError

PHASES = [ENVIRONMENT, COMPLETION, MESSAGE, ARRIVAL, OBSERVER]


def test_events_run_by_time_phase_and_key_whatever_was_armed_first() -> None:
    """Insertion order means nothing."""
    env, seen = KeyedEnvironment(0), []
    wanted = [(at, phase, key) for at in (1, 2) for phase in PHASES for key in (1 << 20, 1 << 40)]
    for number in range(len(wanted)):
        at, phase, key = event = wanted[number * 7 % len(wanted)]
        env.arm(Call(key, lambda e=event: seen.append(e)), at, phase)  # type: ignore[misc]
    assert [(at, phase, thread.key) for at, phase, thread in env.pending()] == wanted
    env.run()
    assert seen == wanted


def test_what_is_armed_for_now_runs_after_the_current_event() -> None:
    """Even in an earlier phase, it waits until the current event is over."""
    env, seen = KeyedEnvironment(0), []

    def first() -> None:
        env.arm(Call(1, lambda: seen.append("second")), 5, ENVIRONMENT)
        seen.append("first")

    env.arm(Call(2, first), 5, ARRIVAL)
    env.run()
    assert seen == ["first", "second"]


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("key", [1, 2, 3, 1 << 32, 1 << 50])
def test_until_is_exclusive(phase: int, key: int) -> None:
    """After any number of stops, what is armed for the instant of the stop has not run."""
    env, seen = KeyedEnvironment(0), []
    env.arm(Call(key, lambda: seen.append(int(env.now))), 50, phase)
    for until in range(0, 51, 10):
        env.run_before(until)
    assert (seen, env.now) == ([], 50)
    env.run_before(51)
    assert seen == [50]


def test_running_to_the_present_does_nothing() -> None:
    """An instant that was reached is no error."""
    env = KeyedEnvironment(10)
    env.run_before(10)
    assert env.now == 10


def test_keys_of_a_dossier_are_its_own() -> None:
    """Every stream, arrival and sub-thread has a key of its own, above those of the model."""
    firsts = [dossier_key(s, a) for s in (0, 1, 99) for a in (0, 1, (1 << 40) - 1)]
    keys = [k for first in firsts for k in (first, *(sub_key(first, n) for n in (1, 2, 4095)))]
    assert len(set(keys)) == len(keys)
    assert sorted(keys) == keys
    assert min(keys) >= DOSSIER_KEYS


@pytest.mark.parametrize("number", [0, 4096, -1])
def test_a_key_that_overflows_is_an_error(number: int) -> None:
    """A sub-thread beyond those that fit, or the dossier's own number."""
    with pytest.raises(ModelError, match="does not fit"):
        sub_key(dossier_key(0, 1), number)


def test_an_arrival_number_that_overflows_is_an_error() -> None:
    """More arrivals of one stream than fit into a key."""
    with pytest.raises(ModelError, match="does not fit"):
        dossier_key(0, 1 << 40)
