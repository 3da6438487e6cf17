"""The background of a run: what units that take no part would send to desks that do.

Each inflow (see `simulator.scenario.inflows`) that comes in part from units left out, and each
letter by which such a unit would ask its ministry for guidance, becomes part of the plan of a desk.
What is approximated, and hardly moves a queue:

- Jobs are a Poisson stream over the desk's open time: people pick letters up while they are at
  work, two working days and more after they were written, which evens out the week. The stream
  begins as late as the mean letter is on its way, and goes on at its mean rate.
- Nothing holds a job up on its way: where a queue grows without bound, jobs come that would still
  wait there.
- A dossier's letters are not bound to each other, nor to its chained work.
- Of guidance, the dossiers submitted while a version was missing where they are worked ask for it,
  even if the version has come by the time they have been accepted. Rework and enquiries at desks
  of another level are left out.
- Where rounding keeps a larger share of the receiving units than of those at which they have
  chained work done, the latter have that much too much to do; a run's report says where.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np

from agents.agency import AgencyAtWork
from agents.background import FIRST_INCOMING_KEY, Background, Incoming, Kind, Plan
from agents.calendar_spec import DAY_US, Calendar
from agents.desk import FifoDesk
from agents.draws import name_key
from agents.environment import KeyedEnvironment
from agents.law_base import Law
from simulator.model.horizon import Horizon
from simulator.model.offices import DeskPlace
from simulator.model.publishing import Publications
from simulator.model.source import Admits
from simulator.scenario.catalogue import Procedure
from simulator.scenario.inflows import ANSWERING, Inflows, Target
from simulator.scenario.laws import law_of
from simulator.scenario.resolved import ResolvedScenario

_GENERATION = 1 << 20  # between the keys of those that fire for one desk, one after the other


@dataclass(frozen=True, slots=True)
class _Part:
    """Jobs for one desk in [begin, end): so many in an ordinary week."""

    place: int
    begin_us: int
    end_us: int
    per_week: float
    kind: Kind  # its share is not used


class Unseen:
    """The background of all desks of a run: `by_place` by number of the desk's place."""

    def __init__(
        self, resolved: ResolvedScenario, agencies: Mapping[str, AgencyAtWork],
        places: list[DeskPlace], publications: Publications, horizon: Horizon,
        env: KeyedEnvironment, seed: int,
    ) -> None:  # fmt: skip
        self._agencies, self._places, self._horizon = agencies, places, horizon
        self._publications, self._env, self._generation = publications, env, 0
        self._number = {id(place.at): number for number, place in enumerate(places)}
        self.by_place = {
            number: Background(name_key(seed, "background", places[number].name), plan)
            for number, plan in self._plans(resolved).items()
        }
        self.incoming: dict[int, Incoming] = {}
        for number, background in self.by_place.items():
            desk = places[number].at
            if isinstance(desk, FifoDesk):
                desk.expect(background)
            else:
                self.incoming[number] = Incoming(self._key(number), env, desk, background)

    def _key(self, number: int) -> int:
        return FIRST_INCOMING_KEY + self._generation * _GENERATION + number

    def begin(self, admits: Admits | None) -> None:
        """Arm what fires; of agencies that work here only, and from the instant they have reached.

        `admits` is that of a `simulator.model.source.Source`.
        """
        for number, incoming in self.incoming.items():
            background, agency = self.by_place[number], self._places[number].agency
            if admits is not None:
                if not admits(agency, self._env._now)[0]:
                    continue
                while (
                    background.next_us < self._horizon.end_us
                    and not admits(agency, background.next_us)[1]
                ):
                    background.pop()
            incoming.begin()

    def follow(self, resolved: ResolvedScenario) -> None:
        """From now on, let come what another scenario makes the other units send."""
        plans, now = self._plans(resolved), self._env._now
        self._generation += 1
        for number, background in self.by_place.items():
            desk = self._places[number].at
            desk.taken_us(now)  # one that settles has taken in what is past
            background.hold_to(plans[number], now)
            if isinstance(desk, FifoDesk):
                desk.expect(background)
            else:
                self.incoming[number].leave()
                self.incoming[number] = Incoming(self._key(number), self._env, desk, background)
                self.incoming[number].begin()

    # -- plans -----------------------------------------------------------------------------------

    def _plans(self, resolved: ResolvedScenario) -> dict[int, Plan]:
        """By place, in its order; none at full scale, where everybody takes part.

        All answering desks have one, since a lever may make letters where there were none.
        """
        scenario = resolved.scenario
        if scenario.scale == 1.0:
            return {}
        inflows = Inflows(scenario, resolved.agencies, resolved.procedures)
        parts: defaultdict[int, list[_Part]] = defaultdict(list)
        for number, place in enumerate(self._places):
            if place.level == ANSWERING:
                parts[number] = []
        letter = law_of(scenario.sharing.letter.answer)
        for part in chain(
            self._letters(inflows, letter), self._chained(inflows), self._guidance(inflows, letter)
        ):
            parts[part.place].append(part)
        growth = scenario.arrivals.growth_per_year / 365
        return {
            number: _plan(parts[number], letter, self._places[number], self._horizon, growth)
            for number in sorted(parts)
        }

    def _letters(self, inflows: Inflows, law: Law) -> Iterator[_Part]:
        """Letters that route steps ask for."""
        rules = inflows.scenario.sharing.letter
        carry_us, pick_up_us = law_of(rules.carry).mean_us(), law_of(rules.pick_up).mean_us()
        for inflow in inflows.letters:
            if inflow.weight > 1.0:
                people = self._agencies[inflow.to.agency]
                begin_us = _picked_up(people, self._horizon.start_us, carry_us, pick_up_us)
                yield _Part(
                    self._answering(inflow.to), begin_us, self._horizon.end_us,
                    inflow.unseen_per_week, _kind(law, inflow.procedure),
                )  # fmt: skip

    def _chained(self, inflows: Inflows) -> Iterator[_Part]:
        """Sub-dossiers worked at another level: at each of its units that take part."""
        span = self._horizon.start_us, self._horizon.end_us
        for inflow in inflows.chained:
            if inflow.weight > 1.0:
                kind = _kind(law_of(inflow.law), inflow.procedure)
                units = self._agencies[inflow.to.agency].units_of(
                    inflow.to.level, inflow.to.department
                )
                mean = sum(unit.people for unit in units) / max(1, len(units))
                for unit in units:
                    place = self._number[id(unit.desks[inflow.to.desk])]
                    per_week = inflow.unseen_per_week * unit.people / mean
                    yield _Part(place, *span, per_week, kind)

    def _guidance(self, inflows: Inflows, law: Law) -> Iterator[_Part]:
        """Letters to ministries about versions that are in effect and missing in a province."""
        scenario, horizon = inflows.scenario, self._horizon
        carry_us = law_of(scenario.sharing.letter.carry).mean_us()
        pick_up_us = law_of(scenario.publication.guidance).mean_us()
        for means in inflows.means:
            procedure = means.procedure
            asked = means.accepted * scenario.publication.policy.guidance
            for province in inflows.provinces if procedure.level != "central" else ():
                weight = inflows.weight(province.id, procedure.level)
                if weight == 1.0 or not asked:
                    continue
                per_week = inflows.asked_per_week(procedure, province.id)
                ((to, _),) = inflows.answerers(procedure.owner, province.id, procedure.owner)
                people = self._agencies[to.agency]
                for gap in self._publications.at(procedure.id, province.id).gaps_us():
                    begin_us, end_us = max(gap[0], horizon.start_us), min(gap[1], horizon.end_us)
                    if begin_us < end_us:
                        yield _Part(
                            self._answering(to),
                            _picked_up(people, begin_us, carry_us, pick_up_us),
                            _picked_up(people, end_us, carry_us, pick_up_us),
                            per_week * asked * (1.0 - 1.0 / weight), _kind(law, procedure),
                        )  # fmt: skip

    def _answering(self, to: Target) -> int:
        return self._number[id(self._agencies[to.agency].answering_desk(to.branch))]


def _picked_up(people: AgencyAtWork, written_us: int, carry_us: float, pick_up_us: float) -> int:
    """When the mean letter that was written at an instant comes to those who answer it."""
    carried = people.calendar.next_open(written_us + round(carry_us))
    return people.calendar.add_work(carried, round(pick_up_us * people.attention))


def _kind(law: Law, procedure: Procedure) -> Kind:
    """Jobs for a dossier of a procedure; its limit in calendar days is how soon they are due."""
    limit = procedure.limit.value
    days = limit.value * 7 / 5 if limit.unit == "wd" else limit.value
    return Kind(law, 0.0, 0 if limit.value == 0 else 1, round(days * DAY_US))


def _plan(
    parts: list[_Part], law: Law, place: DeskPlace, horizon: Horizon, growth_per_day: float
) -> Plan:
    """The plan of one desk; of a law alone where there is nothing to come."""
    calendar = place.calendar
    spans = np.array([(part.begin_us, part.end_us) for part in parts], np.int64).reshape(-1, 2)
    spans = np.clip(spans, horizon.start_us, horizon.end_us)
    edges = np.unique([*_openings(calendar, horizon), *spans.ravel().tolist()])
    rates, change = np.array([part.per_week for part in parts]), np.zeros(len(edges))
    np.add.at(change, np.searchsorted(edges, spans[:, 0]), rates)
    np.subtract.at(change, np.searchsorted(edges, spans[:, 1]), rates)
    week_us = sum(end - start for day in calendar.spec.week for start, end in day)
    middle = (edges[1:] + edges[:-1]) / 2
    grown = 1.0 + growth_per_day * (middle - horizon.start_us) / DAY_US
    opened = np.diff(calendar.open_before(edges)) / week_us
    expected = np.concatenate([[0.0], (change.cumsum()[:-1] * opened * grown).cumsum()])
    return Plan(
        edges.astype(np.float64), np.maximum.accumulate(expected), _shares(parts, law, place)
    )


def _openings(calendar: Calendar, horizon: Horizon) -> Iterator[int]:
    """Where the open time of a run begins and ends."""
    at_us = horizon.start_us
    yield at_us
    while at_us < horizon.end_us:
        open_us, at_us = calendar.interval_at(at_us)
        yield from (max(open_us, horizon.start_us), min(at_us, horizon.end_us))
    yield horizon.end_us


def _shares(parts: list[_Part], law: Law, place: DeskPlace) -> tuple[Kind, ...]:
    """The kinds of a desk's jobs; where nobody goes before others, only their laws matter."""
    totals: dict[Kind, float] = {}
    for part in parts:
        kind = part.kind if place.discipline != "fifo" else Kind(part.kind.law, 0.0)
        jobs = part.per_week * (part.end_us - part.begin_us)
        totals[kind] = totals.get(kind, 0.0) + jobs
    found = tuple(replace(kind, share=share) for kind, share in totals.items() if share > 0.0)
    return found or (Kind(law, 1.0),)
