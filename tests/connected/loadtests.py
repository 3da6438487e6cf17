"""`lienthong loadtest` as a process, and what it left, for tests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from simulator.loadtest.entries import Process
from simulator.loadtest.history import HistoryReader
from tests.simulator.loadtest.plans import PROVIDER, written
from topics.connection import BOOTSTRAP

ROOT = Path(__file__).parents[2]
_CODE = """
import signal, typer
from simulator.cli import _terminate
from simulator.cli.loadtest_app import loadtest_command
if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _terminate)
    app = typer.Typer(pretty_exceptions_enable=False)
    loadtest_command(app)
    app()
"""
LOAD = {"profile": "constant", "rate": 20, "duration": "5s"}
PATIENT = {"lag": "1s", "stall": "5s", "share": "90%"}  # the machine of the tests is shared
PATIENCE_S = 150


def answering(role: str, *flaw: str, agency: str = PROVIDER) -> dict[str, Any]:
    command = [sys.executable, str(ROOT / "tests" / "connected" / "answering.py"), role, *flaw]
    return {"agency": agency, "role": role, "command": command}


def plan(folder: Path, **changes: Any) -> Path:
    own: dict[str, Any] = {
        "connector": answering("provider"), "load": LOAD, "warmup": "1s", "drain": "6s",
        "generator": PATIENT, "contract": {"deadline": "5s"}, "objectives": {"errors": "0%"},
    }  # fmt: skip
    return written(folder, **(own | changes))


@contextmanager
def at_work(path: Path, out: Path, bootstrap: str, *words: str) -> Iterator[subprocess.Popen[str]]:
    """`lienthong loadtest`, ended whatever happens."""
    out.mkdir(exist_ok=True)
    program = out.parent / f"{out.name}-loadtest.py"
    program.write_text(_CODE)
    environ = {**os.environ, BOOTSTRAP: bootstrap, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(program), str(path), "--out", str(out), "--format", "json"]
    process = subprocess.Popen(
        [*command, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=environ, cwd=ROOT,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(60)
        for pipe in (process.stdout, process.stderr):
            assert pipe is not None
            pipe.close()


def outcome_of(path: Path, out: Path, bootstrap: str, *words: str) -> tuple[int, Any, str]:
    """Its exit status, its verdict, and what it said beside it."""
    with at_work(path, out, bootstrap, *words) as process:
        told, said = process.communicate(timeout=PATIENCE_S)
    return process.returncode, json.loads(told) if told else None, said


def folder_of(out: Path) -> Path:
    (folder,) = out.iterdir()
    return folder


def history_of(out: Path) -> HistoryReader:
    return HistoryReader(folder_of(out) / "history.jsonl")


def leftovers(prefix: str, kafka_admin: Any) -> list[str]:
    return [topic for topic in kafka_admin.list_topics() if topic.startswith(f"{prefix}.")]


def gone(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return True
    return state == "Z"


def check_clean(history: HistoryReader, kafka_admin: Any) -> None:
    """No topic and no process of a test is left."""
    assert leftovers(history.header["prefix"], kafka_admin) == []
    pids = [entry.pid for entry in history if isinstance(entry, Process)]
    assert pids
    assert all(map(gone, pids))
