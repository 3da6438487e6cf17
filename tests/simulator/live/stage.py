"""Live runs without real time: a clock turned by hand, and orders given at simulated instants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.calendar_spec import HOUR_US
from simulator.ledger.rowstore import digest, open_rows
from simulator.live.acts import Act
from simulator.live.figures import Figures
from simulator.live.orders import Order, Orders
from simulator.live.pacer import MAX_SPEED
from simulator.live.run import LivePlan, LiveRun
from simulator.model.options import RunOptions
from simulator.run.engine import Engine, ReplicationResult, run_replication
from simulator.scenario.resolved import ResolvedScenario, resolve_document
from topics.history import HistoryReader
from topics.record import Record

HOURLY = 36_000.0  # a tick of 0.1 s is an hour: the run stops at each
LIVE = RunOptions(elide=False)


class HandClock:
    """Real seconds that pass only when somebody sleeps or works."""

    def __init__(self) -> None:
        self.now_s = 500.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now_s

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now_s += seconds


@dataclass
class Watched:
    """A live run that is over: its result, acts, answers to orders and figures seen."""

    result: ReplicationResult
    acts: Sequence[Act]
    orders: list[Order]
    seen: list[Figures]
    slept: list[float]

    @property
    def digest(self) -> str:
        return digest([self.result.rows_path], self.result.dimensions)

    @property
    def rows(self) -> NDArray[np.void]:
        return np.array(open_rows(self.result.rows_path))

    def records(self) -> list[Record]:
        assert self.result.history_path is not None
        return list(HistoryReader(self.result.history_path))


@dataclass
class Script:
    """Orders, each given when the run has come to its instant (hours after its start)."""

    orders: Orders
    todo: list[tuple[float, Order]]
    engine: Engine | None = None
    given: list[Order] = field(default_factory=list)

    def __call__(self) -> bool:
        assert self.engine is not None
        hours = (self.engine.now_us - self.engine.model.horizon.start_us) / HOUR_US
        while self.todo and self.todo[0][0] <= hours:
            self.given.append(self.todo.pop(0)[1])
            self.orders.put(self.given[-1])
        return False


def play(
    resolved: ResolvedScenario,
    folder: Path,
    todo: Sequence[tuple[float, Order]] = (),
    *,
    speed: float = MAX_SPEED,
    levers: Mapping[str, ResolvedScenario] | None = None,
    options: RunOptions = LIVE,
    **plan: Any,
) -> Watched:
    """Run replication 0 live, by a script."""
    orders, clock = Orders(), HandClock()
    script, seen, lives = Script(orders, list(todo)), [], []  # type: Script, list[Figures], list[LiveRun]
    whole = LivePlan(
        resolved, speed, orders, lambda name: (levers or {})[name],
        **{"stop": script, "seen": seen.append, "clock": clock, "sleep": clock.sleep} | plan,
    )  # fmt: skip

    def drive(engine: Engine) -> None:
        script.engine = engine
        lives.append(LiveRun(whole, engine))
        lives[0].go()

    result = run_replication(resolved, 0, folder, options, drive=drive)
    return Watched(result, lives[0].log.acts, script.given, seen, clock.slept)


def lever(name: str) -> Order:
    return Order("lever", name)


def fault(name: str, **settings: str) -> Order:
    return Order("fault", name, tuple(settings.items()))


def digest_of_run(document: dict[str, Any], folder: Path, *, elide: bool = True) -> str:
    result = run_replication(resolve_document(document), 0, folder, RunOptions(elide=elide))
    return digest([result.rows_path], result.dimensions)
