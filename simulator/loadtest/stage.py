"""What stands while a test runs, and is gone after it: broker, topics, relay, connector."""

from __future__ import annotations

import queue
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from simulator.loadtest.cast import Cast
from simulator.loadtest.clock import Clock
from simulator.loadtest.connector_process import ConnectorProcess
from simulator.loadtest.entries import Entry
from simulator.loadtest.groups import Groups
from simulator.loadtest.message_faults import KINDS, rule_of
from simulator.loadtest.plan import Plan
from simulator.loadtest.relay_process import RelayProcess
from simulator.loadtest.roles.base import Role
from simulator.loadtest.sampling import listens
from topics import broker
from topics.connection import Connection, probe
from topics.errors import EnvironmentFailed, LienthongError
from topics.kafka import admin

SOON_US = 500_000  # from the last preparation to the test's beginning
PUNCTUAL_US = 8_000_000  # the same, when the relay's rules have to know the beginning before
_SETTLE_S = 1.0
# After a crash a broker is let in again when its old session has expired.
_SOON_BACK = {"broker.session.timeout.ms": "6000"}
_POLL_S = 0.1


@dataclass
class Stage:
    """The parts of one test. `notes` holds entries that threads have to say."""

    plan: Plan
    cast: Cast
    role: Role
    prefix: str
    folder: Path
    connection: Connection
    connector: ConnectorProcess
    broker_folder: Path | None
    notes: queue.SimpleQueue[Entry] = field(default_factory=queue.SimpleQueue)

    def __post_init__(self) -> None:
        self._relay: RelayProcess | None = None

    # -- beginning ---------------------------------------------------------------------------------

    def connect(self, groups: Groups) -> None:
        """Start the connector and wait until it reads, or as long as the plan says.

        Raise `EnvironmentFailed` when it has ended before.
        """
        self.connector.start()
        ready_s = self.plan.connector.ready / 1e6
        deadline_s = time.monotonic() + ready_s
        settled_s = time.monotonic() + min(_SETTLE_S, ready_s)
        while time.monotonic() < (deadline_s if self.role.reads else settled_s):
            self._check_connector()
            if self.role.reads and groups.reading():
                return
            time.sleep(_POLL_S)

    def _check_connector(self) -> None:
        if not self.connector.lives:
            said = self.connector.said()
            raise EnvironmentFailed(f"the connector ended before the test began; it said: {said}")

    def begin(self) -> Clock:
        """Start the relay; the beginning that is agreed on lies a moment ahead."""
        struck = any(fault.fault in KINDS for fault in self.plan.faults)
        margin_us = PUNCTUAL_US if struck else SOON_US
        while True:
            clock = Clock.beginning_in(margin_us)
            self._relay = self._start_relay(clock.began_us)
            self._relay.ready()
            if not struck:
                return Clock.beginning_in(SOON_US)
            if clock.now_us() <= 0:
                return clock
            self._relay.stop()
            margin_us *= 2

    def _start_relay(self, began_us: int) -> RelayProcess:
        schedule = self.role.schedule
        rules = []
        for number, fault in enumerate(self.plan.faults):
            if fault.fault in KINDS:
                begin_us = began_us + schedule.load_begins_us + fault.at
                lasting = fault.lasting or schedule.load_ends_us - schedule.load_begins_us
                rules.append(rule_of(fault, number, begin_us, begin_us + lasting))
        bootstrap = self.connection.bootstrap
        scenario, seed = self.plan.scenario, self.plan.seed
        return RelayProcess(scenario, self.prefix, bootstrap, seed, rules, self.folder)

    # -- meanwhile ---------------------------------------------------------------------------------

    def check_relay(self) -> None:
        """Raise `EnvironmentFailed` when the relay has ended by itself."""
        if self._relay is not None:
            self._relay.check()

    def reachable(self) -> bool:
        """Whether anything listens at the broker's first address."""
        return listens(self.connection)

    # -- ending ------------------------------------------------------------------------------------

    def end_relay(self) -> None:
        """As an operator does; at once where there is no broker to say goodbye to."""
        if self._relay is not None:
            if self.reachable():
                self._relay.stop()
            else:
                self._relay.kill()


@contextmanager
def standing(
    plan: Plan, cast: Cast, role: Role, prefix: str, folder: Path, given: Connection | None
) -> Iterator[Stage]:
    """The stage with its topics; whatever happens, nothing of it is left.

    Raise `EnvironmentFailed` for what does not stand.
    """
    with ExitStack() as stack:
        connection, broker_folder = _broker(plan, folder, given, stack)
        probe(connection)
        notes: queue.SimpleQueue[Entry] = queue.SimpleQueue()
        connector = ConnectorProcess(plan, connection, prefix, folder, notes.put)
        stage = Stage(plan, cast, role, prefix, folder, connection, connector, broker_folder, notes)
        stack.callback(_remove, stage)
        admin.apply(connection, admin.plan(connection, prefix, cast.agencies))
        stack.callback(stage.end_relay)
        stack.callback(connector.stop)
        yield stage


def _broker(
    plan: Plan, folder: Path, given: Connection | None, stack: ExitStack
) -> tuple[Connection, Path | None]:
    if plan.broker == "given":
        return given or Connection.from_environment(), None
    own = folder / "broker"
    stack.callback(_end_broker, own)
    return broker.start(broker.BrokerPlan(own, settings=_SOON_BACK)).connection, own


def _end_broker(own: Path) -> None:
    """What it said stays with the test; its data does not."""
    broker.stop(own)
    shutil.rmtree(own / "data", ignore_errors=True)


def _remove(stage: Stage) -> None:
    """The topics of a test go with it, unless nobody is there to remove them."""
    if stage.broker_folder is None and stage.reachable():
        with suppress(LienthongError):
            admin.delete_prefix(stage.connection, stage.prefix)
