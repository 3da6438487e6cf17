"""Public reports of other tools, tried on a run as a planner makes it; the list of them all."""

from __future__ import annotations

import ast
import csv
import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from simulator.cli import main
from tests.docs.pages import ROOT

DAY_US = 86_400_000_000
START = dt.datetime(2023, 7, 31)
SHORT = ("start=2023-07-31", "duration=3d", "warmup=1d", "drain=7d")
BEGIN_US = (START - dt.datetime(1970, 1, 1)) // dt.timedelta(microseconds=1) + DAY_US
COHORT_ENDS_US, END_US = BEGIN_US + 3 * DAY_US, BEGIN_US + 10 * DAY_US
REPORTS = (Path(__file__).with_name("public_reports.md")).read_text(encoding="utf-8")


def run(out: Path, scenario: str, *options: str) -> Path:
    """The folder of a short run of one replication."""
    words = [word for change in SHORT for word in ("--set", change)]
    few = ["--replications", "1", "--out", str(out)]
    assert main(["run", scenario, *words, *few, *options]) == 0
    (place,) = out.iterdir()
    return place


def rows_of(place: Path) -> list[dict[str, str]]:
    """Its dossiers."""
    with (place / "dossiers.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with its history."""
    return run(tmp_path_factory.mktemp("runs"), "tiny", "--history")


def test_a_table_of_dossiers_gives_the_figures_of_the_report(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever adds the rows up finds the number of dossiers, the mean and the share on time."""
    counted = [row for row in rows_of(made) if row["cohort"] == "true"]
    weights = [float(row["weight"]) for row in counted]
    days = [
        (int(row["returned_us"] or END_US) - int(row["submitted_us"])) / DAY_US for row in counted
    ]
    mean = sum(w * d for w, d in zip(weights, days, strict=True)) / sum(weights)
    summary = json.loads((made / "summary.json").read_text(encoding="utf-8"))["all"]
    assert len(counted) == summary["dossiers"]
    assert mean == pytest.approx(summary["cycle_days"]["mean"]["mean"], rel=1e-9)
    assert main(["run", "tiny", *again(), "--out", str(made.parent)]) == 0
    printed = capsys.readouterr().out
    assert re.search(rf"^   mean +{mean:.1f} ", printed, re.MULTILINE)
    assert f"{summary['dossiers']} dossiers of the measured window" in printed


def again() -> list[str]:
    """The options of the same run."""
    return [word for one in SHORT for word in ("--set", one)] + ["--replications", "1"]


def test_nothing_happens_at_the_end_or_after_it(made: Path) -> None:
    """Neither a submission after the window nor a message or a return after the drain."""
    rows = rows_of(made)
    assert max(int(row["submitted_us"]) for row in rows if row["cohort"] == "true") < COHORT_ENDS_US
    assert max(int(row["returned_us"]) for row in rows if row["returned_us"]) < END_US
    assert max(one["sim_time_us"] for one in history(made)) < END_US


def test_time_never_goes_back(made: Path) -> None:
    """From message to message, and from a dossier's submission to its return."""
    times = [one["sim_time_us"] for one in history(made)]
    assert len(times) > 100
    assert times == sorted(times)
    for row in rows_of(made):
        assert not row["returned_us"] or int(row["returned_us"]) > int(row["submitted_us"])


def test_service_over_the_close_takes_its_open_hours(tmp_path: Path) -> None:
    """Twelve hours of work are twelve open hours, however many nights lie between."""
    scenario = tmp_path / "long.yaml"
    scenario.write_text(
        "extends: tiny\nname: long\nprocedures:\n  include: [marriage]\n  override:\n"
        "    - {id: marriage, route: [{desk: specialist, law: {fixed: 12h}}]}\n"
        "offices: [{id: commune, desks: [{id: specialist, pace: 1.0}]}]\n"
    )
    rows = rows_of(run(tmp_path / "runs", str(scenario)))
    ended = [row for row in rows if row["returned_us"]]
    assert len(ended) >= 3
    for row in ended:
        assert int(row["handling_open_us"]) == 12 * 3_600_000_000
        assert int(row["handling_closed_us"]) > 12 * 3_600_000_000


def test_the_order_in_which_things_are_written_changes_nothing(made: Path, tmp_path: Path) -> None:
    """What happens at one instant goes by meaning: lists the other way round, the same dossiers."""
    scenario = tmp_path / "turned.yaml"
    scenario.write_text(
        "extends: tiny\nname: turned\n"
        "procedures: {include: [judicial_record, marriage, birth_registration]}\n"
        "agencies: {ministries: [G22, G15]}\n"
    )
    assert rows_of(run(tmp_path / "runs", str(scenario))) == rows_of(made)


# -- the list --------------------------------------------------------------------------------------


def tried() -> list[list[str]]:
    """The rows of the table, by cell."""
    lines = [line for line in REPORTS.splitlines() if re.match(r"\| [\w.-]+/[\w.-]+#\d", line)]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def test_25_reports_and_more_were_tried() -> None:
    """Each with what was tried and what came of it; none stands twice."""
    rows = tried()
    assert len(rows) >= 25
    assert len({row[0] for row in rows}) == len(rows)
    for row in rows:
        assert len(row) == 5
        assert row[2]
        assert re.match("held|mended", row[3]), row


@pytest.mark.parametrize("row", tried(), ids=lambda row: row[0])
def test_each_report_points_to_its_test(row: list[str]) -> None:
    """A function of a file of these tests."""
    named = re.findall(r"`([\w/.]+)::(\w+)`", row[4])
    assert named, row[4]
    for file, function in named:
        tree = ast.parse((ROOT / "tests" / file).read_text(encoding="utf-8"))
        assert function in {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)}


def history(made: Path) -> Iterator[dict[str, Any]]:
    """The messages of a run, without the header."""
    lines = (made / "history.jsonl").read_text(encoding="utf-8").splitlines()
    return map(json.loads, lines[1:])
