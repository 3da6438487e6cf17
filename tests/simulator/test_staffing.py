"""People of desks in the model: departments have their own, and fractions are exact."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest

from agents.draws import name_key
from simulator.model.model import Model
from simulator.model.offices import DeskPlace, whole_people
from simulator.resources import shipped
from simulator.run.engine import Engine
from simulator.scenario.loader import load_scenario
from tests.simulator.interrupted import engine_inputs
from tests.simulator.small_worlds import changed, run


def model_of(*sets: str) -> Model:
    """One replication of tiny, made and not run."""
    resolved = load_scenario(shipped("scenarios")["tiny"], sets)
    return Engine(engine_inputs(resolved), io.BytesIO()).model


def desks(model: Model, level: str, desk: str) -> list[DeskPlace]:
    return [p for p in model.offices.places if (p.level, p.desk) == (level, desk)]


def test_five_specialists_of_justice_are_five_people() -> None:
    """Not a hundred: the department is there once."""
    staff = "offices[province].departments[justice].staff.specialist={fixed: 5}"
    (place,) = desks(model_of(staff), "province", "specialist")
    assert (place.department, place.servers) == ("justice", 5)
    assert place.name == "H03/province-justice:specialist"


@pytest.mark.parametrize("people", [0.01, 0.4, 1.0, 1.3, 2.0, 2.75, 47.5])
def test_whole_people_are_right_on_the_mean(people: float) -> None:
    """Less than one is one; above, the fraction is the chance of one more."""
    found = [whole_people(people, name_key("test", n)) for n in range(4000)]
    assert set(found) <= {max(1, int(people)), max(1, int(people) + 1)}
    error = 3 * (0.25 / len(found)) ** 0.5
    assert np.mean(found) == pytest.approx(max(1.0, people), abs=error)


@pytest.mark.parametrize("factor", [1.0, 0.8, 0.5])
@pytest.mark.parametrize("given", ["per_100k: 40", "per_100k: 3", "fixed: 1", "fixed: 3"])
def test_the_capacity_of_every_desk_is_exact(given: str, factor: float) -> None:
    """People times pace is what was written, in each unit, however fractions were rounded."""
    staff = f"offices[commune].desks[one_stop].staff={{{given}, at_least: null, factor: {factor}}}"
    model = model_of(staff)
    people = {unit.id: unit.people for unit in model.units}
    kind, number = given.split(": ")
    for place in desks(model, "commune", "one_stop"):
        inhabitants = people[place.name.partition(":")[0]]
        wanted = float(number) * (inhabitants / 100_000 if kind == "per_100k" else 1) * factor
        assert place.servers * place.at.pace == pytest.approx(0.35 * wanted, rel=1e-4)


def test_a_cut_of_per_100k_costs_time(tmp_path: Path) -> None:
    """Four fifths of less than one person: before, rounding up made the cut free."""
    waits = []
    for per_100k in (10.0, 8.0):
        world = changed({f"offices.0.desks.{n}.staff": {"per_100k": per_100k} for n in range(3)})
        rows = run(world, tmp_path / str(per_100k)).rows
        ended = rows[rows["returned_us"] >= 0]
        waits.append(ended["open_us"][:, :2].sum() / len(ended))  # handling and queue
    assert waits[1] > 1.1 * waits[0]


def test_units_of_unlike_size_have_arrivals_in_proportion(tmp_path: Path) -> None:
    """The larger of two communes that stand for four has as many more dossiers."""
    world = changed({"offices.0.size_cv": 1.0, "scale": 0.5, "duration": "60d"})
    ran = run(world, tmp_path)
    names = ran.result.dimensions.units
    counts = np.bincount(ran.rows["unit"], minlength=len(names))
    found = {n: int(c) for n, c in zip(names, counts, strict=True) if n.startswith("H26/commune")}
    people = {
        unit.id: unit.people
        for unit in Engine(engine_inputs(ran.resolved), io.BytesIO()).model.units
    }
    large, small = sorted(found, key=lambda name: -people[name])
    expected = people[large] / (people[large] + people[small])
    share = found[large] / (found[large] + found[small])
    assert expected > 0.7
    error = (expected * (1 - expected) / (found[large] + found[small])) ** 0.5
    assert share == pytest.approx(expected, abs=3 * error)
