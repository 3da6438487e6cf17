"""Every kind of thread is known to snapshots, and one that is not stops them with its name."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest

from agents.environment import MESSAGE, Thread
from agents.thread_state import FIXED, OPEN, open_threads
from simulator.run.engine import Engine
from simulator.run.snapshot import restore, snapshot
from simulator.scenario.resolved import ResolvedScenario
from tests.simulator.interrupted import CASES, MINUTE_US, engine_inputs, rows_of, running_engine
from topics.discovery import load_package
from topics.errors import ModelError


@pytest.fixture(scope="module")
def tiny() -> ResolvedScenario:
    """A fortnight of Bac Kan with much to do."""
    return CASES["requests"].resolved()


@pytest.fixture
def running(tiny: ResolvedScenario) -> Engine:
    """Its run at some instant of the sixth day, with rows already written."""
    return running_engine(tiny)


def all_below(cls: type[Thread]) -> Iterator[type[Thread]]:
    """Every class of threads, however far down."""
    for sub in cls.__subclasses__():
        yield sub
        yield from all_below(sub)


def test_every_class_of_threads_is_registered() -> None:
    """None can be forgotten by a snapshot."""
    load_package("agents")
    load_package("simulator")
    ours = [c for c in all_below(Thread) if c.__module__.split(".")[0] in ("agents", "simulator")]
    assert len(ours) >= 8
    assert [cls.__name__ for cls in ours if cls not in OPEN and cls not in FIXED] == []


class Stranger(Thread):
    """A thread that nobody registered."""

    __slots__ = ()
    FIRE = (lambda _: None,)


class Carrier(Thread):
    """A thread that carries something."""

    __slots__ = ("load", "unused")
    FIRE = (lambda _: None,)

    def __init__(self, load: object) -> None:
        super().__init__(77)
        self.load = load


class Loose(Thread):
    """A thread that keeps its things in a `__dict__`."""


def armed(engine: Engine, thread: Thread) -> Engine:
    engine.model.env.arm(thread, engine.now_us + MINUTE_US, MESSAGE)
    return engine


def test_a_thread_of_an_unknown_class_is_an_error_of_the_model(running: Engine) -> None:
    """It names the class and what to do."""
    with pytest.raises(ModelError, match="no snapshot can keep a Stranger: register the class"):
        snapshot(armed(running, Stranger(77)))


def test_a_slot_of_an_unknown_kind_is_an_error_of_the_model(running: Engine) -> None:
    """It names the slot."""
    open_threads(Carrier)
    try:
        with pytest.raises(ModelError, match=r"Carrier.load: no snapshot can keep a dict: \{\}"):
            snapshot(armed(running, Carrier({})))
    finally:
        del OPEN[Carrier]


def test_a_new_class_of_threads_needs_only_to_be_registered(
    running: Engine, tiny: ResolvedScenario
) -> None:
    """Its slots come back: references, lists, tuples, and those not set yet."""
    open_threads(Carrier)
    dossier = next(iter(running.model.world.open.values()))
    other = Carrier((1, [dossier, None], dossier.unit, 2.5, "x", True))
    other.key = 78
    carrier = Carrier(other)
    try:
        data = snapshot(armed(running, carrier))
        engine = restore(engine_inputs(tiny), data, io.BytesIO(rows_of(running)))
    finally:
        del OPEN[Carrier]
    back = next(t for _, _, t in engine.model.env.pending() if isinstance(t, Carrier))
    one, (again, none), unit, *rest = back.load.load  # type: ignore[attr-defined]
    assert again is engine.model.world.open[dossier.key]
    assert unit is again.unit
    assert (one, none, rest) == (1, None, [2.5, "x", True])
    assert not hasattr(back, "unused")


def test_two_threads_of_one_key_are_an_error_of_the_model(running: Engine) -> None:
    """A key stands for one thread."""
    open_threads(Carrier)
    try:
        with pytest.raises(ModelError, match="two threads have the key 77; one is a Carrier"):
            snapshot(armed(running, Carrier(Carrier(1))))
    finally:
        del OPEN[Carrier]


def test_threads_must_have_slots() -> None:
    """Nobody knows what else there is to keep of a thread."""
    with pytest.raises(ModelError, match="Loose has no __slots__"):
        open_threads(Loose)


def test_a_pending_event_that_is_no_thread_is_an_error_of_the_model(running: Engine) -> None:
    """A plain SimPy process cannot be laid down."""
    running.model.env.timeout(MINUTE_US)
    with pytest.raises(ModelError, match="no snapshot can keep a pending Timeout"):
        snapshot(running)
