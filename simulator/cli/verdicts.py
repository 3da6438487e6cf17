"""Where a test's history and verdict go, and how a verdict is printed."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from simulator.cli.failures import Terminated, keep
from simulator.cli.terminal import print_json
from simulator.loadtest import console, github, junit, page
from simulator.loadtest.history import HISTORY
from simulator.loadtest.telling import told_verdict
from simulator.loadtest.verdict import Verdict
from simulator.report.printing import tell
from topics.errors import EnvironmentFailed, LienthongError

VERDICT, PAGE = "verdict.json", "page.html"


def new_folder(out: Path, name: str) -> Path:
    """A new folder, there from the beginning: what is written stays whatever happens.

    It is its owner's alone: a history holds people's values, with `record` real people's.
    """
    folder = out / f"{name}-{secrets.token_hex(4)}"
    try:
        folder.mkdir(mode=0o700, parents=True)
    except OSError as error:
        raise EnvironmentFailed(f"{folder}: {error.strerror or error}") from error
    return folder


@contextmanager
def history_stays(folder: Path) -> Iterator[None]:
    """Whoever ends the test is told where the history is as far as it got."""
    try:
        yield
    except (LienthongError, KeyboardInterrupt) as error:
        if (folder / HISTORY).exists():
            tell(f"lienthong: the history so far is {folder / HISTORY}")
        elif not any(folder.iterdir()):
            folder.rmdir()
        if isinstance(error, LienthongError):
            raise
        number = error.number if isinstance(error, Terminated) else 2
        tell("lienthong: stopped; the test has no verdict")
        raise SystemExit(128 + number) from error


def write_document(document: dict[str, Any], folder: Path) -> None:
    """What was found, as JSON beside the history."""
    text = json.dumps(document, ensure_ascii=False, indent=1)
    try:
        (folder / VERDICT).write_text(f"{text}\n", encoding="utf-8")
    except OSError as error:
        raise EnvironmentFailed(f"{folder / VERDICT}: {error.strerror or error}") from error
    keep(folder)


def write_verdict(verdict: Verdict, folder: Path, junit_file: Path | None) -> None:
    """Beside the history, for machines and for people; and for a CI where it wants it."""
    write_document(verdict.document(), folder)
    page.write(told_verdict(verdict), folder / PAGE)
    if junit_file is not None:
        junit.write(verdict, junit_file)


def print_verdict(verdict: Verdict, printed: str) -> None:
    """In the form that was asked for."""
    if printed == "json":
        print_json(verdict.document())
    elif printed == "github":
        github.show(told_verdict(verdict))
    else:
        console.show(told_verdict(verdict))
