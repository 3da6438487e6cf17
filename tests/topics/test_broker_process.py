"""Processes that outlive their starter."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from topics.broker.process import end, end_surely, launch, recorded, running

SLEEPER = (sys.executable, "-c", "import time; time.sleep(60)")
DEAF = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("deaf", flush=True)
time.sleep(60)
"""
STUBBORN = (sys.executable, "-c", DEAF)


@pytest.fixture
def launched(tmp_path: Path) -> Iterator[list[int]]:
    """The ids of what a test launched, which is killed after it."""
    pids: list[int] = []
    yield pids
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def begin(tmp_path: Path, launched: list[int], *command: str) -> int:
    pid = launch([*command, "mine"], tmp_path / "pid", tmp_path / "console", dict(os.environ))
    launched.append(pid)
    return pid


def test_its_id_is_in_the_file_when_it_runs(tmp_path: Path, launched: list[int]) -> None:
    """And it is no child of ours, so nobody has to wait for it."""
    pid = begin(tmp_path, launched, *SLEEPER)
    assert recorded(tmp_path / "pid") == pid
    assert running(pid, "mine")
    with pytest.raises(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)


def test_it_is_gone_when_its_end_is_told(tmp_path: Path, launched: list[int]) -> None:
    """A second end of the same process does nothing."""
    pid = begin(tmp_path, launched, *SLEEPER)
    assert end(pid, "mine", signal.SIGTERM, 30.0)
    assert not running(pid, "mine")
    assert end(pid, "mine", signal.SIGTERM, 30.0)


def test_another_process_with_its_id_is_left_alone(tmp_path: Path, launched: list[int]) -> None:
    """As after a restart of the machine, when the file is old."""
    pid = begin(tmp_path, launched, *SLEEPER)
    assert not running(pid, "another")
    assert end(pid, "another", signal.SIGKILL, 30.0)
    assert running(pid, "mine")


def test_what_does_not_listen_is_killed(tmp_path: Path, launched: list[int]) -> None:
    """After the time it was given."""
    pid = begin(tmp_path, launched, *STUBBORN)
    while not (tmp_path / "console").exists() or not (tmp_path / "console").read_bytes():
        assert running(pid, "mine")
    assert not end(pid, "mine", signal.SIGTERM, 0.2)
    assert not end_surely(pid, "mine", 0.2)
    assert not running(pid, "mine")


def test_no_file_is_no_process(tmp_path: Path) -> None:
    """Nor is one with no number in it."""
    assert recorded(tmp_path / "pid") is None
    (tmp_path / "pid").write_text("")
    assert recorded(tmp_path / "pid") is None
