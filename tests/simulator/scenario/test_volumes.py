"""Dossiers a month by procedure and province are what the arrivals say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from simulator.resources import shipped
from simulator.scenario.findings import Finding
from simulator.scenario.loader import load_scenario
from simulator.scenario.volumes import Volumes

Found = Callable[..., list[Finding]]


def volumes(path: Path, *sets: str) -> Volumes:
    resolved = load_scenario(path, sets)
    return Volumes(resolved.scenario.arrivals, resolved.agencies, resolved.procedures)


def of_demo(*sets: str) -> Volumes:
    """Two procedures of the demo, weighing 0.6 and 0.4."""
    mine = "[{id: birth_registration, weight: 0.6}, {id: marriage, weight: 0.4}]"
    include = "procedures.include=[birth_registration, marriage]"
    return volumes(shipped("scenarios")["demo"], f"procedures.override={mine}", include, *sets)


def test_weights_are_relative_to_the_selected_procedures() -> None:
    """A rate of 2,000 dossiers a month for two procedures is 1,200 and 800 of them, not 1,008."""
    rate = 2000 / (326_500 + 1_245_200 + 1_381_200) * 1000
    found = of_demo(f"arrivals.per_1000_per_month={rate:.9f}")
    assert found.total == pytest.approx(2000, abs=0.01)
    assert found.of_procedure("birth_registration") == pytest.approx(1200, abs=0.01)
    assert found.in_province("H03") == pytest.approx(2000 * 326_500 / 2_952_900, abs=0.01)


def test_a_count_is_what_it_says() -> None:
    """In all, by weight and by inhabitants."""
    found = of_demo("arrivals.per_month=2000")
    assert found.total == 2000
    assert found.per_month("marriage", "H49") == pytest.approx(800 * 1_381_200 / 2_952_900)


def test_counts_by_procedure_and_by_province() -> None:
    """Each margin is kept, whatever weights and inhabitants say."""
    by_procedure = "by_procedure: {birth_registration: 500, marriage: 1500}"
    by_province = "by_province: {H03: 1000, H17: 600, H49: 400}"
    found = of_demo(f"arrivals.per_month={{{by_procedure}, {by_province}}}")
    assert found.of_procedure("marriage") == pytest.approx(1500)
    assert found.in_province("H03") == pytest.approx(1000)
    assert found.per_month("marriage", "H03") == pytest.approx(750)


def test_the_share_of_the_catalogues_rate(small: Path) -> None:
    """Three quarters of what 150,000 people ask for, when one of two procedures is selected."""
    alone = "procedures.override=[{id: birth, route: [{desk: approval, law: 1h}]}]"
    found = volumes(small, alone, "procedures.include=[birth]",
                    "arrivals.catalogue_per_1000_per_month=10")  # fmt: skip
    assert found.total == pytest.approx(1125)


@pytest.mark.parametrize(
    "counts, place, message",
    [
        ("{by_procedure: {birth: 9, deaths: 1}}", "by_procedure.deaths",
         "'deaths' takes no part, so nobody asks for its dossiers"),
        ("{by_procedure: {birth: 9}}", "by_procedure", "there is no count for residence"),
        ("{by_province: {H26: 5, H01: 1, H49: 2}}", "by_province.H01", "'H01' takes no part"),
        ("{by_province: {H26: 5}}", "by_province", "there is no count for H49"),
    ],
)  # fmt: skip
def test_counts_are_of_those_who_take_part(
    found: Found, counts: str, place: str, message: str
) -> None:
    """Of each of them, and of nobody else."""
    errors = {f.place: f.message for f in found(f"arrivals.per_month={counts}")}
    assert message in errors[f"arrivals.per_month.{place}"]
