"""The table: what every case gave when it was last written, and why it has changed since it began.

`table.json` has one line for each case, so that a change is read as a change. A line that changed
has `because`: the numbers of `changes`, which say the reasons.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.net.engine import made_with
from tests.net.line import Line

PATH = Path(__file__).with_name("table.json")
NOT_JUDGED = ("because",)
NEEDS = {"people": "faker"}
"""A value that hangs on a version: it is judged only where that is the table's."""


class Unexplained(Exception):
    """Something has changed, and nobody said why."""


@dataclass
class Table:
    """The lines by case, how often each thing was reached, and the reasons for changes."""

    lines: dict[str, Line] = field(default_factory=dict)
    reached: dict[str, int] = field(default_factory=dict)
    changes: list[str] = field(default_factory=list)
    made_with: dict[str, str] = field(default_factory=dict)

    def judge(self, line: Line) -> list[str]:
        """In what a line differs from the table's: `case: field old → new`; nothing if equal."""
        old = self.lines.get(line["case"])
        if old is None:
            return [f"{line['case']}: not in the table"]
        here = made_with()
        return [
            f"{line['case']}: {name} {_said(old.get(name))} → {_said(line.get(name))}"
            for name in dict.fromkeys([*old, *line])
            if name not in NOT_JUDGED
            and (name not in NEEDS or self.made_with.get(NEEDS[name]) == here.get(NEEDS[name]))
            and old.get(name) != line.get(name)
        ]

    def other_versions(self) -> str:
        """What a table and this machine were made with, where they differ; empty if they do not."""
        here = made_with()
        return "; ".join(
            f"{name} {self.made_with.get(name)} → {here.get(name)}"
            for name in here
            if self.made_with.get(name) != here[name]
        )


def read(path: Path = PATH) -> Table:
    """The table of a file; an empty one where there is none."""
    if not path.exists():
        return Table()
    found = json.loads(path.read_text("utf-8"))
    lines = {line["case"]: line for line in found["cases"]}
    return Table(lines, found["reached"], found["changes"], found["made_with"])


def renewed(old: Table, lines: list[Line], reached: Mapping[str, int], because: str) -> Table:
    """The table of these lines, those that changed with the reason for it.

    Raises `Unexplained` where a line of the old table changed or is gone, and there is no reason.
    """
    changed = {line["case"] for line in lines if line["case"] in old.lines and old.judge(line)}
    gone = old.lines.keys() - {line["case"] for line in lines}
    if (changed or gone) and not because:
        raise Unexplained("say why it changed: --because REASON")
    changes = [*old.changes, *([because] if because and because not in old.changes else [])]
    found = {}
    for line in lines:
        reasons = old.lines.get(line["case"], {}).get("because", [])
        if line["case"] in changed:
            reasons = sorted({*reasons, changes.index(because)})
        found[line["case"]] = line | ({"because": reasons} if reasons else {})
    return Table(found, dict(sorted(reached.items())), changes, made_with())


def write(table: Table, path: Path = PATH) -> None:
    """Put the table into a file: one line for each case, thing and reason."""
    parts = {
        "made_with": json.dumps(table.made_with),
        "changes": _rows(json.dumps(reason, ensure_ascii=False) for reason in table.changes),
        "cases": _rows(json.dumps(line, ensure_ascii=False) for line in table.lines.values()),
    }
    each = (f"{json.dumps(name)}: {number}" for name, number in table.reached.items())
    parts["reached"] = _rows(each, "{}")
    text = ",\n".join(f'"{name}": {part}' for name, part in parts.items())
    path.write_text(f"{{\n{text}\n}}\n", "utf-8")


def _rows(rows: Iterator[str], around: str = "[]") -> str:
    inside = ",\n".join(rows)
    return f"{around[0]}\n{inside}\n{around[1]}" if inside else around


def told_reached(old: Mapping[str, int], new: Mapping[str, int]) -> list[str]:
    """How the counts of things that were reached differ."""
    return [
        f"reached {name}: {old.get(name, 0)} → {new.get(name, 0)}"
        for name in sorted({*old, *new})
        if old.get(name, 0) != new.get(name, 0)
    ]


def _said(value: Any) -> str:
    return "nothing" if value is None else json.dumps(value, ensure_ascii=False)
