"""Due dates and pauses in whole runs: who is late, whatever the weekday and when the run ends."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np

from agents.calendar_spec import DAY_US, day_of, weekday_of
from agents.dossier import PROCESSED, SUPPLEMENT
from simulator.answer.aggregate import take
from tests.simulator.small_worlds import (
    Document,
    changed,
    desk,
    document,
    law,
    procedure,
    run,
    supplement,
)

PAPERS = procedure(
    "papers", "commune", "2wd", 1.0,
    desk("one_stop", 1), supplement(1.0, "processing", desk("one_stop", 1), most=1),
    {"desk": "specialist", "law": "2wd"},
)  # fmt: skip
SWIFT = {
    "duration": "21d",
    "offices.0.desks.0.staff": {"fixed": 5},
    "offices.0.desks.1.staff": {"fixed": 400},
    "applicants.supplement": "1d",
    "applicants.withdraw": 0.0,
    "applicants.collect": "30d",
    "arrivals.channels": {"counter": 1.0, "online": 0.0, "post": 0.0},
    "publication.documents_per_year": 0.0,
    "legal_clock.reschedule": 0.0,
}


def world(**changes: object) -> Document:
    """A commune's only procedure: papers are asked for once, and brought after exactly a day.

    Then 16 hours of work follow, which is all that the limit of two working days allows.
    """
    base = document()
    base["procedures"] = [PAPERS]
    return changed(SWIFT | changes, base)


def test_a_pause_of_a_day_makes_nobody_late_on_any_weekday(tmp_path: Path) -> None:
    """Those of a Wednesday too, due on Friday by their receipt and ready on Monday."""
    rows = run(world(), tmp_path).rows
    rows = rows[rows["cohort"] == 1]
    weekdays = {weekday_of(day) for day in rows["day"].tolist()}
    assert weekdays == {0, 1, 2, 3, 4, 5}
    assert (rows["supplements"] == 1).all()
    late = rows[rows["on_time"] == 0]
    assert late["day"].tolist() == []


def test_a_pause_of_a_day_moves_a_wednesdays_due_date_to_a_monday(tmp_path: Path) -> None:
    """Wednesday 5 July, before 15:00: due on Friday 7 by its receipt, on Monday 10 in its row."""
    rows = run(world(), tmp_path).rows
    wednesday = day_of(date(2023, 7, 5))
    in_time = (rows["day"] == wednesday) & (rows["submitted_us"] % DAY_US < 14 * DAY_US // 24)
    assert in_time.sum() > 0
    assert set(rows["due_us"][in_time].tolist()) == {(wednesday + 5) * DAY_US + 17 * DAY_US // 24}


def test_at_the_runs_end_nobody_is_late_by_waiting_for_the_applicant(tmp_path: Path) -> None:
    """Papers or the result are waited for beyond the due dates: not the office's time."""
    whole = world(**{"applicants.supplement": law("20d"), "drain": "10d"})
    ran = run(whole, tmp_path)
    rows = ran.rows[ran.rows["cohort"] == 1]
    opened = rows[rows["returned_us"] < 0]
    assert {SUPPLEMENT, PROCESSED} <= set(opened["status"].tolist())
    assert (opened["due_us"][opened["status"] == SUPPLEMENT] < ran.result.end_us).sum() > 10
    assert take(np.array(rows), ran.result.end_us).on_time.all()
