"""0,5 and 330.000: what Viet Nam writes is never read as another number without a word."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from simulator.scenario.findings import Finding, errors_of
from simulator.scenario.loader import examine
from simulator.scenario.numbers_meant import readings
from simulator.scenario.validate import validate_files

Found = Callable[..., list[Finding]]
Write = Callable[..., Path]


def mistakes(path: Path) -> list[str]:
    """The errors of a scenario, without the folder of its files."""
    findings = errors_of(examine(path).findings)
    return [f"{Path(f.file).name}:{f.line}:{f.column}: {f.message}" for f in findings]


@pytest.mark.parametrize(
    "text, meant",
    [
        ("0,5", ["0.5"]),
        ("1,5h", ["1.5h"]),
        ("1,5%", ["1.5%"]),
        ("-0,25", ["-0.25"]),
        ("1.234,5", ["1234.5"]),
        ("1,234.5", ["1234.5"]),
        ("330.000.000", ["330000000"]),
        ("330.000", ["330000", "330.0"]),
        ("330,000", ["330000", "330.0"]),
        ("1.063", ["1063", "1.0630"]),
        ("0.125", []),
        ("12.5", []),
        ("2023-07-01", []),
        ("1.2.3", []),
        ("12,34,56", []),
        ("08:30", []),
    ],
)
def test_a_text_has_the_readings_that_a_person_may_mean(text: str, meant: list[str]) -> None:
    """One for a decimal comma, two where three digits follow the only sign."""
    assert readings(text) == meant


@pytest.mark.parametrize(
    "old, new, said",
    [
        ("reuse: 0.2\n", "reuse: 0,2\n", "found 0,2; write 0.2"),
        ("per_1000_per_month: 10", "per_1000_per_month: 14,06", "found 14,06; write 14.06"),
        ("timeout: 60s", "timeout: 1,5h", "found 1,5h; write 1.5h"),
        ("mon: 1, tue", "mon: 1,2, tue", "found 1,2; write 1.2"),
        ("{reuse: 0.8}", "{reuse: 0,8}", "found 0,8; write 0.8"),
        ("online: 0.4}", "online: 0,4}", "found 0,4; write 0.4"),
        ("reuse: 0.2\n", "reuse: 0.2\n  reuze:\n", "unknown key 'reuze'; write one of reuse"),
        ("mon: 1, tue", "mo: , mon: 1, tue", "found 'mo'; write mon, tue"),
        ("seed: 1\n", "seed: 1.000\n", "look like thousands: write 1000 or 1.0"),
        ("title: Small", "title: Small\ntitel:", "unknown key 'titel'; write one of name"),
    ],
)
def test_a_slip_in_a_scenario_is_named_with_what_was_meant(
    written: Write, old: str, new: str, said: str
) -> None:
    """In braces and in lines of their own; an unknown key is one without a value, too."""
    found = mistakes(written((old, new)))
    assert any(said in one for one in found), found
    assert all(one.startswith("small.yaml:") for one in found)


@pytest.mark.parametrize(
    "change, said",
    [
        ("sharing={reuse: 0,5}", "found 0,5; write 0.5"),
        ("sharing.reuse=0,5", "found 0,5; write 0.5"),
        ("sharing={reuze: }", "unknown key 'reuze'"),
        ("sharing.reuze=null", "unknown key 'reuze'"),
        ("sharing.reuze=", "unknown key 'reuze'"),
        ("arrivals.weekday.mo=null", "found 'mo'"),
        ("agencies.override[H49].population=330.000", "write 330000 or 330.0"),
        ("agencies.override[H49].populatoin=null", "unknown key 'populatoin'"),
    ],
)
def test_a_slip_on_the_command_line_is_named(found: Found, change: str, said: str) -> None:
    """As in a file."""
    assert any(said in f.message for f in found(change)), [str(f) for f in found(change)]
    assert errors_of(found(change))


@pytest.mark.parametrize(
    "file, old, new, said",
    [
        ("agencies.yaml", "population: 100000", "population: 330.000", "write 330000 or 330.0"),
        ("agencies.yaml", "population: 100000", "population: 100,5", "found 100,5; write 100.5"),
        ("agencies.yaml", "source: test", "source: sổ A, trang 2", 'quote it, "sổ A, trang 2"'),
        ("agencies.yaml", "branches: true", "branchs: ", "unknown key 'branchs'"),
        ("procedures.yaml", "fee: 0.2", "fee: 0,2", "found 0,2; write 0.2"),
        ("procedures.yaml", "weight: 0.75", "weight: 0,75", "found 0,75; write 0.75"),
    ],
)
def test_a_slip_in_a_catalogue_is_named(
    written: Write, file: str, old: str, new: str, said: str
) -> None:
    """By the scenario that uses it, and alone."""
    path = written((old, new), file=file)
    found = mistakes(path)
    assert any(said in one and one.startswith(file) for one in found), found
    alone = [str(f) for f in errors_of(validate_files([path.with_name(file)]))]
    assert any(said in one for one in alone), alone


def test_text_that_a_comma_cuts_off_is_told_whole(written: Write) -> None:
    """`khoản 2` does not get lost."""
    path = written(("title: Small", "levers: {a: {question: Điều 34, khoản 2, điểm a}}\ntitle: S"))
    path.write_text(path.read_text("utf-8").replace("\nlevers:\n", "\nlevels:\n"), encoding="utf-8")
    found = [one for one in mistakes(path) if "comma" in one]
    assert len(found) == 1
    assert 'quote it, "Điều 34, khoản 2, điểm a"' in found[0]


def test_three_digits_after_the_dot_are_no_thousands_where_they_cannot_be(found: Found) -> None:
    """A pace of 1125 is out of bounds, so 1.125 is 1.125."""
    assert found("offices[commune].desks[approval].pace=1.125") == []
    assert found("sharing.reuse=0.125") == []
    assert found("arrivals.per_1000_per_month=14.063") == []
    assert found("arrivals.per_1000_per_month=1.063")[0].code == "thousands"
    assert found("arrivals.per_1000_per_month=1.0630") == []


def test_null_still_removes_what_is_known(found: Found) -> None:
    """A key with a default, a key of a table, an entry that is not there."""
    changes = ("offices[district].calendar=null", "attention.H49=null", "arrivals.growth_per_year=")
    assert {f.code for f in found(*changes)} == {"reaches-nothing"}  # none of them was there
