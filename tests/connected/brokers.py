"""Real brokers for tests: one that all workers of a run share, and private ones."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from topics.broker import Broker, BrokerPlan, PartMissing, start, status, stop
from topics.broker.jars import locked
from topics.connection import BOOTSTRAP, Connection


@dataclass(frozen=True, slots=True)
class Shared:
    """The broker that tests have in common. Whoever uses it keeps to a prefix."""

    connection: Connection

    @property
    def bootstrap(self) -> str:
        return self.connection.bootstrap


@contextmanager
def shared_broker(factory: pytest.TempPathFactory) -> Iterator[Shared]:
    """The one that LIENTHONG_BOOTSTRAP names, or one for this run of all its workers.

    The first worker that needs it starts it, and the last that is done with it stops it. Skips
    when a part is missing.
    """
    if os.environ.get(BOOTSTRAP):
        yield Shared(Connection.from_environment())
        return
    own = factory.getbasetemp()
    root = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    users = root / "broker-users"
    users.mkdir(exist_ok=True)
    try:
        yield Shared(_join(root, users))
    finally:
        _leave(root, users)


@contextmanager
def private_broker(plan: BrokerPlan) -> Iterator[Broker]:
    """One that a test may kill; afterwards it is gone, however it is by then."""
    try:
        yield _started(plan)
    finally:
        _end(plan.folder)


def _join(root: Path, users: Path) -> Connection:
    with locked(root / "broker.lock"):
        (users / str(os.getpid())).touch()
        address = root / "broker-address"
        if status(root / "broker").state != "running":
            address.write_text(_started(BrokerPlan(root / "broker")).bootstrap)
        return Connection(bootstrap=address.read_text())


def _leave(root: Path, users: Path) -> None:
    with locked(root / "broker.lock"):
        (users / str(os.getpid())).unlink(missing_ok=True)
        if not any(_lives(int(user.name)) for user in users.iterdir()):
            _end(root / "broker")


def _started(plan: BrokerPlan) -> Broker:
    try:
        return start(plan)
    except PartMissing as missing:
        pytest.skip(str(missing))


def _end(folder: Path) -> None:
    """Its log stays, for whoever looks into a failed run."""
    stop(folder)
    shutil.rmtree(folder / "data", ignore_errors=True)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
