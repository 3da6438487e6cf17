"""`run --precision`: replications until the intervals of a run are narrow enough."""

import contextlib
import io
import json
from pathlib import Path
from typing import Any

import pytest

from simulator.cli import main
from simulator.report.run import print_run
from tests.simulator.made_reports import EN, flowing

SMALL = ("tiny", "--scale", "0.02", "--set", "warmup=1d", "--set", "drain=14d")


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a small run of a coarse precision prints."""
    out = str(tmp_path_factory.mktemp("runs"))
    with contextlib.redirect_stdout(io.StringIO()) as told:
        assert main(["run", *SMALL, "--precision", "99%", "--out", out, "--format", "json"]) == 0
    found: dict[str, Any] = json.loads(told.getvalue())
    return found


def test_a_run_of_some_precision_is_the_run_of_as_many_replications(answer: dict[str, Any]) -> None:
    """The rule says how many; the folder, its name and its bytes are those of that number."""
    assert answer["precision"] == {"share": 0.99, "met": True, "n_max": 200}
    place, count = Path(answer["folder"]), answer["replications"]
    assert 15 <= count < 200
    kept = json.loads((place / "manifest.json").read_text(encoding="utf-8"))
    assert (kept["id"], kept["replications"]) == (place.name, count)
    assert main(["run", *SMALL, "--replications", str(count), "--out", str(place.parent)]) == 0
    assert list(place.parent.iterdir()) == [place]


def test_every_interval_of_all_dossiers_is_within_the_precision(answer: dict[str, Any]) -> None:
    """Times within the share of the mean cycle time; the share on time within as many points."""
    every = answer["all"]
    mean = every["cycle_days"]["mean"]["mean"]
    times = [one for time in ("cycle_days", "processing_days") for one in every[time].values()]
    causes = [cause["all"] for cause in every["causes_days"].values()]
    scales = [(one, mean) for one in times + causes if one["low_together"] is not None]
    assert len(scales) >= 9
    for one, scale in [*scales, (every["on_time_share"], 1.0)]:
        assert (one["high_together"] - one["low_together"]) / 2 <= 0.99 * scale


def test_the_report_says_whether_the_precision_was_reached(answer: dict[str, Any]) -> None:
    """In a sentence at its head."""
    said = f"Precision of 99 % reached with {answer['replications']} replications."
    assert said in flowing(80, print_run, answer, EN)
    missed = {**answer, "precision": {"share": 0.05, "met": False, "n_max": 200}}
    assert "Precision of 5 % NOT reached" in flowing(80, print_run, missed, EN)


def test_a_number_and_a_precision_exclude_one_another(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Bad usage, before anything is run."""
    both = ["--precision", "5%", "--replications", "3", "--out", str(tmp_path)]
    assert main(["run", *SMALL, *both]) == 2
    assert "exclude one another" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["run", "compare", "validate"])
def test_the_scale_is_an_option(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is checked like the scenario's own, by each command that reads a scenario."""
    more = ["both"] if command == "compare" else []
    out = [] if command == "validate" else ["--out", str(tmp_path)]
    assert main([command, "tiny", *more, "--scale", "7", *out]) == 2
    assert "scale: found 7.0; write at most 1" in "".join(capsys.readouterr())
