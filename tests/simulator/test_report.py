"""What a planner reads on a terminal."""

import io
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from simulator.answer.contrast import contrasts
from simulator.answer.pairing import ArmRows, pair
from simulator.answer.summary import merge, summarise
from simulator.report import print_run, run_sentence
from simulator.report_comparison import comparison_sentence, print_comparison
from simulator.report_timeline import print_timeline
from simulator.translations import Words
from tests.simulator.synthetic import END, HOUR, WORLD, Rule, write_rows

EN, VI = Words("en"), Words("vi")
BASELINE = Rule({"handling": 10, "coordination": 48}, noise_hours=20)
ABOUT = {
    "name": "made",
    "title": "Made up",
    "question": "How long?",
    "seed": 7,
    "publication_history": "resampled",
    "assumptions": {"verified": 3, "assumed": 9},
}
ARMS = {
    "better-sharing": Rule({"handling": 10, "coordination": 8}, noise_hours=20),
    "more-paper": Rule({"handling": 10, "coordination": 48, "paper": 12}, noise_hours=20),
    "nothing": BASELINE,
}


def printed(width: int, show: Any, document: Any, words: Words) -> str:
    """What a terminal of this width shows."""
    console = Console(file=io.StringIO(), width=width, highlight=False)
    show(console, document, words)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def summary(folder: Path, rule: Rule = BASELINE, replications: int = 3) -> dict[str, Any]:
    """The document of a made run."""
    paths = [write_rows(folder, number, 600, rule) for number in range(replications)]
    found = [summarise(path, WORLD, n, END, INDICATORS) for n, path in enumerate(paths)]
    return merge(found, ABOUT)


INDICATORS = {
    "sync": {"changes": 200, "synced": 150, "lag_us": 300 * HOUR},
    "publication": {"ministry": {"decisions": 4, "on_time": 3}},
    "requests": [
        {"requester": "H26", "provider": "G12", "mode": "letter", "outcome": "answered", "count": 7}
    ],
    "desks": [
        {"agency": "H26", "level": "commune", "desk": "one_stop", "servers": 1}
        | {"busy_us": 8, "open_us": 10, "visits": 3}
    ],
}


def comparison(folder: Path, names: list[str], replications: int = 4) -> dict[str, Any]:
    """The document of made arms beside the baseline."""
    arms = []
    for name in names:
        (folder / name).mkdir()
        pairs = []
        for number in range(replications):
            first = ArmRows(write_rows(folder, number, 600, BASELINE), END)
            second = ArmRows(write_rows(folder / name, number, 600, ARMS[name]), END)
            pairs.append(pair(first, second, WORLD, number))
        arms.append({"name": name, **contrasts(pairs, len(names))})
    return {
        "baseline": ABOUT,
        "replications": replications,
        "precision": {"share": 0.05, "met": False, "n_max": replications},
        "arms": arms,
    }


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("words", [EN, VI])
def test_everything_fits_the_terminal(tmp_path: Path, width: int, words: Words) -> None:
    """No line is longer than the terminal is wide, in either language."""
    text = printed(width, print_run, summary(tmp_path), words)
    text += printed(width, print_comparison, comparison(tmp_path, list(ARMS)), words)
    assert max(len(line) for line in text.splitlines()) <= width


def test_a_run_says_that_it_is_simulated_and_what_is_assumed(tmp_path: Path) -> None:
    """Nobody takes it for an official figure."""
    text = " ".join(printed(120, print_run, summary(tmp_path), VI).split())
    assert text.startswith("MÔ PHỎNG")
    assert "9 trên 12 số liệu của danh mục là giả định, 3 đã đối chiếu nguồn;" in text


def test_a_run_shows_both_times_and_its_indicators(tmp_path: Path) -> None:
    """Cycle and processing time, causes, and what the bus did."""
    text = printed(120, print_run, summary(tmp_path), EN)
    for part in (
        "cycle time ",
        "processing time ",
        "coordination   2.00    2.00 to 2.00",
        "another agency's people",
        "Status sync: 75.0 % of 600 status changes reached the portal, after 2.0 h on average.",
        "Published on time: ministries 75 % of 12.",
        "Data requests: letter answered 21.",
        "Busiest desks: H26 commune one_stop 80 %.",
    ):
        assert part in text


def test_a_run_ends_in_what_a_planner_concludes(tmp_path: Path) -> None:
    """One sentence with the mean, its interval, the legal clock and the largest cause."""
    found = run_sentence(summary(tmp_path, Rule({"handling": 12, "coordination": 60})), EN)
    assert found == (
        "A dossier takes 3.0 days (95 % interval 3.0 to 3.0), of which the legal clock counts 1.5; "
        "0.0 % are on time. The most goes to coordination: 2.5 days (83 %)."
    )


def test_a_lower_bound_is_said_wherever_the_mean_is(tmp_path: Path) -> None:
    """With unfinished dossiers the mean is `or more`."""
    document = summary(tmp_path, Rule({"handling": 12}, unfinished_every=7))
    assert "so means are lower bounds." in " ".join(printed(120, print_run, document, EN).split())
    assert "days or more" not in run_sentence(document, EN)
    assert " or more days (95 % interval" in run_sentence(document, EN)


def test_one_replication_admits_that_it_has_no_interval(tmp_path: Path) -> None:
    """And prints none."""
    document = summary(tmp_path, replications=1)
    assert "One replication gives no interval" in printed(120, print_run, document, EN)
    assert "interval" not in run_sentence(document, EN)


def test_a_comparison_ends_in_its_answer(tmp_path: Path) -> None:
    """What each arm saves of what, with intervals; the first that saves is said in full."""
    document = comparison(tmp_path, ["better-sharing", "more-paper", "nothing"])
    assert comparison_sentence(document, EN) == (
        "Better sharing saves 1.7 days of a dossier's 3.3 (95 % interval 1.7 to 1.7); "
        "more paper costs 0.5 days more (0.5 to 0.5); "
        "nothing shows no sure change (0.0 to 0.0 days saved)."
    )
    assert comparison_sentence(document, VI).startswith(
        "Better sharing giảm 1,7 ngày trong 3,3 ngày của một hồ sơ (khoảng 95%: 1,7 đến 1,7); "
    )


def test_a_second_saving_is_said_in_short(tmp_path: Path) -> None:
    """The baseline is named once."""
    document = comparison(tmp_path, ["nothing", "better-sharing"])
    document["arms"].append({**document["arms"][1], "name": "both"})
    assert comparison_sentence(document, EN) == (
        "Nothing shows no sure change (0.0 to 0.0 days saved); "
        "better sharing saves 1.7 days of a dossier's 3.3 (95 % interval 1.7 to 1.7); "
        "both 1.7 (1.7 to 1.7)."
    )


def test_a_comparison_names_who_gets_worse(tmp_path: Path) -> None:
    """With how much and how sure; and says so where nobody does."""
    document = comparison(tmp_path, ["better-sharing", "more-paper"])
    text = printed(120, print_comparison, document, EN)
    assert "more-paper: H26 0.5 days longer (0.5 to 0.5)" in text
    assert "more-paper: commune 0.5 days longer (0.5 to 0.5)" in text
    assert "better-sharing: no province, procedure or level is slower beyond doubt." in text


def test_a_comparison_says_what_its_method_gave(tmp_path: Path) -> None:
    """A missed precision target, which history, and what common random numbers saved."""
    document = comparison(tmp_path, ["better-sharing"])
    mean = document["arms"][0]["all"]["cycle_days"]["mean"]
    mean |= {"variance_ratio": 8.25, "replications_saved": 29}
    text = " ".join(printed(120, print_comparison, document, EN).split())
    assert "Precision of 5 % NOT reached: stopped at the limit of 4 replications." in text
    assert "Publication history: drawn anew in each replication." in text
    assert "varies 8.2 times less (variance) than with independent seeds" in text
    assert "common random numbers saved about 29 replications." in text
    assert "From 4 replications, a variance ratio is known only roughly." in text


def test_a_fixed_history_shows_the_resampled_ratio_beside(tmp_path: Path) -> None:
    """In a column of its own, and with its interval in a sentence."""
    document = comparison(tmp_path, ["better-sharing"])
    redrawn = {"difference": -2.2, "low": -3.3, "high": -1.1, "variance_ratio": 1.04}
    redrawn["ratio_of_fixed_to_own_histories"] = 120.5
    document["arms"][0]["redrawn"] = redrawn
    document["arms"][0]["all"]["cycle_days"]["mean"] |= {"variance_ratio": 2.0}
    text = " ".join(printed(120, print_comparison, document, EN).split())
    assert "ratio, redrawn" in text
    assert (
        "better-sharing: with a history drawn anew in each replication it would change the mean "
        "by −2.2 days (−3.3 to −1.1), with a variance ratio of 1.0."
    ) in text
    assert (
        "varies 120.5 times less (variance) than with independent seeds, which have histories of "
        "their own, and 2.0 times less than with independent draws on this one history."
    ) in text


def test_a_small_ratio_is_explained(tmp_path: Path) -> None:
    """Where histories differ between replications, the remedy is named."""
    document = comparison(tmp_path, ["better-sharing"])
    mean = document["arms"][0]["all"]["cycle_days"]["mean"]
    mean |= {"variance_ratio": 1.2, "replications_saved": 1}
    text = " ".join(printed(120, print_comparison, document, EN).split())
    assert "--set publication.history=fixed holds them still" in text
    mean |= {"variance_ratio": 5.2, "replications_saved": 17}
    assert "history=fixed" not in printed(120, print_comparison, document, EN)


def test_a_narrow_interval_gets_a_digit_more(tmp_path: Path) -> None:
    """Else its ends would look alike."""
    document = comparison(tmp_path, ["better-sharing"])
    document["arms"][0]["all"]["cycle_days"]["mean"] |= {
        "difference": -1.434,
        "low": -1.448,
        "high": -1.421,
    }
    assert "(95 % interval 1.42 to 1.45)" in comparison_sentence(document, EN)
    assert "saves 1.43 days" in comparison_sentence(document, EN)


@pytest.mark.parametrize(
    "status, on_time, verdict",
    [(5, True, "not late so far"), (9, True, "on time"), (5, False, "late"), (9, False, "late")],
)
def test_an_unfinished_dossier_is_on_time_once_its_result_is_ready(
    status: int, on_time: bool, verdict: str
) -> None:
    """Before that it may still become late, so it is only not late so far."""
    text = printed(120, print_timeline, STORY | {"status": status, "on_time": on_time}, EN)
    assert f"Unfinished at the run's end, Wed 2023-07-05 06:00, {verdict}." in text


def test_arms_that_do_not_fit_go_below(tmp_path: Path) -> None:
    """At 80 columns three arms need a second set of tables."""
    document = comparison(tmp_path, list(ARMS))
    assert printed(80, print_comparison, document, EN).count("What changes") == 2
    assert printed(120, print_comparison, document, EN).count("What changes") == 1


STORY = {
    "scenario": "made",
    "dossier": "000.00.00.H26-230704-0001",
    "replication": 2,
    "replications_with_it": 5,
    "procedure": "birth",
    "unit": "H26/commune-001",
    "channel": "online",
    "status": 4,
    "submitted_us": 19_542 * 24 * HOUR,
    "due_us": 19_544 * 24 * HOUR,
    "returned_us": None,
    "on_time": False,
    "cycle_us": 30 * HOUR,
    "processing_us": 20 * HOUR,
    "causes_us": {"handling": 6 * HOUR, "queue": 24 * HOUR, "sync": 0},
    "segments": [
        {
            "cause": "handling",
            "holder": "H26/commune-001:one_stop",
            "start_us": 19_542 * 24 * HOUR,
            "end_us": 19_542 * 24 * HOUR + 6 * HOUR,
        }
    ],
}


def test_a_story_ends_in_a_sum(tmp_path: Path) -> None:
    """Segments with dates, holders and durations, then the sum, which is the cycle time."""
    text = printed(120, print_timeline, STORY, EN)
    assert "Tue 2023-07-04 00:00   Tue 2023-07-04 06:00    06:00   handling   H26" in text
    assert "Unfinished at the run's end, Wed 2023-07-05 06:00, late." in text
    assert "1 d 06:00 by cause = 1 d 06:00 from submission to return" in text
    assert "The same code occurs in 5 replications" in text
    assert "sync" not in text
