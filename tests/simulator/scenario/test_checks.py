"""Cross checks: each kind of finding that no single section can have."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from simulator.scenario import registry
from simulator.scenario.findings import Finding
from simulator.scenario.loader import examine, load_scenario
from simulator.scenario.resolved import resolve_document
from tests.simulator.scenario.cases import cases

Found = Callable[..., list[Finding]]
OTHER = (
    "{id: birth, route: [{request: x, to: other-province, fields: [address], basis: b, purpose: c,"
    " source: d, verified: true}]}"
)


@pytest.mark.parametrize("change, code, message", cases("dangling.yaml"))
def test_a_dangling_name_or_unserved_step_is_found(
    found: Found, change: str, code: str, message: str
) -> None:
    """With its code, its place, what was found, and what would be right."""
    errors = [f for f in found(change) if f.code == code]
    assert any(message in f.message for f in errors), [str(f) for f in found(change)]
    assert {f.severity for f in found(change)} == {"error"}


def test_a_request_to_another_province_needs_one(found: Found) -> None:
    """With a single province there is nobody to ask."""
    assert found(f"procedures.override=[{OTHER}]") == []
    (finding,) = found(f"procedures.override=[{OTHER}]", "agencies.provinces=[H26]")
    assert (finding.code, finding.found) == ("no-unit", "no other province takes part")


def test_who_does_not_take_part_is_told_from_who_does_not_exist(
    written: Callable[..., Path],
) -> None:
    """And a registry takes part with its owner."""
    path = written(
        ("{catalogue: agencies.yaml}", "{catalogue: agencies.yaml, ministries: [G01, G22]}")
    )
    found = {f.code: f for f in examine(path).findings if f.severity == "error"}
    assert found["agency-absent"].message == (
        "procedures[birth].owner: G15 (Bộ Tư pháp) takes no part; "
        "add G15 to the agencies that take part, or leave this procedure away"
    )
    assert found["owner-absent"].found == "G15-HOTICH belongs to G15, which takes no part"
    assert (found["owner-absent"].line, found["owner-absent"].column) == (17, 34)


@pytest.mark.parametrize(
    "changes, years",
    [
        (["start=2026-12-20"], "2027"),
        (["start=2026-12-01", "drain=60d"], "2027"),
        (["start=2025-12-01", "duration=365d", "drain=700d"], "2027, 2028, 2029"),
        (["start=2022-06-01"], "2021"),
        (["start=2024-01-01", "duration=1826d"], "2027, 2028, 2029"),
    ],
)
def test_a_year_without_holidays_goes_by_rule(found: Found, changes: list[str], years: str) -> None:
    """And is said so, once for each calendar; before the first decided year as after the last."""
    findings = found(*changes)
    assert [(f.code, f.severity) for f in findings] == [("calendar-year", "warning")] * 2
    assert findings[0].found == f"the calendar office has no holidays for {years}"


def test_a_resolved_scenario_knows_its_assumed_years(small: Path) -> None:
    """For a report to say; through a manifest, too."""
    resolved = load_scenario(small, ["start=2026-12-20"])
    assert resolve_document(resolved.document).assumed_years == (2027,)
    assert load_scenario(small).assumed_years == ()


def test_a_run_beyond_the_known_lunar_calendar_is_refused(found: Found) -> None:
    """There is no rule for 2101."""
    (error,) = [f for f in found("start=2099-06-01", "duration=600d") if f.severity == "error"]
    assert (error.code, error.place) == ("calendar-year", "start")


def test_a_desk_offered_more_than_its_capacity_is_a_warning_with_numbers(found: Found) -> None:
    """Where it is most loaded."""
    (finding,) = found("offices[commune].desks[one_stop].pace=0.1")
    assert (finding.code, finding.severity) == ("overloaded", "warning")
    assert finding.place == "offices[commune].desks[one_stop]"
    assert finding.found == (
        "this queue grows without bound in H26: offered 8.1 h a week, capacity 4.0 h (1 staff), "
        "2.02 of it"
    )


def test_answering_desks_are_checked_too(found: Found) -> None:
    """At the centre and in the branches."""
    findings = found("sharing.letter.answer=4h")
    assert [(f.code, f.place) for f in findings] == [
        ("overloaded", "answering.central"),
        ("overloaded", "answering.branch"),
    ]
    assert "in G01 (H26)" in findings[1].found


def test_outages_that_change_nothing_are_warnings(found: Found) -> None:
    """Outside the run, or of somebody who takes no part."""
    (finding,) = found("outages=[{id: x, target: portal, begin: 2022-01-01, end: 2022-01-02}]")
    assert (finding.code, finding.severity) == ("idle-outage", "warning")
    assert finding.found == "this outage is outside 2023-07-03 to 2023-08-21"
    (finding,) = found("agencies.provinces=[H26]", "outages[portal-faults].target=H49")
    assert finding.found == "H49 takes no part, so this outage changes nothing"


def test_attention_that_changes_nothing_is_a_warning(found: Found) -> None:
    """Of an agency that takes no part, or of software whose owner's people answer."""
    assert found("attention.H49=0.5", "attention.G15=0.5", "attention.default=2") == []
    (finding,) = found("agencies.provinces=[H26]", "attention.H49=0.5")
    assert (finding.code, finding.severity) == ("idle-attention", "warning")
    assert finding.place == "attention.H49"
    assert finding.found == "H49 takes no part, so this attention changes nothing"
    (finding,) = found("attention.G15-HOTICH=0.5")
    assert finding.found == (
        "the people of G15 answer for G15-HOTICH, so this attention changes nothing"
    )
    assert (finding.severity, finding.expected) == ("warning", "write G15")


def test_assumed_figures_are_one_warning_for_each_catalogue(small: Path) -> None:
    """With the count of those that are used."""
    found = [f.found for f in examine(small).findings]
    assert found == [
        "1 of the 7 figures used of agencies.yaml are assumptions",
        "2 of the 6 figures used of ./procedures.yaml are assumptions",
    ]


def test_a_check_in_a_new_module_is_found(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing lists the checks."""
    world = examine(small).world
    assert world is not None
    package = tmp_path / "more_checks"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "titles.py").write_text(
        "from simulator.scenario.registry import check\n\n\n@check\ndef short(world):\n"
        "    yield world.finding(('title',), 'found', 'expected', 'title')\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(registry, "_CHECKS", dict(registry._CHECKS))
    findings = registry.run_checks(world, package="more_checks")
    for name in ("more_checks", "more_checks.titles"):
        monkeypatch.delitem(sys.modules, name)
    assert [(f.code, f.line) for f in findings if f.code == "title"] == [("title", 3)]
