"""Options that several commands have, and what they mean."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Format(StrEnum):
    """How results are printed."""

    text = "text"
    json = "json"


class FindingsFormat(StrEnum):
    """How findings are printed."""

    text = "text"
    json = "json"
    github = "github"


class Expected(StrEnum):
    """The verdict that a load test should have; `fail` for software that is known to be broken."""

    passes = "pass"
    fails = "fail"
    invalid = "invalid"
    error = "error"


class Roles(StrEnum):
    """What an agency's software does on the bus."""

    provider = "provider"
    requester = "requester"
    syncer = "syncer"
    subscriber = "subscriber"


class Language(StrEnum):
    """The language of what is printed."""

    en = "en"
    vi = "vi"


class Carried(StrEnum):
    """What carries a run's messages."""

    memory = "memory"
    kafka = "kafka"
    confluent = "confluent"


SCENARIO = (
    "A scenario file, a shipped one by name (tiny, demo, baseline-2023), or - for standard input; "
    "levers after colons."
)
Scenario = Annotated[str, typer.Argument(metavar="SCENARIO", help=SCENARIO, show_default=False)]
Seed = Annotated[int | None, typer.Option(min=0, help="Another seed than the scenario's.")]
Scale = Annotated[
    float | None,
    typer.Option(
        metavar="SHARE", help="Another share of the units than the scenario's: 0.01 is quick."
    ),
]
Sets = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="Change one value; may be repeated."),
]
Printed = Annotated[Format, typer.Option("--format", help="How the result is printed.")]
Lang = Annotated[
    Language, typer.Option("--lang", envvar="LIENTHONG_LANG", help="Language of what is printed.")
]
Rows = Annotated[
    list[str] | None,
    typer.Option(
        metavar="LIST",
        help="Tables of all dossiers to keep, of parquet, csv, excel, none; else parquet,csv.",
        show_default=False,
    ),
]
Out = Annotated[Path, typer.Option(help="Where the run folder goes.")]
RUNS = Path("runs")
Bootstrap = Annotated[
    str | None,
    typer.Option(metavar="HOST:PORT", help="The broker; else LIENTHONG_BOOTSTRAP says it."),
]
DEPLOYMENT = "lienthong"
"""The prefix of a deployment that has not been given another."""
Prefix = Annotated[
    str, typer.Option(metavar="WORD", help="What the topics' names begin with: a deployment's.")
]
MetricsPort = Annotated[
    int | None,
    typer.Option(min=0, max=65535, help="Serve metrics to Prometheus there, such as 9464."),
]
MetricsHost = Annotated[
    str, typer.Option(metavar="ADDRESS", help="Of this machine, to serve them at: they are open.")
]
LOOPBACK = "127.0.0.1"
GiveUp = Annotated[
    float, typer.Option(min=1, metavar="SECONDS", help="How long the broker may be gone.")
]
