"""The command `lienthong twin ROLE`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulator.cli.failures import guarded
from simulator.cli.options import Bootstrap, GiveUp, Roles

WORK = "What one that speaks first is to do: a JSON object a line."
ROLE = "What it does on the bus."


@guarded
def twin(
    role: Annotated[Roles, typer.Argument(metavar="ROLE", help=ROLE, show_default=False)],
    agency: Annotated[
        str, typer.Option(metavar="AGENCY", envvar="LIENTHONG_AGENCY", help="Whom it stands for.")
    ],
    prefix: Annotated[
        str, typer.Option(metavar="WORD", envvar="LIENTHONG_PREFIX", help="Of its topics.")
    ],
    work: Annotated[
        Path | None, typer.Option(metavar="FILE", envvar="LIENTHONG_WORK", help=WORK)
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of the people whose data it gives out.")] = 0,
    give_up: GiveUp = 60.0,
    bootstrap: Bootstrap = None,
) -> None:
    """Be an agency's connector until SIGTERM: the reference for software of its role.

    A load test tells it what it needs by its environment.
    """
    from simulator.cli.twin import run_twin
    from simulator.loadtest.twins.base import Brief

    run_twin(role.value, Brief(prefix, agency, work, seed), bootstrap, give_up)


def twin_command(app: typer.Typer) -> None:
    """Add this command to the program's."""
    app.command(epilog="Example: `lienthong loadtest smoke -- lienthong twin provider`")(twin)
