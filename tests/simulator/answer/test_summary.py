"""What a run's rows add up to."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.answer.aggregate import ALL, MEASURES, Aggregator, take
from simulator.answer.indicator_summary import merge_indicators
from simulator.answer.summary import ReplicationSummary, assumptions, merge, summarise
from simulator.rows import CAUSES
from tests.simulator.synthetic import DAY, END, HOUR, WORLD, Rule, make_rows, write_rows
from topics.errors import ModelError

PLAIN = Rule({"handling": 10, "coordination": 48}, extra_h26_hours=24)
ABOUT = {"name": "made"}


def summaries(folder: Path, rule: Rule, replications: int) -> list[ReplicationSummary]:
    """Summaries of made replications of 600 dossiers."""
    paths = [write_rows(folder, number, 600, rule) for number in range(replications)]
    return [summarise(path, WORLD, number, END, {}) for number, path in enumerate(paths)]


def test_known_times_come_out_exactly(tmp_path: Path) -> None:
    """10 h of work, 48 h of coordination; a third of the cohort waits 24 h more."""
    document = merge(summaries(tmp_path, PLAIN, 2), ABOUT)
    every = document["all"]
    assert every["dossiers"] == 2 * 540
    assert every["cycle_days"]["mean"]["mean"] == pytest.approx((58 + 8) / 24)
    assert every["cycle_days"]["p50"]["mean"] == pytest.approx(58 / 24)
    assert every["cycle_days"]["p90"]["mean"] == pytest.approx(82 / 24)
    assert every["processing_days"]["mean"]["mean"] == pytest.approx(33 / 24)
    assert every["causes_days"]["coordination"]["open"]["mean"] == pytest.approx(2.0)
    assert every["causes_days"]["queue"]["closed"]["mean"] == pytest.approx(8 / 24)
    assert every["causes_days"]["sync"]["all"]["mean"] == 0.0
    assert every["on_time_share"]["mean"] == pytest.approx(2 / 3)


def test_each_dimension_shows_its_own(tmp_path: Path) -> None:
    """The province that waits is slower by a day; the others are alike."""
    by = merge(summaries(tmp_path, PLAIN, 2), ABOUT)["by"]
    means = {name: part["cycle_days"]["mean"]["mean"] for name, part in by["agency"].items()}
    assert means == pytest.approx({"G12": 58 / 24, "H01": 58 / 24, "H26": 82 / 24})
    assert list(by["level"]) == ["commune", "district"]
    assert list(by["procedure"]) == ["birth", "land-transfer"]
    assert list(by["group"]) == ["civil-status", "land"]
    assert sum(part["dossiers"] for part in by["procedure"].values()) == 1080


def test_causes_add_up_to_the_cycle_time(tmp_path: Path) -> None:
    """The means by cause, open and closed, sum to the mean cycle time."""
    every = merge(summaries(tmp_path, Rule(noise_hours=30), 3), ABOUT)["all"]
    total = sum(cause["all"]["mean"] for cause in every["causes_days"].values())
    assert total == pytest.approx(every["cycle_days"]["mean"]["mean"], rel=1e-12)


def test_only_the_cohort_counts(tmp_path: Path) -> None:
    """Dossiers of the warm-up are simulated, and counted as such, but not measured."""
    flow = merge(summaries(tmp_path, PLAIN, 2), ABOUT)["dossiers"]
    assert flow == {
        "simulated": 1200,
        "cohort": 1080,
        "unfinished": 0,
        "means_are_lower_bounds": False,
    }


def test_unfinished_dossiers_stay_in_and_flag_the_mean(tmp_path: Path) -> None:
    """Their time until the end counts, they are late once past due, and the mean is a bound."""
    rule = Rule({"handling": 10}, unfinished_every=7)
    document = merge(summaries(tmp_path, rule, 2), ABOUT)
    assert document["dossiers"]["unfinished"] == 2 * 77
    assert document["dossiers"]["means_are_lower_bounds"]
    assert document["all"]["unfinished"] == 2 * 77
    assert document["all"]["on_time_share"]["mean"] == pytest.approx(463 / 540)


def test_whether_an_unfinished_dossier_is_late_is_its_rows_to_say() -> None:
    """It may be past due because its clock stands; not late so far counts as on time."""
    rows = make_rows(0, 8, Rule(unfinished_every=1))
    rows["due_us"] = END - 1
    rows["on_time"][2:] = 1
    assert take(rows, END).on_time.tolist() == [False] * 2 + [True] * 6


def test_the_size_of_chunks_changes_nothing(tmp_path: Path) -> None:
    """Sums are exact integers, so any way of reading gives the same."""
    path = write_rows(tmp_path, 0, 600, Rule(noise_hours=30))
    found = [summarise(path, WORLD, 0, END, {}, size) for size in (1, 13, 600)]
    assert found[0] == found[1] == found[2]


def test_sums_beyond_64_bits_stay_exact() -> None:
    """A hundred dossiers of 1e17 us each add up to 1e19, which no int64 holds."""
    rows = make_rows(0, 100, Rule({}))
    rows["submitted_us"], rows["returned_us"] = 0, 10**17
    rows["open_us"], rows["closed_us"] = 0, 0
    rows["open_us"][:, 0] = 10**17
    total = Aggregator(WORLD)
    for row in np.split(rows, 100):
        total.add(row, take(row, END), total.cells_of(row))
    assert total.parts()[ALL].sums["cycle"] == 10**19


def test_a_ledger_with_a_gap_is_an_error(tmp_path: Path) -> None:
    """Time that no cause accounts for is not averaged away."""
    rows = make_rows(0, 20)
    rows["open_us"][4, 0] -= 1
    rows.tofile(tmp_path / "gap")
    with pytest.raises(ModelError, match="time by cause is not their cycle time"):
        summarise(tmp_path / "gap", WORLD, 0, END, {})


def test_a_run_without_dossiers_has_no_estimates(tmp_path: Path) -> None:
    """Nothing was measured, and nothing is made up."""
    (tmp_path / "none").touch()
    document = merge([summarise(tmp_path / "none", WORLD, 0, END, {})], ABOUT)
    assert document["all"]["dossiers"] == 0
    assert document["all"]["cycle_days"]["mean"] is None
    assert document["by"]["agency"] == {}


def test_one_replication_has_estimates_without_ends(tmp_path: Path) -> None:
    """The ends of an interval need two replications."""
    mean = merge(summaries(tmp_path, PLAIN, 1), ABOUT)["all"]["cycle_days"]["mean"]
    assert mean["low"] is None
    assert mean["high"] is None


def test_an_interval_stays_where_values_can_be(tmp_path: Path) -> None:
    """A share's interval ends at 1 and a time's begins at 0, however few replications."""
    rules = [Rule({"handling": 10}), Rule({"handling": 90})]
    found = [summaries(tmp_path, rule, 1)[0] for rule in rules]
    every = merge(found, ABOUT)["all"]
    assert every["on_time_share"] == {"mean": 0.5, "low": 0.0, "high": 1.0}
    assert every["cycle_days"]["mean"]["low"] == 0.0
    assert every["cycle_days"]["mean"]["high"] > 90 / 24


def test_figures_are_counted_as_verified_or_assumed() -> None:
    """Every flag that ends in `verified` counts, however deep."""
    document = {
        "a": [{"verified": True, "limit": {"verified": False}}, {"weight_verified": False}],
        "verified": True,
        "note": "verified",
    }
    assert assumptions(document) == {"verified": 2, "assumed": 2}


def indicators(synced: int, busy_us: int) -> dict[str, Any]:
    """What an engine counts in one replication."""
    return {
        "sync": {"changes": 100, "synced": synced, "lag_us": synced * 2 * HOUR},
        "publication": {"ministry": {"decisions": 4, "on_time": 3}},
        "requests": [line("H26", "letter", 5), line("H01", "platform", 40)],
        "desks": [
            {"agency": "H26", "level": "commune", "desk": "one_stop", "servers": 2}
            | {"busy_us": busy_us, "open_us": 10 * DAY, "visits": 7}
        ],
        "messages": {"exchange": 90},
    }


def line(requester: str, mode: str, count: int) -> dict[str, Any]:
    """One pair's answered requests."""
    return {
        "requester": requester,
        "provider": "G12",
        "mode": mode,
        "outcome": "answered",
        "count": count,
    }


def test_indicators_are_merged_over_replications() -> None:
    """Counts add up; shares and lags are averaged over replications, with intervals."""
    merged = merge_indicators([indicators(90, DAY), indicators(100, 3 * DAY)])
    assert merged["sync"]["completeness_share"]["mean"] == pytest.approx(0.95)
    assert merged["sync"]["lag_hours"] == {"mean": 2.0, "low": 2.0, "high": 2.0}
    assert merged["publication"]["ministry"]["decisions"] == 8
    assert merged["publication"]["ministry"]["on_time_share"]["mean"] == 0.75
    assert [pair["count"] for pair in merged["requests"]["by_pair"]] == [80, 10]
    assert merged["desks"][0]["utilisation"] == pytest.approx(0.2)
    assert merged["desks"][0]["visits"] == 14
    assert merged["messages"] == {"exchange": 180}


def test_pairs_beyond_the_top_are_one_line() -> None:
    """200 pairs are shown; what the rest asked for is `other`."""
    many = {"requests": [line(f"H{number:03d}", "letter", number) for number in range(250)]}
    found = merge_indicators([many])["requests"]
    assert len(found["by_pair"]) == 200
    assert found["other"] == sum(range(50))


def test_what_never_happened_has_no_share() -> None:
    """No status change and no decision: no estimate, rather than zero or one."""
    nothing = {
        "sync": {"changes": 0, "synced": 0, "lag_us": 0},
        "desks": [{"agency": "H26", "level": "commune", "desk": "x"} | dict.fromkeys(ZERO, 0)],
    }
    merged = merge_indicators([nothing])
    assert merged["sync"]["completeness_share"] is None
    assert merged["desks"][0]["utilisation"] is None
    assert "publication" not in merged
    assert math.isfinite(merged["sync"]["changes"])


ZERO = ("busy_us", "open_us", "visits")


def test_every_cause_has_its_two_columns() -> None:
    """The measures follow the ledger's causes."""
    found = [name for name in MEASURES if name.endswith(("_open", "_closed"))]
    assert sorted(found) == sorted(f"{c}_{s}" for c in CAUSES for s in ("open", "closed"))
