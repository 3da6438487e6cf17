"""What works where there is no POSIX: all that a planner needs; the rest says so."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from simulator.cli import main

HERE = Path(__file__)
SHORT = "tiny --set duration=1d --set warmup=0d --set drain=3d --replications 1"


def without_posix(*commands: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(HERE.with_name("without_posix.py")), *" -- ".join(commands).split()],
        capture_output=True, text=True, encoding="utf-8", check=False,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1"},
    )  # fmt: skip


def test_a_planner_needs_no_posix(tmp_path: Path) -> None:
    """Run, compare, explain, rerun and validate, one after the other, without its modules."""
    out = f"--out {tmp_path / 'runs'}"
    assert main([*f"run {SHORT} {out}".split()]) == 0
    (run,) = (tmp_path / "runs").iterdir()
    code = (run / "dossiers.csv").read_text("utf-8").splitlines()[1].split(",")[1].strip('"')
    done = without_posix(
        f"run {SHORT} {out}",
        f"compare {SHORT.replace('tiny', 'tiny better-sharing')} {out}",
        f"explain {run} {code}",
        f"rerun {run}",
        "validate tiny",
        "check --help",
        "--version",
    )
    assert done.returncode == 0, done.stderr
    for words in ("Written to", "Better sharing", f"Dossier {code}", "The same again", "fits"):
        assert words in done.stdout


@pytest.mark.parametrize("commands", [("broker start",), ("relay tiny",)])
def test_what_needs_posix_says_so(commands: tuple[str, ...]) -> None:
    """Exit status 3 and one sentence, before anything is done."""
    done = without_posix(*commands)
    assert done.returncode == 3
    first = commands[0].partition(" ")[0]
    assert done.stderr.startswith(f"lienthong: lienthong {first} needs Linux or macOS; ")
    assert len(done.stderr.splitlines()) == 1
