"""What a replication counts besides rows: weighted like them, and of the people who are there."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.answer.indicator_summary import merge_indicators
from simulator.answer.indicators import indicators
from simulator.answer.sample import Sample
from simulator.ledger.rows import ROW
from simulator.model.model import Model
from simulator.run.engine import Engine
from simulator.scenario.resolved import resolve_document
from tests.simulator.interrupted import engine_inputs
from tests.simulator.small_worlds import changed, run


def ran(changes: dict[str, Any]) -> tuple[Model, dict[str, Any], np.ndarray]:
    """A finished replication: its model, its indicators, its rows."""
    out = io.BytesIO()
    engine = Engine(engine_inputs(resolve_document(changed(changes))), out)
    engine.begin()
    engine.finish()
    rows = np.frombuffer(out.getvalue(), ROW)
    return engine.model, indicators(engine.model, engine.now_us), rows


@pytest.fixture(scope="module")
def quarter() -> tuple[Model, dict[str, Any], np.ndarray]:
    return ran({"scale": 0.25, "publication.documents_per_year": 6.0, "drain": "20d"})


def test_requests_count_as_often_as_their_unit_stands_for(
    quarter: tuple[Model, dict[str, Any], np.ndarray],
) -> None:
    """A commune's four times, a district's twice, the centre's once."""
    model, found, rows = quarter
    ended = [line for line in found["requests"] if line["outcome"] != "late"]
    finished = rows["returned_us"] >= 0
    asked = rows["platform"].astype(np.int64) + rows["letters"]
    by_weight = {w: int(asked[rows["weight"] == w].sum()) for w in (4.0, 2.0, 1.0)}
    assert all(by_weight.values())
    assert finished.any()
    counted = sum(line["count"] for line in ended)
    assert counted == pytest.approx(sum(w * n for w, n in by_weight.items()))
    assert counted > sum(model.world.requests.values())


def test_changes_of_status_count_as_often_as_their_unit_stands_for(
    quarter: tuple[Model, dict[str, Any], np.ndarray],
) -> None:
    """Those of all, those synced, and how long that took."""
    model, found, _ = quarter
    tally, sync = model.world.sync, found["sync"]
    table = np.array(tally.by_unit).reshape(-1, 3)
    assert table.sum(axis=0).tolist() == [tally.changes, tally.synced, tally.lag_us]
    weights = [unit.weight for unit in model.units[: len(table)]]
    assert sync["changes"] == pytest.approx(float(np.dot(weights, table[:, 0])))
    assert tally.changes < sync["synced"] < sync["changes"] < 4 * tally.changes


def test_at_full_scale_everything_counts_once() -> None:
    """Weighted totals are those of the tallies."""
    model, found, _ = ran({})
    assert found["sync"]["changes"] == model.world.sync.changes
    assert found["sync"]["lag_us"] == model.world.sync.lag_us
    total = sum(line["count"] for line in found["requests"])
    assert total == sum(model.world.requests.values())


def test_counts_are_those_of_the_average_run() -> None:
    """However many replications; by their weights where they have any."""
    line = {"requester": "H03", "provider": "G01", "mode": "letter", "outcome": "answered"}
    found = {
        "requests": [line | {"count": 13.4}],
        "sync": {"changes": 6.4, "synced": 3.2, "lag_us": 3.2 * 3.6e9},
    }
    merged = merge_indicators([found, found], Sample([1.0, 1.0]))
    assert merged["requests"]["by_mode"][0]["count"] == pytest.approx(13.4)
    assert merged["requests"]["by_pair"][0]["count"] == pytest.approx(13.4)
    assert (merged["sync"]["changes"], merged["sync"]["synced"]) == pytest.approx((6.4, 3.2))
    assert merged["sync"]["completeness_share"]["mean"] == pytest.approx(0.5)
    assert merged["sync"]["lag_hours"]["mean"] == pytest.approx(1.0)
    twice = {"requests": [line | {"count": 26.8}], "sync": found["sync"]}
    unlike = Sample([0.5, 1.0, 2.0])
    merged = merge_indicators([twice, found, found], unlike)
    assert merged["requests"]["by_mode"][0]["count"] == pytest.approx(
        13.4 * (1.0 + unlike.weights[0])
    )


def test_a_share_is_of_the_counts_beside_it() -> None:
    """Of published versions, whatever the replications weigh: 20 % of 7 is 1.4 of 7."""
    few = {"publication": {"ministry": {"decisions": 10, "on_time": 1}}}
    many = {"publication": {"ministry": {"decisions": 4, "on_time": 2}}}
    merged = merge_indicators([few, many, many], Sample([3.0, 1.0, 1.0]))
    stage = merged["publication"]["ministry"]
    assert stage["on_time"] / stage["decisions"] == pytest.approx(stage["on_time_share"]["mean"])


def test_nothing_synced_has_no_lag() -> None:
    """The share is 0, and no time is made up."""
    found = {"sync": {"changes": 6.4, "synced": 0.0, "lag_us": 0.0}}
    merged = merge_indicators([found, found], Sample([1.0, 1.0]))
    assert merged["sync"]["completeness_share"]["mean"] == 0.0
    assert merged["sync"]["lag_hours"] is None


def test_people_who_are_absent_are_not_idle(tmp_path: Path) -> None:
    """A desk with more than it can do is busy from its second day on, whoever is off."""
    world = changed(
        {
            "offices.1.desks.1": {"id": "specialist", "staff": {"fixed": 2}, "absence": 0.5},
            "arrivals.per_1000_per_month": 200.0,
            "drain": "2d",
            "outages": [],
        }
    )
    desks = run(world, tmp_path).result.indicators["desks"]
    busy = {d["agency"]: d for d in desks if (d["level"], d["desk"]) == ("district", "specialist")}
    for desk in busy.values():
        assert 0.75 < desk["busy_us"] / desk["open_us"] <= 1.0
