"""What the command line chose, and what is odd about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.cli.choice import Choice, tell_warnings


def test_each_warning_of_every_arm_is_told_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A queue that only an arm makes endless is told; what both arms share is told once."""
    overlay = tmp_path / "slow.yaml"
    overlay.write_text(
        "name: slow\noffices: [{id: commune, desks: [{id: one_stop, pace: 0.0005}]}]\n"
    )
    choice = Choice("tiny", ("attention.G12-THUE=0.5",))
    tell_warnings(choice.load(), choice.load_arm(str(overlay), "tiny"))
    idle, endless = capsys.readouterr().err.splitlines()
    assert "G12-THUE takes no part" in idle
    assert "this queue grows without bound" in endless
