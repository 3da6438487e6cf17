"""Programs that a test starts, each in a process group of its own, and ends by its id."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from topics.errors import EnvironmentFailed, InputError

_KILLED_S = 5.0


class Child:
    """A program at work; what it says is added to the file `log`.

    Raise `InputError` when there is no such program, `EnvironmentFailed` when it cannot start.
    """

    def __init__(self, command: Sequence[str], log: Path, environ: Mapping[str, str]) -> None:
        self.log = log
        try:
            with log.open("ab") as told:
                self._process = subprocess.Popen(
                    list(command), stdin=subprocess.DEVNULL, stdout=told, stderr=told,
                    env=dict(environ), start_new_session=True,
                )  # fmt: skip
        except (FileNotFoundError, PermissionError) as error:
            raise InputError(f"command {command[0]!r}: {error.strerror}") from error
        except OSError as error:
            raise EnvironmentFailed(f"command {command[0]!r} does not start: {error}") from error
        self.pid = self._process.pid

    @property
    def status(self) -> int | None:
        """Its exit status, or None while it runs."""
        return self._process.poll()

    def tell(self, number: signal.Signals) -> None:
        """Send a signal to it and to what it has started."""
        if self.status is None:
            with suppress(ProcessLookupError):
                os.killpg(self.pid, number)

    def stop(self, patience_s: float) -> int:
        """SIGTERM, and after that time SIGKILL; its exit status."""
        self.tell(signal.SIGTERM)
        self.tell(signal.SIGCONT)  # it may have been made to pause
        try:
            return self._process.wait(patience_s)
        except subprocess.TimeoutExpired:
            return self.kill()
        finally:
            self._end_group()

    def kill(self) -> int:
        """SIGKILL; its exit status."""
        self.tell(signal.SIGKILL)
        status = self._process.wait(_KILLED_S)
        self._end_group()
        return status

    def _end_group(self) -> None:
        """What it started and left behind. The group's id is free only when all of it is gone."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)

    def said(self, letters: int = 2_000) -> str:
        """The last of what it said."""
        try:
            return self.log.read_bytes()[-4 * letters :].decode(errors="replace")[-letters:]
        except OSError:
            return ""

    def resident_bytes(self) -> int:
        """Memory of it and of its group; -1 where the system does not say."""
        sizes = [_resident(pid) for pid in _group(self.pid)]
        return sum(sizes) if sizes else -1


def _group(leader: int) -> list[int]:
    """The processes of a group, by Linux's /proc; none elsewhere."""
    found = []
    for place in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError, IndexError):
            fields = place.read_text().rpartition(")")[2].split()
            if int(fields[2]) == leader:
                found.append(int(place.parent.name))
    return found


def _resident(pid: int) -> int:
    with suppress(OSError, ValueError, IndexError):
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
    return 0
