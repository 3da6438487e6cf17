"""Small engines with their metrics watched, run in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from simulator.ledger.rows import ROW
from simulator.metrics.catalogue import SIM
from simulator.metrics.gauges import Gauges
from simulator.metrics.reading import Labels, Reading, Value
from simulator.model.model import Inputs
from simulator.model.options import RunOptions
from simulator.resources import find
from simulator.run.engine import Engine
from simulator.scenario.loader import load_scenario
from simulator.scenario.resolved import ResolvedScenario, resolve_document
from tests.simulator.small_worlds import changed
from topics.memory import MemoryBus


class Watched:
    """An engine, its gauges, and its rows."""

    def __init__(self, resolved: ResolvedScenario, *, elide: bool = False) -> None:
        self.out = BytesIO()
        options = RunOptions(elide=elide, draw_block=4096)
        self.engine = Engine(Inputs(resolved, 0, MemoryBus(retain_records=0), options), self.out)
        self.model = self.engine.model
        self.gauges = Gauges(self.engine)
        self.engine.watch(self.gauges)
        self.engine.begin()

    def rows(self) -> np.ndarray:
        return np.frombuffer(self.out.getvalue(), ROW)

    def read(self) -> Reading:
        return self.gauges.read()

    def values(self, name: str) -> Mapping[Labels, Value]:
        return self.read().values.get(SIM + name, {})

    def advance(self, days: float) -> None:
        self.engine.advance(self.engine.now_us + round(days * 86_400_000_000))


def small(changes: Mapping[str, Any] | None = None, *, elide: bool = False) -> Watched:
    return Watched(resolve_document(changed(changes or {})), elide=elide)


def shipped(name: str, *sets: str) -> ResolvedScenario:
    return load_scenario(find("scenarios", name, Path()), sets)


@contextmanager
def without(monkeypatch: Any, name: str) -> Iterator[None]:
    """A search path on which a program is not."""
    with monkeypatch.context() as patch:
        patch.setenv("PATH", f"/nowhere-{name}")
        yield
