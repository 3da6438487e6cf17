"""Where things are printed: results on standard output, progress and notices beside them."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from simulator.parallel import Report
from simulator.translations import Words

IN_A_FILE = 160  # columns


def output() -> Console:
    """Standard output; numbers are not coloured, because a report is read, not scanned.

    A file or a pipe has no width, so that a report in it is not cut to that of a terminal.
    """
    told = sys.stdout.isatty() or "COLUMNS" in os.environ
    return Console(highlight=False, width=None if told else IN_A_FILE)


def print_json(document: Mapping[str, Any]) -> None:
    """One JSON document on standard output."""
    print(json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False))


@contextlib.contextmanager
def progress_bar(what: str, words: Words) -> Iterator[Report]:
    """A bar on the error stream, when that is a terminal; gone when the work is done."""
    errors = Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[dossiers]}"),
        TimeRemainingColumn(),
        console=errors,
        transient=True,
        disable=not errors.is_terminal,
    )
    with bar:
        task = bar.add_task(what, total=1.0, dossiers="")

        def report(fraction: float, finished: int) -> None:
            counted = words("working", dossiers=words.number(finished))
            bar.update(task, completed=fraction, dossiers=counted)

        yield report
