"""The part of a load test in which messages flow: warm-up, load, heal, drain.

One thread reads, writes the history and turns the phases; processes of their own send, and other
threads strike and measure. Nothing is judged here.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from simulator.loadtest.clock import Clock
from simulator.loadtest.entries import Entry, Fault
from simulator.loadtest.journal import Journal
from simulator.loadtest.latency import Latency, save
from simulator.loadtest.metering import Meter
from simulator.loadtest.observing import Observer
from simulator.loadtest.process_faults import Strikes
from simulator.loadtest.reactions import Reactions
from simulator.loadtest.sampling import Sampler, must_listen
from simulator.loadtest.stage import Stage
from simulator.loadtest.timetable import Given, process_faults, settings_of, windows_of, write_work
from simulator.loadtest.workers import Workers
from simulator.metrics.catalogue import OTHER
from topics.errors import EnvironmentFailed

HISTOGRAMS = "latency.hdr"
_READ_MS = 20
_TELL_S = 0.25  # between two words to whoever looks on: percentiles take milliseconds to find
_QUIET_US = 1_000_000  # nothing came for so long: whoever has answered all will say no more
_HEAL_S = 180.0
_FIRST = 1_000  # messages by which it is told what groups there are: all but rare ones


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a test is, for whoever looks on."""

    phase: str
    at_us: int
    ends_us: int
    sent: int
    seen: int
    settled: int
    p99_us: int


Watch = Callable[[Progress], None]


def nobody(_progress: Progress) -> None:
    """Nobody looks on."""


class Course:
    """The part of a test in which messages flow."""

    def __init__(
        self, stage: Stage, clock: Clock, senders: Workers, observer: Observer,
        journal: Journal, sampler: Sampler, reactions: Reactions, watch: Watch,
        meter: Meter,
    ) -> None:  # fmt: skip
        self._stage, self._clock, self._senders, self._observer = stage, clock, senders, observer
        self._journal, self._sampler, self._reactions = journal, sampler, reactions
        self._watch, self._meter, self._role, self._plan = watch, meter, stage.role, stage.plan
        self._latency, self._heard_us = Latency(), 0
        self._sent = self._seen = 0
        self._calm_s = self._told_s = time.monotonic()
        self._given = Given(stage.role, clock)
        self._strikes = Strikes(process_faults(stage), self._note_fault)

    def run(self) -> Path:
        """Through all phases; the path of the history."""
        schedule, folder = self._role.schedule, self._stage.folder
        write_work(folder, self._role, self._clock)
        first = range(min(_FIRST, len(schedule)))
        self._meter.expected(sorted({self._group(number) for number in first}))
        self._senders.begin(self._clock)
        self._until(lambda: self._clock.now_us() >= 0)
        self._journal.begin("warmup")
        self._until(lambda: self._clock.now_us() >= schedule.load_begins_us)
        self._journal.begin("load")
        self._strikes.begin(self._clock.zero_us + schedule.load_begins_us)
        self._load()
        self._journal.begin("heal")
        self._heal()
        self._journal.begin("drain")
        self._drain()
        self._end()
        return self._journal.path

    # -- phases ------------------------------------------------------------------------------------

    def _load(self) -> None:
        schedule = self._role.schedule
        windows = windows_of(self._plan, schedule.load_begins_us, schedule.load_ends_us)
        for at_us, number, begins in windows:
            self._until(lambda at_us=at_us: self._clock.now_us() >= at_us)  # type: ignore[misc]
            self._note_fault(number, self._plan.faults[number].fault, begins)
        self._until(lambda: self._clock.now_us() >= schedule.load_ends_us)

    def _heal(self) -> None:
        """Until all faults are over, and the senders have said what became of the last."""
        self._strikes.end()
        deadline_s = time.monotonic() + _HEAL_S
        while not self._strikes.healed or self._senders.busy:
            self._turn()
            if time.monotonic() > deadline_s:
                raise EnvironmentFailed(f"what was struck was not whole again in {_HEAL_S:.0f} s")

    def _drain(self) -> None:
        """Until all was answered and it is quiet, or the plan's time is over."""
        ends_us = self._clock.now_us() + self._plan.drain
        while (now_us := self._clock.now_us()) < ends_us:
            quiet = now_us - self._heard_us > min(_QUIET_US, self._plan.drain)
            if quiet and self._role.awaits and not self._role.unanswered:
                return
            self._turn()

    def _end(self) -> None:
        self._sampler.sample()
        self._turn()
        self._journal.begin("end")
        self._stage.connector.stop()
        self._journal.write()
        self._journal.flush()
        save(self._stage.folder / HISTOGRAMS, {"response": self._latency})

    # -- what is done all the time -----------------------------------------------------------------

    def _until(self, holds: Callable[[], bool]) -> None:
        while not holds():
            self._turn()

    def _turn(self) -> None:
        """Read, write down, react; raise when a part of the test is lost."""
        entries = self._read()
        if entries:
            self._heard_us, self._seen = self._clock.now_us(), self._seen + len(entries)
        sends = self._senders.reports() + self._reactions.reports()
        sends += self._given.entries(self._clock.now_us())
        self._sent += len(sends)
        for send in sends:
            self._meter.sent(self._group(send.number), send.at_us - send.intended_us)
        self._journal.write([*entries, *sends])
        self._check()
        if (now_s := time.monotonic()) - self._told_s >= _TELL_S:
            self._told_s = now_s
            self._watch(self._progress())

    def _read(self) -> list[Entry]:
        entries: list[Entry] = []
        latencies: list[int] = []
        for seen, event in self._observer.read(self._clock, _READ_MS):
            entries.append(seen)
            if event is None:
                continue
            settled = self._role.settle(seen, event)
            if settled is not None:
                latencies.append(settled[1])
                self._meter.answered(self._group(settled[0]), settled[1], event)
            reaction = self._role.react(seen, event)
            if reaction is not None:
                self._reactions.send(reaction)
        self._latency.record_many(latencies)
        return entries

    def _group(self, number: int) -> str:
        if not self._meter.listens:
            return ""
        return self._stage.cast.groups.get(self._role.procedure(number), OTHER)

    def _check(self) -> None:
        if self._strikes.error is not None:
            raise self._strikes.error
        self._stage.check_relay()
        if self._strikes.striking:
            self._calm_s = time.monotonic()
        gone_s = min(self._sampler.gone_s, time.monotonic() - self._calm_s)
        must_listen(gone_s, self._stage.connection, self._journal)

    def _note_fault(self, number: int, name: str, begins: bool) -> None:
        settings = tuple(settings_of(self._plan.faults[number]))
        at_us = self._clock.now_us()
        entry = Fault(at_us=at_us, number=number, name=name, begins=begins, settings=settings)
        self._stage.notes.put(entry)
        if begins:
            self._meter.struck()

    def _progress(self) -> Progress:
        return Progress(
            self._journal.phase, self._clock.now_us(), self._role.schedule.load_ends_us, self._sent,
            self._seen, self._latency.count, self._latency.at(99.0),
        )  # fmt: skip
