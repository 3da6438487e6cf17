"""Desks, people and office hours of a run, made from the scenario's offices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import floor
from typing import NamedTuple

import numpy as np

from agents.agency import Site
from agents.calendar_spec import Calendar
from agents.crew import AbsentCrew, Crew
from agents.desk import Desk, FifoDesk, QueueDesk
from agents.draws import GOLDEN, mix, mix_array, name_key, threshold
from agents.environment import KeyedEnvironment
from agents.spans import Spans
from simulator.ledger.ledger import Ledger
from simulator.scenario.catalogue import Agency, Procedure
from simulator.scenario.schema import Scenario
from simulator.scenario.staffing import Desk as DeskSpec
from simulator.scenario.units import department_of, offices_of_province, units_at

FIRST_DESK_KEY = 1 << 32  # environment threads: sources below, desks from here


@dataclass(frozen=True, slots=True)
class DeskPlace:
    """Where a desk stands, and how it works; no two have the same name."""

    agency: str
    level: str
    desk: str
    servers: int
    at: Desk
    calendar: Calendar
    name: str = ""
    discipline: str = "fifo"
    department: str = ""


class Place(NamedTuple):
    """Of a desk to be made: agency, level, the id of its unit, and its department."""

    agency: str
    level: str
    unit: str
    department: str = ""


def whole_people(people: float, key: int) -> int:
    """A number of people as whole ones, who work at a pace that makes up for the difference.

    Less than one is one person. Above, the fraction is the chance of being rounded up, by a keyed
    draw. So a desk's capacity is exact; the number of people is right on the mean; and so is the
    time that work takes, which is in proportion to (whole people / people).
    """
    least = floor(people)
    return max(1, least + ((mix(key) >> 11) < threshold(people - least)))


class RunOffices:
    """Makes every desk of a run; implements `agents.agency.Offices`."""

    def __init__(
        self,
        scenario: Scenario,
        agencies: tuple[Agency, ...],
        procedures: tuple[Procedure, ...],
        calendars: Mapping[str, Calendar],
        env: KeyedEnvironment,
        spans: Spans,
        ledger: Ledger,
        seed: int,
        days: range,
        elide: bool,
        desk_kind: type[QueueDesk] = QueueDesk,
    ) -> None:
        self._scenario, self._env, self._spans, self._ledger = scenario, env, spans, ledger
        self._seed, self._days, self._elide = seed, days, elide
        self._day_keys = np.arange(days.start, days.stop).astype(np.uint64) * np.uint64(GOLDEN)
        self._desk_kind = desk_kind
        self._calendars = calendars
        self._levels = {office.id: office for office in scenario.offices}
        self._agencies = {agency.id: agency for agency in agencies}
        self._procedures = procedures
        self._provinces = [
            (agency.id, agency.population or 0.0)
            for agency in sorted(agencies, key=lambda a: a.id)
            if agency.kind == "province"
        ]
        self.places: list[DeskPlace] = []

    # -- what the builders of agencies ask -------------------------------------------------------

    def provinces(self) -> list[tuple[str, float]]:
        """(id, inhabitants) of every province, sorted by id; whatever the scale."""
        return self._provinces

    def departments(self) -> dict[str, str]:
        """Procedure -> the department of a province that works it, where one does."""
        found = {one.id: department_of(self._scenario, one) for one in self._procedures}
        return {procedure: department for procedure, department in found.items() if department}

    def inhabitants(self) -> float:
        """All people of the provinces of the run, whatever the scale: the centre serves them."""
        return sum(people for _, people in self._provinces)

    def sites(self, province: str, level: str) -> list[Site]:
        """The units of a level of a province that take part at this scale."""
        if level == "province":
            return offices_of_province(self._scenario, self._agencies[province], self._procedures)
        return units_at(self._scenario, self._agencies[province], level)

    def level_desks(self, agency: str, level: str, site: Site) -> dict[str, Desk]:
        """The desks of one unit; none where the scenario has no office of that level."""
        office = self._levels.get(level)  # type: ignore[call-overload]
        if office is None:
            return {}
        at = Place(agency, level, f"{agency}/{site.name}", site.department)
        return {
            spec.id: self._desk(
                at, spec, office.calendar, office.people(spec, site.people, site.department)
            )
            for spec in office.desks
        }

    def answering_desk(self, agency: str, branch: str, people: float) -> Desk:
        """The desk that answers letters: all its people, since everybody's letters come to it."""
        answering = self._scenario.answering
        spec = answering.branch if branch else answering.central
        unit = f"{agency}/answering-{branch}" if branch else f"{agency}/answering"
        at = Place(agency, "answering", unit)
        return self._desk(at, spec, self._scenario.default_calendar, spec.staff.people(people))

    # -- desks -----------------------------------------------------------------------------------

    def calendar(self, name: str) -> Calendar:
        """A calendar by name."""
        return self._calendars[name]

    def _desk(self, at: Place, spec: DeskSpec, hours: str, people: float) -> Desk:
        """A desk with so many people; a fraction of one is told by `whole_people`."""
        calendar = self._calendars[spec.calendar or hours]
        name = f"{at.unit}:{spec.id}"
        servers = whole_people(people, name_key(self._seed, "staff", name))
        pace = spec.pace * (people / servers)
        crew = self._crew(name, calendar, servers, spec.absence)
        holder = self._ledger.add_holder(name, calendar)
        desk: Desk
        if spec.discipline == "fifo" and self._elide:
            desk = FifoDesk(self._env, self._spans, crew, holder, pace)
        else:
            key = FIRST_DESK_KEY + len(self.places)
            desk = self._desk_kind(key, self._env, self._spans, crew, holder, pace, spec.discipline)
        self.places.append(
            DeskPlace(
                at.agency, at.level, spec.id, servers, desk, calendar, name, spec.discipline,
                at.department,
            )
        )  # fmt: skip
        return desk

    def _crew(
        self, name: str, calendar: Calendar, servers: int, absence: float
    ) -> Crew | AbsentCrew:
        if not absence:
            return Crew(calendar, servers)
        limit = threshold(absence)
        return AbsentCrew(
            [
                calendar.with_days_off(
                    self._days_off(name_key(self._seed, name, n), limit, calendar)
                )
                for n in range(servers)
            ]
        )

    def _days_off(self, person: int, limit: int, calendar: Calendar) -> list[int]:
        """The working days on which a person is away: one keyed draw a day."""
        draws = mix_array(self._day_keys + np.uint64(person)) >> np.uint64(11)
        away = np.flatnonzero(draws < limit) + self._days.start
        return [day for day in away.tolist() if calendar.is_working_day(day)]
