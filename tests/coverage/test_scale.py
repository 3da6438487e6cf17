"""An answer does not hang on how many units a scenario keeps: means, causes and savings.

Every scale has the same publication histories, so that their chance is out of the differences.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from simulator.answer.aggregate import ALL
from simulator.answer.arms import Arm
from simulator.answer.intervals import critical_of_table
from simulator.answer.sample import Estimate
from simulator.answer.views import DAY_US
from simulator.cli.choice import Choice
from simulator.ledger.rows import CAUSES
from simulator.model.options import RunOptions
from simulator.run.comparison import compare

WIDEST = 0.03  # half-width of a difference, of the mean cycle time
SURE = 0.99


def told(scenario: str, replications: int, folder: Path, *sets: str) -> dict[str, Estimate]:
    """Mean, on-time share, days by cause, and what each remedy saves."""
    choice = Choice(scenario, sets)
    baseline = choice.load()
    arms = [
        choice.load_arm(name, baseline.scenario.name)
        for name in ("faster-publication", "better-sharing")
    ]
    folder.mkdir()
    found = compare(
        baseline, arms, replications=replications, workers=os.cpu_count() or 1, folder=folder,
        options=RunOptions(),
    )  # fmt: skip
    first, second = found.arms()
    view = first.views()[0]
    return {
        "mean": view.mean("cycle", unit=DAY_US),
        **{cause: view.cause(cause) for cause in CAUSES},
        "faster publication saves": saving(first),
        "better sharing saves": saving(second),
    }


def saving(arm: Arm) -> Estimate:
    """The days saved of the mean cycle time."""
    return arm.mean_change(ALL).difference.times(-1.0)


def check(at: dict[float, dict[str, Estimate]]) -> None:
    """Each scale beside the largest: every difference may be 0, and none is known badly."""
    most = max(at)
    mean = at[most]["mean"].value
    differences = {
        (scale, name): one.minus(at[most][name])
        for scale, estimates in at.items()
        if scale != most
        for name, one in estimates.items()
    }
    reach = critical_of_table(list(differences.values()), SURE)
    beyond = {k: d.value for k, d in differences.items() if abs(d.value) > reach * d.error}
    assert beyond == {}
    wide = {k: reach * d.error for k, d in differences.items() if reach * d.error > WIDEST * mean}
    assert wide == {}


@pytest.mark.full
def test_the_demo_says_the_same_at_any_scale(tmp_path: Path) -> None:
    """2, 5 and 20 % of the units beside all of them."""
    check(
        {
            scale: told("demo", 24, tmp_path / str(scale), f"scale={scale}")
            for scale in (0.02, 0.05, 0.2, 1.0)
        }
    )


@pytest.mark.full
def test_the_country_says_the_same_at_two_scales(tmp_path: Path) -> None:
    """2 % of the units beside 10 %, over a month."""
    month = ("duration=30d", "warmup=14d", "drain=60d")
    check(
        {
            scale: told("baseline-2023", 16, tmp_path / str(scale), f"scale={scale}", *month)
            for scale in (0.02, 0.1)
        }
    )
