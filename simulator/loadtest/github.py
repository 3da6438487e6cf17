"""A verdict as annotations of GitHub Actions: a line each, read from standard output."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.loadtest.verdict import Verdict


def lines(verdict: Verdict) -> Iterator[str]:
    """Errors for what fails the test, warnings for what is tolerated, a notice of the verdict."""
    agency = verdict.terms.agency
    if verdict.word in ("invalid", "error"):
        yield from (_line("error", verdict.word, reason) for reason in verdict.reasons)
    for one in verdict.objectives:
        if not one.met:
            yield _line("error", f"{agency}: objective {one.name}", one.sentence)
    for checked in verdict.checked:
        if checked.count:
            kind = "error" if checked.failed else "warning"
            first = checked.findings[0]
            told = [f"{checked.count} found; {first.message}", *map(str, first.evidence)]
            text = "\n".join([*told, checked.command])
            yield _line(kind, f"{agency}: {checked.name}", text)
    what = "recording" if verdict.terms.recorded else "load test"
    yield _line("notice", f"{agency}: {verdict.word}", f"{what} of {agency}: {verdict.word}")


def show(verdict: Verdict) -> None:
    """Print them."""
    for line in lines(verdict):
        print(line)


def _line(kind: str, title: str, text: str) -> str:
    title = _escaped(title).replace(":", "%3A").replace(",", "%2C")
    return f"::{kind} title={title}::{_escaped(text)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
