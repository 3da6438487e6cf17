"""Runs that have the same number, as each has in its container: number 1."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from simulator.ledger.runreading import read_manifest

ALONE = ("unshare", "--fork", "--pid", "--kill-child")
COMMAND = (sys.executable, "-c", "import sys; from simulator.cli import main; sys.exit(main())")
SHORT = ("--set", "duration=7d", "--set", "warmup=1d", "--set", "drain=14d")


@pytest.fixture(scope="module")
def namespaces() -> None:
    """Skips where this machine lets nobody make a PID namespace."""
    try:
        made = subprocess.run([*ALONE, "true"], check=False, capture_output=True, timeout=20)
    except FileNotFoundError:
        pytest.skip("unshare is missing: no process can be number 1")
    if made.returncode:
        pytest.skip("this machine lets nobody make a PID namespace")


@contextmanager
def run(out: Path, replications: int) -> Iterator[subprocess.Popen[str]]:
    """A run that is process 1."""
    words = ["run", "tiny", *SHORT, "--replications", str(replications), "--out", str(out)]
    process = subprocess.Popen(
        [*ALONE, *COMMAND, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.kill()  # and, with it, the run
        process.communicate()


def partial(out: Path) -> list[Path]:
    return list(out.glob(".*.partial-*"))


def until(holds: Callable[[], bool], *running: subprocess.Popen[str]) -> None:
    end_s = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end_s
        for each in running:
            assert each.poll() is None, each.communicate()
        time.sleep(0.02)


@pytest.mark.usefixtures("namespaces")
def test_two_runs_side_by_side_are_both_whole(tmp_path: Path) -> None:
    """The same words at the same time: neither touches the other's folder, and both come to one."""
    with run(tmp_path, 8) as one, run(tmp_path, 8) as other:
        until(lambda: len(partial(tmp_path)) == 2, one, other)
        said = [each.communicate(timeout=120) for each in (one, other)]
        assert [each.returncode for each in (one, other)] == [0, 0], said
    (folder,) = tmp_path.iterdir()
    assert read_manifest(folder)[1]["replications"] == 8
    assert {path.name for path in folder.iterdir()} >= {"summary.json", "dossiers.parquet"}


@pytest.mark.usefixtures("namespaces")
def test_after_a_kill_the_next_run_starts_at_once(tmp_path: Path) -> None:
    """And takes away what the dead one has left."""
    with run(tmp_path, 200) as killed:
        until(lambda: bool(list(tmp_path.rglob("rows-*.bin"))), killed)
    (left,) = partial(tmp_path)
    with run(tmp_path, 2) as again:
        errors = again.communicate(timeout=120)[1]
        assert again.returncode == 0, errors
    assert not left.exists()
    (folder,) = tmp_path.iterdir()
    assert read_manifest(folder)[1]["replications"] == 2
