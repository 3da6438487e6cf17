"""What a scenario amounts to: dossiers a month, units and people, of all that exist.

Whatever the scale, so that a planner can compare it with a province's own books.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from simulator.scenario.catalogue import Agency, Procedure
from simulator.scenario.inflows import Inflows
from simulator.scenario.schema import Scenario
from simulator.scenario.staffing import LevelOffice
from simulator.scenario.units import kept_count, offices_of_province, sizes_of, units_that_exist
from simulator.scenario.volumes import Volumes

Document = dict[str, Any]
_WORTH_SAYING = 1.05  # of the chained work in reality
CENTRAL_KINDS = ("ministry", "ministerial_agency", "government_agency")


def outline(
    scenario: Scenario, agencies: Sequence[Agency], procedures: Sequence[Procedure],
    total_weight: float = 1.0,
) -> Document:  # fmt: skip
    """Plain data: `per_month` (all, by_procedure, by_province), `offices` and `too_busy`.

    A line of `offices`: level (or `answering`), department, units, those simulated, people, people
    by desk. One of `too_busy`: see `_too_busy`.
    """
    volumes = Volumes(scenario.arrivals, agencies, procedures, total_weight)
    provinces = [agency for agency in agencies if agency.kind == "province"]
    return {
        "per_month": {
            "all": volumes.total,
            "by_procedure": {p.id: volumes.of_procedure(p.id) for p in procedures},
            "by_province": {p.id: volumes.in_province(p.id) for p in provinces},
        },
        "offices": [
            *(
                line
                for office in scenario.offices
                for line in _LINES[office.id](scenario, office, provinces, procedures)
            ),
            _answering(scenario, agencies),
        ],
        "too_busy": _too_busy(Inflows(scenario, tuple(agencies), tuple(procedures), total_weight)),
    }


def _of_communes(
    scenario: Scenario, office: LevelOffice, provinces: Sequence[Agency],
    procedures: Sequence[Procedure],  # noqa: ARG001 - every level is asked alike
) -> Iterator[Document]:  # fmt: skip
    """Communes, or districts."""
    counts = [units_that_exist(province, office.id) for province in provinces]
    kept = sum(kept_count(count, scenario.scale) for count in counts)
    sizes = [
        size
        for province in provinces
        for size in sizes_of(province, office.id, office.size_cv)
    ]  # fmt: skip
    yield _line(office, "", sizes, kept)


def _of_provinces(
    scenario: Scenario, office: LevelOffice, provinces: Sequence[Agency],
    procedures: Sequence[Procedure],
) -> Iterator[Document]:  # fmt: skip
    """Each department in all provinces; or their offices, where there are no departments."""
    sites = [
        site
        for province in provinces
        for site in offices_of_province(scenario, province, procedures)
    ]
    for department in dict.fromkeys(site.department for site in sites):
        people = [site.people for site in sites if site.department == department]
        yield _line(office, department, people, len(people))


def _of_centre(
    scenario: Scenario,  # noqa: ARG001 - every level is asked alike
    office: LevelOffice, provinces: Sequence[Agency], procedures: Sequence[Procedure],
) -> Iterator[Document]:  # fmt: skip
    """The central agencies that work one of the procedures."""
    working = {p.handled_by or p.owner for p in procedures if p.level == "central"}
    everyone = sum(province.population or 0.0 for province in provinces)
    yield _line(office, "", [everyone] * len(working), len(working))


_LINES: dict[str, Callable[..., Iterator[Document]]] = {
    "commune": _of_communes,
    "district": _of_communes,
    "province": _of_provinces,
    "central": _of_centre,
}


def _line(
    office: LevelOffice, department: str, inhabitants: Sequence[float], kept: int
) -> Document:
    desks = {
        desk.id: sum(office.people(desk, people, department) for people in inhabitants)
        for desk in office.desks
    }
    return _told(office.id, department, len(inhabitants), kept, desks)


def _too_busy(inflows: Inflows) -> list[Document]:
    """The units that get more chained work in the simulation than in reality, the worst first.

    So it is where rounding to whole units keeps a larger share of the units that send such work
    than of those that do it. A line: agency, level, and the work there over that in reality.
    """
    real: defaultdict[tuple[str, str], float] = defaultdict(float)
    simulated = real.copy()
    for inflow in inflows.chained:
        at = (inflow.to.agency, inflow.to.level)
        real[at] += inflow.per_week
        simulated[at] += inflow.simulated_per_week
    found = [
        {"agency": agency, "level": level, "factor": simulated[agency, level] / here}
        for (agency, level), here in real.items()
        if simulated[agency, level] > _WORTH_SAYING * here
    ]
    return sorted(found, key=lambda line: -line["factor"])


def _answering(scenario: Scenario, agencies: Sequence[Agency]) -> Document:
    """Those who answer letters: at each central agency, its branches, and each province."""
    people = [agency.population or 0.0 for agency in agencies if agency.kind == "province"]
    central = [agency for agency in agencies if agency.kind in CENTRAL_KINDS]
    branches = 1 + sum(agency.branches for agency in central)  # the provinces' own, too
    answering, everyone = scenario.answering, sum(people)
    desks = {
        "central": len(central) * answering.central.staff.people(everyone),
        "branch": branches * sum(answering.branch.staff.people(one) for one in people),
    }
    units = len(central) + branches * len(people)
    return _told("answering", "", units, units, desks)


def _told(level: str, department: str, units: int, kept: int, desks: dict[str, float]) -> Document:
    named = {"level": level, "department": department, "units": units, "simulated": kept}
    return {**named, "people": sum(desks.values()), "desks": desks}
