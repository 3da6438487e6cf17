"""How much work each desk is offered, against what its people can do in an ordinary week.

Means only, of arrivals at the start: what `route_means` and `inflows` count, against staff, pace,
absence and open hours. A unit serves its own people and an agency's people answer everybody,
whatever the scale: so staff and load are those that the run has.
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
from simulator.scenario.schema import Desk
from simulator.scenario.world import Typed

_HOUR_US = 3_600_000_000


@dataclass(frozen=True, slots=True)
class DeskLoad:
    """One desk of one unit; `place` is the province or the agency that it belongs to.

    `level` is that of an office, or `answering.central` or `answering.branch`.
    """

    level: str
    desk: str
    place: str
    staff: int
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

    `total_weight`: of the whole catalogue of procedures, whose weights are shares of all arrivals.
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
        self._agencies = {agency.id: agency for agency in typed.agencies}
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
        """Hours a week at each desk of a unit for the dossiers that it receives itself."""
        hours: defaultdict[Target, float] = defaultdict(float)
        for means in self._inflows.means:
            procedure = means.procedure
            for home, agency, people in self._homes(procedure):
                asked = self._inflows.asked_per_week(procedure, people)
                for visit in means.visits:
                    if visit.level == procedure.level:
                        to = Target(agency, visit.level, visit.desk, home)
                        hours[to] += asked * visit.share * mean_hours(visit.law)
        return hours

    def _homes(self, procedure: Procedure) -> Iterator[tuple[str, str, float]]:
        """(province or centre, agency, people of one unit) of all that receive a procedure."""
        if procedure.level == "central":
            agency = procedure.handled_by or procedure.owner
            yield WHOLE_COUNTRY, agency, self._inflows.people
            return
        for province in self._inflows.provinces:
            count, _ = self._inflows.units(province.id, procedure.level)
            if count:
                yield province.id, province.id, (province.population or 0.0) / count

    def _office(self, to: Target, offered_h: float) -> Iterator[DeskLoad]:
        """A desk of a unit: its staff follows the people whom the unit serves."""
        people = self._people(to.branch) / self._inflows.units(to.branch, to.level)[0]
        for office in self._scenario.offices:
            for desk in office.desks if office.id == to.level else ():
                if desk.id == to.desk:
                    staff = desk.staff.count(people)
                    yield self._load(to.level, desk, office.calendar, to.agency, staff, offered_h)

    def _answering(self, to: Target, offered_h: float) -> Iterator[DeskLoad]:
        """The people who answer letters, at an agency or at its branch in a province."""
        answering, branch = self._scenario.answering, to.branch
        desk = answering.branch if branch else answering.central
        level = "answering.branch" if branch else "answering.central"
        place = f"{to.agency} ({branch})" if branch not in ("", to.agency) else to.agency
        staff = desk.staff.count(self._people(branch))
        yield self._load(level, desk, self._scenario.default_calendar, place, staff, offered_h)

    def _people(self, home: str) -> float:
        """Who lives in a province, or everywhere."""
        return (self._agencies[home].population or 0.0) if home else self._inflows.people

    def _load(
        self, level: str, desk: Desk, hours: str, place: str, staff: int, offered_h: float
    ) -> DeskLoad:
        spec = self._calendars[desk.calendar or hours]
        open_us = sum(end - start for day in spec.week for start, end in day)
        capacity_h = staff * desk.pace * (1.0 - desk.absence) * open_us / _HOUR_US
        return DeskLoad(level, desk.id, place, staff, offered_h, capacity_h)
