"""Desks, people and office hours of a run, made from the scenario's offices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from agents.calendar_spec import Calendar
from agents.crew import AbsentCrew, Crew
from agents.desk import Desk, FifoDesk, QueueDesk
from agents.draws import GOLDEN, mix, mix_array, name_key, threshold
from agents.environment import KeyedEnvironment
from agents.spans import Spans
from simulator.ledger import Ledger
from simulator.scenario.catalogue import Agency
from simulator.scenario.inflows import kept_count
from simulator.scenario.schema import Desk as DeskSpec
from simulator.scenario.schema import Scenario

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


class RunOffices:
    """Makes every desk of a run; implements `agents.agency.Offices`."""

    def __init__(
        self,
        scenario: Scenario,
        agencies: tuple[Agency, ...],
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

    def inhabitants(self) -> float:
        """All people of the provinces of the run, whatever the scale: the centre serves them."""
        return sum(people for _, people in self._provinces)

    def kept_units(self, agency: str, level: str, count: int) -> list[int]:
        """The units of a level that take part: a keyed choice, at least one of those that exist.

        The order of choice does not depend on the scale, so a larger scale keeps the same and more.
        """
        if level not in self._levels or not count:
            return []
        order = sorted(range(1, count + 1), key=lambda n: mix(name_key("unit", agency, level, n)))
        return sorted(order[: kept_count(count, self._scenario.scale)])

    def level_desks(self, agency: str, unit: str, level: str, people: float) -> dict[str, Desk]:
        """The desks of one unit; none where the scenario has no office of that level."""
        office = self._levels.get(level)  # type: ignore[call-overload]
        if office is None:
            return {}
        return {
            spec.id: self._desk(agency, unit, level, spec, office.calendar, people)
            for spec in office.desks
        }

    def answering_desk(self, agency: str, branch: str, people: float) -> Desk:
        """The desk that answers letters: all its people, since everybody's letters come to it."""
        answering = self._scenario.answering
        spec = answering.branch if branch else answering.central
        unit = f"{agency}/answering-{branch}" if branch else f"{agency}/answering"
        return self._desk(agency, unit, "answering", spec, self._scenario.default_calendar, people)

    # -- desks -----------------------------------------------------------------------------------

    def calendar(self, name: str) -> Calendar:
        """A calendar by name."""
        return self._calendars[name]

    def _desk(
        self, agency: str, unit: str, level: str, spec: DeskSpec, hours: str, people: float
    ) -> Desk:
        calendar = self._calendars[spec.calendar or hours]
        servers = spec.staff.count(people)
        name = f"{unit}:{spec.id}"
        crew = self._crew(name, calendar, servers, spec.absence)
        holder = self._ledger.add_holder(name, calendar)
        desk: Desk
        if spec.discipline == "fifo" and self._elide:
            desk = FifoDesk(self._env, self._spans, crew, holder, spec.pace)
        else:
            key = FIRST_DESK_KEY + len(self.places)
            desk = self._desk_kind(
                key, self._env, self._spans, crew, holder, spec.pace, spec.discipline
            )
        self.places.append(
            DeskPlace(agency, level, spec.id, servers, desk, calendar, name, spec.discipline)
        )
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
