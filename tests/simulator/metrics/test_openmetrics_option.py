"""`lienthong run --openmetrics FILE`: what it writes, and what it says when it cannot."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.cli import main

TINY = ("tiny", "--set", "duration=7d", "--set", "warmup=1d", "--set", "drain=14d")


@pytest.fixture(autouse=True)
def handler() -> Iterator[None]:
    """The command line takes SIGTERM over; a test process gets it back."""
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


def run(folder: Path, *more: str) -> int:
    return main(["run", *TINY, "--replications", "2", "--out", str(folder / "runs"), *more])


def digests(folder: Path) -> set[str]:
    return {
        path.read_text(encoding="utf-8").partition('"digest": ')[2][:70]
        for path in folder.glob("runs/*/manifest.json")
    }


@pytest.mark.parametrize("workers", ["1", "2"])
def test_the_first_replications_series_are_in_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: str
) -> None:
    """Named from where the command is called; what stood there is replaced; the run is the same."""
    (tmp_path / "series.txt").write_text("old")
    monkeypatch.chdir(tmp_path)
    assert run(tmp_path, "--openmetrics", "series.txt", "--workers", workers) == 0
    assert run(tmp_path) == 0
    assert len(digests(tmp_path)) == 1
    lines = (tmp_path / "series.txt").read_text(encoding="utf-8").splitlines()
    assert lines[-1] == "# EOF"
    clock = [line.split() for line in lines if line.startswith("lienthong_sim_clock_seconds ")]
    assert [float(value) for _, value, _ in clock] == [float(at) for _, _, at in clock]
    assert len(clock) >= 8
    assert sorted(path.name for path in tmp_path.iterdir()) == ["runs", "series.txt"]


def test_a_place_that_cannot_be_written_is_said_before_any_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder that is not there, and a folder instead of a file."""
    missing = tmp_path / "none" / "series.txt"
    assert run(tmp_path, "--openmetrics", str(missing)) == 2
    assert capsys.readouterr().err == (
        f"lienthong: --openmetrics {missing}: there is no folder {missing.parent}; make it first\n"
    )
    assert run(tmp_path, "--openmetrics", str(tmp_path)) == 2
    assert capsys.readouterr().err == (
        f"lienthong: --openmetrics {tmp_path}: is a folder; expected the name of a file\n"
    )
    assert list(tmp_path.iterdir()) == []
