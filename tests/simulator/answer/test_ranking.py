"""Which arm brings most; what some bring beyond the sum of each alone; savings by week."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.answer.arms import Arm
from simulator.answer.contrast import contrasts
from simulator.answer.intervals import critical_of_table
from simulator.answer.pairing import ArmRows, pair
from simulator.answer.ranking import beyond_the_sum, ranking
from simulator.answer.sample import Sample
from tests.simulator.synthetic import DAY, END, HOUR, WORLD, Rule, make_rows

BASELINE = Rule({"handling": 10, "coordination": 48}, noise_hours=40, common_hours=6)
SHARING = Rule({"handling": 10, "coordination": 8}, noise_hours=38, common_hours=6)
SHORTER = Rule({"handling": 4, "coordination": 48}, noise_hours=39, common_hours=6)
TOGETHER = Rule({"handling": 4, "coordination": 14}, noise_hours=36, common_hours=6)


def arms(folder: Path, *rules: Rule, replications: int = 6) -> list[Arm]:
    """Arms beside the baseline, of the same made dossiers."""
    found = []
    for rule in rules:
        pairs = []
        for number in range(replications):
            for name, one in (("a", BASELINE), ("b", rule)):
                rows = make_rows(number, 900, one)
                rows["day"] += np.arange(len(rows)) % 21  # three weeks
                rows.tofile(folder / name)
            pairs.append(
                pair(ArmRows(folder / "a", END), ArmRows(folder / "b", END), WORLD, number)
            )
        found.append(Arm(pairs, Sample([1.0] * replications)))
    return found


def mean_of(arm: Arm) -> float:
    return arm.mean_change(("all", "")).difference.value


def test_the_arm_that_saves_most_comes_first(tmp_path: Path) -> None:
    """With the days by which it is ahead of the next; the last is ahead of nobody."""
    found = arms(tmp_path, SHORTER, TOGETHER, SHARING)
    first, second, last = ranking(found)
    assert [one["arm"] for one in (first, second, last)] == [1, 2, 0]
    ahead: Any = first["ahead_days"]
    assert ahead["difference"] == pytest.approx(mean_of(found[2]) - mean_of(found[1]))
    assert ahead["low_together"] < ahead["difference"] < ahead["high_together"]
    assert "ahead_days" not in last


def test_the_lead_holds_together_over_all_pairs_of_arms(tmp_path: Path) -> None:
    """Which two are neighbours is not known beforehand: three pairs of three arms."""
    found = arms(tmp_path, SHORTER, TOGETHER, SHARING)
    changes = [arm.mean_change(("all", "")).difference for arm in found]
    pairs = [changes[0].minus(changes[1]), changes[0].minus(changes[2])]
    reach = critical_of_table([*pairs, changes[1].minus(changes[2])])
    told: Any = ranking(found)[0]["ahead_days"]
    half = (told["high_together"] - told["low_together"]) / 2
    assert half == pytest.approx(reach * changes[1].minus(changes[2]).error)


def test_one_arm_is_first(tmp_path: Path) -> None:
    """And there is nothing to be ahead of."""
    assert ranking(arms(tmp_path, SHARING)) == [{"arm": 0}]


def test_what_is_beyond_the_sum_is_found_exactly(tmp_path: Path) -> None:
    """6 h less handling and 40 h less coordination alone; together 6 and 34: 6 h less than the sum.

    The rest of it is their noise, which is the same dossier by dossier.
    """
    sharing, shorter, together = found = arms(tmp_path, SHARING, SHORTER, TOGETHER)
    (one,) = beyond_the_sum(found, {2: [(0, 1)]})
    assert (one["arm"], one["of"]) == (2, [0, 1])
    assert one["sum_days"] == pytest.approx(mean_of(sharing) + mean_of(shorter))
    assert one["together_days"] == pytest.approx(mean_of(together))
    beyond: Any = one["beyond_days"]
    assert beyond["difference"] == pytest.approx(one["together_days"] - one["sum_days"])  # type: ignore[operator]
    assert beyond["low_together"] < beyond["difference"] < beyond["high_together"]
    assert beyond["difference"] == pytest.approx(6 / 24, abs=0.1)
    assert beyond_the_sum(found, {}) == []


def test_weeks_are_those_of_submission_from_monday(tmp_path: Path) -> None:
    """Each with its mean cycle time; they weigh up to the whole."""
    (arm,) = arms(tmp_path, SHARING)
    weeks = contrasts([arm])[0]["by"]["week"]
    assert list(weeks["names"]) == ["1970-04-06", "1970-04-13", "1970-04-20", "1970-04-27"]
    for one in weeks["names"].values():
        mean = one["cycle_days"]["mean"]
        assert mean["difference"] == pytest.approx(-40 / 24, abs=0.25)
        assert mean["low_together"] <= mean["low"] < mean["high"] <= mean["high_together"]
    assert weeks["intervals_together"] == 4
    weights = [sum(d.weight for d in one.days[0].values()) for one in arm.pairs]
    cycles = [sum(d.cycle for d in one.days[1].values()) for one in arm.pairs]
    whole = arm.mean_change(("all", "")).arm.value
    assert sum(cycles) / sum(weights) * 1e6 / DAY == pytest.approx(whole, abs=HOUR / DAY / 60)
