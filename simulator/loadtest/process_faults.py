"""Faults of a plan that strike processes: each begins, lasts, and is healed.

A fault is a class registered by name, made from its plan and the test's stage. It acts on a
thread of its own, since a broker takes seconds to come back.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from simulator.loadtest.plan import PlanFault
from topics import broker
from topics.errors import EnvironmentFailed, LienthongError

if TYPE_CHECKING:
    from simulator.loadtest.children import Child
    from simulator.loadtest.connector_process import ConnectorProcess

_SLOW_PERIOD_S = 0.2


class ProcessFault(ABC):
    """`on_broker`: it strikes the test's own broker, otherwise the connector's processes."""

    on_broker = False

    def __init__(
        self, plan: PlanFault, connector: ConnectorProcess, broker_folder: Path | None
    ) -> None:
        self.plan, self.connector, self.broker_folder = plan, connector, broker_folder
        self.over = threading.Event()

    @abstractmethod
    def begin(self) -> None:
        """Strike."""

    def last(self) -> None:
        """What is done until it is over; set by whoever ends it."""
        self.over.wait()

    @abstractmethod
    def heal(self) -> None:
        """Make all as it was."""


F = TypeVar("F", bound=type[ProcessFault])
_faults: dict[str, type[ProcessFault]] = {}
PROCESS_FAULTS: Mapping[str, type[ProcessFault]] = MappingProxyType(_faults)
"""Name in a plan -> class, of every fault registered."""


def process_fault(name: str) -> Callable[[F], F]:
    """Register the decorated class as the fault `name`."""

    def register(cls: F) -> F:
        _faults[name] = cls
        return cls

    return register


# -- the broker ------------------------------------------------------------------------------------


class OnBroker(ProcessFault):
    """What all faults of the broker share."""

    on_broker = True

    @property
    def folder(self) -> Path:
        """Of the test's own broker. Raise `EnvironmentFailed` where there is none."""
        if self.broker_folder is None:
            raise EnvironmentFailed("this test has no broker of its own to harm")
        return self.broker_folder

    def _pid(self) -> int:
        found = broker.status(self.folder).pid
        if found is None:
            raise EnvironmentFailed(f"the broker of {self.folder} does not run")
        return found


@process_fault("broker-kill")
class BrokerKill(OnBroker):
    """As in a power cut; afterwards it starts again on its port with what was on disk."""

    def begin(self) -> None:
        """Kill it."""
        broker.kill(self.folder)

    def heal(self) -> None:
        """Start it again, and wait until it answers."""
        broker.restart(self.folder)


@process_fault("broker-pause")
class BrokerPause(OnBroker):
    """It stands still, and its connections stay open."""

    def begin(self) -> None:
        """Stop its process."""
        self._stopped = self._pid()
        os.kill(self._stopped, signal.SIGSTOP)

    def heal(self) -> None:
        """Let it go on."""
        os.kill(self._stopped, signal.SIGCONT)


# -- the connector ---------------------------------------------------------------------------------


@process_fault("connector-kill")
class ConnectorKill(ProcessFault):
    """It dies without a word, and is started again."""

    def begin(self) -> None:
        """Kill it."""
        self.connector.kill()

    def heal(self) -> None:
        """Start it again."""
        self.connector.start()


@process_fault("connector-pause")
class ConnectorPause(ProcessFault):
    """It stands still; its group may give it up."""

    def begin(self) -> None:
        """Stop its processes."""
        self.connector.tell(signal.SIGSTOP)

    def heal(self) -> None:
        """Let them go on."""
        self.connector.tell(signal.SIGCONT)


@process_fault("slow-consumer")
class SlowConsumer(ProcessFault):
    """It stands still for `share` of each fifth of a second."""

    def begin(self) -> None:
        """Nothing at once; `last` does it."""

    def last(self) -> None:
        """Stop and go, in turn."""
        while not self.over.is_set():
            self.connector.tell(signal.SIGSTOP)
            self.over.wait(_SLOW_PERIOD_S * self.plan.share)
            self.connector.tell(signal.SIGCONT)
            self.over.wait(_SLOW_PERIOD_S * (1 - self.plan.share))

    def heal(self) -> None:
        """Go on."""
        self.connector.tell(signal.SIGCONT)


@process_fault("rebalance")
class Rebalance(ProcessFault):
    """A second one of it joins, takes part of its partitions, and leaves again."""

    def begin(self) -> None:
        """Start the second."""
        self._second: Child | None = self.connector.start()

    def heal(self) -> None:
        """Stop the second."""
        if self._second is not None:
            self.connector.stop(self._second)


# -- when they happen ------------------------------------------------------------------------------

Note = Callable[[int, str, bool], None]


class Strikes:
    """Carries out the process faults of a test, each on its thread, by the test's clock.

    `note` is told when one begins and when it has been healed. What goes wrong is kept in
    `error` for whoever looks.
    """

    def __init__(self, faults: Mapping[int, ProcessFault], note: Note) -> None:
        self._faults, self._note = dict(faults), note
        self._over = threading.Event()
        self._threads: list[threading.Thread] = []
        self.error: LienthongError | None = None
        self.striking = 0

    def begin(self, zero_us: int) -> None:
        """`zero_us`: by the clock that never jumps, what the faults' times count from."""
        for number, fault in self._faults.items():
            made = threading.Thread(target=self._run, args=(number, fault, zero_us), daemon=True)
            self._threads.append(made)
            made.start()

    def _run(self, number: int, fault: ProcessFault, zero_us: int) -> None:
        if self._wait(zero_us + fault.plan.at):
            return
        self.striking += 1
        try:
            self._note(number, fault.plan.fault, True)
            fault.begin()
            ender = threading.Thread(target=self._end, args=(fault, zero_us), daemon=True)
            ender.start()
            fault.last()
            fault.heal()
            self._note(number, fault.plan.fault, False)
        except LienthongError as error:
            self.error = self.error or error
        finally:
            self.striking -= 1

    def _end(self, fault: ProcessFault, zero_us: int) -> None:
        lasting = fault.plan.lasting
        if lasting is None:
            self._over.wait()
        else:
            self._wait(zero_us + fault.plan.at + lasting)
        fault.over.set()

    def _wait(self, until_us: int) -> bool:
        """Wait; True when all is over before."""
        return self._over.wait(max(0.0, (until_us - time.monotonic_ns() // 1_000) / 1e6))

    def end(self) -> None:
        """End those at work; those that have not begun never will."""
        self._over.set()

    @property
    def healed(self) -> bool:
        """Whether none is at work any more."""
        return all(not thread.is_alive() for thread in self._threads)
