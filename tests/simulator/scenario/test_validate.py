"""Validation of files of every kind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from simulator.resources import shipped
from simulator.scenario.findings import Finding, errors_of
from simulator.scenario.validate import validate_files

Write = Callable[..., Path]


def lines(findings: list[Finding]) -> list[str]:
    """File, line and code."""
    return [f"{Path(f.file).name}:{f.line}: {f.code}" for f in findings if f.code != "unverified"]


@pytest.mark.parametrize("kind", ["scenarios", "catalogues", "calendars"])
def test_everything_that_is_shipped_is_valid(kind: str) -> None:
    """Each scenario with each of its levers, each overlay, catalogue and calendar."""
    assert errors_of(validate_files(list(shipped(kind).values()))) == []


def test_strict_makes_errors_of_warnings(small: Path) -> None:
    """What is only assumed is then an error too."""
    assert errors_of(validate_files([small])) == []
    assert [f.code for f in errors_of(validate_files([small], strict=True))] == ["unverified"] * 2


def test_levers_are_validated_where_they_stand(written: Write) -> None:
    """Even if nobody asks for them."""
    path = written(("{reuse: 0.8}", "{reuse: 8}"))
    assert lines(validate_files([path])) == ["small.yaml:56: out-of-range"]


def test_an_overlay_is_validated_on_a_scenario(written: Write, small: Path) -> None:
    """The shipped baseline, or another."""
    path = written().with_name("over.yaml")
    path.write_text("name: over\nsync: {loss: 7}\n")
    assert lines(validate_files([path])) == ["over.yaml:2: out-of-range"]
    assert lines(validate_files([path], onto=small)) == ["over.yaml:2: out-of-range"]


def test_catalogues_are_validated_alone(written: Write) -> None:
    """Their shape and their ids."""
    folder = written(("G15, name_vi", "G01, name_vi"), file="agencies.yaml").parent
    assert lines(validate_files([folder / "agencies.yaml"])) == ["agencies.yaml:4: duplicate-id"]
    procedures = folder / "procedures.yaml"
    procedures.write_text(procedures.read_text("utf-8").replace("fee: 0.2", "fee: 2"))
    assert lines(validate_files([procedures])) == ["procedures.yaml:33: out-of-range"]


def test_calendars_are_validated_alone(tmp_path: Path) -> None:
    """Offices and holidays, with positions as everywhere."""
    office = tmp_path / "office.yaml"
    text = shipped("calendars")["office"].read_text("utf-8")
    office.write_text(
        text.replace("[holidays_vn, decisions_vn]", "[]").replace("- days:", "- dayz:")
    )
    found = validate_files([office])
    assert lines(found) == ["office.yaml:11: unknown-key"]
    holidays = tmp_path / "holidays.yaml"
    holidays.write_text("years:\n  - {year: x}\n")
    assert {f.code for f in validate_files([holidays])} == {"wrong-type", "missing-key"}


def test_what_is_not_yaml_is_one_finding(tmp_path: Path) -> None:
    """In the file's place among the others."""
    path = tmp_path / "broken.yaml"
    path.write_text("a: [\n")
    assert lines(validate_files([path])) == ["broken.yaml:2: yaml-syntax"]
