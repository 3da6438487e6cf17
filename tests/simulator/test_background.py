"""What units left out would have sent comes to those who answer, and to nobody twice."""

from __future__ import annotations

import io
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from agents.calendar_spec import HOUR_US
from simulator.ledger.rowstore import digest
from simulator.model.options import RunOptions
from simulator.run.engine import Engine
from simulator.run.snapshot import restore, snapshot
from simulator.scenario.inflows import Inflows, Target
from simulator.scenario.outline import outline
from simulator.scenario.resolved import ResolvedScenario, resolve_document
from tests.simulator.interrupted import engine_inputs, outcome
from tests.simulator.small_worlds import Ran, changed, run

PER_1000_PER_WEEK = 10.0 / 1000 / (365.25 / 12 / 7)
LETTERS = {"sharing.platform.share": 0.0, "sharing.reuse": 0.0, "publication.documents_per_year": 0}
QUARTER = {"scale": 0.25}  # one commune of four, one district of two
BUSY = {  # no queue grows without bound
    "answering.central.staff": {"fixed": 4},
    "arrivals.per_1000_per_month": 45.0,
    "duration": "70d",
    "drain": "14d",
    "publication.documents_per_year": 0.0,
    "outages": [],
}


def unseen(resolved: ResolvedScenario) -> dict[Target, float]:
    """Jobs a week of each desk that no simulated dossier brings."""
    inflows = Inflows(resolved.scenario, resolved.agencies, resolved.procedures)
    found: defaultdict[Target, float] = defaultdict(float)
    for inflow in (*inflows.letters, *inflows.chained):
        found[inflow.to] += inflow.unseen_per_week
    return found


def test_unseen_letters_by_hand() -> None:
    """Three quarters of what communes ask the police of H03, and half of what districts do."""
    alone = {"sharing.platform.fallback": "none"}  # so that no letter comes of its failures
    found = unseen(resolve_document(changed(LETTERS | QUARTER | alone)))
    week = 20_000 * PER_1000_PER_WEEK
    birth = 0.4 * 0.95 * 0.98  # not refused; 2 % give up over papers
    bundle, card = 0.3 * 0.98, 0.2
    letter = 0.1  # by letter, where the step's own platform has 0.9 of them
    police = 0.75 * (birth + bundle * letter) + 0.5 * card * letter
    assert found[Target("G01", "answering", "answering", "H03")] == pytest.approx(police * week)


def test_unseen_chained_work_by_hand() -> None:
    """A district of H03 sees the bundles of one commune and stands for two: half are missing."""
    found = unseen(resolve_document(changed(LETTERS | QUARTER)))
    bundles = 20_000 / 2 * PER_1000_PER_WEEK * 0.3 * 0.98
    assert found[Target("H03", "district", "specialist", "H03")] == pytest.approx(bundles / 2)
    assert found[Target("H03", "district", "one_stop", "H03")] == pytest.approx(bundles / 2)
    assert Target("H03", "commune", "specialist", "H03") not in found


def test_where_rounding_brings_too_much_is_said() -> None:
    """Of each province, three of four communes send bundles to one of two districts: half more."""
    at = {}
    for scale in (0.7, 0.25):
        resolved = resolve_document(changed({"scale": scale}))
        told = outline(resolved.scenario, resolved.agencies, resolved.procedures)
        at[scale] = {(one["agency"], one["level"]): one["factor"] for one in told["too_busy"]}
    more = pytest.approx(1.5)
    assert at == {0.7: {("H03", "district"): more, ("H26", "district"): more}, 0.25: {}}


def test_the_plan_of_a_desk_follows_its_open_time() -> None:
    """At a steady rate over four weeks less a holiday, but for the days before the first letter."""
    world = changed(LETTERS | QUARTER | {"duration": "26d", "drain": "0s"})
    resolved = resolve_document(world)
    model = Engine(engine_inputs(resolved), io.BytesIO()).model
    place = next(n for n, p in enumerate(model.offices.places) if p.name.startswith("G15/answ"))
    plan = model.unseen.by_place[place].plan
    letters = unseen(resolved)[Target("G15", "answering", "answering", "")]
    open_days = 19 - 1.125  # the first is carried until Monday at 08:00, and picked up a day later
    assert plan.expected[-1] == pytest.approx(letters * open_days / 5)


def test_at_full_scale_there_is_no_background() -> None:
    """Everybody is there who sends anything."""
    model = Engine(engine_inputs(resolve_document(changed({}))), io.BytesIO()).model
    assert model.unseen.by_place == {}
    assert set(unseen(resolve_document(changed({}))).values()) == {0.0}


def answering(ran: Ran) -> tuple[float, float]:
    """(utilisation of those who answer, and of district desks)."""
    desks: list[dict[str, Any]] = ran.result.indicators["desks"]
    found = []
    for level in ("answering", "district"):
        mine = [d for d in desks if d["level"] == level]
        found.append(sum(d["busy_us"] for d in mine) / sum(d["open_us"] for d in mine))
    return found[0], found[1]


@pytest.mark.parametrize(
    "replications, within", [(2, 0.12), pytest.param(8, 0.06, marks=pytest.mark.full)]
)
def test_those_who_answer_are_as_busy_at_any_scale(
    replications: int, within: float, tmp_path: Path
) -> None:
    """Real work begins later in the run than the background, by a few percent."""
    means = {}
    for scale in (1.0, 0.25):
        world = changed(BUSY | {"scale": scale})
        found = [answering(run(world, tmp_path / f"{scale}-{n}", n)) for n in range(replications)]
        means[scale] = np.mean(found, axis=0)
    assert means[0.25][0] == pytest.approx(means[1.0][0], rel=within)
    assert means[0.25][1] == pytest.approx(means[1.0][1], rel=within)


@pytest.mark.parametrize("discipline", ["fifo", "priority", "earliest-due"])
def test_neither_block_size_nor_elision_matters_to_the_background(
    discipline: str, tmp_path: Path
) -> None:
    """One digest, and the same busy desks."""
    world = changed(
        QUARTER | {
            "answering.branch.discipline": discipline, "answering.central.absence": 0.1,
            "publication.documents_per_year": 12.0, "arrivals.growth_per_year": 1.0,
            "arrivals.per_1000_per_month": 40.0, "duration": "7d",
        }
    )  # fmt: skip
    ways = [(1, True), (4096, True), (7, False), (4096, False)]
    found = []
    for number, (block, elide) in enumerate(ways):
        ran = run(world, tmp_path / str(number), 0, RunOptions(draw_block=block, elide=elide))
        desks = ran.result.indicators["desks"]
        found.append((digest([ran.result.rows_path], ran.result.dimensions), desks))
    assert all(one == found[0] for one in found)


@pytest.mark.parametrize("elide", [True, False])
def test_a_snapshot_keeps_the_background(elide: bool, tmp_path: Path) -> None:
    """Interrupted at three instants, the run ends as if it had not been."""
    resolved = resolve_document(
        changed(QUARTER | {"arrivals.per_1000_per_month": 60.0, "drain": "20d"})
    )
    whole_path, part_path = tmp_path / "whole", tmp_path / "part"
    with whole_path.open("wb") as out:
        engine = Engine(engine_inputs(resolved, elide), out)
        engine.begin()
        engine.finish()
    with part_path.open("w+b") as out:
        part = Engine(engine_inputs(resolved, elide), out)
        part.begin()
        for days in (1, 5, 9):
            part.advance(part.model.horizon.start_us + days * 86_400_000_000 + 35_000_000_123)
            part = restore(engine_inputs(resolved, elide, 7), snapshot(part), out)
        part.finish()
    assert outcome(part, part_path) == outcome(engine, whole_path)
    assert any(background.given for background in part.model.unseen.by_place.values())


def test_unseen_guidance_by_hand() -> None:
    """Half of what districts, three quarters of what communes ask in gaps goes to the ministry."""
    quiet = {"sharing.reuse": 1.0, "publication.documents_per_year": 12.0, "drain": "30d"}
    model = Engine(engine_inputs(resolve_document(changed(QUARTER | quiet))), io.BytesIO()).model
    start, end = model.horizon.start_us, model.horizon.end_us
    office = model.offices.calendar("office")

    def answered_us(written_us: int) -> int:
        """Carried for 8 h, picked up after two working days."""
        at_us = office.next_open(min(max(written_us, start), end) + 8 * HOUR_US)
        return min(office.add_work(at_us, 16 * HOUR_US), end)

    expected = 0.0
    for procedure, share in (("birth", 0.4 * 0.95 * 0.98), ("bundle", 0.3 * 0.98), ("card", 0.2)):
        for province, people in (("H03", 20_000), ("H26", 30_000)):
            week = people * PER_1000_PER_WEEK * share * (0.5 if procedure == "card" else 0.75)
            for gap in model.publications.at(procedure, province).gaps_us():
                open_us = office.work_between(*map(answered_us, gap))
                expected += 0.3 * week * open_us / (40 * HOUR_US)
    place = next(n for n, p in enumerate(model.offices.places) if p.name.startswith("G15/answ"))
    assert expected > 20.0
    assert model.unseen.by_place[place].plan.expected[-1] == pytest.approx(expected)
