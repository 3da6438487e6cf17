"""How much work each desk is offered, against what its people can do in an ordinary week.

Means only, of arrivals at the start: what `route_means` and `inflows` count, against staff, pace,
absence and open hours. A unit serves its own people and an agency's people answer everybody,
whatever the scale: so staff and load are those that the run has. Of a level's units it is the
largest that takes part in each province.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from agents.agency import WHOLE_COUNTRY
from agents.calendar_spec import CalendarSpec
from simulator.scenario.catalogue import Procedure
from simulator.scenario.inflows import ANSWERING, Inflows, Target
from simulator.scenario.route_means import mean_hours
from simulator.scenario.staffing import Desk
from simulator.scenario.units import department_of
from simulator.scenario.world import Typed

_HOUR_US = 3_600_000_000


@dataclass(frozen=True, slots=True)
class DeskLoad:
    """One desk of one unit; `place` is the province (and department) or the agency it belongs to.

    `level` is that of an office, or `answering.central` or `answering.branch`.
    """

    level: str
    desk: str
    place: str
    staff: float
    offered_h: float
    capacity_h: float

    @property
    def utilisation(self) -> float:
        """Offered over possible; above 1 the queue grows without bound."""
        return self.offered_h / self.capacity_h


def most_loaded(
    typed: Typed, calendars: Mapping[str, CalendarSpec], total_weight: float
) -> list[DeskLoad]:
    """The load of each desk of each level, where it is greatest; hours a week.

    `total_weight`: of the whole catalogue of procedures; see `Volumes`.
    """
    worst: dict[tuple[str, str], DeskLoad] = {}
    for load in _Loads(typed, calendars, total_weight).every():
        known = worst.get((load.level, load.desk))
        if known is None or load.utilisation > known.utilisation:
            worst[load.level, load.desk] = load
    return list(worst.values())


class _Loads:
    def __init__(
        self, typed: Typed, calendars: Mapping[str, CalendarSpec], total_weight: float
    ) -> None:
        self._scenario, self._calendars = typed.scenario, calendars
        self._inflows = Inflows(typed.scenario, typed.agencies, typed.procedures, total_weight)

    def every(self) -> Iterator[DeskLoad]:
        hours = self._received()
        for inflow in (*self._inflows.letters, *self._inflows.chained):
            hours[inflow.to] += inflow.simulated_per_week * mean_hours(inflow.law)
        for to, offered_h in hours.items():
            if offered_h > 0.0:
                found = self._answering if to.level == ANSWERING else self._office
                yield from found(to, offered_h)

    def _received(self) -> defaultdict[Target, float]:
        """Hours a week at each desk of a mean unit for the dossiers that it receives itself."""
        hours: defaultdict[Target, float] = defaultdict(float)
        for means in self._inflows.means:
            procedure = means.procedure
            department = department_of(self._scenario, procedure)
            for home, agency, asked in self._homes(procedure):
                for visit in means.visits:
                    if self._inflows.is_at_home(visit, procedure):
                        to = Target(agency, visit.level, visit.desk, home, department)
                        hours[to] += asked * visit.share * mean_hours(visit.law)
        return hours

    def _homes(self, procedure: Procedure) -> Iterator[tuple[str, str, float]]:
        """(province or centre, agency, dossiers a week of a mean unit) of all that receive it."""
        if procedure.level == "central":
            agency = procedure.handled_by or procedure.owner
            yield WHOLE_COUNTRY, agency, self._inflows.asked_per_week(procedure, WHOLE_COUNTRY)
            return
        for province in self._inflows.provinces:
            count, _ = self._inflows.units(province.id, procedure.level)
            if count:
                asked = self._inflows.asked_per_week(procedure, province.id)
                yield province.id, province.id, asked / count

    def _office(self, to: Target, of_mean_h: float) -> Iterator[DeskLoad]:
        """A desk of the largest unit: its work and its staff follow whom the unit serves."""
        people = self._inflows.largest(to.branch, to.level)
        mean = self._inflows.people_of(to.branch) / self._inflows.units(to.branch, to.level)[0]
        offered_h, place = of_mean_h * people / mean, " ".join((to.agency, to.department)).strip()
        for office in self._scenario.offices:
            for desk in office.desks if office.id == to.level else ():
                if desk.id == to.desk:
                    staff = office.people(desk, people, to.department)
                    yield self._load(to.level, desk, office.calendar, place, staff, offered_h)

    def _answering(self, to: Target, offered_h: float) -> Iterator[DeskLoad]:
        """The people who answer letters, at an agency or at its branch in a province."""
        answering, branch = self._scenario.answering, to.branch
        desk = answering.branch if branch else answering.central
        level = "answering.branch" if branch else "answering.central"
        place = f"{to.agency} ({branch})" if branch not in ("", to.agency) else to.agency
        staff = desk.staff.people(self._inflows.people_of(branch))
        yield self._load(level, desk, self._scenario.default_calendar, place, staff, offered_h)

    def _load(
        self, level: str, desk: Desk, hours: str, place: str, staff: float, offered_h: float
    ) -> DeskLoad:
        spec = self._calendars[desk.calendar or hours]
        open_us = sum(end - start for day in spec.week for start, end in day)
        capacity_h = staff * desk.pace * (1.0 - desk.absence) * open_us / _HOUR_US
        return DeskLoad(level, desk.id, place, staff, offered_h, capacity_h)
