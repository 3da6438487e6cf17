"""`lienthong broker`."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

from simulator.report.printing import hand_over, say, tell
from simulator.signals import check_posix
from topics.broker import BrokerPlan, Status, start, status, stop
from topics.broker.parts import cache_dir
from topics.connection import BOOTSTRAP, PROPERTIES
from topics.errors import CheckFailed, EnvironmentFailed


def default_folder() -> Path:
    """The one that the commands mean when none is named."""
    return cache_dir() / "broker"


def start_broker(folder: Path | None, port: int, heap_mb: int, *, sasl: bool) -> None:
    """Start it; standard output gets what to put into the environment, and nothing else."""
    check_posix("lienthong broker")
    plan = BrokerPlan(folder or default_folder(), port=port, heap_mb=heap_mb, sasl=sasl)
    broker = start(plan, _tell)
    if os.environ.get(BOOTSTRAP, broker.bootstrap) != broker.bootstrap:
        _tell(f"{BOOTSTRAP} is {os.environ[BOOTSTRAP]}, which commands use until it is changed")
    _tell(f"pid {broker.pid}, folder {broker.folder}")
    hand_over(f"export {BOOTSTRAP}={broker.bootstrap}")
    user = broker.connection.sasl_username
    if user:
        hand_over(f"export {PROPERTIES}={shlex.quote(str(broker.properties_of(user)))}")


def stop_broker(folder: Path | None) -> None:
    """Stop it; what it holds stays in the folder."""
    check_posix("lienthong broker")
    where = folder or default_folder()
    say(f"stopped; its data is in {where}" if stop(where) else f"no broker ran in {where}")


def print_status(folder: Path | None) -> None:
    """Exit status 0 if it answers, 1 if it is stopped, 3 if something is wrong with it."""
    check_posix("lienthong broker")
    found = status(folder or default_folder())
    if found.state == "running":
        say(f"running at {found.bootstrap} (pid {found.pid}, folder {found.folder})")
    elif found.state == "stopped":
        raise CheckFailed(f"no broker runs in {found.folder}")
    else:
        raise EnvironmentFailed(_wrong(found))


def _wrong(found: Status) -> str:
    what = "crashed" if found.state == "crashed" else f"runs (pid {found.pid}) but does not answer"
    return "\n  ".join([f"the broker in {found.folder} {what}; its last lines:", *found.last_lines])


def _tell(words: str) -> None:
    tell(f"broker: {words}")
