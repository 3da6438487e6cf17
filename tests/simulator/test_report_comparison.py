"""What a planner reads of a comparison on a terminal."""

import re
from pathlib import Path
from typing import Any

import pytest

from simulator.report.answer import comparison_sentence
from simulator.report.comparison import print_comparison
from simulator.words.translations import Words
from tests.simulator.made_reports import ARMS, EN, VI, comparison, flowing, printed


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("words", [EN, VI])
def test_everything_fits_the_terminal(tmp_path: Path, width: int, words: Words) -> None:
    """No line is longer than the terminal is wide, in either language."""
    text = printed(width, print_comparison, comparison(tmp_path, list(ARMS)), words)
    assert max(len(line) for line in text.splitlines()) <= width


def test_arms_that_do_not_fit_side_by_side_are_rows(tmp_path: Path) -> None:
    """At 80 columns three arms are rows, the best first, and figures columns."""
    document = comparison(tmp_path, list(ARMS))
    beside = printed(120, print_comparison, document, EN)
    assert " per dossier " in beside
    assert beside.count("What changes") == 1
    below = printed(80, print_comparison, document, EN)
    assert " per dossier " not in below
    table = below[below.index("What changes") : below.index("By cause")].splitlines()
    rows = [line.split()[0] for line in table if line.startswith((" b", " m", " n"))]
    assert rows == ["baseline", "better-sharing", "nothing", "more-paper"] * 3


@pytest.mark.parametrize("words", [EN, VI])
@pytest.mark.parametrize("width", [80, 160])
def test_seven_arms_stay_readable(tmp_path: Path, width: int, words: Words) -> None:
    """Every row has the whole name of its arm, and no interval is broken."""
    document = comparison(tmp_path, list(ARMS))
    first, names = document["arms"][0], [f"better-sharing-{n}" for n in range(7)]
    document["arms"] = [{**first, "name": name} for name in names]
    document["ranking"] = [{"arm": name} for name in reversed(names)]
    text = printed(width, print_comparison, document, words)
    assert max(len(line) for line in text.splitlines()) <= width
    rows = [line for line in text.splitlines() if line.startswith(" better-sharing-")]
    assert len(rows) >= 7 * 6
    for name in names:
        assert sum(line.startswith(f" {name} ") for line in rows) == len(rows) // 7
    cells = "\n".join(line for line in text.splitlines() if line.startswith(" "))
    assert re.search(r"\([−\d][^)]*$", cells, re.MULTILINE) is None


def test_a_comparison_ranks_its_arms(tmp_path: Path) -> None:
    """The best first, with its lead over the next; one arm alone has no rank."""
    document = comparison(tmp_path, list(ARMS))
    text = flowing(80, print_comparison, document)
    assert "What brings most (difference from the baseline, 95 % interval)" in text
    assert (
        "Made better-sharing −1.62 +1.62 +40.5 (−1.63 to −1.62) (1.62 to 1.63) (30.7 to 50.3)"
        in text
    )
    alone = comparison(tmp_path / "nothing", ["better-sharing"])
    assert "What brings most" not in flowing(80, print_comparison, alone)


def test_what_arms_bring_together_stands_beside_their_sum(tmp_path: Path) -> None:
    """Where an arm is made of others."""
    document = comparison(tmp_path, list(ARMS))
    assert "What they bring together" not in flowing(80, print_comparison, document)
    beyond = {"difference": 0.25, "low_together": 0.1, "high_together": 0.4}
    made_of = {"arm": "all-of-it", "of": ["better-sharing", "more-paper"], "beyond_days": beyond}
    document["beyond_the_sum"] = [{**made_of, "sum_days": -1.25, "together_days": -1.0}]
    text = flowing(80, print_comparison, document)
    assert "all-of-it better-sharing −1.25 −1.00 +0.25 more-paper (0.10 to 0.40)" in text


def test_a_comparison_has_tables_by_procedure_and_week(tmp_path: Path) -> None:
    """Procedures by how much they change; weeks in order, their dates as the language has them."""
    document = comparison(tmp_path, ["better-sharing"])
    text = flowing(120, print_comparison, document)
    assert "By procedure (mean cycle time, days)" in text
    assert "By week of submission, from its Monday (mean cycle time, days)" in text
    assert "1970-04-06" in text
    assert "06/04/1970" in flowing(120, print_comparison, document, VI)


def test_arms_are_told_by_their_titles(tmp_path: Path) -> None:
    """An overlay or a lever without a title of its own has none."""
    document = comparison(tmp_path, ["better-sharing", "nothing"])
    document["arms"][1]["title"] = document["baseline"]["title"]
    text = flowing(80, print_comparison, document)
    assert "· better-sharing: Made better-sharing" in text
    assert "· nothing:" not in text


def test_a_comparison_ends_in_its_answer(tmp_path: Path) -> None:
    """What each arm saves of what, with intervals; one that changes nothing says so."""
    document = comparison(tmp_path, ["better-sharing", "more-paper", "nothing"])
    assert comparison_sentence(document, EN) == (
        "“Made better-sharing” saves 1.62 days of a dossier's 3.3 (95 % interval 1.62 to 1.63); "
        "“Made more-paper” costs 0.54 days more (95 % interval 0.54 to 0.55); "
        "“Made nothing” changes nothing: all 2,160 dossiers are the same with and without it."
    )
    assert comparison_sentence(document, VI).startswith(
        "“Made better-sharing” giảm 1,62 ngày trong tổng thời gian 3,3 ngày của một hồ sơ "
        "(khoảng tin cậy 95 %: 1,62 đến 1,63); "
    )


def test_an_answer_names_arms_by_their_titles_in_its_language(tmp_path: Path) -> None:
    """Arms without a title of their own, or with one between them, keep their names."""
    document = comparison(tmp_path, ["nothing", "better-sharing", "more-paper"])
    document["arms"][0].update(title="The portal is down", title_vi="Cổng ngừng hoạt động")
    for arm in document["arms"][1:]:
        arm["title"] = "A remedy"
    assert comparison_sentence(document, EN).startswith("“The portal is down” changes nothing")
    assert "; better sharing saves 1.62 days" in comparison_sentence(document, EN)
    assert comparison_sentence(document, VI).startswith("“Cổng ngừng hoạt động” không làm")
    document["arms"][1]["title"] = document["baseline"]["title"]
    assert "; better sharing saves 1.62 days" in comparison_sentence(document, EN)
    assert "; “A remedy” costs" in comparison_sentence(document, EN)


def test_a_second_saving_is_said_in_short(tmp_path: Path) -> None:
    """The baseline is named once."""
    document = comparison(tmp_path, ["nothing", "better-sharing"])
    mean_of(document, 1).update({"difference": -1.7, "low": -1.9, "high": -1.4})
    document["arms"].append({**document["arms"][1], "name": "both", "title": "Made up"})
    assert comparison_sentence(document, EN) == (
        "“Made nothing” changes nothing: all 2,160 dossiers are the same with and without it; "
        "“Made better-sharing” saves 1.7 days of a dossier's 3.3 (95 % interval 1.4 to 1.9); "
        "both 1.7 (1.4 to 1.9)."
    )


def test_a_change_of_either_sign_is_told_without_signs(tmp_path: Path) -> None:
    """From so much more to so much less."""
    document = comparison(tmp_path, ["better-sharing"])
    mean_of(document).update({"difference": -0.1, "low": -0.3, "high": 0.2})
    assert comparison_sentence(document, EN) == (
        "“Made better-sharing” shows no sure change (95 % interval from 0.2 days more to 0.3 less)."
    )
    assert "(khoảng tin cậy 95 %: từ tăng 0,2 đến giảm 0,3 ngày)" in comparison_sentence(
        document, VI
    )


@pytest.mark.parametrize(
    "replications, why",
    [
        (1, "one replication cannot tell how sure that is."),
        (2, "2 replications cannot tell how sure that is: run at least 3, better 10."),
        (4, "these 4 replications are all alike, or too few to tell how sure that is."),
    ],
)
def test_an_answer_without_interval_says_why(tmp_path: Path, replications: int, why: str) -> None:
    """Too few replications, or nothing varied between them."""
    document = comparison(tmp_path, ["better-sharing"])
    unsure = {"low": None, "high": None, "replications": replications, "difference": -1.7}
    mean_of(document).update(unsure)
    assert comparison_sentence(document, EN) == (
        f"“Made better-sharing” saves 1.7 days of a dossier's 3.3 here, but {why}"
    )
    mean_of(document)["difference"] = 1.7
    assert comparison_sentence(document, EN).startswith("“Made better-sharing” adds 1.7 days to a")


@pytest.mark.parametrize(
    "direction, saving, cost",
    [
        ("at_least", "saves 1.7 or more days", "costs at most 1.7 days more"),
        ("at_most", "saves at most 1.7 days", "costs 1.7 or more days more"),
        ("unclear", "saves 1.7 days", "costs 1.7 days more"),
        ("exact", "saves 1.7 days", "costs 1.7 days more"),
    ],
)
def test_a_saving_is_a_bound_where_dossiers_are_unfinished(
    tmp_path: Path, direction: str, saving: str, cost: str
) -> None:
    """In the baseline alone it is at least, in the arm alone at most what is printed."""
    document = comparison(tmp_path, ["better-sharing"])
    document["arms"][0]["doubts"]["censoring"]["direction"] = direction
    mean_of(document).update({"difference": -1.7, "low": -1.9, "high": -1.4})
    assert saving in comparison_sentence(document, EN)
    mean_of(document).update({"difference": 1.7, "low": 1.4, "high": 1.9})
    assert cost in comparison_sentence(document, EN)
    text = flowing(120, print_comparison, document)
    assert ("than what is printed" in text) == (direction == "unclear")


def test_tables_show_the_intervals_that_hold_over_all_of_them(tmp_path: Path) -> None:
    """The sentence quotes narrower ones, and a line below says what holds together."""
    document = comparison(tmp_path, ["better-sharing"])
    mean_of(document).update(
        {"difference": -1.7, "low": -1.9, "high": -1.4, "low_together": -2.5, "high_together": -0.8}
    )
    text = flowing(120, print_comparison, document)
    assert "mean 3.3 −1.7 (−2.5 to −0.8)" in text
    assert "Intervals of a table hold all at once, over its lines and arms, with 95 %." in text
    assert "Those of the sentence below hold at once over the arms alone" in text


def test_a_comparison_names_who_gets_worse(tmp_path: Path) -> None:
    """With how much and how sure; where nobody is, what rise would have been found."""
    document = comparison(tmp_path, ["better-sharing", "more-paper", "nothing"])
    text = flowing(120, print_comparison, document)
    assert "more-paper: H26 0.5 days longer (0.5 to 0.6)" in text
    assert "more-paper: commune 0.5 days longer (0.5 to 0.6)" in text
    assert (
        "better-sharing: no province, procedure or level is slower beyond doubt; a rise of 0.01 "
        "days or more in half of the provinces,"
    ) in text
    assert "would have been found with a chance of 80 %." in text
    assert "nothing: nobody; every dossier is the same." in text


def test_too_few_replications_do_not_tell_who_gets_worse(tmp_path: Path) -> None:
    """Nothing is made of silence."""
    document = comparison(tmp_path, ["better-sharing"])
    for found in document["arms"][0]["by"].values():
        found["least_rise_days"] = None
    text = flowing(120, print_comparison, document)
    assert "better-sharing: these replications are too few to tell who gets worse." in text


def test_a_comparison_says_what_its_method_gave(tmp_path: Path) -> None:
    """A missed precision target, which histories, and what common random numbers saved."""
    document = comparison(tmp_path, ["better-sharing"])
    mean_of(document).update({"variance_ratio": 8.25, "replications_saved": 29})
    text = flowing(120, print_comparison, document)
    assert "Precision of 5 % NOT reached: stopped at the limit of 4 replications." in text
    assert "another one in each replication, chosen by what it would cost and weighted" in text
    assert "varies 8.2 times less (variance) than with independent seeds" in text
    assert "common random numbers saved about 29 replications." in text
    assert "From 4 replications, a variance ratio is known only roughly." in text
    mean_of(document).update({"variance_ratio": 0.9, "replications_saved": 0})
    text = flowing(120, print_comparison, document)
    assert "so common random numbers saved no replications." in text
    assert "history=fixed" not in text


def test_years_that_only_an_arm_assumes_are_named_too(tmp_path: Path) -> None:
    """An arm may have calendars of its own."""
    document = comparison(tmp_path, ["better-sharing"])
    document["arms"][0]["assumed_years"] = [2027]
    assert "The holidays of 2027 are not decided yet" in flowing(120, print_comparison, document)


def test_a_fixed_history_is_told_with_its_condition(tmp_path: Path) -> None:
    """The answer holds on it alone; what others would give stands beside."""
    document = comparison(tmp_path, ["better-sharing"])
    document["baseline"]["publication_history"] = "fixed"
    redrawn = {"difference": -2.2, "low": -3.3, "high": 1.1, "variance_ratio": 1.04}
    redrawn["ratio_of_fixed_to_own_histories"] = 120.5
    document["arms"][0]["redrawn"] = redrawn
    mean_of(document).update({"variance_ratio": 2.0})
    assert comparison_sentence(document, EN).startswith(
        "On this one publication history, “Made better-sharing” saves"
    )
    text = flowing(120, print_comparison, document)
    assert "ratio, redrawn" in text
    assert (
        "better-sharing: with another history in each replication a dossier would take 2.2 days "
        "less (from 1.1 more to 3.3 less), with a variance ratio of 1.0."
    ) in text
    assert (
        "varies 120.5 times less (variance) than with independent seeds, which have histories of "
        "their own, and 2.0 times less than with independent draws on this one history."
    ) in text
    assert "giảm 2,2 ngày (từ tăng 1,1 đến giảm 3,3)" in flowing(
        120, print_comparison, document, VI
    )


def test_a_narrow_interval_gets_a_digit_more(tmp_path: Path) -> None:
    """Else its ends would look alike."""
    document = comparison(tmp_path, ["better-sharing"])
    mean_of(document).update({"difference": -1.434, "low": -1.448, "high": -1.421})
    assert "(95 % interval 1.42 to 1.45)" in comparison_sentence(document, EN)
    assert "saves 1.43 days" in comparison_sentence(document, EN)


def mean_of(document: dict[str, Any], arm: int = 0) -> dict[str, Any]:
    """The difference of an arm's mean cycle time."""
    found: dict[str, Any] = document["arms"][arm]["all"]["cycle_days"]["mean"]
    return found
