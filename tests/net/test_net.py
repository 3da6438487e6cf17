"""Every case gives what the table says; and rare paths are in the cases. See `tests/net/table.py`.

`python -m tests.net.write` writes the table again and prints what has changed; a line that has
changed needs `--because REASON`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.net import engine, table
from tests.net.cases import GENERATED, cases, of_number
from tests.net.line import Case, differences
from tests.net.reached import WANTED, Found
from tests.net.write import run_case

ROOT = Path(__file__).parents[2]
TABLE = table.read()
CASES = cases()
SHIPPED = [case for case in CASES if not case.of]
FULL = pytest.mark.full


def said(changes: list[str]) -> str:
    """What differs, with the versions that may be why."""
    other = TABLE.other_versions()
    why = [f"made with other versions: {other}"] if changes and other else []
    return "\n".join([*changes, *why])


def marked(case: Case, *, often: bool) -> object:
    """The case as a parameter, left to `make test-full` if it is slow or one of many alike."""
    return pytest.param(case, id=case.name, marks=() if often and not case.is_slow else FULL)


def test_the_table_has_every_case_once() -> None:
    """In the order of the cases, each line that changed with its reasons, and no other line."""
    assert list(TABLE.lines) == [case.name for case in CASES]
    shipped = set(engine.shipped_scenarios())
    assert shipped <= {part for case in SHIPPED for part in case.name.split(" + ")}
    reasons = {one for line in TABLE.lines.values() for one in line.get("because", ())}
    assert reasons <= set(range(len(TABLE.changes)))
    assert all(reason.strip() for reason in TABLE.changes)


def test_every_overlay_and_lever_changes_something() -> None:
    """Otherwise its line would say no more than that of its base."""
    for name, line in TABLE.lines.items():
        base = name.partition(" + ")[0].partition(":")[0]
        if name == "demo:land-sooner":
            base = "demo, replication 2"
        if base != name and base in TABLE.lines and not name.startswith("demo, "):
            assert line["rows"] != TABLE.lines[base]["rows"], name


@pytest.mark.parametrize("case", [marked(case, often=True) for case in SHIPPED])
def test_a_shipped_scenario_gives_what_the_table_says(case: Case) -> None:
    """Rows, messages in their order, indicators, summary and events are those of the table."""
    assert said(TABLE.judge(run_case(case)[1])) == ""


def test_generated_scenarios_give_what_the_table_says_and_reach_rare_paths() -> None:
    """The same; and each thing of `WANTED` happens, as often as the table has it."""
    changes, reached = [], Found()
    for number in range(GENERATED):
        _, line, found = run_case(of_number(number))
        changes += TABLE.judge(line)
        reached.update(found)
    assert said(changes) == ""
    assert sorted(set(WANTED) - reached.keys()) == []
    assert said(table.told_reached(TABLE.reached, reached)) == ""


@pytest.mark.parametrize(
    "case", [marked(case, often=bool(case.of) and n % 8 == 1) for n, case in enumerate(CASES)]
)
def test_a_run_is_the_same_however_it_is_computed(case: Case) -> None:
    """Taken up from a snapshot; with small blocks of draws, and every queue lived through."""
    resolved = case.load()
    ran = engine.run(resolved, case.replication)
    assert differences(case, ran, resolved) == []


@pytest.mark.full
def test_the_order_of_sets_decides_nothing() -> None:
    """Another process, in which hashes of texts are others, gives the same lines."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "4711"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.net.write", "--only", "sampled"], cwd=ROOT, check=True,
        env=environment, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(lines) > GENERATED // 16
    assert [change for line in lines for change in TABLE.judge(line)] == []
