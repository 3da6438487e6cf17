"""Load tests from pytest: the marker ``lienthong``, and a broker, a bus and a load as fixtures.

    def test_our_connector(lienthong_load):
        verdict = lienthong_load("smoke", ["node", "answerer.mjs"])
        assert verdict.word == "pass", verdict.reasons

pytest loads this in every environment in which Lienthong is installed, so it imports nothing of it
before a fixture is asked for.
"""

from __future__ import annotations

import os
import secrets
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from simulator.loadtest.plan import Plan
    from simulator.loadtest.verdict import Verdict
    from topics.bus import Bus
    from topics.connection import Connection

MARKER = (
    "lienthong(scenario='tiny', agency='G15-HOTICH'): a test with a real Kafka; whose agencies "
    "`lienthong_bus` has topics for"
)
_SCENARIO, _AGENCY = "tiny", "G15-HOTICH"
_STOP_S = 15.0
Connector = Callable[[Mapping[str, str], threading.Event], None]
"""A connector as a function: what it is told (``LIENTHONG_BOOTSTRAP``, ``LIENTHONG_PREFIX`` ...),
and when it has to end. It is called on a thread of its own."""


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", MARKER)


@dataclass(frozen=True, slots=True)
class OwnBus:
    """A bus with the topics of one test, whose names begin with `prefix`."""

    bus: Bus
    prefix: str
    connection: Connection
    agencies: tuple[str, ...]


@pytest.fixture(scope="session")
def lienthong_broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """The broker that LIENTHONG_BOOTSTRAP names, or one for this session of pytest.

    Skips where a part of a broker is missing.
    """
    from topics.broker import BrokerPlan, PartMissing, start, stop
    from topics.connection import BOOTSTRAP, Connection

    if os.environ.get(BOOTSTRAP):
        yield Connection.from_environment()
        return
    plan = BrokerPlan(tmp_path_factory.mktemp("lienthong") / "broker")
    try:
        yield start(plan).connection
    except PartMissing as missing:
        pytest.skip(str(missing))
    finally:
        stop(plan.folder)


@pytest.fixture
def lienthong_bus(request: pytest.FixtureRequest, lienthong_broker: Connection) -> Iterator[OwnBus]:
    """A bus with topics for the agencies of the marker's scenario; they are gone after the test."""
    from simulator.loadtest.cast import cast_of
    from topics.kafka import admin
    from topics.kafka.bus import KafkaBus

    marker = request.node.get_closest_marker("lienthong")
    said: Mapping[str, Any] = marker.kwargs if marker is not None else {}
    agencies = cast_of(said.get("scenario", _SCENARIO), said.get("agency", _AGENCY)).agencies
    prefix = f"pt-{secrets.token_hex(4)}"
    admin.apply(lienthong_broker, admin.plan(lienthong_broker, prefix, agencies))
    bus = KafkaBus(lienthong_broker)
    try:
        yield OwnBus(bus, prefix, lienthong_broker, agencies)
    finally:
        bus.close()
        admin.delete_prefix(lienthong_broker, prefix)


@dataclass(frozen=True, slots=True)
class Load:
    """Runs plans on a broker; what each leaves is in a folder of its own below `folder`."""

    connection: Connection
    folder: Path

    def __call__(
        self,
        plan: str | Path | Mapping[str, Any],
        connector: Sequence[str] | Connector | None = None,
        *,
        workers: int = 1,
        seed: int | None = None,
    ) -> Verdict:
        """Carry out a plan (a shipped one's name, a file, or its text as a mapping) and judge it.

        `connector` takes the place of the plan's: a command, or a function. Raise `LienthongError`
        for what keeps the test from its end, and what the function raised.
        """
        from simulator.loadtest.run import no_invitation, run_plan
        from simulator.loadtest.verdict import judge

        own = self.folder / secrets.token_hex(4)
        own.mkdir()
        path = _path_of(plan, own)
        read = _read(path, connector, is_file=not isinstance(plan, Mapping))
        if seed is not None:
            read = read.model_copy(update={"seed": seed})
        broker = self.connection if read.broker == "given" else None
        function = connector if callable(connector) else None
        with _hosted(function) as invite:
            history = run_plan(
                read, own, broker, workers=workers, beside=path.parent,
                invite=invite or no_invitation,
            )  # fmt: skip
        return judge(history)


@pytest.fixture
def lienthong_load(lienthong_broker: Connection, tmp_path: Path) -> Load:
    """Runs a plan against a command or a function, and returns the verdict."""
    return Load(lienthong_broker, tmp_path)


def _path_of(plan: str | Path | Mapping[str, Any], folder: Path) -> Path:
    if isinstance(plan, Mapping):
        import yaml

        path = folder / "plan.yaml"
        path.write_text(yaml.safe_dump(dict(plan), allow_unicode=True), encoding="utf-8")
        return path
    from simulator.loadtest.plan_reader import find_plan

    return find_plan(str(plan))


def _read(path: Path, connector: Sequence[str] | Connector | None, *, is_file: bool) -> Plan:
    from simulator.loadtest.plan_reader import read_plan

    if connector is None:
        return read_plan(path, is_file=is_file)
    if not callable(connector):
        return read_plan(path, connector, is_file=is_file)
    plan = read_plan(path, is_file=is_file)
    changed = plan.connector.model_copy(update={"command": None, "external": True})
    return plan.model_copy(update={"connector": changed})


@contextmanager
def _hosted(connector: Connector | None) -> Iterator[Callable[[Mapping[str, str]], None] | None]:
    """A function on a thread, from its invitation on; what it raises is raised at the end."""
    if connector is None:
        yield None
        return
    over = threading.Event()
    threads: list[threading.Thread] = []
    raised: list[Exception] = []

    def live(told: Mapping[str, str]) -> None:
        try:
            connector(told, over)
        except Exception as error:  # noqa: BLE001 - it is raised where it is seen
            raised.append(error)

    def invite(told: Mapping[str, str]) -> None:
        threads.append(threading.Thread(target=live, args=(told,), daemon=True))
        threads[-1].start()

    try:
        yield invite
    finally:
        over.set()
        for thread in threads:
            thread.join(_STOP_S)
    if raised:
        raise raised[0]
