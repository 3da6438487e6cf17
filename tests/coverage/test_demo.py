"""What `make demo` says of publication: narrow, and right as often as it says."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from simulator.answer.aggregate import ALL
from simulator.answer.intervals import critical_of_table
from tests.coverage.experiments import arms_of, experiments
from tests.coverage.pool import World, pool

OVERLAYS = ("faster-publication",)
REPLICATIONS, EXPERIMENTS, FRESH = 16, 50, 2000
BEFORE = 1.4  # days: the width of the interval that the demo printed with histories by chance
FOLDER = Path(os.environ.get("LIENTHONG_POOLS", Path.home() / ".cache/lienthong"))


@pytest.mark.full
def test_the_demos_savings_are_narrow_and_right() -> None:
    """50 demos of 16 replications: as narrow as a quarter of before, and they hold what is true.

    True is what 2,000 replications find, each with a history left to chance.
    """
    found = pool(World("demo", (), OVERLAYS), REPLICATIONS * EXPERIMENTS, FOLDER)
    fresh = pool(World("demo", ("seed=2",), OVERLAYS), FRESH, FOLDER, by_chance=True)
    truth = [arm.mean_change(ALL).difference for arm in arms_of(fresh)]
    held, widths = 0, []
    for one in experiments(found, REPLICATIONS, EXPERIMENTS):
        savings = [arm.mean_change(ALL).difference for arm in arms_of(one)]
        reach = critical_of_table(savings)
        widths.append(2 * reach * savings[0].error)
        held += all(
            abs(one.value - right.value) <= reach * one.error + 2 * right.error
            for one, right in zip(savings, truth, strict=True)
        )
    assert np.median(widths) <= BEFORE / 4
    assert held >= stats.binom.ppf(0.005, EXPERIMENTS, 0.95)
