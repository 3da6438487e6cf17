"""A verdict in the language of the command. What programs read (JSON, JUnit) stays as it is."""

from __future__ import annotations

from dataclasses import replace

from simulator.loadtest.findings import Evidence, Finding
from simulator.loadtest.objectives import shown
from simulator.loadtest.verdict import Checked, Verdict, Word
from simulator.report.printing import in_language, label, numbers


def told_verdict(verdict: Verdict) -> Verdict:
    """The same: its reasons, what the checkers say, what they found, and its evidence are told."""
    return replace(
        verdict,
        reasons=tuple(_reason(one, verdict) for one in verdict.reasons),
        checked=tuple(map(_checked, verdict.checked)),
    )


def evidence_line(one: Evidence) -> str:
    """When something happened, what, and where it stands."""
    when, colon, rest = str(one).partition(": ")
    return f"{numbers(when)}{colon}{rest}"


def measured(name: str, value: float) -> str:
    """A value of the objective `name`, with its unit."""
    return numbers(shown(name, value))


def told_word(word: Word) -> str:
    """The verdict in a word, with that of `--expect` beside it where it is another."""
    told = label(word)
    return word if told == word else f"{told} ({word})"


def _reason(reason: str, verdict: Verdict) -> str:
    """Which begins with the name of a checker, where one found something."""
    name, colon, rest = reason.partition(": ")
    if any(one.name == name for one in verdict.checked):
        return f"{name}{colon}{in_language(rest)}"
    return in_language(reason)


def _checked(one: Checked) -> Checked:
    return replace(one, says=in_language(one.says), findings=tuple(map(_finding, one.findings)))


def _finding(one: Finding) -> Finding:
    return Finding(in_language(one.message), tuple(map(_evidence, one.evidence)))


def _evidence(one: Evidence) -> Evidence:
    told = label(one.what)
    return replace(one, what=numbers(told) if told == one.what else told)
