"""What dossiers bring to desks other than those of the unit that received them.

Two things: letters, which the people of another agency answer, and chained sub-dossiers, which are
worked at another level. Both are means of an ordinary week, of everybody who lives in the province.
Only some units take part at a scale below 1, and the people asked answer the whole country. So an
inflow also says how much of it comes from units that do not take part: `Inflow.unseen_per_week`.
The check of overloaded desks (`offered`) and the run (`simulator.model.background`) both count by
it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from agents.agency import WHOLE_COUNTRY
from simulator.scenario.catalogue import Agency, Procedure
from simulator.scenario.law_specs import LawSpec
from simulator.scenario.route_means import RouteMeans, Visit
from simulator.scenario.schema import Scenario
from simulator.scenario.units import department_of, kept_count, units_at, units_that_exist
from simulator.scenario.volumes import WEEKS_PER_MONTH, Volumes

ANSWERING = "answering"


class Target(NamedTuple):
    """Desks that are alike: those that answer for a branch, or one desk of each unit of a level.

    `branch` is a province's id, or `WHOLE_COUNTRY`; only for `level` answering it says who answers.
    `department` is that of a province, where it has any.
    """

    agency: str
    level: str
    desk: str
    branch: str
    department: str = ""


@dataclass(frozen=True, slots=True)
class Inflow:
    """Work of one procedure, received in one province (or at the centre), for desks elsewhere.

    Attributes:
        home: the province whose units receive the dossiers, or `WHOLE_COUNTRY`.
        law: the work of one job.
        per_week: jobs for the target's desk if every unit took part; of a unit of mean size.
        weight: that of a receiving unit over that of a unit which does this work.
    """

    procedure: Procedure
    home: str
    to: Target
    law: LawSpec
    per_week: float
    weight: float

    @property
    def unseen_per_week(self) -> float:
        """Jobs that no simulated dossier brings; 0 where the sample brings too many already."""
        return self.per_week * max(0.0, 1.0 - 1.0 / self.weight)

    @property
    def simulated_per_week(self) -> float:
        """Jobs of a desk as the run has them: those of simulated dossiers and those unseen.

        More than `per_week` where more of the receiving units take part than of those that do the
        work, as rounding to whole units may have it.
        """
        return self.per_week * max(1.0, 1.0 / self.weight)


class Inflows:
    """All of a scenario. `total_weight`: of the catalogue's procedures; see `Volumes`."""

    def __init__(
        self, scenario: Scenario, agencies: tuple[Agency, ...],
        procedures: tuple[Procedure, ...], total_weight: float = 1.0,
    ) -> None:  # fmt: skip
        self.scenario = scenario
        self._agencies = {agency.id: agency for agency in agencies}
        self.provinces = [agency for agency in agencies if agency.kind == "province"]
        self.people = sum(province.population or 0.0 for province in self.provinces)
        self._largest: dict[tuple[str, str], float] = {}
        by_id = {procedure.id: procedure for procedure in procedures}
        self.volumes = Volumes(scenario.arrivals, agencies, procedures, total_weight)
        self.means = [RouteMeans(procedure, scenario, by_id) for procedure in procedures]

    def asked_per_week(self, procedure: Procedure, home: str) -> float:
        """Dossiers of a procedure in an ordinary week, of a province or of all of them."""
        if home == WHOLE_COUNTRY:
            return self.volumes.of_procedure(procedure.id) / WEEKS_PER_MONTH
        return self.volumes.per_month(procedure.id, home) / WEEKS_PER_MONTH

    def units(self, home: str, level: str) -> tuple[int, int]:
        """How many units of a level exist, and how many take part.

        Each department of a province works what no other does, so it is one; as is the centre.
        """
        if home == WHOLE_COUNTRY or level in ("central", "province"):
            return 1, 1
        count = units_that_exist(self._agencies[home], level)
        return count, kept_count(count, self.scenario.scale)

    def weight(self, home: str, level: str) -> float:
        """How many existing units one that takes part stands for; 1 where none exist."""
        count, kept = self.units(home, level)
        return count / kept if count else 1.0

    def largest(self, home: str, level: str) -> float:
        """The inhabitants of the largest unit of a level that takes part."""
        if level in ("central", "province"):
            return self.people_of(home)
        if (home, level) not in self._largest:
            sites = units_at(self.scenario, self._agencies[home], level)
            self._largest[home, level] = max((site.people for site in sites), default=0.0)
        return self._largest[home, level]

    def is_at_home(self, visit: Visit, procedure: Procedure) -> bool:
        """Whether work is done at the unit that receives the dossier."""
        here, there = (department_of(self.scenario, one) for one in (procedure, visit.procedure))
        return visit.level == procedure.level and here == there

    def people_of(self, home: str) -> float:
        """Who lives in a province, or everywhere."""
        return (self._agencies[home].population or 0.0) if home else self.people

    @cached_property
    def letters(self) -> list[Inflow]:
        """Letters to each answering desk. Guidance on versions is not among them."""
        law = self.scenario.sharing.letter.answer
        return [
            Inflow(means.procedure, home, to, law, asked * one * share, weight)
            for means, home, asked, weight in self.sites()
            for (level, whom), one in means.asked.items()
            for to, share in self.answerers(
                whom, home if level != "central" else WHOLE_COUNTRY, means.procedure.owner
            )
        ]

    @cached_property
    def chained(self) -> list[Inflow]:
        """Chained work at each desk of a unit of another level."""
        return [
            Inflow(
                means.procedure, home, self._unit_desk(visit, home), visit.law,
                asked * visit.share / count, weight / self.weight(home, visit.level),
            )
            for means, home, asked, weight in self.sites()
            for visit in means.visits
            if not self.is_at_home(visit, means.procedure)
            and (count := self.units(home, visit.level)[0])
        ]  # fmt: skip

    def sites(self) -> Iterator[tuple[RouteMeans, str, float, float]]:
        """(procedure, where it is received, dossiers a week, weight of the receiving units)."""
        for means in self.means:
            procedure = means.procedure
            if procedure.level == "central":
                yield means, WHOLE_COUNTRY, self.asked_per_week(procedure, WHOLE_COUNTRY), 1.0
                continue
            for province in self.provinces:
                if self.units(province.id, procedure.level)[0]:
                    asked = self.asked_per_week(procedure, province.id)
                    yield means, province.id, asked, self.weight(province.id, procedure.level)

    def answerers(self, whom: str, home: str, owner: str) -> Iterator[tuple[Target, float]]:
        """Who answers letters to `whom` from a province (or the centre), and what share of them.

        `owner`: of the procedure. It is asked where the centre asks for a commune or a district.
        """
        if whom == "other-province":
            for other in self.provinces:
                yield self._answering(other.id, other.id), (other.population or 0.0) / self.people
            return
        agency = self._agencies[(home or owner) if whom in ("commune", "district") else whom]
        while agency.owner is not None:
            agency = self._agencies[agency.owner]
        branch = home if agency.branches else WHOLE_COUNTRY
        yield self._answering(agency.id, agency.id if agency.kind == "province" else branch), 1.0

    def _answering(self, agency: str, branch: str) -> Target:
        answering = self.scenario.answering
        desk = answering.branch if branch else answering.central
        return Target(agency, ANSWERING, desk.id, branch)

    def _unit_desk(self, visit: Visit, home: str) -> Target:
        """Where chained work is done: at a central agency, or in the province of the dossier."""
        branch = WHOLE_COUNTRY if visit.place else home
        department = department_of(self.scenario, visit.procedure)
        return Target(visit.place or home, visit.level, visit.desk, branch, department)
