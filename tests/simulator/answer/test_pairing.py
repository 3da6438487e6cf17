"""The same dossiers in two arms, found again person by person."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simulator.answer.aggregate import ALL
from simulator.answer.pairing import ArmRows, PairSummary, pair
from simulator.ledger.rows import CAUSES, ROW
from simulator.ledger.rowstore import Rows
from tests.simulator.answer.made_rows import BIRTH, G12, H01, H26, rows_of
from tests.simulator.synthetic import DAY, END, HOUR, WORLD, Rule, make_rows
from topics.errors import ModelError

BASELINE = Rule({"handling": 10, "coordination": 48}, noise_hours=40, common_hours=6)


def paired(folder: Path, baseline: Rows, arm: Rows, rows_each: int = 64) -> PairSummary:
    """One replication of two arms."""
    baseline.tofile(folder / "a")
    arm.tofile(folder / "b")
    arms = ArmRows(folder / "a", END), ArmRows(folder / "b", END)
    return pair(*arms, WORLD, 0, rows_each)


def test_pairs_are_found_whatever_the_order(tmp_path: Path) -> None:
    """The arms finish their dossiers in different orders; origins tell them apart."""
    rows = make_rows(0, 300, BASELINE)
    found = paired(tmp_path, rows, rows[::-1].copy())
    for key, part in found.baseline.items():
        assert found.arm[key].sums == part.sums
    assert (found.faster, found.slower, found.only_baseline, found.only_arm) == (0, 0, 0, 0)
    assert found.changed == 0


def test_the_size_of_chunks_changes_nothing(tmp_path: Path) -> None:
    """Sums, counts and who gained are the same for any."""
    arms = make_rows(0, 300, BASELINE), make_rows(0, 300, Rule(noise_hours=50))
    one, other = (paired(tmp_path, *arms, rows_each) for rows_each in (7, 300))
    assert one.arm[ALL].sums == other.arm[ALL].sums
    assert (one.faster, one.slower, one.changed) == (other.faster, other.slower, other.changed)


def test_those_without_a_pair_are_counted(tmp_path: Path) -> None:
    """A dossier of one arm only is not compared with anything, and is said to be alone."""
    rows = make_rows(0, 100, BASELINE)
    alone = rows[rows["cohort"] == 1][0]["origin"]
    found = paired(tmp_path, rows, rows[rows["origin"] != alone])
    assert (found.only_baseline, found.only_arm) == (1, 0)
    assert found.baseline[ALL].sums["n"] == found.arm[ALL].sums["n"] == 89


def test_an_empty_arm_pairs_nothing(tmp_path: Path) -> None:
    """No dossier on one side: no pair, and all of the other side alone."""
    found = paired(tmp_path, make_rows(0, 100), np.empty(0, ROW))
    assert found.baseline[ALL].sums["n"] == 0
    assert found.only_baseline == 90


def test_one_origin_twice_is_an_error(tmp_path: Path) -> None:
    """An origin names one person's wish, or nothing can be paired by it."""
    rows = make_rows(0, 20)
    rows["origin"] = 5
    with pytest.raises(ModelError, match="same origin"):
        paired(tmp_path, rows, rows)


def test_a_dossier_counts_where_it_was_in_the_baseline(tmp_path: Path) -> None:
    """A dossier that the arm sends to another province stays in its first one's line."""
    rows = make_rows(0, 300, Rule({"handling": 10}))
    elsewhere = rows.copy()
    elsewhere["agency"] = 0
    found = paired(tmp_path, rows, elsewhere)
    counts = {name: part.sums["n"] for (kind, name), part in found.arm.items() if kind == "agency"}
    assert counts == {"G12": 90, "H01": 90, "H26": 90}


def test_a_dossier_has_the_weight_that_it_has_in_the_baseline(tmp_path: Path) -> None:
    """Whatever weight its unit has in the arm: both sides stand for the same people."""
    baseline = rows_of((H26, BIRTH, 2, 4), (H01, BIRTH, 6, 1))
    arm = rows_of((H01, BIRTH, 1, 1), (G12, BIRTH, 9, 7))
    found = paired(tmp_path, baseline, arm)
    assert found.baseline[ALL].sums["cycle"] == 14.0 * DAY
    assert found.arm[ALL].sums["cycle"] == 13.0 * DAY
    assert found.arm[ALL].squares == found.baseline[ALL].squares == 17.0
    assert (found.faster, found.slower) == (4.0, 1.0)


def test_less_than_an_hour_is_neither_faster_nor_slower(tmp_path: Path) -> None:
    """But it is a change."""
    rows = rows_of((H26, BIRTH, 2, 1), (H26, BIRTH, 2, 1), (H26, BIRTH, 2, 1))
    arm = rows.copy()
    for row, change_us in zip(arm, (HOUR, -HOUR, HOUR + 1), strict=True):
        row["returned_us"] += change_us
        row["open_us"][0] += change_us
    found = paired(tmp_path, rows, arm)
    assert (found.faster, found.slower, found.changed) == (0.0, 1.0, 3)


@pytest.mark.parametrize("field", ["processing_us", "on_time", "status"])
def test_another_outcome_is_a_change(tmp_path: Path, field: str) -> None:
    """One dossier of three that takes as long, but counts, ends or is judged otherwise."""
    rows = rows_of(*[(H26, BIRTH, 2, 1)] * 3)
    arm = rows.copy()
    arm[field][1] -= 1
    assert paired(tmp_path, rows, arm).changed == 1


def test_the_same_time_for_another_cause_is_a_change(tmp_path: Path) -> None:
    """An hour of handling that is an hour of waiting for data in the arm."""
    rows = rows_of(*[(H26, BIRTH, 2, 1)] * 3)
    arm = rows.copy()
    arm["open_us"][0][CAUSES.index("handling")] -= HOUR
    arm["closed_us"][0][CAUSES.index("data")] += HOUR
    assert paired(tmp_path, rows, arm).changed == 1


def test_the_unfinished_are_paired_too(tmp_path: Path) -> None:
    """A dossier that one arm never finishes keeps its pair, with its time until the end."""
    rule = Rule(BASELINE.hours, noise_hours=40, common_hours=6, unfinished_every=7)
    found = paired(tmp_path, make_rows(0, 900, BASELINE), make_rows(0, 900, rule))
    assert found.baseline[ALL].dossiers == found.arm[ALL].dossiers == 810
    assert found.arm[ALL].finished == 810 - 116
    assert found.unfinished_in_one == found.slower == 116
