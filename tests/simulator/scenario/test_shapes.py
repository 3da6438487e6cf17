"""Mistakes in the shape of a scenario: what is found, and what would be right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from simulator.scenario.catalogue import (
    AgencyCatalogue,
    DeskStep,
    FeeStep,
    ParStep,
    Procedure,
    ProcedureCatalogue,
)
from simulator.scenario.findings import Finding
from simulator.scenario.loader import examine
from simulator.scenario.model_keys import keys_at
from simulator.scenario.schema import Scenario
from tests.simulator.scenario.cases import cases

Found = Callable[..., list[Finding]]


@pytest.mark.parametrize("change, message, code", cases("mistakes.yaml"))
def test_a_mistake_gives_one_finding(found: Found, change: str, message: str, code: str) -> None:
    """What was found, what would be right, and the kind of mistake."""
    (finding,) = found(change)
    assert finding.message.endswith(f": {message}")
    assert (finding.code, finding.file) == (code, f"--set {change.split('=')[0]}")


@pytest.mark.parametrize("change, message, code", cases("misfits.yaml"))
def test_parts_that_do_not_fit_together(found: Found, change: str, message: str, code: str) -> None:
    """Shares, laws, outages: a sentence for each."""
    (finding,) = found(change)
    assert finding.message.endswith(f": {message}")
    assert finding.code == code


@pytest.mark.parametrize(
    "change, unit",
    [
        ("sync.transit=3wd", "3wd"),
        ("sharing.platform.timeout=1wd", "1wd"),
        ("sharing.platform.retry.backoff=1wd", "1wd"),
        ("outages[portal-faults].mtbf=30wd", "30wd"),
        ("warmup=20wd", "20wd"),
        ("paper.post={lognormal: {mean: 2wd, cv: 1}}", "2wd"),
        ("applicants.enquiry=1d", "1d"),
        ("paper.scan={empirical: {values: [1m, 1d]}}", "1d"),
        ("sharing.letter.answer=1d", "1d"),
        ("sharing.platform.setup=3d", "3d"),
        ("publication.ministry.rule=20wd", "20wd"),
        ("legal_clock.extension=90s", "90s"),
    ],
)
def test_units_that_do_not_fit_are_errors(found: Found, change: str, unit: str) -> None:
    """Networks in elapsed time, work in working time, rules in days."""
    (finding,) = found(change)
    assert finding.code == "wrong-unit"
    assert finding.found == f"found {unit}"


def test_a_missing_key_points_at_its_section(found: Found) -> None:
    """There is no better place."""
    (finding,) = found("sharing.platform.setup=null")
    assert finding.message == "sharing.platform: the key 'setup' is missing; add it"
    assert finding.code == "missing-key"


def test_a_misspelt_key_does_not_also_count_as_missing(found: Found) -> None:
    """One mistake, one finding."""
    (finding,) = found("duraton=90d", "duration=null")
    assert finding.code == "unknown-key"
    assert "(did you mean 'duration'?)" in finding.expected


@pytest.mark.parametrize("step, message", cases("wrong-steps.yaml"))
def test_a_wrong_step_gives_one_precise_error(found: Found, step: str, message: str) -> None:
    """Not one for each kind of step that it is not."""
    errors = found(f"procedures.override=[{{id: birth, route: [{step}, {{fee: 0}}]}}]")
    assert [f.message.split(": ", 1)[1] for f in errors] == [message]
    assert (errors[0].code == "unknown-step") is ("a step has one of" in message)
    assert errors[0].place.startswith("procedures[birth].route[0]")


def test_errors_are_located_in_the_catalogue(written: Callable[..., Path]) -> None:
    """A wrong word in a catalogue points there, not at the scenario."""
    path = written(
        ("verified: true}\n  - {id: H49", "verified: yes}\n  - {id: H49"), file="agencies.yaml"
    )
    (finding,) = [f for f in examine(path).findings if f.severity == "error"]
    assert Path(finding.file).name == "agencies.yaml"
    assert (finding.line, finding.place) == (8, "agencies[H26].verified")
    assert finding.expected == "true or false is needed (did you mean true?)"


def test_a_route_keeps_its_kinds_of_steps(small: Path) -> None:
    """Each step is read as what its key says."""
    world = examine(small).world
    assert world is not None
    assert world.typed is not None
    route = world.typed.procedures[0].route
    assert [type(step) for step in (route[0], route[2], route[3])] == [DeskStep, ParStep, DeskStep]
    assert isinstance(world.typed.procedures[1].route[2], FeeStep)


def test_provinces_need_people_and_registries_owners(written: Callable[..., Path]) -> None:
    """What an agency needs depends on its kind."""
    path = written(("communes: 5, ", ""), (", owner: G15", ""), file="agencies.yaml")
    found = [f.message for f in examine(path).findings if f.code == "bad-value"]
    assert found == [
        "agencies[G15-HOTICH]: a registry; it needs the agency that owns it: owner",
        "agencies[H49]: a province; it needs its population and its number of communes",
    ]


def test_keys_are_known_at_every_depth() -> None:
    """For suggestions, through lists, mappings, unions and tags."""
    assert keys_at(Scenario, ["offices", 0, "desks", 1, "staff"]) == [
        "fixed", "per_100k", "at_least", "factor",
    ]  # fmt: skip
    assert keys_at(Scenario, ["sync", "delay"])[:2] == ["fixed", "exponential"]
    assert keys_at(ProcedureCatalogue, ["procedures", 3, "route", 1, "fee step"]) == ["fee"]
    assert keys_at(AgencyCatalogue, ["agencies", 0])[0] == "id"
    assert keys_at(Procedure, ["id", "of", "text"]) == []
