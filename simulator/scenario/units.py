"""The units of an agency: how many there are, how large they are, and which of them take part.

**Sizes.** A province's districts and communes have the inhabitants that the catalogue states, else
those of a lognormal law over ranks with the scenario's `size_cv` (an assumption: no table of them
is at hand). They add up to the province.

**Scale.** A scale below 1 keeps some units of a level. Ordered by size, all units are cut into as
many groups as are kept, and each kept unit stands for its group: it has the group's mean size, and
weighs (units that exist / units kept). So the people of those kept, weighted, are the province's,
and large and small units are there in their proportion at any scale. A province's office or
departments are there once, and always take part; the centre, too.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from scipy import special

from agents.agency import Site
from agents.draws import mix, name_key
from simulator.scenario.catalogue import Agency, Procedure
from simulator.scenario.schema import Scenario

Sizes = tuple[float, ...]


class Group(NamedTuple):
    """Units of neighbouring sizes, by rank from 1 (the largest), with their mean inhabitants."""

    ranks: range
    people: float


def units_that_exist(entry: Agency, level: str) -> int:
    """Communes or districts of a province."""
    return {"commune": entry.communes, "district": entry.districts}[level]


def kept_count(count: int, scale: float) -> int:
    """How many of `count` units take part: at least one of those that exist."""
    return max(1, round(count * scale)) if count else 0


def sizes_of(entry: Agency, level: str, size_cv: float) -> Sizes:
    """Inhabitants of every unit of a level, the largest first; they add up to the province."""
    stated = {"commune": entry.commune_people, "district": entry.district_people}[level]
    relative = sorted(stated, reverse=True) if stated else _by_rank(
        units_that_exist(entry, level), size_cv
    )  # fmt: skip
    total, people = sum(relative), entry.population or 0.0
    return tuple(people * size / total for size in relative)


@lru_cache(maxsize=1024)
def _by_rank(count: int, size_cv: float) -> Sizes:
    """Sizes in proportion: the quantiles of a lognormal law at the middle of each rank."""
    sigma = special.log1p(size_cv**2) ** 0.5
    ranks = (np.arange(count) + 0.5) / max(1, count)
    return tuple((special.expm1(-sigma * special.ndtri(ranks)) + 1.0).tolist())


def groups_of(sizes: Sizes, kept: int) -> list[Group]:
    """All units in `kept` groups of neighbouring sizes, each of the same number of units.

    Where the numbers do not divide, the people of a unit on a border belong in part to either.
    """
    upto = np.concatenate([[0.0], np.cumsum(sizes)])
    edges = np.linspace(0.0, len(sizes), kept + 1)
    people = np.diff(np.interp(edges, np.arange(len(sizes) + 1), upto)) / (len(sizes) / kept)
    bounds = np.floor(edges + 1e-9).astype(int).tolist()
    return [
        Group(range(first + 1, last + 1), each)
        for first, last, each in zip(bounds[:-1], bounds[1:], people.tolist(), strict=True)
    ]


def units_at(scenario: Scenario, entry: Agency, level: str) -> list[Site]:
    """The communes or districts of a province that take part; the name is by the rank in size."""
    office = next((office for office in scenario.offices if office.id == level), None)
    count = units_that_exist(entry, level)
    kept = kept_count(count, scenario.scale)
    if office is None or not count:
        return []
    groups = groups_of(sizes_of(entry, level, office.size_cv), kept)
    return [
        Site(f"{level}-{_chosen(entry.id, level, group):03d}", group.people, count / kept)
        for group in groups
    ]


def _chosen(agency: str, level: str, group: Group) -> int:
    """The rank of the unit that stands for a group: a keyed choice."""
    return min(group.ranks, key=lambda rank: mix(name_key("unit", agency, level, rank)))


def offices_of_province(
    scenario: Scenario, entry: Agency, procedures: Iterable[Procedure]
) -> list[Site]:
    """The office of a province, or each of its departments that has something to do."""
    office = next((office for office in scenario.offices if office.id == "province"), None)
    if office is None:
        return []
    people = entry.population or 0.0
    if not office.departments:
        return [Site("province-001", people, 1.0)]
    at_work = {office.department_of(p.group) for p in procedures if p.level == "province"}
    return [
        Site(f"province-{department.id}", people, 1.0, department.id)
        for department in office.departments
        if department.id in at_work
    ]


def department_of(scenario: Scenario, procedure: Procedure) -> str:
    """The department that works a procedure; "" at other levels, and where there are none."""
    offices = (office for office in scenario.offices if office.id == procedure.level)
    return next((office.department_of(procedure.group) for office in offices), "")
