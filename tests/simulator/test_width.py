"""How wide a report is that nobody reads on a terminal."""

import pytest

from simulator.report.printing import output


def test_a_report_in_a_file_is_not_cut_to_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """It has room for arms as rows with their intervals, unless `COLUMNS` says otherwise."""
    monkeypatch.delenv("COLUMNS", raising=False)
    assert output().width == 160
    monkeypatch.setenv("COLUMNS", "80")
    assert output().width == 80
