"""Runs one replication: warm-up, measured window, drain; rows to disk as dossiers finish.

The run ends at the first midnight after the window at which no dossier of the cohort is open, or
when the drain is over. What is open then becomes a row of its own, accounted up to the end.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any, Protocol

import numpy as np

from agents.calendar_spec import DAY_US
from agents.desk import QueueDesk
from agents.environment import ENVIRONMENT, Thread
from agents.publication import Document
from agents.route import finish
from agents.world import Flow
from simulator.answer.indicators import indicators
from simulator.carrying.carrier import carried
from simulator.carrying.held import HeldRows
from simulator.ledger.ledger import Segment
from simulator.ledger.rows import Dimensions
from simulator.model.model import Inputs, Model, build
from simulator.model.options import RunOptions
from simulator.scenario.resolved import ResolvedScenario
from topics.catalogue import published
from topics.events import ProcedurePublished
from topics.history import Header, HistoryWriter

PUBLISHER_KEY = 2
SLICE_US = DAY_US  # between flushes of the ledger: bounds its buffers


@dataclass(frozen=True, slots=True)
class ReplicationResult:
    """One replication's rows (on disk), names, indicators and kept segments.

    `foreign` counts the records of somebody else in its topics, by their error.
    """

    replication: int
    rows_path: Path
    dimensions: Dimensions
    indicators: dict[str, Any]
    unfinished: int
    end_us: int
    traces: dict[str, list[Segment]] = field(default_factory=dict)
    foreign: dict[str, int] = field(default_factory=dict)
    history_path: Path | None = None


class Observer(Protocol):
    """Watches a replication between its events: nothing that it does can change the run."""

    def rows(self, rows: np.ndarray) -> None:
        """Rows of the ledger, of dtype `simulator.ledger.rows.ROW`, as they are written."""

    def advanced(self, flow: Flow, now_us: int) -> None:
        """All that happened before `now_us` is settled; `flow` is what happened to dossiers."""


Progress = Callable[[float, int], None]
Drive = Callable[["Engine"], None]


def run_replication(
    resolved: ResolvedScenario,
    replication: int,
    folder: Path,
    options: RunOptions | None = None,
    progress: Progress | None = None,
    drive: Drive | None = None,
    publication: int | None = None,
) -> ReplicationResult:
    """Simulate replication `replication` (from 0) and write its rows into `folder`.

    `publication` is the number of its publication history, its own number unless one was chosen.
    `drive` takes the engine to its end instead of `Engine.finish`; what it raises undoes the run.
    """
    options = options or RunOptions()
    folder.mkdir(parents=True, exist_ok=True)
    rows_path = folder / f"rows-{replication:04d}.bin"
    history = _history(folder, replication, resolved) if options.history else None
    try:
        with rows_path.open("wb") as out, carried(resolved, replication, options, out) as carrier:
            named = replace(options, prefix=carrier.prefix)
            inputs = Inputs(resolved, replication, carrier.outlet, named, history, publication)
            engine = Engine(inputs, out, carrier.held)
            engine.begin()
            with reference_counting_only():
                if drive is None:
                    engine.finish(progress)
                else:
                    drive(engine)
    except BaseException:
        if history is not None:
            history.abort()
        rows_path.unlink(missing_ok=True)
        raise
    if history is not None:
        history.close()
    return replace(
        engine.result(rows_path),
        foreign=dict(sorted(carrier.foreign.items())),
        history_path=None if history is None else history.path,
    )


def _history(folder: Path, replication: int, resolved: ResolvedScenario) -> HistoryWriter:
    about = {"scenario": resolved.scenario.name, "sha256": resolved.sha256}
    header = Header(source="simulated", about=about)
    return HistoryWriter(folder / f"history-{replication:04d}.jsonl", header)


_frozen: list[bool] = []  # whether this process has begun a run


@contextmanager
def reference_counting_only() -> Iterator[None]:
    """Switch the cyclic collector off: finished work leaves no cycles (a test counts them).

    With a hundred thousand open dossiers its passes would be a tenth of a run. What the process
    holds when it begins its first run, such as the modules, is not looked at again.
    """
    was_enabled = gc.isenabled()
    gc.collect()
    if not _frozen:
        _frozen.append(True)
        gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class Engine:
    """A replication that can be run in pieces."""

    def __init__(self, inputs: Inputs, out: IO[bytes], held: HeldRows | None = None) -> None:
        self.inputs, self._held = inputs, held
        self.model: Model = build(inputs, out)
        if held is not None:
            self.model.ledger.divert(held.write)
        self.publisher = Publisher(self.model, inputs.options.prefix)
        self.unfinished = 0
        self.slice_us = SLICE_US  # a divisor of a day
        self._observer: Observer | None = None

    @property
    def now_us(self) -> int:
        """The simulated instant that has been reached."""
        return int(self.model.env.now)

    def begin(self) -> None:
        """Arm the sources."""
        self.publisher.begin()
        self.model.unseen.begin(self.model.source.admits)
        self.model.source.begin()

    def advance(self, until_us: int) -> None:
        """Run what happens strictly before `until_us`, and bring ledger and bus up to date."""
        self.model.env.run_before(until_us)
        self.model.ledger.flush(self.model.world.done, self.now_us)
        self.model.relay.flush(self.now_us)
        self._seal()
        self._settle()

    def watch(self, observer: Observer) -> None:
        """Show an observer what happens from now on, in the place of the one before."""
        if self._observer is not None:
            self.model.ledger.observers.remove(self._observer.rows)
        self._observer = observer
        self.model.ledger.observers.append(observer.rows)

    def _settle(self) -> None:
        flow = self.model.world.flow(self.now_us)
        if self._observer is not None:
            self._observer.advanced(flow, self.now_us)

    def _seal(self) -> None:
        """Rows written so far need the records sent so far."""
        if self._held is not None:
            self._held.seal(self.model.relay.seq)

    def finish(self, progress: Progress | None = None) -> None:
        """Run to the end and account for what is still open."""
        while not self.over:
            self.advance(self.next_flush_us)
            if progress is not None:
                progress(self._fraction(), self.model.ledger.rows_written)
        self.close()
        if progress is not None:
            progress(1.0, self.model.ledger.rows_written)

    @property
    def over(self) -> bool:
        """Whether the run has come to its end; asked at an instant that `advance` reached."""
        return self.now_us >= self.model.horizon.end_us or self._cohort_done()

    @property
    def next_flush_us(self) -> int:
        """How far `advance` may go at once: the next midnight (or slice), or the drain's end."""
        after = self.now_us - self.now_us % self.slice_us + self.slice_us
        return min(after, self.model.horizon.end_us)

    def _fraction(self) -> float:
        horizon = self.model.horizon
        return (self.now_us - horizon.start_us) / (horizon.end_us - horizon.start_us)

    def _cohort_done(self) -> bool:
        horizon, now = self.model.horizon, self.now_us
        if now < horizon.cohort_end_us or now % DAY_US:
            return False
        begin, end = horizon.cohort_us, horizon.cohort_end_us
        return not any(begin <= d.submitted_us < end for d in self.model.world.open.values())

    def close(self) -> None:
        """Rows for the dossiers still open, their present waits accounted up to now."""
        model, now = self.model, self.now_us
        for place in model.offices.places:
            if isinstance(place.at, QueueDesk):
                for mark, holder, arrived_us in place.at.waiting():
                    if mark >= 0:  # otherwise nobody's own time
                        model.spans.visits += (mark, holder, arrived_us, now, now)
        self.unfinished = len(model.world.open)
        for dossier in model.world.open.values():
            if dossier.pending:
                dossier.settle(now)
            elif dossier.wait_us >= 0:
                dossier.without_news(now)
            finish(dossier, -1)
        model.ledger.flush(model.world.done, now, last=True)
        model.relay.flush(now)
        self._seal()
        self.inputs.bus.flush()
        self._settle()

    def result(self, rows_path: Path) -> ReplicationResult:
        """What the replication came to."""
        model = self.model
        return ReplicationResult(
            replication=self.inputs.replication,
            rows_path=rows_path,
            dimensions=model.dimensions,
            indicators=indicators(model, self.now_us),
            unfinished=self.unfinished,
            end_us=self.now_us,
            traces=model.ledger.segments,
        )


class Publisher(Thread):
    """Puts each publication on the bus when it is decided: ministries', then provinces'."""

    __slots__ = ("_model", "_plan", "_prefix", "next")

    def __init__(self, model: Model, prefix: str) -> None:
        super().__init__(PUBLISHER_KEY)
        self._model, self._prefix, self.next = model, prefix, 0
        plan = [(d.decided_us, owner, d) for owner, d in model.publications.documents]
        plan += [(d.decided_us, d.agency, d.document) for d in model.publications.decisions]
        horizon = model.horizon
        within = [p for p in plan if horizon.start_us <= p[0] < horizon.end_us]
        self._plan = sorted(within, key=lambda p: (p[0], p[1], p[2].procedure, p[2].version))

    def begin(self) -> None:
        """Arm the first."""
        if self.next < len(self._plan):
            at = max(self._plan[self.next][0], self._model.env._now)
            self._model.env.arm(self, at, ENVIRONMENT)

    def _publish(self) -> None:
        at, agency, document = self._plan[self.next]
        event = ProcedurePublished(
            procedure=document.procedure,
            version=document.version,
            agency=agency,
            legal_effect_us=document.effect_us,
            published_us=at,
        )
        topic = published(self._prefix)
        self._model.relay.deliver(self._model.env._now, topic, document.procedure, event)
        self.next += 1
        self.begin()

    FIRE = (_publish,)

    def published(self, first: int) -> list[tuple[int, str, Document]]:
        """(decided, agency, document) of what was published in this run, from number `first` on."""
        return self._plan[first : self.next]
