"""The command line where nobody applies: a run says so, a comparison is invalid."""

from pathlib import Path

import pytest

from simulator.cli import main

NIGHT = ["--set", "duration=1h", "--set", "warmup=0d", "--set", "scale=0.01"]


def test_a_run_without_dossiers_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody applies in the first hour of a night: there are no times, and no story to tell."""
    arguments = ["run", "tiny", *NIGHT, "--replications", "1", "--out", str(tmp_path)]
    assert main(arguments) == 0
    (place,) = tmp_path.iterdir()
    printed = " ".join(capsys.readouterr().out.split())
    assert "0 dossiers of the measured window" in printed
    assert printed.endswith(
        "No dossier was submitted here in the measured window, so there are no times to tell. "
        f"Written to {place}"
    )


def test_a_comparison_of_nobody_is_invalid(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit status 4, one sentence, and no folder."""
    arguments = ["compare", "tiny", "better-sharing", *NIGHT, "--replications", "2"]
    assert main([*arguments, "--out", str(tmp_path / "out")]) == 4
    assert capsys.readouterr().err.count("nothing to compare") == 1
    assert not (tmp_path / "out").exists()
