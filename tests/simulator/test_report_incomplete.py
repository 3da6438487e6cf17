"""The first line of an answer that is not whole."""

from pathlib import Path

from simulator.report.run import print_run
from tests.simulator.made_reports import EN, VI, flowing, summary


def test_an_answer_that_lacks_something_says_so_first(tmp_path: Path) -> None:
    """How many dossiers of how many, since when, and what went wrong; a whole one says nothing."""
    document = summary(tmp_path)
    assert "INCOMPLETE" not in flowing(120, print_run, document)
    document["incomplete"] = {
        "dossiers": {"here": 9, "of": 1231}, "simulated": {"here": 9, "of": 1400},
        "since_us": 0, "swallowed": 76, "twice": 0, "unread": 0,
    }  # fmt: skip
    assert flowing(120, print_run, document, EN).startswith(
        "INCOMPLETE: 9 of 1,231 dossiers of the measured window are in this answer. This process "
        "went on from an earlier one's work at Thu 1970-01-01 00:00: what had been finished until "
        "then is gone, and messages until then are not counted. Requests that never reached their "
        "provider, for all that is known here: 76. SIMULATION"
    )
    told = flowing(120, print_run, document, VI)
    assert told.startswith("CHƯA ĐẦY ĐỦ: kết quả này chỉ có 9 trên 1.231 hồ sơ nộp trong kỳ đo.")
    assert "twice" not in told
