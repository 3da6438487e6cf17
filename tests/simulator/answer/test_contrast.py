"""What is said of the difference between two arms."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.answer.aggregate import TIMES
from simulator.answer.arms import Arm
from simulator.answer.contrast import arm_changed, contrasts, mean_change, watched
from simulator.answer.intervals import critical
from simulator.answer.pairing import ArmRows, PairSummary, pair
from simulator.answer.sample import Sample
from simulator.answer.views import SHARES
from simulator.ledger.rows import CAUSES
from tests.simulator.synthetic import END, HOUR, WORLD, Rule, make_rows

BASELINE = Rule({"handling": 10, "coordination": 48}, noise_hours=40, common_hours=6)
BETTER = Rule({"handling": 10, "coordination": 8}, noise_hours=40, common_hours=6)
VARIED = Rule({"handling": 10, "coordination": 8}, noise_hours=36, common_hours=6)
UNEQUAL = Rule(
    {"handling": 10, "coordination": 8}, extra_h26_hours=60, noise_hours=38, common_hours=6
)
FIGURES = {f"{time}_days.{name}" for time in TIMES for name in ("mean", *SHARES)}


def pairs(folder: Path, baseline: Rule, arm: Rule, replications: int = 5) -> list[PairSummary]:
    """Pairs of made replications of 900 dossiers."""
    found = []
    for number in range(replications):
        for name, rule in (("a", baseline), ("b", arm)):
            make_rows(number, 900, rule).tofile(folder / name)
        arms = ArmRows(folder / "a", END), ArmRows(folder / "b", END)
        found.append(pair(*arms, WORLD, number))
    return found


def arm_of(found: Sequence[PairSummary], sizes: Sequence[float] | None = None) -> Arm:
    return Arm(found, Sample(sizes or [1.0] * len(found)))


def told(
    folder: Path, arm: Rule, replications: int = 5, baseline: Rule = BASELINE
) -> dict[str, Any]:
    """The differences of one arm alone."""
    return contrasts([arm_of(pairs(folder, baseline, arm, replications))])[0]


def printed(part: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Every difference of a part by its name."""
    times = {
        f"{time}_days.{name}": part[f"{time}_days"][name]
        for time in TIMES
        for name in ("mean", *SHARES)
    }
    return times | {"on_time_share": part["on_time_share"]} | part["causes_days"]


# -- differences -----------------------------------------------------------------------------------


def test_a_known_saving_is_found_exactly(tmp_path: Path) -> None:
    """40 h less coordination for everyone: the difference is 40 h, and never varied."""
    found = told(tmp_path, BETTER)
    mean = found["all"]["cycle_days"]["mean"]
    assert mean["difference"] == pytest.approx(-40 / 24)
    assert mean["arm"] - mean["baseline"] == pytest.approx(-40 / 24)
    assert (mean["low"], mean["high"], mean["variance_ratio"]) == (None, None, None)
    assert found["all"]["causes_days"]["coordination"]["difference"] == pytest.approx(-40 / 24)
    assert found["all"]["causes_days"]["queue"]["difference"] == 0.0
    assert found["dossiers"]["faster_share"]["mean"] == 1.0
    assert found["dossiers"]["slower_share"]["mean"] == 0.0


def test_the_interval_is_that_of_the_pairs(tmp_path: Path) -> None:
    """The ends of the mean difference are those of a t-test of the replications' differences."""
    found = pairs(tmp_path, BASELINE, VARIED)
    by_hand = [
        (one.arm["all", ""].mean("cycle") - one.baseline["all", ""].mean("cycle")) / 86_400e6
        for one in found
    ]
    mean = contrasts([arm_of(found)])[0]["all"]["cycle_days"]["mean"]
    half = critical(4.0) * np.std(by_hand, ddof=1) / math.sqrt(5)
    assert mean["difference"] == pytest.approx(np.mean(by_hand))
    assert (mean["high"] - mean["low"]) / 2 == pytest.approx(half)
    assert mean_change(arm_of(found)) == {
        key: value for key, value in mean.items() if not key.endswith("together")
    }


def test_differences_have_the_weights_of_the_replications(tmp_path: Path) -> None:
    """Of two replications with sizes 1/2 and 2 the first counts twice as often."""
    found = pairs(tmp_path, BASELINE, VARIED, 2)
    mean = contrasts([arm_of(found, [0.5, 2.0])])[0]["all"]["cycle_days"]["mean"]
    first, second = ((one.arm["all", ""].mean("cycle")) / 86_400e6 for one in found)
    assert mean["arm"] == pytest.approx((2 * first + second) / 3)


def test_causes_add_up_to_the_difference(tmp_path: Path) -> None:
    """In the whole and in each of its parts."""
    found = told(tmp_path, UNEQUAL)
    for part in (found["all"], *found["by"]["agency"]["names"].values()):
        total = sum(one["difference"] for one in part["causes_days"].values())
        assert total == pytest.approx(part["cycle_days"]["mean"]["difference"])


def test_the_variance_ratio_stands_beside_every_difference(tmp_path: Path) -> None:
    """What both arms share cancels: the difference varies far less than with other seeds."""
    mean = told(tmp_path, VARIED, 10)["all"]["cycle_days"]["mean"]
    assert mean["variance_ratio"] > 5
    assert mean["replications_saved"] == round((mean["variance_ratio"] - 1) * 10)


def test_the_flow_says_what_was_compared(tmp_path: Path) -> None:
    """Pairs, those changed, and those unfinished in one arm, are counts of dossiers simulated."""
    rule = Rule(BASELINE.hours, noise_hours=40, common_hours=6, unfinished_every=7)
    found = told(tmp_path, rule, 2)["dossiers"]
    assert found["pairs"] == 2 * 810
    assert found["effective"] == pytest.approx(2 * 810)
    assert found["changed"] == found["unfinished_arm"] == found["unfinished_in_one"] == 2 * 116
    assert found["unfinished_baseline"] == found["only_baseline"] == found["only_arm"] == 0
    assert found["slower_share"]["mean"] == pytest.approx(116 / 810)


def test_an_arm_that_changes_nothing_differs_by_nothing(tmp_path: Path) -> None:
    """Every difference is exactly 0, without an interval, and nobody is worse."""
    found = told(tmp_path, BASELINE)
    for one in printed(found["all"]).values():
        assert one["difference"] == 0.0
        assert one["low"] is one["high"] is one["low_together"] is None
    assert found["dossiers"]["changed"] == 0
    assert found["by"]["agency"]["worse"] == []
    assert found["by"]["agency"]["least_rise_days"] is None


def test_one_replication_has_differences_without_ends(tmp_path: Path) -> None:
    """And the document has no NaN in it."""
    found = told(tmp_path, VARIED, 1)
    for name, one in printed(found["all"]).items():
        assert one["low"] is None, name
    assert found["all"]["cycle_days"]["mean"]["difference"] < -1.0
    json.dumps(found, allow_nan=False)


def test_causes_too_rare_have_differences_without_ends(tmp_path: Path) -> None:
    """A change by half an hour beside two days is too little; one by two hours is not."""
    folder, found = tmp_path, []
    for number in range(4):
        rows, made = make_rows(number, 900, BASELINE), np.random.default_rng(number)
        rows.tofile(folder / "a")
        for cause, hours in (("sync", 0.5), ("queue", 2)):
            more = made.integers(0, int(2 * hours * HOUR), 900)
            rows["closed_us"][:, CAUSES.index(cause)] += more
            rows["returned_us"] += more
        rows.tofile(folder / "b")
        found.append(pair(ArmRows(folder / "a", END), ArmRows(folder / "b", END), WORLD, number))
    causes = contrasts([arm_of(found)])[0]["all"]["causes_days"]
    assert 0.0 < causes["queue"]["low_together"] <= causes["queue"]["low"]
    assert causes["sync"]["low"] is causes["sync"]["low_together"] is None
    assert causes["sync"]["difference"] == pytest.approx(0.5 / 24, rel=0.05)


# -- several intervals at once ---------------------------------------------------------------------


def test_several_arms_widen_every_interval(tmp_path: Path) -> None:
    """The interval that a sentence quotes holds for all arms; the table's for its lines as well."""
    rules = [VARIED, Rule({"handling": 30}, noise_hours=25), Rule({"handling": 9}, noise_hours=44)]
    arms = [arm_of(pairs(tmp_path, BASELINE, rule)) for rule in rules]
    (alone,), three = contrasts(arms[:1]), contrasts(arms)
    narrow, wide = (one["all"]["cycle_days"]["mean"] for one in (alone, three[0]))
    assert wide["low"] < narrow["low"] < narrow["high"] < wide["high"]
    assert wide["low_together"] <= wide["low"]
    assert narrow["low_together"] < narrow["low"]
    assert alone["by"]["agency"]["intervals_together"] == 3
    assert three[0]["by"]["agency"]["intervals_together"] == 9


def test_the_same_arm_twice_widens_nothing(tmp_path: Path) -> None:
    """Numbers that always go together are one."""
    arm = arm_of(pairs(tmp_path, BASELINE, VARIED))
    once, twice = contrasts([arm])[0], contrasts([arm, arm])[0]
    assert twice["all"]["cycle_days"]["mean"] == once["all"]["cycle_days"]["mean"]


# -- who gets worse --------------------------------------------------------------------------------


def test_who_gets_worse_is_named(tmp_path: Path) -> None:
    """One province waits 60 h more and saves about 42 h: it alone is worse, by about 18 h."""
    by = told(tmp_path, UNEQUAL)["by"]
    assert by["agency"]["worse"] == ["H26"]
    worse = by["agency"]["names"]["H26"]["cycle_days"]["mean"]
    assert worse["difference"] == pytest.approx(18 / 24, abs=0.05)
    assert 0 < worse["low_together"] < worse["low"]
    assert by["procedure"]["worse"] == []
    assert by["agency"]["intervals_together"] == 3


def test_the_worst_stands_first(tmp_path: Path) -> None:
    """All provinces are slower, one of them by more."""
    slower = Rule({"handling": 40, "coordination": 48}, extra_h26_hours=50, noise_hours=42)
    found = told(tmp_path, slower)["by"]["agency"]
    assert found["worse"][0] == "H26"
    assert set(found["worse"]) == {"H26", "H01", "G12"}


def test_the_least_rise_that_would_have_been_found(tmp_path: Path) -> None:
    """Some more than the middle province's half-width, and less with more replications."""
    few, many = (told(tmp_path, VARIED, n)["by"]["agency"] for n in (4, 16))
    assert 0 < many["least_rise_days"] < few["least_rise_days"]
    halves = sorted(
        (one["cycle_days"]["mean"]["high_together"] - one["cycle_days"]["mean"]["low_together"]) / 2
        for one in many["names"].values()
    )
    assert halves[1] < many["least_rise_days"] < 2 * halves[1]


# -- what a stopping rule watches ------------------------------------------------------------------


def test_every_interval_that_is_printed_of_all_dossiers_is_watched(tmp_path: Path) -> None:
    """Both times, their quantiles, the share on time and every cause that has an interval.

    A watched half-width is the wider one of the two that are printed.
    """
    arms = [arm_of(pairs(tmp_path, BASELINE, rule)) for rule in (VARIED, UNEQUAL)]
    documents = [printed(one["all"]) for one in contrasts(arms)]
    shown = [
        (name, (one["high_together"] - one["low_together"]) / 2)
        for document in documents
        for name, one in document.items()
        if one["low_together"] is not None
    ]
    seen = [(name, wide) for name, wide, _ in watched(arms) if wide > 0.0]
    assert sorted(name for name, _ in seen) == sorted(name for name, _ in shown)
    assert sorted(w for _, w in seen) == pytest.approx(sorted(w for _, w in shown))
    assert {name for name, _ in seen} >= FIGURES - {"sync"} | {"on_time_share", "queue"}


def test_times_are_watched_beside_the_baselines_mean(tmp_path: Path) -> None:
    """5 % of the mean cycle time for times and causes; five percentage points for a share."""
    arm = arm_of(pairs(tmp_path, BASELINE, VARIED))
    mean = arm.mean_change(("all", "")).baseline.value
    scales = {name: scale for name, _, scale in watched([arm])}
    assert scales.pop("on_time_share") == 1.0
    assert set(scales.values()) == {mean}
    assert mean > 58 / 24


def test_an_arm_that_changes_nothing_is_not_watched(tmp_path: Path) -> None:
    """Its difference is 0 for certain, so it keeps nobody going."""
    same, other = (arm_of(pairs(tmp_path, BASELINE, rule)) for rule in (BASELINE, VARIED))
    assert not arm_changed(same)
    assert arm_changed(other)
    assert list(watched([same])) == []
    beside = [name for name, _, _ in watched([same, other])]
    assert sorted(beside) == sorted(name for name, _, _ in watched([other]))


def test_what_cannot_be_told_is_watched_as_unknown(tmp_path: Path) -> None:
    """With one replication no half-width is known, so no target is met."""
    found = list(watched([arm_of(pairs(tmp_path, BASELINE, VARIED, 1))]))
    assert {name for name, _, _ in found} >= FIGURES
    assert all(math.isnan(wide) for _, wide, _ in found)


def test_every_cause_is_told(tmp_path: Path) -> None:
    """In the order of the ledger."""
    assert list(told(tmp_path, VARIED, 2)["all"]["causes_days"]) == list(CAUSES)
