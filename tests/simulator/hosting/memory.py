"""Processes that host agencies, without Kafka: their seats, their topics and a relay in memory."""

from __future__ import annotations

import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np

from simulator.hosting.clock import SharedClock
from simulator.hosting.hosting import Hosting, HostPlan
from simulator.hosting.seat import Row, Seat
from simulator.ledger.rows import ROW
from simulator.model.model import Inputs
from simulator.model.options import RunOptions
from simulator.run.engine import Engine
from simulator.scenario.resolved import ResolvedScenario
from topics.agency_work import AgencyWork
from topics.catalogue import agency_work
from topics.clock import ControlClock
from topics.connection import Connection
from topics.envelope import from_wire, to_wire
from topics.events import DataReply, DataRequest
from topics.memory import MemoryBus
from topics.record import Record

PREFIX = "test"
SPEED = 600


@dataclass
class Topics:
    """What a broker would have of a run, by agency. `said` is all that was committed, in order."""

    tables: dict[str, dict[str, AgencyWork]] = field(default_factory=lambda: defaultdict(dict))
    inboxes: dict[str, list[Record]] = field(default_factory=lambda: defaultdict(list))
    read: Counter[str] = field(default_factory=Counter)
    said: list[Record] = field(default_factory=list)
    _taken: int = 0

    def relay(self) -> None:
        """Bring what was said to those it is for."""
        for record in self.said[self._taken :]:
            event = record.event
            if isinstance(event, DataRequest):
                self.inboxes[event.provider].append(record)
            elif isinstance(event, DataReply):
                self.inboxes[event.requester].append(record)
        self._taken = len(self.said)


class MemorySeat(Seat):
    """A seat at those topics: what is not committed never was."""

    def __init__(self, topics: Topics, agency: str) -> None:
        self.agency, self._topics = agency, topics
        self.passed, self.missed = [], 0
        self._at = topics.read[agency]

    def open(self) -> dict[str, AgencyWork]:
        return dict(self._topics.tables[self.agency])

    def poll(self) -> list[Record]:
        found = self._topics.inboxes[self.agency][self._at :]
        self._at += len(found)
        return found

    def commit(self, said: Sequence[Record], rows: Iterable[Row]) -> None:
        """As records on a wire, so that what cannot be written is found."""
        self._topics.said += [from_wire(to_wire(record)) for record in said]
        table = self._topics.tables[self.agency]
        for key, row in rows:
            if row is None:
                table.pop(key, None)
                continue
            kept = from_wire(to_wire(Record(agency_work(PREFIX, self.agency), key, row, 0, 0, 0)))
            assert isinstance(kept.event, AgencyWork)
            table[key] = kept.event
        self._topics.read[self.agency] = self._at

    @property
    def has_read(self) -> bool:
        return self._at > self._topics.read[self.agency]

    @property
    def unread(self) -> int:
        return len(self._topics.inboxes[self.agency]) - self._at

    def close(self) -> None:
        """Nothing was taken."""


@dataclass
class FixedSpeed:
    """What hosting asks of a shared clock."""

    latest: ControlClock


def clock_of(resolved: ResolvedScenario, speed: int = SPEED) -> SharedClock:
    per_second = speed * 1_000_000
    clock = ControlClock(
        scenario=resolved.scenario.name, sha256=resolved.sha256, seed=resolved.scenario.seed,
        sim_us=0, wall_us=0, speed_us=per_second, resumed_us=per_second,
    )  # fmt: skip
    return cast(SharedClock, FixedSpeed(clock))


class Process:
    """One process with some agencies; `restart` is its death and the next one's birth."""

    def __init__(self, topics: Topics, resolved: ResolvedScenario, *agencies: str) -> None:
        self._topics, self._resolved, self._agencies = topics, resolved, agencies
        self._outs: list[io.BytesIO] = []
        self.restart()

    def restart(self) -> None:
        """A new process that knows only what was committed."""
        plan = HostPlan(Connection(), PREFIX, self._agencies)
        self.hosting = Hosting(
            plan, self._resolved, clock_of(self._resolved), lambda *said: self._seat(said[2])
        )
        self.hosting.open()
        options = RunOptions(elide=False, prefix=PREFIX, hosting=self.hosting)
        self._outs.append(io.BytesIO())
        self._written = 0
        inputs = Inputs(self._resolved, 0, MemoryBus(retain_records=0), options)
        self.engine = Engine(inputs, self._outs[-1])
        self.engine.begin()
        self.hosting.attach(self.engine)

    def _seat(self, agency: str) -> Seat:
        return MemorySeat(self._topics, agency)

    def on(self, until_us: int, *, dies: bool = False, everybody: bool = True) -> None:
        """One tick; a process that dies in it commits nothing of it."""
        before_us = self._tick(until_us)
        if dies:
            self._outs[-1].truncate(self._written)  # the next life writes the others again
            self.restart()
            self.engine.advance(before_us)  # some had kept an earlier clock
            self._tick(until_us)
        self.hosting.commit(everybody=everybody)
        self._written = len(self._outs[-1].getvalue())

    def _tick(self, until_us: int) -> int:
        before_us = self.engine.now_us
        self.hosting.receive()
        self.engine.advance(until_us)
        return before_us

    @property
    def rows_of_this_life(self) -> int:
        return len(self._outs[-1].getvalue()) // ROW.itemsize

    def rows(self) -> dict[tuple[int, ...], Any]:
        """The ledger's rows of all its lives, by dossier."""
        found = np.concatenate([np.frombuffer(out.getvalue(), ROW) for out in self._outs])
        keys = zip(found["agency"], found["day"], found["number"], strict=True)
        rows: dict[tuple[int, ...], Any] = dict(
            zip(keys, (row.tobytes() for row in found), strict=True)
        )
        assert len(rows) == len(found), "a dossier was returned twice"
        return rows
