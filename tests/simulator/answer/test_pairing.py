"""The same dossiers in two arms, and what is said of their difference."""

from pathlib import Path

import numpy as np
import pytest

from simulator.answer.aggregate import ALL
from simulator.answer.contrast import contrasts, headlines
from simulator.answer.pairing import ArmRows, PairSummary, pair
from simulator.rows import ROW
from tests.simulator.synthetic import END, HOUR, WORLD, Rule, make_rows, write_rows
from topics.errors import ModelError

BASELINE = Rule({"handling": 10, "coordination": 48}, noise_hours=40, common_hours=6)
BETTER = Rule({"handling": 10, "coordination": 8}, noise_hours=40, common_hours=6)
UNEQUAL = Rule(
    {"handling": 10, "coordination": 8}, extra_h26_hours=60, noise_hours=40, common_hours=6
)


def paired(folder: Path, baseline: Rule, arm: Rule, replications: int = 5) -> list[PairSummary]:
    """Pairs of made replications of 900 dossiers."""
    found = []
    for number in range(replications):
        (folder / "a").mkdir(exist_ok=True)
        (folder / "b").mkdir(exist_ok=True)
        first = write_rows(folder / "a", number, 900, baseline)
        second = write_rows(folder / "b", number, 900, arm)
        found.append(pair(ArmRows(first, END), ArmRows(second, END), WORLD, number))
    return found


def test_a_known_saving_is_found_exactly(tmp_path: Path) -> None:
    """40 h less coordination for everyone: the difference is 40 h, without any doubt."""
    found = contrasts(paired(tmp_path, BASELINE, BETTER), 1)
    mean = found["all"]["cycle_days"]["mean"]
    assert mean["difference"] == pytest.approx(-40 / 24)
    assert mean["low"] == pytest.approx(-40 / 24)
    assert mean["high"] == pytest.approx(-40 / 24)
    assert found["all"]["causes_days"]["coordination"]["difference"] == pytest.approx(-40 / 24)
    assert found["all"]["causes_days"]["queue"]["difference"] == pytest.approx(0.0, abs=1e-12)
    assert found["dossiers"]["faster_share"]["mean"] == 1.0
    assert found["dossiers"]["slower_share"]["mean"] == 0.0


def test_who_gets_worse_is_named(tmp_path: Path) -> None:
    """One province waits 60 h more and saves 40 h: it alone is worse, by 20 h."""
    by = contrasts(paired(tmp_path, BASELINE, UNEQUAL), 1)["by"]
    assert by["agency"]["worse"] == ["H26"]
    worse = by["agency"]["names"]["H26"]["cycle_days"]["mean"]
    assert worse["difference"] == pytest.approx(20 / 24)
    assert worse["low"] > 0
    assert by["procedure"]["worse"] == []
    assert by["agency"]["intervals_together"] == 3


def test_several_arms_widen_every_interval(tmp_path: Path) -> None:
    """Bonferroni over arms, and over the names of a table."""
    pairs = paired(tmp_path, BASELINE, Rule({"handling": 30}, noise_hours=25))
    one, three = contrasts(pairs, 1), contrasts(pairs, 3)
    narrow, wide = (found["all"]["cycle_days"]["mean"] for found in (one, three))
    assert wide["high"] - wide["low"] > narrow["high"] - narrow["low"]
    assert three["by"]["agency"]["intervals_together"] == 9


def test_the_variance_ratio_stands_beside_every_difference(tmp_path: Path) -> None:
    """What both arms share cancels: the difference varies far less than with other seeds."""
    arm = Rule({"handling": 10, "coordination": 8}, noise_hours=36, common_hours=6)
    mean = contrasts(paired(tmp_path, BASELINE, arm, 10), 1)["all"]["cycle_days"]["mean"]
    assert mean["variance_ratio"] > 5
    assert mean["replications_saved"] == round((mean["variance_ratio"] - 1) * 10)


def test_pairs_are_found_whatever_the_order(tmp_path: Path) -> None:
    """The arms finish their dossiers in different orders; origins tell them apart."""
    rows = make_rows(0, 300, BASELINE)
    rows.tofile(tmp_path / "a")
    rows[::-1].copy().tofile(tmp_path / "b")
    arms = ArmRows(tmp_path / "a", END), ArmRows(tmp_path / "b", END)
    found = pair(*arms, WORLD, 0, rows_each=64)
    assert found.baseline == found.arm
    assert (found.faster, found.slower, found.only_baseline, found.only_arm) == (0, 0, 0, 0)


def test_the_unfinished_are_paired_too(tmp_path: Path) -> None:
    """A dossier that one arm never finishes keeps its pair, with its time until the end."""
    rule = Rule(BASELINE.hours, noise_hours=40, common_hours=6, unfinished_every=7)
    found = contrasts(paired(tmp_path, BASELINE, rule, 2), 1)["dossiers"]
    assert found["pairs"] == 2 * 810
    assert found["unfinished_arm"] == found["unfinished_in_one"] == 2 * 116
    assert found["unfinished_baseline"] == 0
    assert found["slower_share"]["mean"] == pytest.approx(116 / 810)


def test_those_without_a_pair_are_counted(tmp_path: Path) -> None:
    """A dossier of one arm only is not compared with anything, and is said to be alone."""
    rows = make_rows(0, 100, BASELINE)
    alone = rows[rows["cohort"] == 1][0]["origin"]
    rows.tofile(tmp_path / "a")
    rows[rows["origin"] != alone].tofile(tmp_path / "b")
    arms = ArmRows(tmp_path / "a", END), ArmRows(tmp_path / "b", END)
    found = pair(*arms, WORLD, 0)
    assert (found.only_baseline, found.only_arm) == (1, 0)
    assert found.baseline[ALL].sums["n"] == found.arm[ALL].sums["n"] == 89


def test_an_empty_arm_pairs_nothing(tmp_path: Path) -> None:
    """No dossier on one side: no pair, and all of the other side alone."""
    make_rows(0, 100).tofile(tmp_path / "a")
    np.empty(0, ROW).tofile(tmp_path / "b")
    arms = ArmRows(tmp_path / "a", END), ArmRows(tmp_path / "b", END)
    found = pair(*arms, WORLD, 0)
    assert found.baseline[ALL].sums["n"] == 0
    assert found.only_baseline == 90


def test_one_origin_twice_is_an_error(tmp_path: Path) -> None:
    """An origin names one person's wish, or nothing can be paired by it."""
    rows = make_rows(0, 20)
    rows["origin"] = 5
    rows.tofile(tmp_path / "a")
    with pytest.raises(ModelError, match="same origin"):
        pair(ArmRows(tmp_path / "a", END), ArmRows(tmp_path / "a", END), WORLD, 0)


def test_a_dossier_counts_where_it_was_in_the_baseline(tmp_path: Path) -> None:
    """A dossier that the arm sends to another province stays in its first one's line."""
    rows = make_rows(0, 300, Rule({"handling": 10}))
    rows.tofile(tmp_path / "a")
    rows["agency"] = 0
    rows.tofile(tmp_path / "b")
    arms = ArmRows(tmp_path / "a", END), ArmRows(tmp_path / "b", END)
    found = pair(*arms, WORLD, 0)
    assert {
        name: part.sums["n"] for (kind, name), part in found.arm.items() if kind == "agency"
    } == {
        "G12": 90,
        "H01": 90,
        "H26": 90,
    }


def test_headlines_watch_both_times_and_the_share_on_time(tmp_path: Path) -> None:
    """Times against the baseline's mean, the share in percentage points."""
    cycle, processing, on_time = headlines(paired(tmp_path, BASELINE, BETTER, 3))
    assert cycle.differences == pytest.approx([-40 / 24] * 3)
    assert processing.differences == pytest.approx([-20 / 24] * 3)
    assert min(cycle.scale) > 58 * HOUR / (24 * HOUR)
    assert on_time.scale == [1.0] * 3
