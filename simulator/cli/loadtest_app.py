"""The command `lienthong loadtest PLAN`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulator.cli.failures import guarded
from simulator.cli.options import Bootstrap, FindingsFormat

PLAN = "A plan's file, or a shipped one by name (smoke, provider-faults, find-capacity)."
COMMAND = "Starts the connector, instead of the plan's command; after --."


@guarded
def loadtest(
    plan: Annotated[str, typer.Argument(metavar="PLAN", help=PLAN, show_default=False)],
    command: Annotated[
        list[str] | None,
        typer.Argument(metavar="[-- COMMAND...]", help=COMMAND, show_default=False),
    ] = None,
    bootstrap: Bootstrap = None,
    workers: Annotated[
        int, typer.Option(min=1, help="Processes that send; what they send is the same for any.")
    ] = 1,
    seed: Annotated[int | None, typer.Option(min=0, help="Another seed than the plan's.")] = None,
    junit: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a JUnit report there, too.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Where the test's folder goes.")] = Path("runs"),
    client: Annotated[
        str, typer.Option(help="What sends: python, or confluent (an extra), which is faster.")
    ] = "python",
    metrics_port: Annotated[
        int | None,
        typer.Option(min=0, max=65_535, help="Serve Prometheus metrics there, on loopback."),
    ] = None,
    printed: Annotated[
        FindingsFormat, typer.Option("--format", help="How the verdict is printed.")
    ] = FindingsFormat.text,
) -> None:
    """Test an agency's connector under load and faults, and say whether it may go on the bus."""
    from simulator.cli.loadtest import LoadTest, run_loadtest

    chosen = LoadTest(
        plan, tuple(command or ()), bootstrap, workers, seed, junit, out, client, metrics_port
    )
    run_loadtest(chosen, printed.value)


def loadtest_command(app: typer.Typer) -> None:
    """Add this command to the program's."""
    app.command(epilog="Example: `lienthong loadtest smoke -- node answerer.mjs`")(loadtest)
