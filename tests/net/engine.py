"""All that the net asks of the code: load a scenario, run it, interrupt it, read what came of it.

Nothing else in this package knows where these things are, or how they are made.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from simulator.answer.summary import merge, summarise
from simulator.ledger.rows import CAUSES, CHANNELS, POLICIES
from simulator.ledger.rowstore import digest, open_rows
from simulator.ledger.runfolder import versions
from simulator.model.model import Inputs
from simulator.model.options import RunOptions
from simulator.resources import shipped
from simulator.run.engine import Engine, ReplicationResult, run_replication
from simulator.run.snapshot import restore, snapshot
from simulator.scenario.loader import load_scenario
from simulator.scenario.resolved import ResolvedScenario
from tests.net.generated import Generated
from topics.audit import Audited
from topics.events import type_name
from topics.history import HistoryReader
from topics.record import Record

__all__ = ["CAUSES", "CHANNELS", "POLICIES", "ResolvedScenario"]
START_OF_TYPE = "vn.lienthong."


@dataclass(frozen=True, slots=True)
class Message:
    """One message on the bus; `event` is what it says, by field, as JSON has it."""

    at_us: int
    topic: str
    key: str
    kind: str  # such as exchange.request.v1
    event: dict[str, Any]

    @property
    def is_audit(self) -> bool:
        """Whether the relay wrote it of another one."""
        return self.kind.startswith("bus.audited")


@dataclass(frozen=True, slots=True)
class Ran:
    """What a replication came to.

    `rows` are as the engine wrote them; `agencies` are the names of their field `agency`. `events`
    counts those that the environment processed. `summary` has no word on the scenario in it.
    """

    digest: str
    rows: NDArray[np.void]
    agencies: tuple[str, ...]
    messages: list[Message]
    indicators: dict[str, Any]
    summary: dict[str, Any]
    unfinished: int
    end_us: int
    events: int


def load_shipped(
    name: str, sets: Sequence[str] = (), levers: Sequence[str] = (), onto: str = ""
) -> ResolvedScenario:
    """A shipped scenario, or a shipped overlay laid over one."""
    paths = shipped("scenarios")
    return load_scenario(paths[name], sets, levers=levers, onto=paths[onto] if onto else None)


def shipped_scenarios() -> list[str]:
    """The names of all shipped scenarios and overlays."""
    return list(shipped("scenarios"))


def load_generated(scenario: Generated) -> ResolvedScenario:
    """A generated scenario, through all that checks a planner's."""
    with tempfile.TemporaryDirectory() as folder:
        return load_scenario(scenario.write(Path(folder)), levers=scenario.levers)


def start_us(resolved: ResolvedScenario) -> int:
    """When a run begins."""
    day = np.datetime64(resolved.scenario.start.isoformat(), "D").astype(int)
    return int(day) * 86_400_000_000


def run(
    resolved: ResolvedScenario, replication: int, *, draw_block: int = 16_384, elide: bool = True
) -> Ran:
    """A replication with its history kept."""
    options = RunOptions(draw_block=draw_block, elide=elide, history=True)
    engines: list[Engine] = []

    def drive(engine: Engine) -> None:
        engines.append(engine)
        engine.finish()

    with tempfile.TemporaryDirectory() as folder:
        result = run_replication(resolved, replication, Path(folder), options, drive=drive)
        assert result.history_path is not None
        records = list(HistoryReader(result.history_path))
        return _ran(result, records, engines[0].model.env.fired)


def run_interrupted(resolved: ResolvedScenario, replication: int, at_us: int) -> tuple[Ran, int]:
    """A replication laid down at an instant and taken up again, and the size of its snapshot.

    Its messages are all but those by which the relay puts others on record.
    """
    first, second = _Outlet(), _Outlet()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.bin"
        with path.open("w+b") as out:
            begun = Engine(Inputs(resolved, replication, first, RunOptions()), out)
            begun.begin()
            begun.advance(at_us)
            kept = snapshot(begun)
            fired = begun.model.env.fired
            out.flush()
            again = restore(
                Inputs(resolved, replication, second, RunOptions(draw_block=7)), kept, out
            )
            again.finish()
        fired += again.model.env.fired
        ran = _ran(again.result(path), first.records + second.records, fired)
    return ran, len(kept)


def made_with() -> dict[str, str]:
    """The versions on which a table's values hang."""
    return versions() | {"faker": version("faker")}


class _Outlet:
    """Keeps the records that are handed to it."""

    def __init__(self) -> None:
        self.records: list[Record] = []

    def publish_many(self, records: Sequence[Record]) -> None:
        self.records += records

    def flush(self) -> None:
        """Nothing waits."""


def _ran(result: ReplicationResult, records: list[Record], fired: int) -> Ran:
    path, dimensions, end_us = result.rows_path, result.dimensions, result.end_us
    added = summarise(path, dimensions, result.replication, end_us, result.indicators)
    return Ran(
        digest=digest([path], dimensions),
        rows=np.array(open_rows(path)),
        agencies=dimensions.agencies,
        messages=[_message(record) for record in records],
        indicators=result.indicators,
        summary=merge([added], {}),
        unfinished=result.unfinished,
        end_us=end_us,
        events=fired,
    )


def _message(record: Record) -> Message:
    kind = type_name(record.event).removeprefix(START_OF_TYPE)
    event = msgspec.to_builtins(record.event)
    return Message(record.sim_time_us, record.topic, record.key, kind, event)


assert type_name(Audited).startswith(START_OF_TYPE + "bus.audited")
