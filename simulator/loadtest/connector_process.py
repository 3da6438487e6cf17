"""The connector under test: started and stopped by its command, or running by itself."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from simulator.loadtest.children import Child
from simulator.loadtest.clock import Clock
from simulator.loadtest.entries import Process
from simulator.loadtest.plan import Plan
from topics.connection import BOOTSTRAP, PASSWORD, USERNAME, Connection

PREFIX, AGENCY, WORK = "LIENTHONG_PREFIX", "LIENTHONG_AGENCY", "LIENTHONG_WORK"
WORK_FILE = "work.jsonl"
"""In the test's folder: what a connector that speaks first is given to do."""

Note = Callable[[Process], None]


class ConnectorProcess:
    """The processes of a plan's connector; of an external one there are none.

    `note` gets an entry for whatever happens to one. Any thread may act.
    """

    def __init__(
        self, plan: Plan, connection: Connection, prefix: str, folder: Path, note: Note
    ) -> None:
        self._plan, self._note, self._clock = plan.connector, note, Clock(0, 0)
        self._environ = environ_of(plan, connection, prefix, folder)
        self._log = folder / "connector.log"
        self._lock = threading.Lock()
        self._children: list[Child] = []

    @property
    def external(self) -> bool:
        """Whether somebody else starts and stops it."""
        return self._plan.command is None

    @property
    def lives(self) -> bool:
        """Whether any of its processes runs; an external one is taken to."""
        return self.external or any(child.status is None for child in self._children)

    def start(self) -> Child | None:
        """Start one; the second is a further member of the same group."""
        if self._plan.command is None:
            return None
        with self._lock:
            child = Child(self._plan.command, self._log, self._environ)
            self._children.append(child)
            self._tell("started", child)
        return child

    def begin(self, clock: Clock) -> None:
        """From now on its time is the test's."""
        self._clock = clock

    def kill(self) -> None:
        """SIGKILL to all of it, as in a power cut."""
        with self._lock:
            for child in self._children:
                if child.status is None:
                    self._tell("killed", child, child.kill())
            self._children.clear()

    def stop(self, child: Child | None = None) -> None:
        """SIGTERM to one of its processes, or to all."""
        with self._lock:
            for each in [child] if child is not None else list(self._children):
                if each in self._children:
                    ran = each.status is None
                    status = each.stop(self._plan.stop / 1e6)
                    self._children.remove(each)
                    self._tell("stopped" if ran else "ended", each, status)

    def tell(self, number: signal.Signals) -> None:
        """A signal to all of it."""
        with self._lock:
            for child in self._children:
                child.tell(number)

    def measure(self) -> None:
        """Note the memory of each process, and those that have ended by themselves."""
        with self._lock:
            for child in list(self._children):
                if child.status is None:
                    self._tell("measured", child)
                else:
                    self._children.remove(child)
                    self._tell("ended", child, child.status)

    def said(self) -> str:
        """The last of what it said."""
        try:
            return self._log.read_bytes()[-2_000:].decode(errors="replace").strip()
        except OSError:
            return ""

    def _tell(self, name: str, child: Child, status: int | None = None) -> None:
        memory = child.resident_bytes() if name == "measured" else -1
        at_us = self._clock.now_us() if self._clock.zero_us else 0
        self._note(
            Process(at_us=at_us, name=name, pid=child.pid, resident_bytes=memory, status=status)
        )


def environ_of(plan: Plan, connection: Connection, prefix: str, folder: Path) -> dict[str, str]:
    """The connector's environment: ours, what it is told, and what the plan adds."""
    told = told_of(plan, connection, prefix, folder)
    # A command of ours is found, though nobody has put it on the path.
    path = os.pathsep.join((os.environ.get("PATH", os.defpath), str(Path(sys.executable).parent)))
    return {**os.environ, "PATH": path, **told, **plan.connector.environment}


def told_of(plan: Plan, connection: Connection, prefix: str, folder: Path) -> dict[str, str]:
    """What the connector is told: the broker, the login, who it is and where its work is."""
    said = {
        BOOTSTRAP: connection.bootstrap, PREFIX: prefix, AGENCY: plan.connector.agency,
        USERNAME: connection.sasl_username, PASSWORD: connection.sasl_password,
        WORK: str(folder.resolve() / WORK_FILE),
    }  # fmt: skip
    return {name: text for name, text in said.items() if text is not None}
