"""A process that outlives its starter, known by a file that holds its id."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from topics.errors import EnvironmentFailed

_POLL_S = 0.05
_EXEC_S = 0.001
# Linux keeps the command of a process with its memory: it is empty when the memory is gone.
_EXITING = 0x4
_KERNEL_THREAD = 0x200000
_PROC = Path("/proc/self/cmdline")
# The shell writes the id itself, so that no interruption of ours can come in between.
_LAUNCH = 'pid=$1 console=$2; shift 2; "$@" </dev/null >>"$console" 2>&1 & echo $! >"$pid"'


def launch(
    command: Sequence[str], pid_file: Path, console: Path, environ: Mapping[str, str]
) -> int:
    """Start it in a session of its own, its output in `console`; its id."""
    arguments = ["/bin/sh", "-c", _LAUNCH, "sh", str(pid_file), str(console), *command]
    subprocess.run(arguments, check=True, start_new_session=True, env=environ)
    return int(pid_file.read_text())


def recorded(pid_file: Path) -> int | None:
    """The id in the file, or None when there is no file."""
    try:
        return int(pid_file.read_text())
    except (FileNotFoundError, ValueError):
        return None


def running(pid: int, marker: str) -> bool:
    """Whether the process of that id lives and is ours: `marker` is a word of its command."""
    if not _PROC.exists():
        listed = ["ps", "-o", "stat=,command=", "-p", str(pid)]
        said = subprocess.run(listed, capture_output=True, text=True, check=False).stdout
        return marker in said and not said.startswith("Z")
    try:
        while not (command := Path(f"/proc/{pid}/cmdline").read_bytes()):
            flags = int(_stat(pid)[6])
            if flags & _EXITING:
                return _leaving(pid)
            if flags & _KERNEL_THREAD:
                return False
            time.sleep(_EXEC_S)  # it is between two programs
        return marker.encode() in command.split(b"\0")
    except OSError:
        return False


def _leaving(pid: int) -> bool:
    """Whether it still has threads: until the last is gone it holds its ports and files."""
    return _stat(pid)[0] not in "ZX" or len(os.listdir(f"/proc/{pid}/task")) > 1


def _stat(pid: int) -> list[str]:
    """The fields after the command's name, from the state on: see proc(5)."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def end(pid: int, marker: str, number: signal.Signals, timeout_s: float) -> bool:
    """Send a signal and wait until it has ended; False if it has not in time."""
    deadline_s = time.monotonic() + timeout_s
    if running(pid, marker):
        with suppress(ProcessLookupError):
            os.kill(pid, number)
    while running(pid, marker):
        if time.monotonic() > deadline_s:
            return False
        time.sleep(_POLL_S)
    return True


def end_surely(pid: int, marker: str, timeout_s: float) -> bool:
    """By SIGTERM, or by SIGKILL if it does not end in time; False if that was needed."""
    if end(pid, marker, signal.SIGTERM, timeout_s):
        return True
    if end(pid, marker, signal.SIGKILL, timeout_s):
        return False
    raise EnvironmentFailed(f"process {pid} does not end, not even by SIGKILL")
