"""What an answer lacks, said before all else: see `simulator.hosting.losses`."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console

from simulator.ledger.runfolder import INCOMPLETE
from simulator.report.form import Document, paragraph
from simulator.words.translations import Words


def print_incomplete(console: Console, summary: Document, words: Words) -> None:
    """The first line of a report, if its answer is not whole; else nothing."""
    if lacking := summary.get(INCOMPLETE):
        paragraph(console, incomplete_sentence(lacking, words), style="bold")


def incomplete_sentence(lacking: Document, words: Words) -> str:
    """How many dossiers of how many are there, and what else went wrong."""
    return words("incomplete", what=" ".join(_parts(lacking, words)))


def _parts(lacking: Document, words: Words) -> Iterator[str]:
    dossiers = {key: words.number(count) for key, count in lacking["dossiers"].items()}
    yield words("incomplete.dossiers", **dossiers)
    if lacking["since_us"] is not None:
        yield words("incomplete.since", instant=words.instant(lacking["since_us"]))
    for what in ("swallowed", "twice", "unread"):
        if lacking[what]:
            yield words(f"incomplete.{what}", count=words.number(lacking[what]))
