"""The table of what was caught, missed and accused wrongly: MUTANTS.md.

Every trial adds a line to a file that all workers of a test run share; the table is written when
the last of them is there.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tests.connected.mutants.registry import MUTANTS
from tests.connected.mutants.trial import Outcome
from topics.broker.jars import locked

TABLE = Path(__file__).parents[1] / "MUTANTS.md"
HEAD = """\
# Mutants

What the load test's checkers say to broken connectors, and to sound ones. Written by
`make test-full` from its own runs (`tests/connected/test_mutants.py`).

A mutant is *caught* when the verdict is `fail` and the checker that its flaw belongs to is among
those that failed it. *Beside it* are checkers that failed it too: one flaw often breaks several
promises. A sound connector that does not pass is a *false alarm*: node, java and python are the
examples of `tests/connectors`, the others our twins, `lienthong twin ROLE`.
"""
Row = dict[str, Any]


def note(base: Path, kind: str, name: str, outcome: Outcome, seed: int = 1) -> list[Row]:
    """Add the outcome of one trial; all that are noted so far."""
    row = {
        "kind": kind, "name": name, "seed": seed, "verdict": outcome.verdict,
        "failed": list(outcome.failed), "reasons": list(outcome.reasons),
    }  # fmt: skip
    path = shared(base) / "mutants.jsonl"
    with locked(path.with_suffix(".lock")):
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")
        return read(path)


def shared(base: Path) -> Path:
    """The folder that all workers of a test run have in common."""
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def read(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def complete(rows: Iterable[Row], sound: Sequence[str], seeds: int) -> bool:
    """Whether every mutant was tried, and every sound connector with every seed."""
    found = {(row["kind"], row["name"], row["seed"]) for row in rows}
    wanted = {("mutant", name, 1) for name in MUTANTS}
    wanted |= {("sound", name, seed) for name in sound for seed in range(1, seeds + 1)}
    return wanted <= found


def table(rows: Sequence[Row]) -> str:
    """The table in Markdown, without a time or a place, so that it changes when results do."""
    mutants = {row["name"]: row for row in rows if row["kind"] == "mutant"}
    lines = [_mutant(name, mutants.get(name)) for name in MUTANTS]
    caught, missed = (sum(f"| {word}" in line for line in lines) for word in ("caught", "missed"))
    sound, alarms = _sound([row for row in rows if row["kind"] == "sound"])
    summary = (
        f"{len(lines)} mutants: {caught} caught, {missed} missed, {len(lines) - caught - missed} "
        f"untried. Sound connectors: {sum(count for _, count, _ in sound)} runs, {alarms} false "
        f"alarms."
    )
    head = f"| mutant | role | what is wrong | checker | result | beside it |\n{'|---' * 6}|"
    own = f"| sound connector | seeds | passed | false alarms |\n{'|---' * 4}|"
    runs = [f"| {name} | {count} | {good} | {count - good} |" for name, count, good in sound]
    return "\n".join([HEAD, summary, "", head, *lines, "", own, *runs, ""])


def _mutant(name: str, row: Row | None) -> str:
    mutant, result, beside = MUTANTS[name], "untried", ""
    if row is not None:
        caught = row["verdict"] == "fail" and mutant.checker in row["failed"]
        result = "caught" if caught else f"missed ({row['verdict']})"
        beside = ", ".join(other for other in row["failed"] if other != mutant.checker)
    cells = name, mutant.role, mutant.says, mutant.checker, result, beside or "–"
    return f"| {' | '.join(cells)} |"


def _sound(rows: Sequence[Row]) -> tuple[list[tuple[str, int, int]], int]:
    """Name, runs and passes of each; how many did not pass in all."""
    found: dict[str, list[bool]] = {}
    for row in rows:
        found.setdefault(row["name"], []).append(row["verdict"] == "pass")
    every = [(name, len(passed), sum(passed)) for name, passed in sorted(found.items())]
    return every, sum(count - good for _, count, good in every)
