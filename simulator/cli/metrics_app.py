"""The commands of metrics, and their options."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from simulator.cli.failures import guarded
from simulator.cli.options import Lang, Language


class Every(StrEnum):
    """How often series are sampled, in simulated time."""

    day = "day"
    hour = "hour"


def metrics_commands(app: typer.Typer) -> None:
    """Add them to the application."""
    app.command(epilog="Example: `lienthong backfill runs/demo-1a2b3c4d --tsdb prometheus-data`")(
        backfill
    )


@guarded
def backfill(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="A run folder or its manifest.")],
    tsdb: Annotated[
        Path, typer.Option(metavar="DIR", help="Where the blocks go: a Prometheus's data.")
    ],
    replication: Annotated[int, typer.Option(min=0, help="Which replication.")] = 0,
    every: Annotated[
        Every, typer.Option(help="A sample of each series at each simulated midnight, or hour.")
    ] = Every.day,
    lang: Lang = Language.en,
) -> None:
    """Make Prometheus blocks of a run's metrics, to browse them at their simulated dates."""
    from simulator.cli.backfill import backfill_run

    backfill_run(run, tsdb, replication, every.value, lang.value)
