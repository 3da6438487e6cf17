"""The aggregated state of a running engine: watches it, and says what the metrics are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from agents.dossier import NEW
from agents.exchange import Request
from agents.world import Flow
from simulator.ledger.rows import CAUSES, CHANNELS
from simulator.metrics.catalogue import SIM
from simulator.metrics.cells import cells
from simulator.metrics.desks import DeskTotals
from simulator.metrics.pairs import Pairs
from simulator.metrics.reading import SECOND_US, Labels, Reading, Value, unix_s
from simulator.metrics.rowtotals import OUTCOMES, RowTotals, nonzero
from topics.audit import Audited
from topics.catalogue import (
    EXCHANGE_IN,
    EXCHANGE_OUT,
    PUBLISHED,
    STATUS_OUT,
    TOPICS,
    TopicSpec,
)

if TYPE_CHECKING:
    from simulator.run.engine import Engine

MODES = ("platform", "letter")
MUCH = 1 << 16  # rows and moves that are kept, some tens of MB
_STATUSES = tuple(str(status) for status in range(16))


class Gauges:
    """Watches one engine: `engine.watch(gauges)`. Everything here runs on the engine's thread.

    Of a process that hosts some agencies it tells of those: the others' own processes tell theirs.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine, model = engine, engine.model
        self._model, self._names = model, model.dimensions
        self._agency = np.array(model.ledger.unit_agency)
        hosting = engine.inputs.options.hosting
        self._here = frozenset(model.agencies if hosting is None else hosting.plan.agencies)
        self._kinds = _kinds() if hosting is None else _kinds() | _SAID
        places = [place for place in model.offices.places if place.agency in self._here]
        self._desks = DeskTotals(places, engine.now_us)
        publishers = {owner for owner, _ in model.publications.documents}
        publishers |= {decision.agency for decision in model.publications.decisions}
        self._publishers = sorted(publishers & self._here)
        self._cells = room = cells(
            self._names, self._offers(), len(self._publishers), self._desks.series
        )
        self._rows = RowTotals(self._names, room.of_procedure, len(room.names))
        self._pairs = Pairs(model.world, room.room)
        self._zero_flow()
        self._zero_counters()

    def _zero_flow(self) -> None:
        """Nothing has happened yet but that dossiers are open."""
        self._batches: list[np.ndarray] = []
        self._flows: list[Flow] = []
        self._waiting = 0
        agencies, groups = len(self._names.agencies), len(self._cells.names)
        self._submitted = np.zeros((agencies, groups, len(CHANNELS)), dtype=np.int64)
        self._open = np.zeros((agencies, 16), dtype=np.int64)
        for dossier in self._model.world.open.values():
            self._open[self._agency[dossier.home.index], dossier.status] += 1
        self._were_open = self._open > 0  # once told, a gauge is told when it is 0, too
        self._changes = np.zeros(agencies, dtype=np.int64)
        self._synced = np.zeros(agencies, dtype=np.int64)
        self._lag_us = np.zeros(agencies, dtype=np.int64)
        self._offered = [
            (self._names.agencies.index(agency), room)
            for agency, room in sorted(
                {(a, self._cells.of_procedure[p]) for a, p, _ in self._offers()}
            )
        ]

    def _offers(self) -> Iterator[tuple[str, int, float]]:
        """The streams of dossiers that are received here."""
        return (each for each in self._model.source.offered() if each[0] in self._here)

    def _zero_counters(self) -> None:
        self._sends = list(self._model.world.sends)
        self._sent = self._messages()
        self._published, self._from_us = self._engine.publisher.next, self._engine.now_us
        none_yet = {(publisher,): 0 for publisher in self._publishers}
        self._publications: Counter[Labels] = Counter(none_yet)
        self._publication_lag_us: Counter[Labels] = Counter(none_yet)
        self._requests_open: set[Labels] = set()

    # -- watching ------------------------------------------------------------------------------

    def rows(self, rows: np.ndarray) -> None:
        """Keep a batch of the ledger."""
        self._batches.append(rows)
        self._waiting += len(rows)

    def advanced(self, flow: Flow, now_us: int) -> None:  # noqa: ARG002 - read asks the engine
        """Keep what happened to dossiers; add up what is kept once it is much."""
        self._flows.append(flow)
        self._waiting += len(flow.moves)
        if self._waiting > MUCH:
            self._add_up()

    def _add_up(self) -> None:
        """Of many small ticks at once: NumPy costs as much for ten numbers as for a thousand."""
        if self._batches:
            rows = np.concatenate(self._batches)
            self._rows.add(rows)
            ended = rows[rows["returned_us"] >= 0]
            np.subtract.at(self._open, (ended["agency"], ended["status"]), 1)
        if self._flows:
            self._add_flow(Flow(*map(np.concatenate, zip(*self._flows, strict=True))))
        self._batches, self._flows, self._waiting = [], [], 0

    def _add_flow(self, flow: Flow) -> None:
        opened, agency = flow.opened, self._agency
        at, procedure = agency[opened >> 24], opened >> 4 & 0xFFFFF
        cell = np.array(self._cells.of_procedure)[procedure]
        np.add.at(self._submitted, (at, cell, opened & 15), 1)
        np.add.at(self._open, (at, NEW), 1)
        at = agency[flow.moves >> 8]
        np.add.at(self._changes, at, 1)
        np.subtract.at(self._open, (at, flow.moves >> 4 & 15), 1)
        np.add.at(self._open, (at, flow.moves & 15), 1)
        at = agency[flow.synced[:, 0]]
        np.add.at(self._synced, at, 1)
        np.add.at(self._lag_us, at, flow.synced[:, 2] - flow.synced[:, 1])

    # -- reading -------------------------------------------------------------------------------

    def read(self) -> Reading:
        """What all metrics of the simulated world are now; between two calls of `advance`."""
        self._add_up()
        reading = Reading(self._engine.now_us)
        put, now = _putter(reading), reading.now_us
        put("clock_seconds", {(): unix_s(now)})
        put("info", {(self._model.scenario.name,): 1})
        self._read_dossiers(reading)
        put("desk_busy_seconds_total", self._desks.busy(now))
        put("desk_capacity_seconds_total", self._desks.capacity(now))
        put("desk_queue", self._desks.queue())
        counts, seconds = self._pairs.read()
        put("requests_total", counts)
        put("requests_open", self._open_requests())
        put("request_seconds", seconds)
        sends = zip(MODES, self._model.world.sends, self._sends, strict=True)
        put("request_attempts_total", {(mode,): now - then for mode, now, then in sends})
        self._read_agencies(reading)
        put("messages_total", {(k,): n - self._sent[k] for k, n in self._messages().items()})
        return reading

    def _read_dossiers(self, reading: Reading) -> None:
        put, rows, agencies = _putter(reading), self._rows, self._names.agencies
        groups = self._cells.names
        at = [(agencies[a], groups[g]) for a, g in self._offered]
        places = tuple(np.array(self._offered, dtype=np.int64).reshape(-1, 2).T)
        submitted, ended = self._submitted[places].tolist(), rows.ended[places].tolist()
        put("dossiers_submitted_total", _crossed(at, CHANNELS, submitted))
        put("dossiers_ended_total", _crossed(at, OUTCOMES, ended))
        self._were_open |= self._open > 0
        told = nonzero(self._were_open.astype(np.int64), agencies, _STATUSES)
        put("dossiers_open", dict(zip(told, self._open[self._were_open].tolist(), strict=True)))
        put("cycle_time_seconds", rows.cycle.read())
        put("processing_time_seconds", rows.processing.read())
        put("ledger_seconds_total", nonzero(rows.causes, agencies, CAUSES, scale=SECOND_US))

    def _read_agencies(self, reading: Reading) -> None:
        """Sync and publication, of the agencies that had any."""
        put, agencies = _putter(reading), self._names.agencies
        changed = self._changes.nonzero()[0].tolist()
        lag_s = self._lag_us / SECOND_US
        put("status_changes_total", {(agencies[a],): int(self._changes[a]) for a in changed})
        put("status_synced_total", {(agencies[a],): int(self._synced[a]) for a in changed})
        put("status_lag_seconds_total", {(agencies[a],): float(lag_s[a]) for a in changed})
        self._take_publications()
        lags = {k: us / SECOND_US for k, us in self._publication_lag_us.items()}
        put("publications_total", dict(self._publications))
        put("publication_lag_seconds_total", lags)

    def _take_publications(self) -> None:
        publisher = self._engine.publisher
        for decided_us, agency, document in publisher.published(self._published):
            if agency not in self._here or decided_us < self._from_us:
                continue
            self._publications[(agency,)] += 1
            self._publication_lag_us[(agency,)] += max(0, decided_us - document.effect_us)
        self._published = publisher.next

    def _open_requests(self) -> dict[Labels, Value]:
        """Counted among the open dossiers; those that once were are told as 0."""
        counted = Counter(
            [
                (waits_for.provider.id, waits_for.letter)
                for dossier in self._model.world.open.values()
                if dossier.pending
                for waits_for in dossier.reasons
                if isinstance(waits_for, Request)
            ]
        )
        found: dict[Labels, Value] = dict.fromkeys(sorted(self._requests_open), 0)
        for (provider, letter), count in counted.items():
            found[provider, MODES[letter]] = count
        self._requests_open = set(found)
        return found

    def _messages(self) -> Counter[str]:
        """What the relay put on the bus, by kind of topic."""
        relay, found = self._model.relay, Counter[str]()
        for event, count in relay.counts.items():
            found[self._kinds[event]] += count
        audited = relay.seq - sum(relay.counts.values())
        if audited > 0:
            found[self._kinds[Audited.__name__]] = audited
        return found


def _putter(reading: Reading) -> Callable[[str, Mapping[Labels, Value]], None]:
    """Says what a metric of the simulated world is, by the rest of its name."""
    return lambda name, values: reading.put(f"{SIM}{name}", values)


def _crossed(
    at: list[tuple[str, str]], last: tuple[str, ...], values: list[list[int]]
) -> dict[Labels, Value]:
    return {
        (*place, name): value
        for place, row in zip(at, values, strict=True)
        for name, value in zip(last, row, strict=True)
    }


def topic_kind(spec: TopicSpec) -> str:
    """A topic's name without prefix, agency and version, such as `exchange.in`."""
    return ".".join(filter(None, (spec.domain, spec.kind, "" if spec.per_agency else spec.name)))


def _kinds() -> dict[str, str]:
    """Event class -> the kind of topic on which a closed run puts it."""
    order = [*TOPICS.values(), EXCHANGE_IN, STATUS_OUT, PUBLISHED]
    return {event.__name__: topic_kind(spec) for spec in order for event in spec.events}


# What hosted agencies say to each other: the relay takes it on.
_SAID = {event.__name__: topic_kind(EXCHANGE_OUT) for event in EXCHANGE_OUT.events}
