"""How much work each desk is offered, against what its people can do in an ordinary week.

Means only, of arrivals at the start: what `route_means` counts, against staff, pace, absence and
open hours. Units and staff are counted as the model makes them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from agents.calendar_spec import CalendarSpec
from agents.province import unit_counts
from simulator.scenario.calendar_files import DEFAULT
from simulator.scenario.catalogue import Agency
from simulator.scenario.route_means import RouteMeans, mean_hours
from simulator.scenario.schema import Desk
from simulator.scenario.world import Typed

_HOUR_US = 3_600_000_000
_WEEKS_PER_MONTH = 365.25 / 12 / 7


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
        self._scenario, self._agencies = typed.scenario, {a.id: a for a in typed.agencies}
        self._calendars = calendars
        self._offices = {office.id: office for office in typed.scenario.offices}
        self._provinces = [a for a in typed.agencies if a.kind == "province"]
        self._people = sum(p.population or 0.0 for p in self._provinces)
        by_id = {p.id: p for p in typed.procedures}
        self._per_person = typed.scenario.arrivals.per_1000_per_month / 1000 / _WEEKS_PER_MONTH
        self._means = [
            (p.weight / total_weight, RouteMeans(p, typed.scenario, by_id))
            for p in typed.procedures
        ]

    def every(self) -> Iterator[DeskLoad]:
        for level in self._offices:
            if level == "central":
                yield from self._central()
            else:
                yield from self._local(level)
        yield from self._answering()

    def _local(self, level: str) -> Iterator[DeskLoad]:
        """Each desk of a unit of each province; all units of a province have the same load."""
        for province in self._provinces:
            count, _ = self._units(province, level)
            if not count:
                continue
            people = (province.population or 0.0) / count
            hours: defaultdict[str, float] = defaultdict(float)
            for weight, means in self._means:
                for (at, _, desk), one in means.hours.items():
                    if at == level:
                        hours[desk] += weight * one * people * self._per_person
            yield from self._desks(level, province.id, people, hours)

    def _central(self) -> Iterator[DeskLoad]:
        """Each desk of each central agency that works dossiers of the whole country."""
        by_agency: defaultdict[str, defaultdict[str, float]] = defaultdict(
            lambda: defaultdict(float)
        )
        for weight, means in self._means:
            for (level, agency, desk), one in means.hours.items():
                if level == "central":
                    by_agency[agency][desk] += weight * one * self._people * self._per_person
        for agency, hours in by_agency.items():
            kept = self._people * self._scenario.scale
            yield from self._desks("central", agency, kept, hours)

    def _desks(
        self, level: str, place: str, people: float, hours: Mapping[str, float]
    ) -> Iterator[DeskLoad]:
        office = next(o for o in self._scenario.offices if o.id == level)
        for desk in office.desks:
            if hours.get(desk.id, 0.0) > 0.0:
                staff = desk.staff.count(people)
                yield self._load(level, desk, office.calendar, place, staff, hours[desk.id])

    def _answering(self) -> Iterator[DeskLoad]:
        """The people who answer letters, at each agency or at its branch in each province."""
        answer = mean_hours(self._scenario.sharing.letter.answer)
        scale = self._scenario.scale
        for (agency, branch), letters in self._letters().items():
            desk = self._scenario.answering.branch if branch else self._scenario.answering.central
            home = self._agencies[branch].population if branch else self._people
            staff = desk.staff.count((home or 0.0) * scale)
            if desk.staff.fixed is not None:
                staff = max(1, round(desk.staff.fixed * scale))
            level = "answering.branch" if branch else "answering.central"
            place = f"{agency} ({branch})" if branch not in ("", agency) else agency
            yield self._load(level, desk, DEFAULT, place, staff, letters * answer)

    def _letters(self) -> dict[tuple[str, str], float]:
        """(agency, branch or '') -> letters a week."""
        letters: defaultdict[tuple[str, str], float] = defaultdict(float)
        for weight, means in self._means:
            for province in self._provinces:
                people = self._kept(province, means.procedure.level)
                for whom, one in means.letters.items():
                    amount = weight * one * people * self._per_person
                    for key, share in self._answerers(whom, province, means.procedure.level):
                        letters[key] += amount * share
        return letters

    def _answerers(
        self, whom: str, province: Agency, level: str
    ) -> Iterator[tuple[tuple[str, str], float]]:
        if whom in ("commune", "district"):
            yield (province.id, province.id), 1.0
        elif whom == "other-province":
            for other in self._provinces:
                yield (other.id, other.id), (other.population or 0.0) / self._people
        else:
            agency = self._agencies[whom]
            while agency.owner is not None:
                agency = self._agencies[agency.owner]
            has_branch = agency.kind == "province" or (agency.branches and level != "central")
            branch = agency.id if agency.kind == "province" else province.id
            yield (agency.id, branch if has_branch else ""), 1.0

    def _units(self, province: Agency, level: str) -> tuple[int, int]:
        """How many units of a level exist, and how many take part at this scale."""
        count = unit_counts(province)[level]
        return count, max(1, round(count * self._scenario.scale)) if count else 0

    def _kept(self, province: Agency, level: str) -> float:
        """The people whose dossiers of a level are simulated."""
        people = province.population or 0.0
        if level == "central":
            return people
        count, kept = self._units(province, level)
        return people * kept / count if count else 0.0

    def _load(
        self, level: str, desk: Desk, hours: str, place: str, staff: int, offered_h: float
    ) -> DeskLoad:
        spec = self._calendars[desk.calendar or hours]
        open_us = sum(end - start for day in spec.week for start, end in day)
        capacity_h = staff * desk.pace * (1.0 - desk.absence) * open_us / _HOUR_US
        return DeskLoad(level, desk.id, place, staff, offered_h, capacity_h)
