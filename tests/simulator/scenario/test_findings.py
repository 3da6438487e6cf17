"""Findings: their text, their other forms, and what they suggest."""

from __future__ import annotations

import pickle

from simulator.scenario.findings import Finding, ScenarioErrors, errors_of, in_order, strictly
from simulator.scenario.suggest import did_you_mean, did_you_mean_named, listed, nearest

ERROR = Finding(
    "a,b.yaml", 3, 5, "sync.loss", "found 7", "write at most 1", "error", "out-of-range"
)
WARNING = Finding("a.yaml", 9, 1, "outages", "idle, 5 %", "", "warning", "idle-outage")
NAMES = {"H49": "Quảng Ninh", "H48": "Quảng Ngãi", "G01": "Bộ Công an", "H26": "Hà Nội"}


def test_text_names_file_line_column_place_found_and_expected() -> None:
    """A warning says so before its place; nothing follows when nothing is expected."""
    assert str(ERROR) == "a,b.yaml:3:5: sync.loss: found 7; write at most 1"
    assert str(WARNING) == "a.yaml:9:1: warning: outages: idle, 5 %"


def test_a_finding_of_the_command_line_has_no_line() -> None:
    """`--set PATH` stands where the file would."""
    finding = Finding("--set a.b", 0, 0, "a.b", "found 7", "", "error", "x")
    assert str(finding) == "--set a.b: a.b: found 7"
    assert finding.as_github() == "::error file=--set a.b::a.b: found 7"


def test_github_form_escapes_what_the_syntax_uses() -> None:
    """Commas and colons in properties, per cent signs everywhere."""
    assert ERROR.as_github() == (
        "::error file=a%2Cb.yaml,line=3,col=5::sync.loss: found 7; write at most 1"
    )
    assert WARNING.as_github() == "::warning file=a.yaml,line=9,col=1::outages: idle, 5 %25"


def test_json_form_has_every_field() -> None:
    """Plain data."""
    assert ERROR.as_json() == {
        "file": "a,b.yaml", "line": 3, "column": 5, "place": "sync.loss", "found": "found 7",
        "expected": "write at most 1", "severity": "error", "code": "out-of-range",
    }  # fmt: skip


def test_order_is_that_of_the_file_without_repetitions() -> None:
    """By file, line and column."""
    assert in_order([WARNING, ERROR, WARNING]) == [ERROR, WARNING]


def test_strict_makes_errors_of_warnings() -> None:
    """And of nothing else."""
    assert errors_of([ERROR, WARNING]) == [ERROR]
    assert [f.severity for f in strictly([ERROR, WARNING])] == ["error", "error"]


def test_scenario_errors_survive_a_process_boundary() -> None:
    """They are raised in workers too."""
    errors = pickle.loads(pickle.dumps(ScenarioErrors([WARNING, ERROR])))
    assert errors.findings == ScenarioErrors([WARNING, ERROR]).findings
    assert str(ERROR) in str(errors).splitlines()
    assert errors.exit_status == 2


def test_agencies_are_suggested_by_name_with_or_without_marks() -> None:
    """A planner may have written the name, its kind of place too."""
    assert did_you_mean_named("Quảng Ninh", NAMES) == " (did you mean H49, Quảng Ninh?)"
    assert did_you_mean_named("tinh quang ngai", NAMES) == " (did you mean H48, Quảng Ngãi?)"
    assert did_you_mean_named("Công an", NAMES) == " (did you mean G01, Bộ Công an?)"
    assert did_you_mean_named("H62", NAMES) == " (did you mean H26, Hà Nội?)"
    assert did_you_mean_named("Hollywood", NAMES) == ""


def test_words_are_suggested_whatever_their_case() -> None:
    """And only when they are alike."""
    assert did_you_mean("Duraton", ["duration", "drain"]) == " (did you mean 'duration'?)"
    assert nearest("xyz", ["duration", "drain"]) is None


def test_long_lists_are_cut() -> None:
    """A sentence is no catalogue."""
    assert listed("abc", 2) == "a, b and 1 more"
