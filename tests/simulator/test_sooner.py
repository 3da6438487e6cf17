"""A ministry that publishes sooner, for some procedures only."""

from pathlib import Path

import numpy as np

from agents.calendar_spec import DAY_US
from agents.publication import history_keys
from simulator.model.horizon import Horizon
from simulator.model.publishing import Published, Publishing
from simulator.resources import shipped
from simulator.scenario.loader import load_scenario

TINY = shipped("scenarios")["tiny"]


def published(*sets: str) -> dict[str, Published]:
    """Every procedure of `tiny` in twenty histories."""
    resolved = load_scenario(Path(TINY), sets)
    scenario = resolved.scenario
    office = resolved.calendar(scenario.default_calendar)
    made = Publishing(scenario, resolved.procedures, ["H03"], office, Horizon.of(scenario))
    return {one.made.procedure: one for one in made.of(history_keys(7, np.arange(20)))}


def test_twenty_days_sooner_is_twenty_days_for_each_document() -> None:
    """Of the procedures meant, late ones too; the others and the documents are the same."""
    sooner = "{id: a, procedures: [marriage], ministry: {earlier: 20d}}"
    before, after = published(), published(f"publication.exceptions=[{sooner}]")
    for name, one in after.items():
        count = len(before[name].decided_us)
        assert count > 10
        assert (one.made.effect_us[:count] == before[name].made.effect_us).all() or (
            name == "marriage"
        )
        if name != "marriage":
            assert (one.decided_us == before[name].decided_us).all()
            assert (one.places[0].force_us == before[name].places[0].force_us).all()
    by_document = {
        (h, v): at
        for h, v, at in zip(
            after["marriage"].made.history.tolist(),
            after["marriage"].made.version.tolist(),
            after["marriage"].decided_us.tolist(),
            strict=True,
        )
    }
    old = before["marriage"]
    for h, v, at in zip(
        old.made.history.tolist(), old.made.version.tolist(), old.decided_us.tolist(), strict=True
    ):
        assert by_document[h, v] == at - 20 * DAY_US


def test_a_province_that_publishes_sooner_waits_for_its_ministry_still() -> None:
    """It decides as much sooner, but never before it has seen the ministry's decision."""
    before = published()["marriage"]
    after = published("publication.province.earlier=10d")["marriage"]
    gained = before.places[0].decided_us - after.places[0].decided_us
    assert (gained >= 0).all()
    assert (gained <= 10 * DAY_US).all()
    assert gained.max() == 10 * DAY_US
    assert (after.decided_us == before.decided_us).all()
