"""A live run as a whole: the answer of `run`, and acts at definite instants."""

from __future__ import annotations

from pathlib import Path

import pytest

from agents.calendar_spec import DAY_US, HOUR_US
from simulator.ledger.rowstore import digest
from simulator.live.orders import Order, Orders
from simulator.live.pacer import MAX_SPEED
from simulator.live.run import Stopped
from simulator.model.options import RunOptions
from simulator.resources import shipped
from simulator.run.engine import run_replication
from simulator.scenario.loader import load_scenario
from simulator.scenario.resolved import ResolvedScenario, resolve_document
from tests.simulator.live.stage import HOURLY, digest_of_run, fault, play
from tests.simulator.small_worlds import changed
from topics.control import ControlAct
from topics.errors import EnvironmentFailed

SHORT = {"duration": "4d", "warmup": "1d", "drain": "20d"}
KEPT = RunOptions(elide=False, history=True)


@pytest.fixture(scope="module")
def small() -> ResolvedScenario:
    return resolve_document(changed(SHORT))


def pace(kind: str, name: str = "") -> Order:
    return Order(kind, name)


# -- the answer --------------------------------------------------------------------------------


@pytest.mark.parametrize("speed", [MAX_SPEED, 1e9], ids=["max", "1e9"])
def test_sixty_days_come_to_the_digest_of_run(tmp_path: Path, speed: float) -> None:
    """Of tiny, at high speed; `run` with elision and without."""
    tiny = load_scenario(shipped("scenarios")["tiny"], ["warmup=10d", "duration=30d", "drain=20d"])
    live = play(tiny, tmp_path / "live", speed=speed)
    for elide in (True, False):
        run = run_replication(tiny, 0, tmp_path / f"{elide}", RunOptions(elide=elide))
        assert live.digest == digest([run.rows_path], run.dimensions)
        assert live.result.indicators == run.indicators
    assert live.seen[-1].now_us - live.seen[0].now_us >= 45 * DAY_US


def test_a_pace_changes_nothing(small: ResolvedScenario, tmp_path: Path) -> None:
    """Stopped at every hour, paused, slower and faster: the same rows and history as `run`'s."""
    todo = [
        (10.0, pace("pause")), (10.0, pace("speed", "7200")), (10.0, pace("resume")),
        (30.0, pace("speed", "1e9")),
    ]  # fmt: skip
    live = play(small, tmp_path / "live", todo, speed=HOURLY, options=KEPT)
    run = run_replication(small, 0, tmp_path / "run", KEPT)
    assert live.digest == digest([run.rows_path], run.dimensions)
    assert live.result.indicators == run.indicators
    events = [record.event for record in live.records()]
    acts = [event for event in events if isinstance(event, ControlAct)]
    assert [act.act for act in acts] == ["pause", "speed", "resume", "speed"]
    assert run.history_path is not None
    assert len(events) - len(acts) == len(run.history_path.read_text().splitlines()) - 1


def test_real_time_follows_the_pace(small: ResolvedScenario, tmp_path: Path) -> None:
    """At an hour a tick the first day takes 2.4 s of rests; in a pause only real time passes."""
    live = play(small, tmp_path, [(24.0, pace("speed", "max"))], speed=HOURLY)
    assert sum(live.slept) == pytest.approx(2.4)
    assert live.seen[-1].drift_s == 0.0


# -- acts --------------------------------------------------------------------------------------


def test_an_act_has_its_place_in_the_history(small: ResolvedScenario, tmp_path: Path) -> None:
    """Behind all that happened before its instant, and before all that happens at it or later."""
    order = fault("outage", **{"target": "portal", "for": "6h"})
    live = play(small, tmp_path, [(34.0, order)], speed=HOURLY, options=KEPT)
    records = live.records()
    (place,) = [n for n, record in enumerate(records) if isinstance(record.event, ControlAct)]
    at = live.seen[0].now_us + 34 * HOUR_US
    assert records[place].event == ControlAct(
        number=1, act="fault", name="outage", settings=("target=portal", "for=6h"), at_us=at,
        until_us=at + 6 * HOUR_US,
    )  # fmt: skip
    assert records[place].topic == "run.control.evt.acts.v1"
    assert (records[place].key, records[place].sim_time_us) == ("act-1", at)
    assert all(record.sim_time_us < at for record in records[:place])
    assert all(record.sim_time_us >= at for record in records[place + 1 :])
    assert [record.seq for record in records] == list(range(len(records)))


def test_the_same_acts_make_the_same_run(small: ResolvedScenario, tmp_path: Path) -> None:
    """At the same instants, whatever the pace between them."""

    def acts() -> list[tuple[float, Order]]:
        return [
            (34.0, fault("silence", **{"agency": "G01", "for": "30h"})),
            (48.0, fault("status-loss", **{"share": "0.9", "for": "20h"})),
        ]  # fmt: skip

    hourly = play(small, tmp_path / "hourly", acts(), speed=HOURLY)
    slower = play(small, tmp_path / "slower", acts(), speed=HOURLY / 2)
    assert hourly.digest == slower.digest != digest_of_run(small.document, tmp_path / "run")
    assert hourly.acts == slower.acts


@pytest.mark.parametrize(
    "order, says",
    [
        (pace("resume"), "the run is not paused"),
        (pace("pause", "long"), "pause: found long; it has no name"),
        (pace("speed", "warp"), "speed 'warp'; expected simulated seconds in a real second, such "),
        (Order("speed", "10", (("for", "1h"),)), "speed: found for=1h; only faults have settings"),
    ],
)
def test_a_refused_act_is_kept_with_its_reason(
    small: ResolvedScenario, tmp_path: Path, order: Order, says: str
) -> None:
    """It has no number, is in no history, and changes nothing."""
    live = play(small, tmp_path, [(0.0, order)], options=KEPT)
    (act,) = live.acts
    assert (act.outcome, act.number) == ("refused", 0)
    assert act.reason.startswith(says)
    assert str(order.answer.exception()) == act.reason
    assert not [record for record in live.records() if isinstance(record.event, ControlAct)]


def test_pausing_twice_is_refused(small: ResolvedScenario, tmp_path: Path) -> None:
    """And so is pulling a lever twice."""
    faster = resolve_document(changed({"sharing.reuse": 0.9}, small.document))
    kinds = [pace("pause"), pace("pause"), pace("lever", "it"), pace("lever", "it"), pace("resume")]
    live = play(small, tmp_path, [(0.0, order) for order in kinds], levers={"it": faster})
    reasons = [act.reason for act in live.acts]
    assert reasons == ["", "the run is paused already", "", "lever it: it is pulled already", ""]


# -- figures and ends --------------------------------------------------------------------------


def test_figures_of_the_end(small: ResolvedScenario, tmp_path: Path) -> None:
    """All arrived, some of those are open, and the portal's share is that of the indicators."""
    live = play(small, tmp_path)
    last, sync = live.seen[-1], live.result.indicators["sync"]
    assert last.arrivals == len(live.rows)
    assert last.open == live.result.unfinished == sum(count for _, count in last.backlog)
    assert (last.changes, last.synced) == (sync["changes"], sync["synced"])
    assert last.document()["speed"] == "max"


def test_a_run_that_is_told_to_stop_leaves_nothing(small: ResolvedScenario, tmp_path: Path) -> None:
    """It says how far it came; rows and history are taken away."""
    with pytest.raises(Stopped) as stopped:
        play(small, tmp_path, speed=HOURLY, options=KEPT, stop=after(5))
    assert list(tmp_path.iterdir()) == []
    assert stopped.value.now_us > 0


def after(times: int):  # type: ignore[no-untyped-def]
    """True when it was asked so many times."""
    left = [times]

    def stop() -> bool:
        left[0] -= 1
        return left[0] < 0

    return stop


def test_until_is_an_exact_instant(small: ResolvedScenario, tmp_path: Path) -> None:
    """To the microsecond, at any speed."""
    begin = play(small, tmp_path / "whole").seen[0].now_us
    with pytest.raises(Stopped) as stopped:
        play(small, tmp_path / "part", until_us=begin + 12_345_678_901)
    assert stopped.value.now_us == begin + 12_345_678_901


def test_orders_after_the_end_are_told_so() -> None:
    """Who waits when the run ends, and who comes later."""
    orders = Orders()
    waiting = Order("pause")
    orders.put(waiting)
    orders.close()
    assert waiting.answer.cancelled()
    with pytest.raises(EnvironmentFailed, match="the run is over; nothing was changed"):
        orders.give(Order("pause"), 1.0)


def test_an_order_that_nobody_serves_is_taken_back() -> None:
    """A busy run does not do it later."""
    orders, done = Orders(), []
    order = Order("pause")
    with pytest.raises(EnvironmentFailed, match=r"busy with one slice for 0\.01 s; nothing was"):
        orders.give(order, 0.01)
    orders.serve(done.append)  # type: ignore[arg-type]
    assert done == []
