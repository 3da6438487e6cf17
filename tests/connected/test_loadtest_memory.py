"""A load test keeps nothing of a message that is over."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.connected.brokers import Shared
from tests.connected.loadtests import PATIENCE_S, ROOT, plan

pytestmark = [pytest.mark.connected, pytest.mark.full]

RATE = 100
MB = 1_000_000
# The harness without what comes before and after: how much memory its process has at its end.
CODE = """
import json, sys
from pathlib import Path
from simulator.loadtest.plan_reader import read_plan
from simulator.loadtest.run import run_plan
from topics.connection import Connection
if __name__ == "__main__":
    peak = 0
    def watch(now):
        global peak
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        peak = max(peak, pages * 4096)
    history = run_plan(read_plan(Path(sys.argv[1])), Path(sys.argv[2]),
                       Connection(bootstrap=sys.argv[3]), watch=watch)
    print(json.dumps([peak, history.stat().st_size]))
"""


def run(folder: Path, seconds: int, bootstrap: str) -> tuple[int, int]:
    """The most memory of the harness's process, and the size of the history, in bytes."""
    folder.mkdir()
    (folder / "program.py").write_text(CODE)
    load = {"profile": "constant", "rate": RATE, "duration": f"{seconds}s"}
    path, out = plan(folder, load=load), folder / "out"
    out.mkdir()
    done = subprocess.run(
        [sys.executable, str(folder / "program.py"), str(path), str(out), bootstrap],
        capture_output=True, text=True, timeout=PATIENCE_S, cwd=ROOT, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    peak, size = json.loads(done.stdout)
    return peak, size


def test_a_longer_test_needs_no_more_memory(broker: Shared, tmp_path: Path) -> None:
    """Half a minute more makes the history longer by tens of megabytes, and the process by few."""
    short, long = (run(tmp_path / f"{s}s", s, broker.bootstrap) for s in (8, 40))
    assert long[1] - short[1] > 12 * MB
    assert long[0] - short[0] < 6 * MB
