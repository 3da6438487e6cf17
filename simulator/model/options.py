"""What does not change the answer of a run: how it is computed, and what is kept beside it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from topics.connection import Connection

if TYPE_CHECKING:
    from simulator.hosting.hosting import Hosting

PREFIX = "run"
RUN_AHEAD_RECORDS = 10_000


@dataclass(frozen=True, slots=True)
class RunOptions:
    """Options of one run.

    `draw_block`: how many arrivals' draws are made at a time. `elide`: settle at admission what
    can be. `trace`: codes of dossiers whose segments are kept. `prefix` of its topics' names.
    `openmetrics`: where the first replication's series go. `hosting`: that only some agencies act
    in this process.
    """

    draw_block: int = 16_384
    elide: bool = True
    history: bool = False
    trace: frozenset[str] = frozenset()
    prefix: str = PREFIX
    kafka: KafkaRun | None = None
    openmetrics: Path | None = None
    hosting: Hosting | None = None


@dataclass(frozen=True, slots=True)
class KafkaRun:
    """That a run's messages go over a real Kafka, and how.

    `transport` is a name of `topics.bus.TRANSPORTS`. Topics are made for each replication, with
    `prefix` and its number in their names, and removed after it unless `keep_topics`. `give_up_s`:
    how long the broker may be gone in mid-run. `run_ahead_records`: how many records the engine
    may be ahead of their copies.
    """

    connection: Connection
    prefix: str
    transport: str = "kafka"
    keep_topics: bool = False
    give_up_s: float = 60.0
    run_ahead_records: int = RUN_AHEAD_RECORDS
