"""The shipped catalogues and scenarios: whole, sourced, and fitting one another."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import yaml

from simulator.resources import data_dir, shipped
from simulator.scenario.catalogue import (
    Agency,
    AgencyCatalogue,
    ChainStep,
    DeskStep,
    Limit,
    ParStep,
    Procedure,
    ProcedureCatalogue,
    RequestStep,
    Step,
    SupplementStep,
)
from simulator.scenario.loader import examine, lever_names, load_scenario
from simulator.scenario.schema import Scenario

CONFIG = data_dir()
SCENARIOS = CONFIG / "scenarios"
ROLES = {"owner", "other-province", "commune", "district"}
WHOLE = ("base", "tiny", "demo", "baseline-2023", "structure-2025")
OF_2023 = tuple(name for name in WHOLE if not name.endswith("2025"))
OVERLAYS = ("faster-publication", "better-sharing", "both", "sync-outage")


def plain(path: Path) -> Any:
    """The YAML of one file."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@cache
def agencies(year: int) -> tuple[Agency, ...]:
    """The agencies of one catalogue."""
    document = plain(CONFIG / "catalogues" / f"agencies-{year}.yaml")
    return tuple(AgencyCatalogue.model_validate(document).agencies)


@cache
def procedures() -> tuple[Procedure, ...]:
    """The procedures of the only catalogue of them."""
    document = plain(CONFIG / "catalogues" / "procedures-2023.yaml")
    return tuple(ProcedureCatalogue.model_validate(document).procedures)


def steps(route: list[Any]) -> Iterator[Step]:
    """The steps of a route, those that run side by side one after the other."""
    for step in route:
        if isinstance(step, ParStep):
            yield from step.par
        else:
            yield step


def requests(procedure: Procedure) -> list[RequestStep]:
    """The data requests of a route."""
    return [step for step in steps(procedure.route) if isinstance(step, RequestStep)]


def merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """Two overlays laid over one another: mappings merge, everything else is replaced."""
    both = {**base, **over}
    for key in base.keys() & over.keys():
        if isinstance(base[key], dict) and isinstance(over[key], dict):
            both[key] = merged(base[key], over[key])
    return both


@pytest.mark.parametrize("year, central, provinces", [(2023, 22, 63), (2025, 17, 34)])
def test_the_structure_of_the_state_is_complete(year: int, central: int, provinces: int) -> None:
    """The central agencies and the provinces are as many as the law of the year names."""
    kinds = Counter(agency.kind for agency in agencies(year))
    assert kinds["ministry"] + kinds["ministerial_agency"] == central
    assert kinds["province"] == provinces
    assert kinds["portal"] == 1


@pytest.mark.parametrize("year", [2023, 2025])
def test_every_agency_has_a_code_and_a_name_of_its_own(year: int) -> None:
    """No two agencies of a catalogue share an id or a name, and every owner is an agency of it."""
    ids = [agency.id for agency in agencies(year)]
    names = [agency.name_vi for agency in agencies(year)]
    assert len(set(ids)) == len(ids)
    assert len(set(names)) == len(names)
    owners = {agency.owner for agency in agencies(year) if agency.owner is not None}
    assert owners <= set(ids)


def test_the_people_of_2023_add_up() -> None:
    """Populations, districts and communes of 2023 sum to the country's."""
    provinces = [agency for agency in agencies(2023) if agency.kind == "province"]
    assert sum(agency.population or 0 for agency in provinces) == pytest.approx(100.3e6, rel=1e-3)
    assert sum(agency.districts for agency in provinces) == 696
    assert sum(agency.communes for agency in provinces) == 10_040


def test_the_people_of_2025_are_another_count() -> None:
    """The register of 2025 counts 113.6 million; there are no districts, and 3,321 communes."""
    provinces = [agency for agency in agencies(2025) if agency.kind == "province"]
    assert sum(agency.population or 0 for agency in provinces) == pytest.approx(113.6e6, rel=1e-3)
    assert sum(agency.districts for agency in provinces) == 0
    assert sum(agency.communes for agency in provinces) == 3_321


def test_provinces_of_2025_have_departments_of_their_own() -> None:
    """Merged as the ministries were; none of 2023 that has ended, none that works nothing."""
    offices = load_scenario(SCENARIOS / "structure-2025.yaml").scenario.offices
    (office,) = [one for one in offices if one.id == "province"]
    names = {one.id: one.name_vi for one in office.departments}
    assert (names["planning"], names["labour"]) == ("Sở Tài chính", "Sở Nội vụ")
    assert names["environment"] == "Sở Nông nghiệp và Môi trường"
    ended = {"Sở Kế hoạch và Đầu tư", "Sở Tài nguyên và Môi trường", "Sở Giao thông vận tải"}
    assert not ended & set(names.values())
    groups = {procedure.group for procedure in procedures() if procedure.level == "province"}
    assert groups <= {group for one in office.departments for group in one.groups}


@pytest.mark.parametrize("year", [2023, 2025])
def test_recalled_figures_are_not_called_verified(year: int) -> None:
    """An agency whose source is recall, or whose id was made here, is flagged as unverified."""
    for agency in agencies(year):
        text = f"{agency.source} {agency.note or ''}"
        assert agency.source
        if any(word in text for word in ("recall", "made here", "assumption", "not found")):
            assert not agency.verified, agency.id


def test_the_27_procedures_are_there_and_two_are_only_chained() -> None:
    """Twenty-seven procedures can be asked for; the two of weight 0 are steps of another."""
    ids = [procedure.id for procedure in procedures()]
    assert len(set(ids)) == len(ids) == 29
    chained = {s.chain for p in procedures() for s in steps(p.route) if isinstance(s, ChainStep)}
    assert {p.id for p in procedures() if p.weight == 0} == chained
    assert chained == {"child_residence", "health_insurance_card"}


def test_weights_are_shares_of_all_dossiers() -> None:
    """The weights sum to 1, and communes take between 75 and 88 per cent."""
    by_level = Counter[str]()
    for procedure in procedures():
        by_level[procedure.level] += procedure.weight  # type: ignore[assignment]
    assert sum(by_level.values()) == pytest.approx(1.0)
    assert 0.75 <= by_level["commune"] <= 0.88


def test_whoever_is_asked_is_in_the_catalogue() -> None:
    """Owners, branches and the agencies asked exist in 2023; everything else asked is a role."""
    known = {agency.id: agency for agency in agencies(2023)}
    for procedure in procedures():
        assert procedure.owner in known
        if procedure.branch_of is not None:
            assert known[procedure.branch_of].branches
        for request in requests(procedure):
            assert request.to in known or request.to in ROLES, (procedure.id, request.to)


def test_every_figure_of_a_procedure_has_a_source() -> None:
    """Weights, limits and requests name their source; an assumption is never called verified."""
    for procedure in procedures():
        assert procedure.weight_source
        sourced: list[Limit | RequestStep] = [procedure.limit, *requests(procedure)]
        assert all(figure.source for figure in sourced)
        for figure in sourced:
            if "recall" in figure.source or "assum" in figure.source:
                assert not figure.verified, (procedure.id, figure.source)


def test_same_day_procedures_have_a_limit_of_no_working_days() -> None:
    """Birth, marriage and securities over land are due the same working day."""
    same_day = {p.id for p in procedures() if str(p.limit.value) == "0wd"}
    assert same_day == {"birth_registration", "marriage", "secured_transaction_land"}


def test_fields_and_requests_have_plain_names() -> None:
    """Field names are snake_case English, and a route never names two requests alike."""
    for procedure in procedures():
        names = [request.request for request in requests(procedure)]
        assert len(set(names)) == len(names), procedure.id
        for field in chain.from_iterable(request.fields for request in requests(procedure)):
            assert field.isascii()
            assert field.islower()
            assert field.isidentifier()


def test_every_desk_of_a_route_stands_in_the_offices_of_its_level() -> None:
    """The base scenario has each level's desks, so that no step is without people."""
    scenario = Scenario.model_validate(plain(SCENARIOS / "base.yaml"))
    offices = {office.id: {desk.id for desk in office.desks} for office in scenario.offices}
    for procedure in procedures():
        for step in steps(procedure.route):
            redo = step.redo if isinstance(step, SupplementStep) else []
            at = {s.desk for s in (step, *redo) if isinstance(s, DeskStep)}
            assert at <= offices[procedure.level], procedure.id


def test_every_calendar_of_the_offices_is_shipped() -> None:
    """The base scenario names only calendars of config/calendars."""
    scenario = Scenario.model_validate(plain(SCENARIOS / "base.yaml"))
    desks = chain.from_iterable(office.desks for office in scenario.offices)
    named = {office.calendar for office in scenario.offices}
    named |= {desk.calendar for desk in desks if desk.calendar is not None}
    assert named == {"office", "residence-saturday"}
    assert named <= shipped("calendars").keys()


@pytest.mark.parametrize("name", WHOLE)
def test_a_scenario_says_what_it_asks_and_where_its_schema_is(name: str) -> None:
    """A scenario begins with the editor's modeline, then a comment, and rests on base alone."""
    lines = (SCENARIOS / f"{name}.yaml").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "# yaml-language-server: $schema=../scenario.schema.json"
    assert lines[1].startswith("#")
    assert plain(SCENARIOS / f"{name}.yaml").get("extends") == (None if name == "base" else "base")


@pytest.mark.parametrize("name", OVERLAYS)
def test_an_overlay_can_be_laid_over_any_baseline(name: str) -> None:
    """An overlay extends nothing and changes only what it asks about."""
    lines = (SCENARIOS / f"{name}.yaml").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "# yaml-language-server: $schema=../overlay.schema.json"
    document = plain(SCENARIOS / f"{name}.yaml")
    assert document["name"] == name
    changed = document.keys() - {"name", "title", "question"}
    assert changed
    assert changed <= {"publication", "sharing", "outages"}


def test_both_is_exactly_the_two_remedies_together() -> None:
    """The overlay `both` has the values of the two others, so that their effects can be added."""
    faster, better, both = (plain(SCENARIOS / f"{name}.yaml") for name in OVERLAYS[:3])
    expected = merged(faster, better)
    labels = ("name", "title", "question")
    assert {k: v for k, v in both.items() if k not in labels} == {
        k: v for k, v in expected.items() if k not in labels
    }


@pytest.mark.parametrize("name", OF_2023)
def test_the_outage_lies_inside_the_cohort_of_every_scenario(name: str) -> None:
    """`sync-outage` happens while the dossiers that are measured are on their way."""
    document = merged(plain(SCENARIOS / "base.yaml"), plain(SCENARIOS / f"{name}.yaml"))
    days = {key: dt.timedelta(days=int(document[key][:-1])) for key in ("warmup", "duration")}
    begin = dt.datetime.combine(document["start"], dt.time()) + days["warmup"]
    (outage,) = plain(SCENARIOS / "sync-outage.yaml")["outages"]
    first, last = (dt.datetime.fromisoformat(outage[key]) for key in ("begin", "end"))
    assert begin <= first < last <= begin + days["duration"]


@pytest.mark.parametrize("name", WHOLE)
def test_a_shipped_scenario_has_no_mistake_and_no_overloaded_desk(name: str) -> None:
    """All that can be said of a shipped scenario is how many of its figures are assumptions."""
    examined = examine(SCENARIOS / f"{name}.yaml")
    assert [f.code for f in examined.findings] == ["unverified", "unverified"], examined.findings


@pytest.mark.parametrize(
    "name, ministries, provinces, procedures_included",
    [("tiny", 1, 1, 3), ("demo", 3, 3, 13), ("baseline-2023", 18, 63, 29)],
)
def test_a_scenario_is_as_large_as_it_says(
    name: str, ministries: int, provinces: int, procedures_included: int
) -> None:
    """Tiny is one ministry and one province, demo three of each, the baseline everyone."""
    resolved = load_scenario(SCENARIOS / f"{name}.yaml")
    kinds = Counter(agency.kind for agency in resolved.agencies)
    assert (kinds["ministry"], kinds["province"], kinds["portal"]) == (ministries, provinces, 1)
    assert len(resolved.procedures) == procedures_included


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_an_overlay_fits_demo_and_tiny(overlay: str) -> None:
    """Laid over a scenario, an overlay gives it its own name and no mistake."""
    for name in ("demo", "tiny"):
        resolved = load_scenario(SCENARIOS / f"{overlay}.yaml", onto=SCENARIOS / f"{name}.yaml")
        assert resolved.scenario.name == overlay
        assert {finding.code for finding in resolved.warnings} == {"unverified"}


def test_the_levers_of_demo_change_what_they_name() -> None:
    """Each lever of demo can be pulled; an attentive tax office is one of them."""
    demo = SCENARIOS / "demo.yaml"
    assert {"attentive-tax", "old-version", "fixed-history"} <= set(lever_names(demo))
    for name in lever_names(demo):
        load_scenario(demo, levers=[name])
    assert load_scenario(demo, levers=["attentive-tax"]).scenario.attention["G12-THUE"] == 0.5
    assert load_scenario(demo, levers=["old-version"]).scenario.publication.policy.hold == 0.0
    assert load_scenario(demo, levers=["fixed-history"]).scenario.publication.history == "fixed"
