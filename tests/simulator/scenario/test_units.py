"""Units have sizes, and those that take part stand for all of their province's people."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from simulator.resources import shipped
from simulator.scenario.loader import load_scenario
from simulator.scenario.resolved import ResolvedScenario
from simulator.scenario.units import groups_of, kept_count, offices_of_province, sizes_of, units_at


def demo(*sets: str) -> ResolvedScenario:
    return load_scenario(shipped("scenarios")["demo"], sets)


def test_ha_long_is_not_co_to() -> None:
    """Districts have the inhabitants that the catalogue states, in proportion."""
    quang_ninh = next(a for a in demo().agencies if a.id == "H49")
    sizes = sizes_of(quang_ninh, "district", 0.6)
    assert sizes[0] / sizes[-1] == pytest.approx(300_267 / 6_285)
    assert sum(sizes) == pytest.approx(1_381_200)


@pytest.mark.parametrize("size_cv", [0.0, 0.3, 0.6])
def test_sizes_follow_the_law_of_the_scenario(size_cv: float) -> None:
    """Their spread is the stated one; they add up to the province, the largest first."""
    bac_kan = next(a for a in demo().agencies if a.id == "H03")
    sizes = np.array(sizes_of(bac_kan, "commune", size_cv))
    assert len(sizes) == 108
    assert sizes.sum() == pytest.approx(326_500)
    assert sizes.std() / sizes.mean() == pytest.approx(size_cv, rel=0.1)
    assert all(larger >= smaller for larger, smaller in pairwise(sizes))


@pytest.mark.parametrize("scale", [0.02, 0.07, 0.25, 0.5, 1.0])
def test_those_kept_stand_for_the_people_of_their_province(scale: float) -> None:
    """Weighted, their inhabitants are the province's at any scale; no unit is there twice."""
    resolved = demo(f"scale={scale}")
    for province in (a for a in resolved.agencies if a.kind == "province"):
        for level in ("commune", "district"):
            sites = units_at(resolved.scenario, province, level)
            everybody = sum(site.people * site.weight for site in sites)
            assert everybody == pytest.approx(province.population)
            assert len({site.name for site in sites}) == len(sites)


def test_a_group_has_the_mean_size_of_its_units() -> None:
    """Of five units two are kept: each stands for two and a half."""
    groups = groups_of((50.0, 40.0, 30.0, 20.0, 10.0), 2)
    assert [group.people for group in groups] == pytest.approx([105 / 2.5, 45 / 2.5])
    assert [tuple(group.ranks) for group in groups] == [(1, 2), (3, 4, 5)]


def test_any_number_can_be_kept_of_any_number() -> None:
    """Each kept unit is one of its own group."""
    for count in range(1, 40):
        for kept in range(1, count + 1):
            ranks = [tuple(g.ranks) for g in groups_of(tuple(np.ones(count)), kept)]
            assert [rank for group in ranks for rank in group] == list(range(1, count + 1))
            assert all(ranks)
    assert kept_count(0, 1.0) == 0


def test_a_province_has_one_department_for_a_sector() -> None:
    """Only those with something to do; each is there once, whatever the scale."""
    country = load_scenario(shipped("scenarios")["baseline-2023"])
    bac_kan = next(a for a in country.agencies if a.id == "H03")
    names = [s.name for s in offices_of_province(country.scenario, bac_kan, country.procedures)]
    assert names == [
        f"province-{name}"
        for name in ("justice", "planning", "environment", "construction", "police", "labour",
                     "education", "industry")
    ]  # fmt: skip
    small = demo("scale=0.02")
    (office,) = offices_of_province(small.scenario, bac_kan, small.procedures)
    assert (office.department, office.people, office.weight) == ("justice", 326_500, 1.0)


def test_without_departments_a_province_is_one_office() -> None:
    """Not twenty."""
    resolved = demo("offices[province].departments=[]")
    bac_kan = next(a for a in resolved.agencies if a.id == "H03")
    (office,) = offices_of_province(resolved.scenario, bac_kan, resolved.procedures)
    assert (office.name, office.department) == ("province-001", "")
