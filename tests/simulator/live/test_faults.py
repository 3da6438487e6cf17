"""Faults injected while a run goes on: as if the scenario had said so, for as long as they last."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agents.calendar_spec import HOUR_US
from simulator.live import registry
from simulator.live.interventions import Interventions
from simulator.live.registry import known_faults, make_live_fault
from simulator.model.options import RunOptions
from simulator.run.engine import Engine
from simulator.scenario.laws import rules_of
from simulator.scenario.resolved import ResolvedScenario, resolve_document
from tests.simulator.live.stage import HOURLY, LIVE, digest_of_run, fault, play
from tests.simulator.small_worlds import changed
from topics.errors import InputError
from topics.events import DataReply, StatusCreate, StatusProgress

SHORT = {"duration": "4d", "warmup": "1d", "drain": "20d", "seed": 13}
KEPT = RunOptions(elide=False, history=True)
BEGIN_H, LASTS_H = 58, 31  # from 2023-07-05T10:00 to 2023-07-06T17:00


@pytest.fixture(scope="module")
def base() -> ResolvedScenario:
    return resolve_document(changed(SHORT))


@pytest.fixture(scope="module")
def untouched(base: ResolvedScenario, tmp_path_factory: pytest.TempPathFactory) -> str:
    return digest_of_run(base.document, tmp_path_factory.mktemp("untouched"))


def start_us(base: ResolvedScenario) -> int:
    from simulator.model.horizon import Horizon

    return Horizon.of(base.scenario).start_us


# -- outages -----------------------------------------------------------------------------------


@pytest.mark.parametrize("target", ["portal", "platform", "G01"])
def test_an_outage_injected_is_an_outage_planned(
    base: ResolvedScenario, untouched: str, tmp_path: Path, target: str
) -> None:
    """What was on its way when it began, too: to the digest as if the scenario had planned it."""
    order = fault("outage", **{"target": target, "for": f"{LASTS_H}h"})
    live = play(base, tmp_path / "live", [(BEGIN_H, order)], speed=HOURLY)
    planned = {"id": "it", "target": target, "begin": "2023-07-05T10:00", "end": "2023-07-06T17:00"}
    document = changed({"outages": [*base.document["scenario"]["outages"], planned]}, base.document)
    assert live.digest == digest_of_run(document, tmp_path / "run") != untouched
    (act,) = live.acts
    assert (act.at_us, act.until_us) == (
        start_us(base) + BEGIN_H * HOUR_US,
        start_us(base) + (BEGIN_H + LASTS_H) * HOUR_US,
    )


def test_nothing_comes_to_the_portal_in_an_outage(base: ResolvedScenario, tmp_path: Path) -> None:
    """What would have come waits in its log, and is read when it is over.

    Who wants to apply online then applies when it is over, at the counter, or not at all.
    """
    order = fault("outage", **{"target": "portal", "for": f"{LASTS_H}h"})
    live = play(base, tmp_path, [(BEGIN_H, order)], speed=HOURLY, options=KEPT)
    (act,) = live.acts
    at = [
        r.sim_time_us for r in live.records() if isinstance(r.event, StatusCreate | StatusProgress)
    ]
    assert not [t for t in at if act.at_us <= t < act.until_us]
    assert at.count(act.until_us) > 20
    assert sum(live.result.indicators["portal"].values()) > 5


# -- silence -----------------------------------------------------------------------------------


def test_a_silent_agency_answers_nothing(base: ResolvedScenario, tmp_path: Path) -> None:
    """From the start: no reply of it or of its people before the end; then there are some."""
    order = fault("silence", **{"agency": "G01", "for": "60h"})
    live = play(base, tmp_path, [(0, order)], speed=HOURLY, options=KEPT)
    (act,) = live.acts
    replies = [r for r in live.records() if isinstance(r.event, DataReply)]
    of_it = [r.sim_time_us for r in replies if r.event.provider == "G01"]
    others = [r.sim_time_us for r in replies if r.event.provider != "G01"]
    assert min(others) < act.until_us <= min(of_it)


# -- shares ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name, path, share",
    [
        ("status-loss", "sync.loss", 0.6),
        ("status-duplicate", "sync.duplicate", 0.5),
        ("status-delay", "sync.delayed", 0.6),
        ("platform-failure", "sharing.platform.failure", 0.7),
    ],
)
def test_a_share_is_that_of_the_scenario_while_it_lasts(
    base: ResolvedScenario, tmp_path: Path, name: str, path: str, share: float
) -> None:
    """For ever and from the start, it is the scenario with that share."""
    order = fault(name, **{"share": str(share), "for": "365d"})
    live = play(base, tmp_path / "live", [(0, order)])
    assert live.digest == digest_of_run(changed({path: share}, base.document), tmp_path / "run")


def test_a_fault_that_is_over_leaves_nothing(
    base: ResolvedScenario, untouched: str, tmp_path: Path
) -> None:
    """In the hour after midnight of a Monday nobody sends anything: all of them change nothing."""
    shares = ("status-loss", "status-duplicate", "status-delay", "platform-failure")
    todo = [(0.0, fault(name, **{"share": "1", "for": "1s"})) for name in shares]
    live = play(base, tmp_path, todo)
    assert [act.outcome for act in live.acts] == ["accepted"] * 4
    assert live.digest == untouched


def test_faults_overlap(base: ResolvedScenario, tmp_path: Path) -> None:
    """The later of two that say the same counts while both last; then the other; then neither."""
    with (tmp_path / "rows").open("wb") as out:
        engine = Engine(inputs(base), out)
    plain = rules_of(base.scenario)
    at = Interventions(engine.model, base)
    now = engine.now_us
    at.inject("status-loss", {"share": "0.5", "for": "10h"}, now)
    at.inject("status-loss", {"share": "0.125", "for": "4h"}, now)
    loss = engine.model.world.rules.sync
    assert (loss.loss, loss.delayed) == (1 << 50, plain.sync.delayed)
    assert at.next_end_us == now + 4 * HOUR_US
    at.expire(now + 4 * HOUR_US)
    assert engine.model.world.rules.sync.loss == 1 << 52
    assert at.next_end_us == now + 10 * HOUR_US
    at.expire(now + 10 * HOUR_US)
    assert engine.model.world.rules == plain
    assert at.next_end_us is None


def inputs(base: ResolvedScenario) -> Any:
    from simulator.model.model import Inputs
    from topics.memory import MemoryBus

    return Inputs(base, 0, MemoryBus(retain_records=0), LIVE)


# -- what is said ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name, settings, says",
    [
        ("earthquake", {"for": "1h"}, "fault 'earthquake' is not known; expected one of outage, "),
        ("outage", {"target": "portal"}, "fault outage: say how long it lasts, in simulated time"),
        ("outage", {"target": "portal", "for": "2wd"}, "fault outage: found for=2wd; elapsed time"),
        ("outage", {"target": "portal", "for": "0h"}, "fault outage: found for=0h; expected more"),
        ("outage", {"target": "portal", "for": "9999d"}, "fault outage: found for=9999d; expected"),
        ("outage", {"target": "portal", "for": "soon"}, "found 'soon'; a duration is a number"),
        ("outage", {"for": "1h"}, "fault outage: Object missing required field `target`; its "),
        ("outage", {"target": "H99", "for": "1h"}, "agency 'H99' does not take part; expected one"),
        ("silence", {"agency": "G01", "x": "1", "for": "1h"}, "Object contains unknown field `x`"),
        (
            "status-loss",
            {"share": "1.5", "for": "1h"},
            "fault status-loss: Expected `float` <= 1.0",
        ),
        ("status-loss", {"share": "all", "for": "1h"}, "fault status-loss: Expected `float`"),
    ],
)
def test_what_cannot_be_injected(
    base: ResolvedScenario, tmp_path: Path, name: str, settings: dict[str, str], says: str
) -> None:
    """One sentence, and nothing has changed."""
    with (tmp_path / "rows").open("wb") as out:
        engine = Engine(inputs(base), out)
    at = Interventions(engine.model, base)
    with pytest.raises(InputError) as refused:
        at.inject(name, settings, engine.now_us)
    assert says in str(refused.value)
    assert engine.model.world.rules == rules_of(base.scenario)
    assert at.next_end_us is None


def test_a_delay_needs_a_law(tmp_path: Path) -> None:
    """A scenario without `sync.delay` says nothing of how late."""
    document = changed(SHORT | {"sync.delayed": 0.0})
    del document["scenario"]["sync"]["delay"]
    live = play(
        resolve_document(document), tmp_path,
        [(0, fault("status-delay", **{"share": "0.5", "for": "1h"}))],
    )  # fmt: skip
    assert live.acts[0].reason == "fault status-delay: the scenario has no sync.delay to draw from"


MODULE = '''
from dataclasses import replace
from simulator.live.registry import LiveFault, live_fault

@live_fault("strike")
class Strike(LiveFault, frozen=True):
    """Nobody at `agency` works."""
    agency: str
    people: int = 7
'''


@pytest.fixture
def newcomer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The name of a package, just written, with one fault."""
    name, before = "more_live_faults", dict(registry._faults)
    (tmp_path / name).mkdir()
    (tmp_path / name / "__init__.py").write_text("")
    (tmp_path / name / "strike.py").write_text(MODULE)
    monkeypatch.syspath_prepend(tmp_path)
    yield name
    for loaded in [module for module in sys.modules if module.startswith(name)]:
        del sys.modules[loaded]
    registry._faults.clear()
    registry._faults.update(before)


def test_a_new_fault_is_one_new_module(newcomer: str) -> None:
    """It is found in its package by its name, with its settings read from texts."""
    made: Any = make_live_fault("strike", {"agency": "G01", "people": "12"}, newcomer)
    assert (made.agency, made.people) == ("G01", 12)
    assert known_faults(newcomer)["strike"] == (
        "agency=, people=, for=",
        "Nobody at `agency` works.",
    )
