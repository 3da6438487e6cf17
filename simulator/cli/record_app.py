"""The command `lienthong record SCENARIO`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulator.cli.failures import guarded
from simulator.cli.options import (
    DEPLOYMENT,
    RUNS,
    Bootstrap,
    FindingsFormat,
    Prefix,
    Roles,
    Scenario,
    Sets,
)

DEADLINE = (
    "How long its software may take to reply, in real time; else as long as the scenario's "
    "platform waits. Letters have no deadline: people answer them."
)
LASTS = "End after so long; else Ctrl-C or SIGTERM ends it. Then it drains for the deadline."


@guarded
def record(
    scenario: Scenario,
    agency: Annotated[
        str, typer.Option(metavar="AGENCY", help="Whose software it is, such as G01.")
    ],
    prefix: Prefix = DEPLOYMENT,
    role: Annotated[Roles, typer.Option(help="What it does on the bus.")] = Roles.provider,
    deadline: Annotated[
        str | None, typer.Option(metavar="TIME", help=DEADLINE, show_default=False)
    ] = None,
    lasts: Annotated[
        str | None, typer.Option("--for", metavar="TIME", help=LASTS, show_default=False)
    ] = None,
    sets: Sets = None,
    bootstrap: Bootstrap = None,
    junit: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a JUnit report there, too.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Where the recording's folder goes.")] = RUNS,
    printed: Annotated[
        FindingsFormat, typer.Option("--format", help="How the verdict is printed.")
    ] = FindingsFormat.text,
) -> None:
    """Look on while an agency's software takes part in a live run, and judge it as a load test.

    Nothing is sent. What was asked before it began, or while it drains, is not judged. A second
    Ctrl-C ends it at once; the history stays, without a verdict.
    """
    from simulator.cli.choice import Choice
    from simulator.cli.record import Wanted, run_record

    choice = Choice(scenario, tuple(sets or ()))
    wanted = Wanted(prefix, agency, role.value, deadline, lasts, bootstrap, junit, out)
    run_record(choice, wanted, printed.value)


def record_command(app: typer.Typer) -> None:
    """Add this command to the program's."""
    app.command(epilog="Example: `lienthong record demo --prefix live --agency G01-CSDLDC`")(record)
