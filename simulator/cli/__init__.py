"""The command `lienthong`. This module starts quickly; a command imports what it needs."""

from __future__ import annotations

import importlib
import signal
import sys
from collections.abc import Sequence
from types import FrameType

_OURS = ("topics", "agents", "simulator")
_BAD_USAGE, _ENVIRONMENT_FAILED = 2, 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is DESIGN's: 0, 1, 2, 3, 4, or 130 after Ctrl-C."""
    problem = shadowed()
    if problem:
        print(f"lienthong: {problem}", file=sys.stderr)
        return _ENVIRONMENT_FAILED
    from simulator.signals import terminating

    for number in terminating():
        signal.signal(number, _terminate)
    from simulator.cli.failures import forget_kept, kept
    from simulator.cli.streams import patient_streams
    from simulator.report.printing import heed_no_absurd_width, tell

    heed_no_absurd_width()
    forget_kept()
    with patient_streams() as refused:
        status = _run(arguments)
    if refused:
        tell(f"lienthong: standard output: {refused[0]}{kept()}")
    return status or (_ENVIRONMENT_FAILED if refused else 0)


def _run(arguments: Sequence[str] | None) -> int:
    try:
        _command(sys.argv[1:] if arguments is None else list(arguments))
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(bool(end.code))
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    return 0


def _command(arguments: list[str]) -> None:
    """One command, its help or what is wrong with its options, in the language asked for."""
    import typer

    from simulator.cli.app import app
    from simulator.cli.language import offer_language
    from simulator.cli.spoken import speaking, unknown_language
    from simulator.report.printing import tell

    if wrong := unknown_language(arguments):
        tell(f"lienthong: {wrong}")
        raise SystemExit(_BAD_USAGE)
    command = typer.main.get_command(app)
    offer_language(command)
    with speaking(arguments) as language:
        if language == "en":
            command(args=arguments, prog_name="lienthong")
            return
        from simulator.cli.vietnamese import vietnamese

        with vietnamese(command):
            command(args=arguments, prog_name="lienthong")


def shadowed() -> str | None:
    """The sentence that says which of our packages another distribution hides, if any does."""
    for name in _OURS:
        try:
            found = importlib.import_module(name)
        except ImportError as error:
            return f"the package {name!r} of lienthong cannot be imported: {error}"
        if getattr(found, "__distribution__", None) != "lienthong":
            place = getattr(found, "__file__", None) or "another place"
            return (
                f"the package {name!r} comes from {place}, which is not lienthong; "
                "remove the other distribution or use an environment of its own"
            )
    return None


def _terminate(number: int, _frame: FrameType | None) -> None:
    """Being asked to end is Ctrl-C with another exit status."""
    from simulator.cli.failures import Terminated

    raise Terminated(number)
