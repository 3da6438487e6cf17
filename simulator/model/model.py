"""One replication's model, put together from the resolved scenario.

Order of assembly: clock, ledger and relay; agencies with their units and desks; procedures'
routes; publication histories; what units left out send; arrivals. Nothing here runs;
`simulator.run.engine` does that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import IO

import numpy as np

from agents.agency import BUILDERS, AgencyAtWork, Unit
from agents.calendar import ALWAYS
from agents.calendar_spec import DAY_US
from agents.desk import QueueDesk
from agents.dossier import Dossier, Program
from agents.draws import UNIT, name_key
from agents.environment import KeyedEnvironment
from agents.people import People
from agents.spans import Spans
from agents.world import Rules, Windows, World
from simulator.carrying.auditing import Auditor
from simulator.carrying.closed import Outlet, Relay
from simulator.ledger.ledger import Ledger
from simulator.ledger.rows import Dimensions
from simulator.model.background import Unseen
from simulator.model.compiler import RouteCompiler
from simulator.model.demand import demand
from simulator.model.horizon import Horizon
from simulator.model.network import Network
from simulator.model.offices import RunOffices
from simulator.model.options import RunOptions
from simulator.model.outages import outage_windows
from simulator.model.publishing import FIXED, Publications, Publishing, publish
from simulator.model.source import Source
from simulator.relay.entitlements import entitlements_of
from simulator.scenario.catalogue import Agency, Procedure
from simulator.scenario.laws import rules_of
from simulator.scenario.resolved import ResolvedScenario
from simulator.scenario.schema import Scenario
from simulator.scenario.sharing import Sharing
from topics.catalogue import exchange_in, status_out
from topics.discovery import load_package
from topics.history import HistoryWriter

Programs = dict[str, Program]
LEAVE_DAYS_BEYOND = 60  # services that end after the run meet their people's absences, too


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a replication's model is made from.

    `publication` is the number of its publication history; None is the replication's own number.
    """

    resolved: ResolvedScenario
    replication: int
    bus: Outlet
    options: RunOptions
    history: HistoryWriter | None = None
    publication: int | None = None

    @property
    def history_number(self) -> int:
        """The number of its publication history."""
        if self.resolved.scenario.publication.history == "fixed":
            return FIXED
        return self.replication if self.publication is None else self.publication


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
    publications: Publications
    unseen: Unseen
    source: Source
    dimensions: Dimensions


def build(inputs: Inputs, out: IO[bytes]) -> Model:
    """Assemble the model of one replication; its rows will go to `out`."""
    return _Assembly(inputs, out).model()


class _Assembly:
    def __init__(self, inputs: Inputs, out: IO[bytes]) -> None:
        load_package("agents")
        self._inputs, resolved = inputs, inputs.resolved
        self._resolved, self._scenario = resolved, resolved.scenario
        self._seed = name_key(self._scenario.seed, inputs.replication)
        self._horizon = horizon = Horizon.of(self._scenario)
        hosting = inputs.options.hosting
        self._env = KeyedEnvironment(horizon.start_us) if hosting is None else hosting.env
        self._spans = Spans()
        cohort = (horizon.cohort_us, horizon.cohort_end_us)
        self._ledger = Ledger(self._spans, out, inputs.replication, cohort)
        entitled = entitlements_of(resolved.agencies, resolved.procedures)
        audited = inputs.history is not None or inputs.options.kafka is not None
        auditor = Auditor(inputs.options.prefix, entitled) if audited else None
        self._relay = hosting.post if hosting is not None else Relay(
            self._env, inputs.bus, entitled, inputs.replication, inputs.history, auditor
        )  # fmt: skip
        days = range(horizon.start_us // DAY_US, horizon.end_us // DAY_US + LEAVE_DAYS_BEYOND)
        calendars = {name: resolved.calendar(name) for name in sorted(resolved.calendars)}
        self._offices = RunOffices(
            self._scenario, resolved.agencies, resolved.procedures, calendars, self._env,
            self._spans, self._ledger, self._seed, days, inputs.options.elide,
            QueueDesk if hosting is None else hosting.desk_kind,
        )  # fmt: skip
        self._office = self._offices.calendar(self._scenario.default_calendar)
        self._rules = rules_of(self._scenario)
        self._windows = outage_windows(self._scenario.outages, horizon, self._seed)

    def model(self) -> Model:
        """All parts, in the order in which they need each other."""
        agencies = self._agencies()
        units = _numbered(agencies)
        world, programs = self._world(), self._programs(agencies)
        provinces = [province for province, _ in self._offices.provinces()]
        publishing = Publishing(
            self._scenario, self._resolved.procedures, provinces, self._office, self._horizon
        )
        publications = publish(publishing, self._scenario.seed, self._inputs.history_number)
        unseen = Unseen(
            self._resolved, agencies, self._offices.places, publications, self._horizon,
            self._env, self._seed,
        )  # fmt: skip
        dimensions = self._dimensions(agencies, units, programs)
        order = {agency: n for n, agency in enumerate(dimensions.agencies)}
        self._ledger.unit_agency = [order[unit.agency.id] for unit in units]
        self._ledger.last_us = self._horizon.end_us
        self._ledger.unit_weight = [unit.weight for unit in units]
        source = self._source(world, agencies, programs, publications)
        return Model(
            self._scenario, self._horizon, self._env, self._spans, self._ledger, self._relay,
            world, self._offices, agencies, units, programs, publications, unseen, source,
            dimensions,
        )  # fmt: skip

    def _world(self) -> World:
        return World(
            env=self._env,
            spans=self._spans,
            post=self._relay,
            rules=self._rules,
            portal=self._windows.get("portal", Windows([])),
            platform=self._windows.get("platform", Windows([])),
            office=self._office,
            elsewhere=self._ledger.add_holder("", ALWAYS),
            elide=self._inputs.options.elide,
            seed=self._seed,
            people=People(self._scenario.seed),
            remote=self._inputs.options.hosting,
        )

    def _agencies(self) -> dict[str, AgencyAtWork]:
        """All agencies at work, by id in order; each kind's module builds its units and desks."""
        entries = sorted(self._resolved.agencies, key=lambda entry: entry.id)
        agencies = {entry.id: self._at_work(entry) for entry in entries}
        for entry in entries:
            if entry.owner is not None:
                agencies[entry.id].owner = agencies[entry.owner]
        for entry in entries:
            BUILDERS[entry.kind](agencies[entry.id], entry, self._offices)
        return agencies

    def _at_work(self, entry: Agency) -> AgencyAtWork:
        return AgencyAtWork(
            id=entry.id,
            kind=entry.kind,
            inbox=exchange_in(self._inputs.options.prefix, entry.id),
            status_topic=status_out(self._inputs.options.prefix, entry.id),
            attention=self._scenario.attention_of(entry.id),
            calendar=self._office,
            windows=self._windows.get(entry.id, Windows([])),
        )

    def _programs(self, agencies: Mapping[str, AgencyAtWork]) -> Programs:
        network = _network(agencies, self._offices)
        return programs_of(self._resolved.procedures, network, self._scenario.sharing, self._rules)

    def _source(
        self, world: World, agencies: Mapping[str, AgencyAtWork],
        programs: Mapping[str, Program], publications: Publications,
    ) -> Source:  # fmt: skip
        horizon = self._horizon
        table, streams = demand(
            self._resolved, agencies, programs, publications, self._office, horizon, self._seed
        )
        options = self._inputs.options
        opened = _Opener(world, self._ledger, options.trace)
        source = Source(
            world, table, streams, horizon.start_us, horizon.end_us, options.draw_block, opened
        )
        if options.hosting is not None:
            source.admits = options.hosting.admits
        return source

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


def _numbered(agencies: Mapping[str, AgencyAtWork]) -> list[Unit]:
    """All units in order, each told its number."""
    units = [
        unit
        for agency in agencies.values()
        for level in sorted(agency.units)
        for unit in agency.units[level]
    ]
    for index, unit in enumerate(units):
        unit.index = index
    return units


def compiled_again(model: Model, procedures: Iterable[Procedure], now: Scenario) -> Programs:
    """The programs of a model as another scenario's rules and sharing would make them."""
    network = _network(model.agencies, model.offices)
    return programs_of(procedures, network, now.sharing, rules_of(now))


def programs_of(
    procedures: Iterable[Procedure], network: Network, sharing: Sharing, rules: Rules
) -> Programs:
    """The compiled routes of all procedures, by id in order."""
    known = {p.id: p for p in sorted(procedures, key=lambda p: p.id)}
    return {
        name: RouteCompiler(procedure, index, known, network, sharing, rules).program()
        for index, (name, procedure) in enumerate(known.items())
    }


def _network(agencies: Mapping[str, AgencyAtWork], offices: RunOffices) -> Network:
    """Who can be asked; a person's former province is drawn by population."""
    provinces = offices.provinces()
    people = np.array([inhabitants for _, inhabitants in provinces])
    shares = np.round(people.cumsum() / people.sum() * UNIT).astype(np.int64)
    return Network(
        agencies, tuple(p for p, _ in provinces), tuple(shares.tolist()), offices.departments()
    )


class _Opener:
    """What happens to each new dossier besides its way: counted, a slot, perhaps a trace."""

    def __init__(self, world: World, ledger: Ledger, traced: frozenset[str]) -> None:
        self._log, self._ledger, self._traced = world.opened, ledger, traced

    def __call__(self, dossier: Dossier) -> None:
        dossier.slot = self._ledger.slot()
        what = dossier.program.index << 4 | dossier.channel
        self._log.append(dossier.home.index << 24 | what)
        if dossier.code in self._traced:
            self._ledger.trace(dossier.slot, dossier.code)
