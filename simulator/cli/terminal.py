"""What commands print that is no report: one JSON document, and a bar while work goes on."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from simulator.foreign_text import foreign_lines
from simulator.report.printing import errors, hand_over
from simulator.run.parallel import Report
from simulator.words.translations import Words


def print_json(document: Mapping[str, Any]) -> None:
    """One JSON document on standard output.

    Letters stand as they are, where the stream holds them all and they only are to be read.
    """
    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)
    held = (sys.stdout.encoding or "").lower().startswith("utf") if sys.stdout else True
    if not held or foreign_lines(text) != text:
        text = json.dumps(document, indent=1, allow_nan=False)
    hand_over(text)


@contextlib.contextmanager
def progress_bar(what: str, words: Words) -> Iterator[Report]:
    """A bar on the error stream, when that is a terminal; gone when the work is done."""
    console = errors()
    bar = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[dossiers]}"),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_watched,
    )
    with bar:
        task = bar.add_task(what, total=1.0, dossiers="")

        def report(fraction: float, finished: int) -> None:
            counted = words("working", dossiers=words.number(finished))
            bar.update(task, completed=fraction, dossiers=counted)

        yield report
