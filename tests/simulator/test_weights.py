"""A unit that takes part stands for all of its kind in its province: its weight says how many."""

from __future__ import annotations

import io
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from simulator.resources import shipped
from simulator.run.engine import Engine
from simulator.scenario.loader import load_scenario
from simulator.scenario.resolved import ResolvedScenario
from simulator.scenario.units import units_that_exist
from tests.simulator.interrupted import engine_inputs
from tests.simulator.small_worlds import changed, run


def demo(scale: float) -> ResolvedScenario:
    """The demo at another scale."""
    return load_scenario(shipped("scenarios")["demo"], [f"scale={scale}"])


def weights(resolved: ResolvedScenario) -> Iterator[tuple[str, str, list[float]]]:
    """(agency, level, weights of the units that take part)."""
    model = Engine(engine_inputs(resolved), io.BytesIO()).model
    for agency in model.agencies.values():
        for level, units in agency.units.items():
            yield agency.id, level, [unit.weight for unit in units]


@pytest.mark.parametrize("scale", [0.02, 0.07, 0.5])
def test_the_units_of_a_level_stand_for_all_that_exist(scale: float) -> None:
    """Weights of one agency and level are alike and add up to the units that exist."""
    resolved = demo(scale)
    entries = {entry.id: entry for entry in resolved.agencies}
    for agency, level, found in weights(resolved):
        there_once = level in ("central", "province")  # of departments, Justice alone has work
        count = 1 if there_once else units_that_exist(entries[agency], level)
        assert len(set(found)) <= 1
        assert sum(found) == pytest.approx(count)


def test_weights_by_hand() -> None:
    """Bắc Kạn has 108 communes and 8 districts; its departments and the centre are there once."""
    found = {(a, level): Fraction(w[0]).limit_denominator(1000) for a, level, w in weights(
        demo(0.07)) if w}  # fmt: skip
    assert found["H03", "commune"] == Fraction(108, 8)
    assert found["H03", "district"] == 8
    assert found["H03", "province"] == 1
    assert found["G15", "central"] == 1


def test_everybody_stands_for_himself_at_full_scale() -> None:
    """Nobody is left out, so nobody stands for another."""
    assert {w for _, _, found in weights(demo(1.0)) for w in found} == {1.0}


def test_rows_carry_the_weight_of_their_unit(tmp_path: Path) -> None:
    """One of four communes and one of two districts; the centre is whole."""
    ran = run(changed({"scale": 0.25}), tmp_path)
    levels = np.array(ran.result.dimensions.levels)[ran.rows["procedure"]]
    for level, weight in (("commune", 4.0), ("district", 2.0), ("central", 1.0)):
        assert set(ran.rows["weight"][levels == level].tolist()) == {weight}
