"""What a planner reads of a run on a terminal, and of one dossier."""

from pathlib import Path
from typing import Any

import pytest

from simulator.report.run import print_run, run_sentence
from simulator.report.timeline import print_timeline
from simulator.words.translations import Words
from tests.simulator.made_reports import ABOUT, BASELINE, EN, VI, flowing, printed, summary
from tests.simulator.synthetic import HOUR, Rule


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("words", [EN, VI])
def test_everything_fits_the_terminal(tmp_path: Path, width: int, words: Words) -> None:
    """No line is longer than the terminal is wide, in either language."""
    text = printed(width, print_run, summary(tmp_path), words)
    assert max(len(line) for line in text.splitlines()) <= width


def test_a_run_says_that_it_is_simulated_and_what_is_assumed(tmp_path: Path) -> None:
    """Nobody takes it for an official figure."""
    text = flowing(120, print_run, summary(tmp_path), VI)
    assert text.startswith("MÔ PHỎNG")
    assert "9 trên 12 số liệu của danh mục là giả định, 3 đã đối chiếu nguồn;" in text


def test_a_run_says_for_how_many_its_dossiers_stand(tmp_path: Path) -> None:
    """With how many of equal weight would say as much."""
    document = summary(tmp_path)
    document["dossiers"] |= {"stand_for": 2608.2, "effective": 514.4}
    text = flowing(120, print_run, document)
    assert "3 replications, seed 7: 1,620 dossiers of the measured window were simulated." in text
    assert (
        "Those of a replication stand for 2,608 dossiers; all together say as much as 514 of "
        "equal weight."
    ) in text


def test_a_run_shows_both_times_and_its_indicators(tmp_path: Path) -> None:
    """A line for each figure, causes, and what the bus did in the average replication."""
    text = printed(120, print_run, summary(tmp_path), EN)
    for part in (
        "cycle time",
        "processing time",
        "   half within ",
        "   9 in 10 within ",
        "coordination   2.00               –",
        "another agency's people",
        "Status sync: 75.0 % of 200 status changes reached the portal, after 2.0 h on average.",
        "Versions published on time: ministries 3 of 4 (75 %).",
        "Data requests: letter answered 7.",
        "Busiest desks: H26 commune one_stop 80 %.",
    ):
        assert part in text


def test_a_run_says_what_it_stands_for(tmp_path: Path) -> None:
    """Dossiers a month by procedure and province, units and people by level or department."""
    names = {"birth": "Birth", "H26": "Ha Noi", "justice": "Department of Justice"}
    text = flowing(120, print_run, summary(tmp_path), Words("en", names))
    for part in (
        "Dossiers in an ordinary month: 2,000.",
        "By procedure: Birth 1,200; marriage 800.",
        "By province: H26 Ha Noi 2,000.",
        "Department of Justice: units 1 (simulated 1), people 5.5 (one_stop 0.5, specialist 5).",
    ):
        assert part in text
    names = {"justice": "Sở Tư pháp"}
    text = flowing(120, print_run, summary(tmp_path), Words("vi", names))
    assert "Số hồ sơ trong một tháng bình thường: 2.000." in text
    assert (
        "Sở Tư pháp: 1 đơn vị (mô phỏng 1), 5,5 người (bộ phận một cửa 0,5, bộ phận chuyên môn 5)."
        in text
    )


def test_counts_of_the_average_run_may_be_fractions(tmp_path: Path) -> None:
    """Four decisions in ten replications are not none; large counts are whole."""
    document = summary(tmp_path)
    document["indicators"]["publication"]["ministry"] |= {"decisions": 0.4, "on_time": 0.3}
    document["indicators"]["sync"]["changes"] = 8807.3
    text = flowing(120, print_run, document)
    assert "ministries 0.3 of 0.4 (75 %)." in text
    assert "75.0 % of 8,807 status changes" in text


def test_what_people_did_in_an_outage_is_told_with_the_rule_that_is_assumed(tmp_path: Path) -> None:
    """In both languages; where the portal's outages met nobody there is no line."""
    document = summary(tmp_path)
    assert "outage" not in flowing(120, print_run, document)
    document["indicators"]["portal"] = {"waited": 14.0, "counter": 5.0, "gave_up": 1.0}
    document["portal_outage"] = {"wait": 0.7, "counter": 0.25, "give_up": 0.05}
    assert (
        "Portal outages met 20 people who wanted to apply online: 14 waited until it was back, 5 "
        "went to the counter, 1 gave up (rule of the scenario: 70 %, 25 %, 5 %; an assumption)."
    ) in flowing(120, print_run, document)
    assert "1 không nộp nữa (theo kịch bản: 70 %, 25 %, 5 %; giả định)" in flowing(
        120, print_run, document, VI
    )


def test_a_run_of_which_no_status_came_to_the_portal_says_so(tmp_path: Path) -> None:
    """Without a lag that nobody saw."""
    document = summary(tmp_path)
    document["indicators"]["sync"]["lag_hours"] = None
    text = flowing(120, print_run, document)
    assert "Status sync: 75.0 % of 200 status changes reached the portal. " in text


def test_the_tables_show_the_intervals_that_hold_together(tmp_path: Path) -> None:
    """The sentence quotes the one that holds for itself, and a line says which is which."""
    document = summary(tmp_path)
    mean = {"mean": 3.2, "low": 3.1, "high": 3.3, "low_together": 2.7, "high_together": 3.9}
    document["all"]["cycle_days"]["mean"] = mean
    text = printed(120, print_run, document, EN)
    assert "mean               3.2      2.7 to 3.9" in text
    assert "(95 % interval 3.1 to 3.3)" in run_sentence(document, EN)
    assert "Intervals of a table hold all at once, with 95 %; the one in the" in text


def test_a_figure_has_the_digits_of_its_interval(tmp_path: Path) -> None:
    """0.1 beside 0.07 to 0.09 would look wrong."""
    document = summary(tmp_path)
    ends = {"low_together": 0.07, "high_together": 0.09}
    document["all"]["processing_days"]["p50"] = {"mean": 0.076, "low": 0.07, "high": 0.08} | ends
    assert "half within       0.08    0.07 to 0.09" in printed(120, print_run, document, EN)


def test_too_few_replications_say_how_many_to_run(tmp_path: Path) -> None:
    """Dashes in the tables, and one note below them."""
    document = summary(tmp_path, replications=2)
    ends = dict.fromkeys(("low", "high", "low_together", "high_together"))
    document["all"]["cycle_days"]["mean"] |= ends
    text = flowing(120, print_run, document)
    assert "No intervals: 2 replications cannot tell how sure a figure is" in text
    assert "run at least 3, better 10." in text
    assert "left to chance with fewer than 3 of them." in text
    assert "hold all at once" not in text


def test_a_rare_cause_has_no_interval_and_the_note_says_why(tmp_path: Path) -> None:
    """It may hang on one event."""
    document = summary(tmp_path, Rule({"handling": 200, "sync": 1}, noise_hours=20))
    text = flowing(120, print_run, document)
    assert "sync 0.04 – 0 %" in text
    assert "A cause of less than 1 % of the time has none: it may hang on an event" in text


def test_a_run_ends_in_what_a_planner_concludes(tmp_path: Path) -> None:
    """One sentence with the mean, its interval, the legal clock and the largest cause."""
    found = run_sentence(summary(tmp_path), EN)
    assert found == (
        "A dossier takes 3.3 days (95 % interval 3.1 to 3.4), of which the legal clock counts 1.6; "
        "51.0 % are on time. The most goes to coordination: 2.0 days (61 %)."
    )


def test_what_holds_for_one_history_is_said_of_it_alone(tmp_path: Path) -> None:
    """With a fixed publication history no sentence is unconditional."""
    document = summary(tmp_path, publication_history="fixed")
    assert run_sentence(document, EN).startswith(
        "On this one publication history, a dossier takes 3.3 days"
    )
    assert run_sentence(document, VI).startswith("Với riêng lịch sử công bố này, một hồ sơ mất")
    assert "so intervals hold for that history alone." in flowing(120, print_run, document)


def test_years_whose_holidays_are_assumed_are_named(tmp_path: Path) -> None:
    """In both languages; a run without such years says nothing of holidays."""
    document = summary(tmp_path, assumed_years=[2027, 2028])
    assert "The holidays of 2027, 2028 are not decided yet" in flowing(120, print_run, document)
    vietnamese = flowing(120, print_run, document, VI)
    assert "Lịch nghỉ lễ năm 2027, 2028 chưa được quyết định" in vietnamese
    assert "holidays" not in flowing(120, print_run, summary(tmp_path))


def test_a_lower_bound_is_said_wherever_the_mean_is(tmp_path: Path) -> None:
    """With unfinished dossiers the mean is `or more`."""
    rule = Rule({"handling": 12}, noise_hours=20, unfinished_every=7)
    document = summary(tmp_path, rule)
    assert "so means are lower bounds." in flowing(120, print_run, document)
    assert "days or more" not in run_sentence(document, EN)
    assert " or more days (95 % interval" in run_sentence(document, EN)


def test_the_bounds_of_the_share_on_time_end_at_the_share_that_is_printed(tmp_path: Path) -> None:
    """It falls by as much as the open dossiers that are not late yet."""
    document = summary(tmp_path)
    document["all"]["on_time_share"]["mean"] = 0.91
    document["doubts"]["censoring"] |= {
        "unfinished": 9,
        "on_time_low": 0.80,
        "on_time_high": 0.84,
        "moves_on_time": True,
    }
    text = flowing(120, print_run, document)
    assert "The share on time lies between 87.0 % and 91.0 %, whatever becomes of" in text


def test_a_short_warm_up_is_said_in_the_head(tmp_path: Path) -> None:
    """Before anything is read of the numbers."""
    document = summary(tmp_path)
    short = {"short": True, "warmup_days": 7, "first_days": 7, "first_share": -0.25}
    document["doubts"]["warmup"] = short | {"suggested_days": None}
    head, _, _ = flowing(120, print_run, document).partition("How long it takes")
    assert "The warm-up of 7 days looks short" in head


def test_one_replication_admits_that_it_has_no_interval(tmp_path: Path) -> None:
    """And prints none."""
    document = summary(tmp_path, replications=1)
    assert "One replication gives no interval" in printed(120, print_run, document, EN)
    assert "interval" not in run_sentence(document, EN)


def test_a_replication_without_dossiers_is_said(tmp_path: Path) -> None:
    """It counts, with none: what the others say of a dossier stays."""
    document = summary(tmp_path, empty=1)
    (tmp_path / "two").mkdir()
    two = summary(tmp_path / "two", replications=2)
    for name in ("cycle_days", "processing_days"):
        assert document["all"][name]["mean"]["mean"] == pytest.approx(
            two["all"][name]["mean"]["mean"]
        )
    assert document["dossiers"]["stand_for"] == pytest.approx(two["dossiers"]["stand_for"] * 2 / 3)
    text = flowing(120, print_run, document)
    assert "In 1 of 3 replications nobody applied in the measured window." in text


def test_a_run_without_any_dossier_has_no_figures(tmp_path: Path) -> None:
    """And one sentence instead."""
    document = summary(tmp_path, BASELINE, replications=2, empty=2)
    assert document["all"]["cycle_days"]["mean"] is None
    assert document["doubts"] == {"warmup": None, "censoring": None}
    assert run_sentence(document, EN).startswith("No dossier was submitted here")
    assert "How long it takes" not in printed(120, print_run, document, EN)
    assert ABOUT["name"] in document["name"]


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


STORY: dict[str, Any] = {
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
