"""The verdict on a load test, from its history alone: pass, fail, invalid or error.

``error``: the test itself broke down (its end is missing, the broker did not take what was sent,
the relay stopped). ``invalid``: the load was not what the plan says, so nothing is shown either
way. ``fail``: the connector broke its contract or missed an objective. Else ``pass``.
"""

from __future__ import annotations

import itertools
import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import msgspec

from simulator.loadtest.findings import Checker, Finding, checkers
from simulator.loadtest.health import breakdowns, health_of, shortcomings, without_evidence
from simulator.loadtest.indexing import collection_paused, view_of
from simulator.loadtest.objectives import Figure, Measured, measure
from simulator.loadtest.parts import Window
from simulator.loadtest.terms import Terms
from simulator.loadtest.view import View

Word = Literal["pass", "fail", "invalid", "error"]
EXIT: dict[Word, int] = {"pass": 0, "fail": 1, "invalid": 4, "error": 3}
SHOWN = 10  # findings of one checker that are kept; all are counted


@dataclass(frozen=True, slots=True)
class Checked:
    """What one checker found: how much, and the first of it."""

    name: str
    says: str
    tolerated: bool
    count: int
    findings: tuple[Finding, ...]
    command: str  # shows it again

    @property
    def failed(self) -> bool:
        """Whether the contract forbids what it found."""
        return self.count > 0 and not self.tolerated


@dataclass(frozen=True, slots=True)
class Verdict:
    """`reasons` say why it is not a pass. `counts` are of the history; `health` of the sender."""

    word: Word
    reasons: tuple[str, ...]
    history: str
    header: dict[str, Any]
    terms: Terms
    checked: tuple[Checked, ...]
    measured: Measured
    windows: tuple[Window, ...]
    phases: dict[str, int]
    counts: dict[str, int]
    health: dict[str, float]

    @property
    def exit_status(self) -> int:
        """What the command ends with."""
        return EXIT[self.word]

    @property
    def objectives(self) -> tuple[Figure, ...]:
        """What was measured of what the plan wants."""
        return self.measured.figures

    @property
    def findings(self) -> tuple[tuple[Checked, Finding], ...]:
        """Every finding kept, each with its checker."""
        return tuple((one, finding) for one in self.checked for finding in one.findings)

    def document(self) -> dict[str, Any]:
        """Plain data for verdict.json."""
        return {
            "format": "lienthong-verdict", "version": 1,
            "verdict": self.word, "exit_status": self.exit_status, "reasons": list(self.reasons),
            "history": self.history, "agency": self.terms.agency, "role": self.terms.role,
            "terms": self.terms.document(),
            "objectives": [msgspec.to_builtins(one) for one in self.objectives],
            "checkers": [_document(one) for one in self.checked],
            "faults": [msgspec.to_builtins(window) for window in self.windows],
            "phases": self.phases, "counts": self.counts, "health": self.health,
            "latency": msgspec.to_builtins(self.measured.latency),
            "over_time": msgspec.to_builtins(self.measured.over_time),
            "histogram": self.measured.histogram,
        }  # fmt: skip


def _document(one: Checked) -> dict[str, Any]:
    return {
        "name": one.name, "says": one.says, "count": one.count, "tolerated": one.tolerated,
        "failed": one.failed, "command": one.command,
        "findings": [
            {"message": found.message, "evidence": [what.document() for what in found.evidence]}
            for found in one.findings
        ],
    }  # fmt: skip


def judge(path: Path, terms: Terms | None = None, only: Sequence[str] = ()) -> Verdict:
    """Judge a history by these terms, or by its own; by some checkers, or by all.

    Raise `InputError` for a file that is no history or a checker that is not known, and
    `EnvironmentFailed` when the file cannot be read.
    """
    chosen = checkers(only)
    with collection_paused():
        return judge_view(view_of(path, terms), path, chosen)


def judge_view(view: View, path: Path, chosen: Iterable[Checker]) -> Verdict:
    """`judge` for a history that is indexed already."""
    checked = tuple(_checked(one, view, path) for one in chosen)
    measured, health = measure(view), health_of(view)
    word, reasons = _word(view, checked, measured, health)
    return Verdict(
        word, reasons, str(path), view.header, view.terms, checked, measured,
        tuple(view.windows), view.phases, _counts(view), health,
    )  # fmt: skip


def _checked(one: Checker, view: View, path: Path) -> Checked:
    found = iter(one.check(view))
    first = tuple(itertools.islice(found, SHOWN))
    count = len(first) + sum(1 for _ in found)
    command = f"lienthong check {shlex.quote(str(path))} --only {one.name}"
    return Checked(one.name, one.says, one.name in view.terms.allow, count, first, command)


def _word(
    view: View, checked: Iterable[Checked], measured: Measured, health: dict[str, float]
) -> tuple[Word, tuple[str, ...]]:
    if broken := breakdowns(view):
        return "error", broken
    if short := shortcomings(view, health):
        return "invalid", short
    wrong = [_wrong(one) for one in checked if one.failed]
    if not wrong and (missing := without_evidence(view)):
        return "invalid", missing
    wrong += [one.sentence for one in measured.figures if not one.met]
    return ("fail", tuple(wrong)) if wrong else ("pass", ())


def _wrong(one: Checked) -> str:
    more = f" (and {one.count - 1} more)" if one.count > 1 else ""
    return f"{one.name}: {one.findings[0].message}{more}"


def _counts(view: View) -> dict[str, int]:
    exchanges = [x for _, x in view.conversations()]
    return {
        "entries": view.entries,
        "sent": len(view.sends.at_us),
        "requests": sum(x.asked is not None for x in view.exchanges.values()),
        "not_judged": view.not_judged,
        "delivered": sum(len(x.deliveries) for x in exchanges),
        "replies": sum(len(x.replies) for x in exchanges),
        "said": len(view.said),
        "refused_by_the_relay": len(view.turned_away),
        "audited": view.audited,
        "faults": len(view.windows),
    }
