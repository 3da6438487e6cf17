"""One replication's model, put together from the resolved scenario.

Order of assembly: clock, ledger and relay; agencies with their units and desks; procedures'
routes; publication histories; arrivals. Nothing here runs; `simulator.engine` does that.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO

import numpy as np

from agents.agency import BUILDERS, AgencyAtWork, Unit
from agents.arrivals import Profile, Streams
from agents.calendar import ALWAYS
from agents.calendar_spec import DAY_US, day_of, weekday_of
from agents.dossier import Dossier, Program
from agents.draws import UNIT, draw_us, name_key, tag, threshold
from agents.environment import KeyedEnvironment
from agents.laws import Exponential
from agents.province import DEPARTMENTS
from agents.publication import (
    Decision,
    Document,
    PublicationRules,
    Versions,
    documents,
    ministry_document,
    province_decision,
)
from agents.spans import Spans
from agents.world import Windows, World
from simulator.compiler import Network, RouteCompiler
from simulator.laws import length_us, publication_of, rules_of
from simulator.ledger import Ledger
from simulator.offices import RunOffices
from simulator.relay import Relay
from simulator.rows import CHANNELS, Dimensions
from simulator.scenario.catalogue import Agency, Procedure
from simulator.scenario.resolved import ResolvedScenario
from simulator.scenario.schema import Outage, Scenario
from simulator.source import Source, Stream
from topics.bus import Bus
from topics.catalogue import exchange_in, status_out
from topics.discovery import load_package
from topics.history import HistoryWriter

DAYS_BEFORE = 400  # documents of the year before make the backlog of publication
DAYS_PER_MONTH = 365.25 / 12
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MTBF, MTTR = tag("outage-begin"), tag("outage-length")


@dataclass(frozen=True, slots=True)
class Horizon:
    """The instants of a run, local microseconds."""

    start_us: int
    cohort_us: int
    cohort_end_us: int
    end_us: int

    @classmethod
    def of(cls, scenario: Scenario) -> Horizon:
        """Warm-up, measured window and drain from the start's midnight."""
        start = day_of(scenario.start) * DAY_US
        cohort = start + length_us(scenario.warmup)
        cohort_end = cohort + length_us(scenario.duration)
        return cls(start, cohort, cohort_end, cohort_end + length_us(scenario.drain))

    @property
    def history_us(self) -> int:
        """Where the publication history begins."""
        return self.start_us - DAYS_BEFORE * DAY_US


@dataclass(slots=True)
class Publications:
    """What was published of all procedures, by procedure and place."""

    versions: dict[tuple[str, str], Versions]  # (procedure, place: a province or WHOLE_COUNTRY)
    documents: list[tuple[str, Document]]  # (publishing ministry, document)
    decisions: list[Decision]


@dataclass(slots=True)
class Model:
    """Everything of one replication."""

    scenario: Scenario
    horizon: Horizon
    env: KeyedEnvironment
    spans: Spans
    ledger: Ledger
    relay: Relay
    world: World
    offices: RunOffices
    agencies: dict[str, AgencyAtWork]
    units: list[Unit]
    programs: dict[str, Program]
    rules: PublicationRules
    publications: Publications
    source: Source
    dimensions: Dimensions
    traced: frozenset[str]


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a replication's model is made from."""

    resolved: ResolvedScenario
    replication: int
    bus: Bus
    prefix: str
    draw_block: int
    elide: bool
    trace: frozenset[str]
    history: HistoryWriter | None = None


def build(inputs: Inputs, out: IO[bytes]) -> Model:
    """Assemble the model of one replication; its rows will go to `out`."""
    return _Assembly(inputs, out).model()


class _Assembly:
    def __init__(self, inputs: Inputs, out: IO[bytes]) -> None:
        load_package("agents")
        self._inputs, resolved = inputs, inputs.resolved
        self._resolved, self._scenario = resolved, resolved.scenario
        self._seed = name_key(self._scenario.seed, inputs.replication)
        self._horizon = Horizon.of(self._scenario)
        self._env = KeyedEnvironment(self._horizon.start_us)
        self._spans = Spans()
        cohort = (self._horizon.cohort_us, self._horizon.cohort_end_us)
        self._ledger = Ledger(self._spans, out, inputs.replication, cohort)
        self._relay = Relay(self._env, inputs.bus, inputs.replication, inputs.history)
        first, last = self._horizon.start_us // DAY_US, self._horizon.end_us // DAY_US + 60
        self._offices = RunOffices(
            self._scenario, resolved.agencies, resolved.calendars, self._env, self._spans,
            self._ledger, self._seed, range(first, last), inputs.elide,
        )  # fmt: skip
        self._rules = rules_of(self._scenario)
        self._publication = publication_of(self._scenario)
        self._windows = self._outage_windows()

    def model(self) -> Model:
        """All parts, in the order in which they need each other."""
        agencies = self._agencies()
        units = [
            unit
            for agency in agencies.values()
            for level in sorted(agency.units)
            for unit in agency.units[level]
        ]
        for index, unit in enumerate(units):
            unit.index = index
        world = self._world()
        programs = self._programs(agencies)
        publications = self._publish(agencies)
        table, keys, rates = self._streams(agencies, programs, publications)
        dimensions = self._dimensions(agencies, units, programs)
        order = {agency: n for n, agency in enumerate(dimensions.agencies)}
        self._ledger.unit_agency = [order[unit.agency.id] for unit in units]
        horizon, traced = self._horizon, self._inputs.trace
        streams = Streams(
            keys, rates, self._profile(), horizon.start_us, horizon.end_us, Exponential.from_mean
        )
        source = Source(
            world, table, streams, horizon.start_us, horizon.end_us, self._inputs.draw_block,
            _Opener(self._ledger, traced),
        )  # fmt: skip
        return Model(
            self._scenario, horizon, self._env, self._spans, self._ledger, self._relay, world,
            self._offices, agencies, units, programs, self._publication, publications, source,
            dimensions, traced,
        )  # fmt: skip

    def _world(self) -> World:
        always = self._ledger.add_holder("", ALWAYS)
        return World(
            env=self._env,
            spans=self._spans,
            post=self._relay,
            rules=self._rules,
            portal=self._windows.get("portal", Windows([])),
            platform=self._windows.get("platform", Windows([])),
            prefix=self._inputs.prefix,
            office=self._offices.calendar("office"),
            elsewhere=always,
            seed=self._seed,
        )

    # -- agencies --------------------------------------------------------------------------------

    def _agencies(self) -> dict[str, AgencyAtWork]:
        entries = sorted(self._resolved.agencies, key=lambda entry: entry.id)
        agencies = {entry.id: self._at_work(entry) for entry in entries}
        for entry in entries:
            if entry.owner is not None:
                agencies[entry.id].owner = agencies[entry.owner]
        for entry in entries:
            BUILDERS[entry.kind](agencies[entry.id], entry, self._offices)
        return agencies

    def _at_work(self, entry: Agency) -> AgencyAtWork:
        attention = self._scenario.attention
        return AgencyAtWork(
            id=entry.id,
            kind=entry.kind,
            inbox=exchange_in(self._inputs.prefix, entry.id),
            status_topic=status_out(self._inputs.prefix, entry.id),
            attention=attention.get(entry.id, attention.get("default", 1.0)),
            calendar=self._offices.calendar("office"),
            windows=self._windows.get(entry.id, Windows([])),
        )

    def _outage_windows(self) -> dict[str, Windows]:
        """The outages of each target, drawn or planned, all before the run."""
        found: dict[str, list[tuple[int, int]]] = {}
        for outage in self._scenario.outages:
            found.setdefault(outage.target, []).extend(self._outage(outage))
        return {target: Windows(pairs) for target, pairs in found.items()}

    def _outage(self, outage: Outage) -> list[tuple[int, int]]:
        if outage.begin is not None and outage.end is not None:
            return [(_local_us(outage.begin), _local_us(outage.end))]
        assert outage.mtbf is not None and outage.mttr is not None
        between = Exponential.from_mean(length_us(outage.mtbf))
        repair = Exponential.from_mean(length_us(outage.mttr))
        windows, at, number = [], self._horizon.start_us, 0
        while at < self._horizon.end_us:
            key = name_key(self._seed, "outage", outage.id, number)
            begin = at + draw_us(between, key, MTBF)
            at = begin + draw_us(repair, key, MTTR)
            windows.append((begin, at))
            number += 1
        return windows

    # -- procedures ------------------------------------------------------------------------------

    def _programs(self, agencies: Mapping[str, AgencyAtWork]) -> dict[str, Program]:
        procedures = {p.id: p for p in sorted(self._resolved.procedures, key=lambda p: p.id)}
        network = self._network(agencies)
        return {
            name: RouteCompiler(
                procedure, index, procedures, network, self._scenario.sharing, self._rules
            ).program()
            for index, (name, procedure) in enumerate(procedures.items())
        }

    def _network(self, agencies: Mapping[str, AgencyAtWork]) -> Network:
        provinces = self._offices.provinces()
        people = np.array([kept for _, kept in provinces])
        shares = np.round(people.cumsum() / people.sum() * UNIT).astype(np.int64)
        return Network(agencies, tuple(p for p, _ in provinces), tuple(shares.tolist()))

    def _publish(self, agencies: Mapping[str, AgencyAtWork]) -> Publications:
        """The whole publication history of the run, before it begins."""
        section, rules = self._scenario.publication, self._publication
        history = self._scenario.seed if section.history == "fixed" else self._seed
        key = name_key(history, "publication")
        found = Publications({}, [], [])
        provinces = [agencies[p] for p, _ in self._offices.provinces()]
        for procedure in sorted(self._resolved.procedures, key=lambda p: p.id):
            rate = section.documents_per_year
            if procedure.amended_per_year is not None:
                rate = procedure.amended_per_year
            gap = Exponential.from_mean(365 * DAY_US / rate) if rate else None
            horizon = (self._horizon.history_us, self._horizon.end_us)
            for version, own, effect in documents(key, procedure.id, rate, gap, *horizon):
                owner = agencies[procedure.owner]
                document = ministry_document(
                    rules, procedure.id, version, own, effect, owner.attention
                )
                self._spread(found, rules, procedure, document, own, owner, provinces)
        return found

    def _spread(
        self, found: Publications, rules: PublicationRules, procedure: Procedure, document: Document,
        key: int, owner: AgencyAtWork, provinces: list[AgencyAtWork],
    ) -> None:  # fmt: skip
        """One document's way: the ministry for its own procedures, each province for the others."""
        found.documents.append((owner.id, document))
        if procedure.level == "central":
            places = [(owner, "")]
        else:
            places = [(province, province.id) for province in provinces]
        for agency, place in places:
            decision = province_decision(
                rules, document, key, agency.id, agency.attention, self._offices.calendar("office")
            )
            force = decision.force_us if place else document.posted_us
            versions = found.versions.setdefault((procedure.id, place), Versions())
            versions.effects_us.append(document.effect_us)
            versions.force_us.append(force)
            if place:
                found.decisions.append(decision)

    # -- arrivals --------------------------------------------------------------------------------

    def _streams(
        self, agencies: Mapping[str, AgencyAtWork], programs: Mapping[str, Program],
        publications: Publications,
    ) -> tuple[list[Stream], np.ndarray, np.ndarray]:  # fmt: skip
        """All streams sorted by (agency, procedure), their keys and mean arrivals a day."""
        per_person = self._scenario.arrivals.per_1000_per_month / 1000 / DAYS_PER_MONTH
        table, keys, rates = [], [], []
        for agency, procedure, units, share in self._sites(agencies):
            rate = per_person * procedure.weight * share
            if rate <= 0 or not units:
                continue
            place = units[0].province
            versions = publications.versions.get((procedure.id, place), Versions())
            policy = self._scenario.publication.policy
            policies = (threshold(policy.hold), threshold(policy.hold + policy.old_version))
            table.append(
                Stream(programs[procedure.id], agency.id, tuple(units), versions, policies)
            )
            keys.append(name_key(self._seed, "stream", agency.id, procedure.id))
            rates.append(rate)
        return table, np.array(keys, dtype=np.uint64), np.array(rates)

    def _sites(
        self, agencies: Mapping[str, AgencyAtWork]
    ) -> list[tuple[AgencyAtWork, Procedure, list[Unit], float]]:
        """(agency, procedure, units, people that they serve), sorted by (agency, procedure)."""
        entries = {entry.id: entry for entry in self._resolved.agencies}
        scale = self._scenario.scale
        people = {p: kept / scale for p, kept in self._offices.provinces()}
        sites = []
        for procedure in self._resolved.procedures:
            if procedure.level == "central":
                agency = agencies[procedure.handled_by or procedure.owner]
                units = agency.units.get("central", [])
                sites.append((agency, procedure, units, sum(people.values())))
                continue
            for province, inhabitants in people.items():
                units = agencies[province].units.get(procedure.level, [])
                total = _unit_count(entries[province], procedure.level)
                share = inhabitants * len(units) / total if total else 0.0
                sites.append((agencies[province], procedure, units, share))
        return sorted(sites, key=lambda site: (site[0].id, site[1].id))

    def _profile(self) -> Profile:
        """When people come, with mean 1 over a week."""
        arrivals = self._scenario.arrivals
        days = np.array([arrivals.weekday.get(day, 0.0) for day in WEEKDAYS])  # type: ignore[call-overload]
        hours = np.zeros((24, len(CHANNELS)))
        for number, channel in enumerate(CHANNELS):
            share = arrivals.channels.get(channel, 0.0)  # type: ignore[call-overload]
            if share:
                profile = np.array(arrivals.hours[channel])  # type: ignore[index]
                hours[:, number] = share * profile / profile.mean()
        first = self._horizon.start_us // DAY_US
        last = self._horizon.end_us // DAY_US + 2
        office = self._offices.calendar("office")
        kinds = [
            weekday_of(day) if weekday_of(day) >= 5 or office.is_working_day(day) else 6
            for day in range(first, last)
        ]
        return Profile(
            by_hour=(days / days.mean())[:, None, None] * hours[None, :, :],
            kinds=np.array(kinds, dtype=np.int8),
            first_day=first,
            growth_per_day=arrivals.growth_per_year / 365,
            growth_from_us=self._horizon.start_us,
        )

    def _dimensions(
        self, agencies: Mapping[str, AgencyAtWork], units: list[Unit],
        programs: Mapping[str, Program],
    ) -> Dimensions:  # fmt: skip
        procedures = {p.id: p for p in self._resolved.procedures}
        return Dimensions(
            agencies=tuple(agencies),
            procedures=tuple(programs),
            groups=tuple(procedures[name].group for name in programs),
            levels=tuple(procedures[name].level for name in programs),
            units=tuple(unit.id for unit in units),
        )


class _Opener:
    """What happens to each new dossier besides its way: a slot in the ledger, perhaps a trace."""

    def __init__(self, ledger: Ledger, traced: frozenset[str]) -> None:
        self._ledger, self._traced = ledger, traced

    def __call__(self, dossier: Dossier) -> None:
        dossier.slot = self._ledger.slot()
        if dossier.code in self._traced:
            self._ledger.trace(dossier.slot, dossier.code)


def _local_us(when: dt.datetime) -> int:
    """Microseconds of a naive local date and time."""
    return (when - dt.datetime(1970, 1, 1)) // dt.timedelta(microseconds=1)


def _unit_count(entry: Agency, level: str) -> int:
    return {"commune": entry.communes, "district": entry.districts, "province": DEPARTMENTS}[level]
