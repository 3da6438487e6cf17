"""The one place where errors become exit statuses and sentences."""

from __future__ import annotations

import functools
import signal
import sys
from collections.abc import Callable
from typing import NoReturn, ParamSpec

from simulator.cli.spoken import said
from simulator.cli.told_findings import line_of
from topics.errors import InputError, LienthongError

ASSUMED = "unverified"  # the code of warnings that count assumed figures: no mistakes
P = ParamSpec("P")


class Terminated(KeyboardInterrupt):
    """SIGTERM arrived."""


def guarded(command: Callable[P, None]) -> Callable[P, None]:
    """A command that ends in a sentence and a status, never in a traceback of our own errors."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except LienthongError as error:
            _say(error)
            raise SystemExit(error.exit_status) from error
        except Terminated:
            _stopped(signal.SIGTERM)
        except KeyboardInterrupt:
            _stopped(signal.SIGINT)

    return run


def _say(error: LienthongError) -> None:
    """Findings as they are, a line each; anything else as one sentence."""
    findings = getattr(error, "findings", None)
    if isinstance(error, InputError) and findings:
        told = [finding for finding in findings if finding.code != ASSUMED]
        print("\n".join(map(line_of, told)), file=sys.stderr)
        wrong = sum(finding.severity == "error" for finding in findings)
        errors = "1 error" if wrong == 1 else f"{wrong} errors"
        print(f"lienthong: {said(f'{errors}; nothing was run')}", file=sys.stderr)
    else:
        print(f"lienthong: {said(str(error))}", file=sys.stderr)


def _stopped(number: signal.Signals) -> NoReturn:
    print(f"lienthong: {said('stopped; nothing was written')}", file=sys.stderr)
    raise SystemExit(128 + number)
