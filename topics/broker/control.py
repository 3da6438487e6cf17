"""Starting, stopping and looking at the broker of a folder."""

from __future__ import annotations

import signal
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from topics.broker import process
from topics.broker.archive import java_options, keep
from topics.broker.folder import Folder, Known
from topics.broker.jars import locked
from topics.broker.java import java_environ
from topics.broker.parts import Report, config_dir, ignore
from topics.broker.plan import BrokerPlan
from topics.broker.ports import refuse_taken
from topics.broker.prepare import prepare
from topics.broker.readiness import answers, wait_ready
from topics.connection import Connection
from topics.errors import EnvironmentFailed, InputError

_STOP_S = 30.0
_CLEAN_UP_S = 5.0


@dataclass(frozen=True, slots=True)
class Broker:
    """A broker that answered. `connection` is the admin's, where clients log in."""

    bootstrap: str
    pid: int
    folder: Path
    connection: Connection

    def properties_of(self, user: str | None) -> Path:
        """A client's properties file: of a user of the plan, or None where nobody logs in."""
        return Folder(self.folder).client(user)


@dataclass(frozen=True, slots=True)
class Status:
    """`silent`: it runs but does not answer. `crashed`: it ended though nobody stopped it."""

    state: Literal["running", "silent", "crashed", "stopped"]
    folder: Path
    bootstrap: str | None = None
    pid: int | None = None
    last_lines: list[str] = field(default_factory=list)


def start(plan: BrokerPlan, report: Report = ignore) -> Broker:
    """Start the broker of `plan.folder` and return when it answers. Nothing runs if it fails.

    Raises:
        EnvironmentFailed: the port is taken, the folder's broker runs already, no Java or no
            jars (both `PartMissing`), or it did not come up.
        InputError: the folder is not a broker's, or was made for other users.
    """
    folder = Folder.of(plan.folder)
    try:
        folder.make()
        with locked(folder.lock):
            _refuse_running(folder)
            known = prepare(plan, folder, report)
            return _launch(folder, known, plan.timeout_s, report)
    except OSError as error:
        raise EnvironmentFailed(f"cannot start a broker in {folder.path}: {error}") from error


def restart(path: Path, timeout_s: float = 120.0, report: Report = ignore) -> Broker:
    """Start the broker of a folder again as it was, on the same port, after a stop or a crash.

    Raises:
        EnvironmentFailed: as `start`.
        InputError: no broker was ever started there.
    """
    folder = Folder.of(path)
    known = folder.known()
    if known is None:
        raise InputError(f"there is no broker in {folder.path}")
    with locked(folder.lock):
        _refuse_running(folder)
        refuse_taken(known.port)
        return _launch(folder, known, timeout_s, report)


def stop(path: Path, timeout_s: float = _STOP_S) -> bool:
    """Stop the broker of a folder and wait for its end; False when none ran."""
    folder = Folder.of(path)
    pid, known = _pid(folder), folder.known()
    ended = pid is not None and process.end_surely(pid, folder.marker, timeout_s)
    folder.pid_file.unlink(missing_ok=True)
    if ended and known:
        keep(folder, known)
    return pid is not None


def kill(path: Path) -> None:
    """SIGKILL, as in a power cut, and wait for the end. Afterwards its status is `crashed`."""
    folder = Folder.of(path)
    pid = _pid(folder)
    if pid is None:
        raise EnvironmentFailed(f"there is no broker to kill in {folder.path}")
    process.end(pid, folder.marker, signal.SIGKILL, _STOP_S)


def status(path: Path) -> Status:
    """How the broker of a folder is, by asking it."""
    folder = Folder.of(path)
    pid, known = _pid(folder), folder.known()
    if pid is None or known is None:
        crashed = folder.pid_file.exists()
        lines = folder.last_lines() if crashed else []
        return Status("crashed" if crashed else "stopped", folder.path, last_lines=lines)
    if answers(known.connection()):
        return Status("running", folder.path, known.bootstrap, pid)
    return Status("silent", folder.path, known.bootstrap, pid, folder.last_lines())


def _pid(folder: Folder) -> int | None:
    """The id of the folder's broker, if it runs."""
    pid = process.recorded(folder.pid_file)
    return pid if pid is not None and process.running(pid, folder.marker) else None


def _refuse_running(folder: Folder) -> None:
    pid, known = _pid(folder), folder.known()
    if pid is not None:
        where = f" at {known.bootstrap}" if known else ""
        raise EnvironmentFailed(f"the broker of {folder.path} runs already{where} (pid {pid})")


def _launch(folder: Folder, known: Known, timeout_s: float, report: Report) -> Broker:
    folder.console.unlink(missing_ok=True)
    try:
        report("starting the broker")
        pid = process.launch(
            _command(folder, known), folder.pid_file, folder.console, java_environ()
        )
        if not wait_ready(known, lambda: _pid(folder) is not None, timeout_s, report):
            raise EnvironmentFailed(_why(folder, timeout_s))
    except BaseException:
        stop(folder.path, _CLEAN_UP_S)  # whatever the reason, Ctrl-C too: nothing is left
        raise
    return Broker(known.bootstrap, pid, folder.path, known.connection())


def _command(folder: Folder, known: Known) -> list[str]:
    return [
        known.java,
        f"-Xmx{known.heap_mb}m",
        "-XX:+ExitOnOutOfMemoryError",
        *java_options(folder, known),
        "-Djava.awt.headless=true",
        f"-Dlog4j2.configurationFile={(config_dir() / 'log4j2.properties').as_uri()}",
        f"-Dlienthong.folder={folder.path}",
        "-cp",
        f"{known.jars}/*",
        "kafka.Kafka",
        folder.marker,
    ]


def _why(folder: Folder, timeout_s: float) -> str:
    ended = _pid(folder) is None
    what = "ended while it started" if ended else f"does not answer after {timeout_s:.0f} s"
    return "\n  ".join([f"the broker {what}; its last lines:", *folder.last_lines()])
