"""What is wrong with a file: where, what was found, and what would be right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

from simulator.scenario.annotations import annotation
from simulator.scenario.nodes import Position
from topics.errors import InputError

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake or warning.

    Attributes:
        file: as shown to people, or ``--set PATH``.
        line, column: from 1; 0 where there are none.
        place: within the document, such as ``offices[commune].desks[intake].staff``.
        found: what is there.
        expected: what would be right; may be empty where `found` says it all.
        severity: ``error`` or ``warning``.
        code: the kind of mistake, such as ``unknown-key``.
    """

    file: str
    line: int
    column: int
    place: str
    found: str
    expected: str
    severity: Severity
    code: str

    def __str__(self) -> str:
        """``file:line:col: place: found; expected``; warnings have the word before the place."""
        return self.as_line("warning")

    def as_line(self, warning: str) -> str:
        """The same with another word for a warning."""
        where = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        mark = f"{warning}: " if self.severity == "warning" else ""
        return f"{where}: {mark}{self.message}"

    @property
    def message(self) -> str:
        """Place, what was found and what would be right, without the file."""
        tail = f"; {self.expected}" if self.expected else ""
        return f"{self.place}: {self.found}{tail}"

    def as_json(self) -> dict[str, str | int]:
        """The fields as plain data."""
        return asdict(self)

    def as_github(self) -> str:
        """A workflow command, which GitHub shows beside the line."""
        place = {"line": self.line, "col": self.column} if self.line else {}
        return annotation(self.severity, self.message, file=self.file, **place)


def at(
    position: Position,
    place: str,
    found: str,
    expected: str,
    code: str,
    severity: Severity = "error",
) -> Finding:
    """A finding at a position."""
    return Finding(*position, place, found, expected, severity, code)


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Without repetitions, by file, line and column."""
    unique = dict.fromkeys(findings)
    return sorted(unique, key=lambda f: (f.file, f.line, f.column, f.place, f.code, f.found))


def strictly(findings: Iterable[Finding]) -> list[Finding]:
    """The same, with every warning an error."""
    return [replace(finding, severity="error") for finding in findings]


def errors_of(findings: Iterable[Finding]) -> list[Finding]:
    """Those that are errors."""
    return [finding for finding in findings if finding.severity == "error"]


class ScenarioErrors(InputError):
    """A scenario cannot be used. `findings`: every error and warning, in order of position."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(findings)  # the only argument, so that the error can be pickled
        self.findings = tuple(in_order(findings))

    def __str__(self) -> str:
        return "\n".join(map(str, self.findings))


def shown(path: Path) -> str:
    """A path as people know it: relative to the working directory when it is below it."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()
