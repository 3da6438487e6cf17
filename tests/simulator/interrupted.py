"""Small runs to be interrupted, and what to ask of them."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from simulator.ledger.rowstore import digest
from simulator.model.model import Inputs
from simulator.model.options import RunOptions
from simulator.resources import shipped
from simulator.run.engine import Engine
from simulator.scenario.loader import load_scenario
from simulator.scenario.resolved import ResolvedScenario
from topics.memory import MemoryBus

MINUTE_US = 60_000_000
WEEK = ("duration=5d", "warmup=2d", "drain=8d")
REQUESTS = (  # many attempts, late replies, refusals, limits, absences and an ordered queue
    *WEEK,
    "sharing.reuse=0.1",
    "sharing.platform.share=0.6",
    "sharing.platform.failure=0.3",
    "sharing.platform.timeout=1h",
    "sharing.platform.transit={lognormal: {median: 2h, p90: 8h}}",
    "sharing.platform.refusal=0.2",
    "sharing.letter.expiry=proceed",
    "sharing.letter.refusal=0.2",
    "offices[commune].desks[one_stop].discipline=earliest-due",
    "offices[commune].desks[specialist].absence=0.2",
    "publication.documents_per_year=6",
)
ENQUIRIES = (  # statuses get lost, and people ask after two hours
    *WEEK,
    "procedures.include=[marriage]",
    "sharing.reuse=1.0",
    "sync.loss=0.8",
    "applicants.patience={exponential: {mean: 2h}}",
)


@dataclass(frozen=True)
class Case:
    """A run and how many random instants it is interrupted at."""

    scenario: str
    sets: tuple[str, ...]
    elide: bool
    instants: int

    def resolved(self) -> ResolvedScenario:
        return load_scenario(shipped("scenarios")[self.scenario], self.sets)


CASES = {
    "ends when its last dossier does": Case("tiny", (*WEEK, "drain=60d"), True, 2),
    "requests": Case("tiny", REQUESTS, True, 5),
    "requests, every desk with its queue": Case("tiny", REQUESTS, False, 5),
    "enquiries": Case("tiny", ENQUIRIES, False, 10),
    "three provinces": Case("demo", ("duration=2d", "warmup=1d", "drain=5d"), True, 2),
}


def engine_inputs(resolved: ResolvedScenario, elide: bool = True, block: int = 4096) -> Inputs:
    """The inputs of replication 0."""
    bus = MemoryBus(retain_records=16)
    return Inputs(resolved, 0, bus, RunOptions(draw_block=block, elide=elide))


def outcome(engine: Engine, rows_path: Path) -> dict[str, Any]:
    """All that a finished run came to, as JSON-able data."""
    result = engine.result(rows_path)
    return {
        "rows": hashlib.sha256(rows_path.read_bytes()).hexdigest(),
        "digest": digest([rows_path], result.dimensions),
        "indicators": result.indicators,
        "unfinished": result.unfinished,
        "end_us": result.end_us,
    }


def begun(resolved: ResolvedScenario, out: Any, elide: bool = True) -> Engine:
    """An engine at the start of its run."""
    engine = Engine(engine_inputs(resolved, elide), out)
    engine.begin()
    return engine


def contents(data: bytes) -> dict[str, Any]:
    """What is inside a snapshot."""
    return msgspec.msgpack.decode(data.split(b"\n", 1)[1][32:])  # type: ignore[no-any-return]


def rows_of(engine: Engine) -> bytes:
    """The rows that an engine has written into memory."""
    return engine.model.ledger._out.getvalue()  # type: ignore[attr-defined, no-any-return]


def running_engine(resolved: ResolvedScenario) -> Engine:
    """A run at some instant of its sixth day, with rows already written."""
    engine = begun(resolved, io.BytesIO())
    engine.advance(engine.now_us + 8_111 * MINUTE_US + 123_457)
    return engine
