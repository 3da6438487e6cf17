"""What a run's replications add up to: one document of weighted numbers."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.answer.indicator_summary import merge_indicators
from simulator.answer.sample import Sample
from simulator.answer.summary import RARE, ReplicationSummary, assumptions, merge, summarise
from simulator.ledger.rows import CAUSES
from simulator.ledger.rowstore import Rows
from tests.simulator.answer.made_rows import BIRTH, H01, H26, LAND, added, rows_of
from tests.simulator.synthetic import DAY, END, HOUR, WORLD, Rule, write_rows
from topics.errors import ModelError

PLAIN = Rule({"handling": 10, "coordination": 48}, extra_h26_hours=24)
NOISY = Rule(noise_hours=30, common_hours=6)
ABOUT = {"name": "made"}
BIN = 0.008  # a quantile is known to a bin's width


def summaries(folder: Path, rule: Rule, replications: int) -> list[ReplicationSummary]:
    """Summaries of made replications of 600 dossiers."""
    paths = [write_rows(folder, number, 600, rule) for number in range(replications)]
    return [summarise(path, WORLD, number, END, {}) for number, path in enumerate(paths)]


def told(*replications: Rows, sample: Sample | None = None) -> dict[str, Any]:
    """The document of replications made by hand."""
    found = [
        ReplicationSummary(number, len(rows), added(rows), {})
        for number, rows in enumerate(replications)
    ]
    return merge(found, ABOUT, sample)


# -- known times -----------------------------------------------------------------------------------


def test_known_times_come_out_exactly(tmp_path: Path) -> None:
    """10 h of work, 48 h of coordination; a third of the cohort waits 24 h more."""
    document = merge(summaries(tmp_path, PLAIN, 2), ABOUT)
    every = document["all"]
    assert every["dossiers"] == 2 * 540
    assert every["cycle_days"]["mean"]["mean"] == pytest.approx((58 + 8) / 24)
    assert every["cycle_days"]["p50"]["mean"] == pytest.approx(58 / 24, rel=BIN)
    assert every["cycle_days"]["p90"]["mean"] == pytest.approx(82 / 24, rel=BIN)
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


def test_only_the_cohort_counts(tmp_path: Path) -> None:
    """Dossiers of the warm-up are simulated, and counted as such, but not measured."""
    flow = merge(summaries(tmp_path, PLAIN, 2), ABOUT)["dossiers"]
    assert flow == {
        "simulated": 1200,
        "cohort": 1080,
        "stand_for": 540.0,
        "effective": pytest.approx(1080.0),
        "replications_without": 0,
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


def test_the_size_of_chunks_changes_nothing(tmp_path: Path) -> None:
    """Any way of reading gives the same document."""
    path = write_rows(tmp_path, 0, 600, NOISY)
    found = [merge([summarise(path, WORLD, 0, END, {}, size)], ABOUT) for size in (1, 13, 600)]
    assert found[0] == found[1] == found[2]


def test_the_order_in_which_replications_are_handed_in_changes_nothing(tmp_path: Path) -> None:
    """They are put in order of their numbers, so each keeps its weight."""
    found, sample = summaries(tmp_path, NOISY, 3), Sample([0.65, 0.8, 3.0])
    assert merge(found, ABOUT, sample) == merge(found[::-1], ABOUT, sample)


def test_a_ledger_with_a_gap_is_an_error(tmp_path: Path) -> None:
    """Time that no cause accounts for is not averaged away."""
    rows = rows_of((H26, BIRTH, 1, 1))
    rows["open_us"][0, 0] -= 1
    rows.tofile(tmp_path / "gap")
    with pytest.raises(ModelError, match="time by cause is not their cycle time"):
        summarise(tmp_path / "gap", WORLD, 0, END, {})


# -- weights ---------------------------------------------------------------------------------------

HEAVY = rows_of((H26, BIRTH, 1, 4), (H26, BIRTH, 5, 4))
LIGHT = rows_of((H26, BIRTH, 8, 4), (H01, BIRTH, 12, 1))
TWO = Sample([0.5, 2.0])  # weights 2/3 and 1/3


def test_means_are_weighted_by_units_and_replications() -> None:
    """24 days of 8 dossiers count two thirds, 44 days of 5 one third: 92 days of 21."""
    document = told(HEAVY, LIGHT, sample=TWO)
    assert document["all"]["cycle_days"]["mean"]["mean"] == pytest.approx(92 / 21)
    assert document["all"]["on_time_share"]["mean"] == pytest.approx(8 / 21)
    by = document["by"]["agency"]
    assert by["H26"]["cycle_days"]["mean"]["mean"] == pytest.approx((2 * 24 + 32) / (2 * 8 + 4))
    assert by["H01"]["cycle_days"]["mean"]["mean"] == pytest.approx(12.0)


def test_how_many_dossiers_say_as_much_by_hand() -> None:
    """Weights 8/3, 8/3, 4/3 and 1/3: their sum 7 squared, by the sum of their squares 145/9."""
    flow = told(HEAVY, LIGHT, sample=TWO)["dossiers"]
    assert flow["cohort"] == 4
    assert flow["stand_for"] == pytest.approx(7.0)
    assert flow["effective"] == pytest.approx(49 * 9 / 145)


def test_quantiles_are_of_all_dossiers_by_weight() -> None:
    """Of 21 thirds 8 are at 1 day and 8 at 5, 4 at 8 and 1 at 12: the median is 5, the p90 8."""
    times = told(HEAVY, LIGHT, sample=TWO)["all"]["cycle_days"]
    assert times["p50"]["mean"] == pytest.approx(5.0, rel=BIN)
    assert times["p90"]["mean"] == pytest.approx(8.0, rel=BIN)


def test_a_quantile_is_of_all_dossiers_not_a_mean_of_replications() -> None:
    """Nine dossiers of a day and one replication with one of six: the median is a day.

    The mean of the replications' medians would be 3.5 days, which nobody has.
    """
    many = rows_of(*[(H26, BIRTH, 1, 1)] * 9)
    document = told(many, rows_of((H26, BIRTH, 6, 1)))
    assert document["all"]["cycle_days"]["p50"]["mean"] == pytest.approx(1.0, rel=BIN)


def test_a_replication_without_such_dossiers_counts_with_none() -> None:
    """It moves no mean, but it says how much the number of dossiers varies.

    Five replications of one birth each, and a sixth with nothing but another procedure.
    """
    some = [rows_of((H26, BIRTH, days, 1)) for days in (1, 2, 3, 4, 5)]
    births = told(*some, rows_of((H26, LAND, 9, 1)))["by"]["procedure"]["birth"]
    found = births["cycle_days"]["mean"]
    expected = Sample([1.0] * 6).ratio([1.0, 2, 3, 4, 5, 0], [1.0, 1, 1, 1, 1, 0])
    assert found["mean"] == pytest.approx(3.0) == expected.value
    half = (found["high"] - found["low"]) / 2
    assert half == pytest.approx(2.570582 * expected.error)  # t(5; 0.975)


def test_causes_add_up_to_the_cycle_time(tmp_path: Path) -> None:
    """The weighted means by cause sum to the weighted cycle time, as open and closed to each."""
    document = merge(summaries(tmp_path, NOISY, 3), ABOUT, Sample([0.65, 0.8, 3.0]))
    for part in (document["all"], *document["by"]["agency"].values()):
        causes = part["causes_days"].values()
        total = sum(cause["all"]["mean"] for cause in causes)
        assert total == pytest.approx(part["cycle_days"]["mean"]["mean"], rel=1e-12)
        for cause in causes:
            halves = cause["open"]["mean"] + cause["closed"]["mean"]
            assert halves == pytest.approx(cause["all"]["mean"], abs=1e-12)


# -- intervals -------------------------------------------------------------------------------------


def test_tables_show_intervals_that_hold_alone_and_together(tmp_path: Path) -> None:
    """Each figure of all dossiers lies within the first, and the first within the second."""
    every = merge(summaries(tmp_path, NOISY, 6), ABOUT)["all"]
    figures = [every[f"{t}_days"][q] for t in ("cycle", "processing") for q in ("mean", "p50")]
    figures += [every["on_time_share"]]
    for one in figures:
        assert one["low_together"] < one["low"] < one["mean"] < one["high"] < one["high_together"]


def test_rare_causes_have_no_interval() -> None:
    """Causes below 1 % of the cycle time are told without ends; the others have both kinds."""
    made = np.random.default_rng(1)
    replications = []
    for _ in range(5):
        rows = rows_of(*[(H26, BIRTH, days, 1) for days in made.uniform(5, 15, 40)])
        for cause, share in (("queue", 0.3), ("sync", RARE / 2)):
            some = (rows["open_us"][:, 0] * share * made.uniform(0.5, 1.5)).astype(np.int64)
            rows["open_us"][:, CAUSES.index("handling")] -= some
            rows["closed_us"][:, CAUSES.index(cause)] += some
        replications.append(rows)
    causes = told(*replications)["all"]["causes_days"]
    for cause in ("handling", "queue"):
        found = causes[cause]["all"]
        assert found["low_together"] < found["low"] < found["mean"]
    rare = causes["sync"]["all"]
    assert 0.0 < rare.pop("mean") < 15 * RARE
    assert rare == dict.fromkeys(("low", "high", "low_together", "high_together"))


def test_one_replication_has_estimates_without_ends(tmp_path: Path) -> None:
    """The ends of an interval need two replications."""
    every = merge(summaries(tmp_path, NOISY, 1), ABOUT)["all"]
    for one in (every["cycle_days"]["mean"], every["cycle_days"]["p50"], every["on_time_share"]):
        assert one["mean"] is not None
        assert (one["low"], one["high"]) == (None, None)


def test_replications_that_cannot_speak_for_others_have_no_ends(tmp_path: Path) -> None:
    """Five that all met lighter histories than the average: numbers, and nothing of how sure."""
    every = merge(summaries(tmp_path, NOISY, 5), ABOUT, Sample([0.65] * 5))["all"]
    assert every["cycle_days"]["mean"]["mean"] > 0.0
    assert every["cycle_days"]["mean"]["low"] is None
    assert every["causes_days"]["handling"]["all"]["low_together"] is None


def test_an_interval_stays_where_values_can_be(tmp_path: Path) -> None:
    """A share's interval lies within 0 and 1 and a time's begins at 0, however few replications."""
    rules = [Rule({"handling": 10}), Rule({"handling": 90})]
    found = [
        summarise(write_rows(tmp_path, n, 600, rule), WORLD, n, END, {})
        for n, rule in enumerate(rules)
    ]
    every = merge(found, ABOUT)["all"]
    share = every["on_time_share"]
    assert share["mean"] == pytest.approx(0.5)
    assert 0.0 <= share["low"] < 0.001
    assert 0.999 < share["high"] <= 1.0
    assert every["cycle_days"]["mean"]["low"] == 0.0
    assert every["cycle_days"]["mean"]["high"] > 90 / 24


def test_a_run_without_dossiers_has_no_estimates(tmp_path: Path) -> None:
    """Nothing was measured, and nothing is made up: the document has null, and is valid JSON."""
    (tmp_path / "none").touch()
    for count in (1, 3):
        found = [summarise(tmp_path / "none", WORLD, n, END, {}) for n in range(count)]
        document = merge(found, ABOUT)
        assert document["all"]["dossiers"] == document["dossiers"]["effective"] == 0
        assert document["dossiers"]["replications_without"] == count
        assert document["all"]["cycle_days"]["p90"] is None
        assert document["by"]["agency"] == {}
        json.dumps(document, allow_nan=False)


# -- what else the engine counted ------------------------------------------------------------------


def test_figures_are_counted_as_verified_or_assumed() -> None:
    """Every flag that ends in `verified` counts, however deep."""
    document = {
        "a": [{"verified": True, "limit": {"verified": False}}, {"weight_verified": False}],
        "verified": True,
        "note": "verified",
    }
    assert assumptions(document) == {"verified": 2, "assumed": 2}


def indicators(synced: int, busy_us: int, changes: int = 100) -> dict[str, Any]:
    """What an engine counts in one replication."""
    return {
        "sync": {"changes": changes, "synced": synced, "lag_us": synced * 2 * HOUR},
        "publication": {"ministry": {"decisions": 4, "on_time": 3}},
        "requests": [line("H26", "letter", 5), line("H01", "platform", 40)],
        "desks": [
            {
                "agency": "H26",
                "level": "commune",
                "department": "",
                "desk": "one_stop",
                "servers": 2,
            }
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


def test_indicators_are_those_of_a_run_on_the_average() -> None:
    """Counts are means over replications, shares are of all together, with intervals."""
    three = [indicators(90, DAY), indicators(100, 3 * DAY), indicators(50, 2 * DAY)]
    merged = merge_indicators(three, Sample([1.0] * 3))
    share = merged["sync"]["completeness_share"]
    assert share["mean"] == pytest.approx(0.8)
    assert 0.0 < share["low"] < 0.8 < share["high"] < 1.0
    assert merged["sync"]["changes"] == pytest.approx(100.0)
    assert merged["sync"]["lag_hours"] == {"mean": pytest.approx(2.0), "low": None, "high": None}
    assert merged["publication"]["ministry"]["decisions"] == pytest.approx(4.0)
    assert merged["publication"]["ministry"]["on_time_share"]["mean"] == pytest.approx(0.75)
    assert [pair["count"] for pair in merged["requests"]["by_pair"]] == pytest.approx([40, 5])
    assert merged["desks"][0]["utilisation"] == pytest.approx(0.2)
    assert merged["desks"][0]["visits"] == pytest.approx(7.0)
    assert merged["messages"] == {"exchange": pytest.approx(90.0)}


def test_indicators_have_the_weights_of_their_replications() -> None:
    """Two thirds and one third: 130 changes a run, of which 80 are synced; 5/3 days of work."""
    two = [indicators(80, DAY, changes=100), indicators(80, 3 * DAY, changes=190)]
    merged = merge_indicators(two, TWO)
    assert merged["sync"]["changes"] == pytest.approx(130.0)
    assert merged["sync"]["synced"] == pytest.approx(80.0)
    assert merged["sync"]["completeness_share"]["mean"] == pytest.approx(80 / 130)
    assert merged["desks"][0]["utilisation"] == pytest.approx(1 / 6)


def test_a_pair_that_one_replication_lacks_counts_as_none_there() -> None:
    """Three requests in the heavier of two replications are one on the average."""
    two = [{"requests": []}, {"requests": [line("H26", "letter", 3)]}]
    found = merge_indicators(two, TWO)["requests"]
    assert found["by_pair"][0]["count"] == pytest.approx(1.0)
    assert found["by_mode"] == [
        {"mode": "letter", "outcome": "answered", "count": pytest.approx(1.0)}
    ]


def test_pairs_beyond_the_top_are_one_line() -> None:
    """200 pairs are shown; what the rest asked for is `other`."""
    many = {"requests": [line(f"H{number:03d}", "letter", number) for number in range(250)]}
    found = merge_indicators([many], Sample([1.0]))["requests"]
    assert len(found["by_pair"]) == 200
    assert found["other"] == sum(range(50))


def test_what_never_happened_has_no_share() -> None:
    """No status change and no decision: no estimate, rather than zero or one."""
    nothing = {
        "sync": {"changes": 0, "synced": 0, "lag_us": 0},
        "desks": [
            {"agency": "H26", "level": "commune", "department": "", "desk": "x"}
            | dict.fromkeys(ZERO, 0)
        ],
    }
    merged = merge_indicators([nothing], Sample([1.0]))
    assert merged["sync"]["completeness_share"] is None
    assert merged["sync"]["lag_hours"] is None
    assert merged["desks"][0]["utilisation"] is None
    assert "publication" not in merged
    assert math.isfinite(merged["sync"]["changes"])
    assert merge_indicators([], Sample([])) == {}


ZERO = ("busy_us", "open_us", "visits")
