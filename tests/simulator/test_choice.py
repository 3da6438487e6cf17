"""What the command line chose, and what is odd about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.cli.choice import Choice, tell_warnings
from simulator.resources import shipped
from simulator.scenario.loader import load_scenario
from topics.errors import InputError


def test_each_warning_of_every_arm_is_told_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A queue that only an arm makes endless is told; what both arms share is told once."""
    overlay = tmp_path / "slow.yaml"
    overlay.write_text(
        "name: slow\noffices: [{id: commune, desks: [{id: one_stop, pace: 0.0005}]}]\n"
    )
    choice = Choice("tiny", ("attention.G12-THUE=0.5",))
    tell_warnings(choice.load(), choice.load_arm(str(overlay), "tiny"))
    idle, endless = capsys.readouterr().err.splitlines()
    assert "G12-THUE takes no part" in idle
    assert "this queue grows without bound" in endless


@pytest.mark.parametrize(
    "name, said",
    [
        ("attentive-tax", "this is a lever of demo: --lever attentive-tax"),
        ("atentive-tax", "or did you mean its lever: --lever attentive-tax?"),
    ],
)
def test_a_lever_among_the_arms_is_told_how_it_is_named(name: str, said: str) -> None:
    """`compare demo attentive-tax` does not leave the planner with a list of files."""
    with pytest.raises(InputError) as error:
        Choice("demo").load_arm(name, "demo")
    assert said in str(error.value)


def test_a_lever_in_place_of_a_scenario_is_told_whose_it_is() -> None:
    """`run attentive-tax`: the shipped scenarios are searched for it."""
    with pytest.raises(InputError, match=r"this is a lever: write demo:attentive-tax"):
        Choice("attentive-tax").load()


def test_an_overlay_in_place_of_a_lever_is_told_how_it_is_named() -> None:
    """`--lever better-sharing`: the other way round."""
    with pytest.raises(InputError) as error:
        load_scenario(shipped("scenarios")["demo"], levers=["better-sharing"])
    assert "better-sharing is a scenario or an overlay: name it without --lever" in str(error.value)
