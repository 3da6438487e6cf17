"""The one place where errors become exit statuses and sentences."""

from __future__ import annotations

import functools
import os
import signal
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn, ParamSpec

from simulator.cli.spoken import said
from simulator.cli.told_findings import line_of
from simulator.foreign_text import foreign_text
from simulator.report.printing import tell
from topics.errors import EnvironmentFailed, InputError, LienthongError

TRACE = "LIENTHONG_TRACEBACK"  # set: a fault of the program prints where it came from
ASSUMED = "unverified"  # the code of warnings that count assumed figures: no mistakes
P = ParamSpec("P")


class Terminated(KeyboardInterrupt):
    """SIGTERM or SIGHUP arrived; `number` is that of the signal."""

    def __init__(self, number: int = signal.SIGTERM) -> None:
        super().__init__(number)
        self.number = number


_kept: list[Path] = []


def keep(place: Path) -> None:
    """What was computed is there: whatever ends the command from now on says so."""
    _kept.append(place)


def kept(otherwise: str = "") -> str:
    """The end of a sentence: where what was computed is, if it is anywhere."""
    told = f"what was computed is in {_kept[-1]}" if _kept else otherwise
    return f"; {told}" if told else ""


def forget_kept() -> None:
    """Another command begins."""
    _kept.clear()


def guarded(command: Callable[P, None]) -> Callable[P, None]:
    """A command that ends in a sentence and a status, never in a traceback."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except LienthongError as error:
            _say(error)
            raise SystemExit(error.exit_status) from error
        except Terminated as told:
            _stopped(told.number)
        except KeyboardInterrupt:
            _stopped(signal.SIGINT)
        except Exception as error:
            tell(f"lienthong: {_unforeseen(error)}")
            raise SystemExit(EnvironmentFailed.exit_status) from error

    return run


def _say(error: LienthongError) -> None:
    """Findings as they are, a line each; anything else as one sentence."""
    findings = getattr(error, "findings", None)
    if isinstance(error, InputError) and findings:
        for finding in findings:
            if finding.code != ASSUMED:
                tell(foreign_text(line_of(finding)))
        wrong = sum(finding.severity == "error" for finding in findings)
        errors = "1 error" if wrong == 1 else f"{wrong} errors"
        tell(f"lienthong: {said(f'{errors}; nothing was run')}")
    else:
        tell(f"lienthong: {said(str(error))}")


def _unforeseen(error: Exception) -> str:
    """What nobody thought of: of the system or of ours, where it was, and what is left."""
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename is not None else ""
        return f"{where}{error.strerror or error}{kept()}"
    if os.environ.get(TRACE):
        traceback.print_exception(error)
    place = traceback.extract_tb(error.__traceback__)[-1]
    what = f"{type(error).__name__}: {error}".rstrip(": ")
    return (
        f"a fault of the program: {what} ({Path(place.filename).name}:{place.lineno}){kept()}; "
        f"please report it, with what {TRACE}=1 prints"
    )


def _stopped(number: int) -> NoReturn:
    ended = f"stopped{kept('nothing was written')}"
    tell(f"lienthong: {said(ended)}")
    raise SystemExit(128 + number)
