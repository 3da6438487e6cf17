"""A verdict as annotations of GitHub Actions: a line each, read from standard output."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.loadtest.telling import evidence_line, told_word
from simulator.loadtest.verdict import Verdict
from simulator.report.printing import in_language, say
from simulator.scenario.annotations import annotation


def lines(verdict: Verdict) -> Iterator[str]:
    """Errors for what fails the test, warnings for what is tolerated, a notice of the verdict."""
    agency = verdict.terms.agency
    if verdict.word in ("invalid", "error"):
        yield from (
            annotation("error", reason, title=told_word(verdict.word)) for reason in verdict.reasons
        )
    for one in verdict.objectives:
        if not one.met:
            title = in_language(f"{agency}: objective {one.name}")
            yield annotation("error", in_language(one.sentence), title=title)
    for checked in verdict.checked:
        if checked.count:
            kind = "error" if checked.failed else "warning"
            first = checked.findings[0]
            found = in_language(f"{checked.count} found; {first.message}")
            told = [found, *map(evidence_line, first.evidence)]
            text = "\n".join([*told, checked.command])
            yield annotation(kind, text, title=f"{agency}: {checked.name}")
    what = "recording" if verdict.terms.recorded else "load test"
    word = told_word(verdict.word)
    title = f"{agency}: {word}"
    whole = in_language(f"{what} of") + f" {title}"
    yield annotation("notice", whole, title=title)


def show(verdict: Verdict) -> None:
    """Print them."""
    for line in lines(verdict):
        say(line)
