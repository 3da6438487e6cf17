"""The commands and their options. Bodies are imported when a command runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulator.cli.bus_app import bus_commands
from simulator.cli.failures import guarded
from simulator.cli.live_app import live_commands
from simulator.cli.loadtest_app import loadtest_command
from simulator.cli.metrics_app import metrics_commands
from simulator.cli.options import (
    RUNS,
    SCENARIO,
    Bootstrap,
    Carried,
    FindingsFormat,
    Format,
    GiveUp,
    Lang,
    Language,
    Out,
    Printed,
    Rows,
    Scale,
    Scenario,
    Seed,
    Sets,
)
from simulator.cli.record_app import record_command
from simulator.cli.twin_app import twin_command
from simulator.report.printing import say

app = typer.Typer(
    name="lienthong",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help="Try remedies to slow administrative procedures on a simulated network of agencies.",
    epilog="Begin with: `lienthong compare demo faster-publication better-sharing`",
)


def _version(wanted: bool) -> None:
    if wanted:
        from simulator.cli.version import version

        say(version())
        raise typer.Exit


@app.callback()
def _lienthong(
    _: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help="Print the version, and end."
        ),
    ] = False,
) -> None:
    pass


FILES = "Scenario files, overlays, catalogues or calendars; or shipped scenarios by name."
NEW_NAME = (
    "The scenario's name, of small letters, digits, - and _; a file of it is not overwritten."
)
STRICT = "Warnings are errors, except that figures are unverified."
Baseline = Annotated[str, typer.Argument(metavar="BASELINE", help=SCENARIO, show_default=False)]
Replications = Annotated[
    int | None,
    typer.Option(min=1, help="How many replications; the scenario says if you do not."),
]
Precision = Annotated[
    str | None,
    typer.Option(
        metavar="SHARE",
        help="Run until intervals are within this share of the mean (the baseline's): 5%.",
    ),
]
Workers = Annotated[int, typer.Option(min=1, help="Processes; the result is the same for any.")]
Levers = Annotated[
    list[str] | None,
    typer.Option("--lever", metavar="NAME", help="Apply one of its levers; may be repeated."),
]
OpenMetrics = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Metrics of the first replication, at simulated midnights, as OpenMetrics text.",
    ),
]
ArmLevers = Annotated[
    list[str] | None,
    typer.Option(
        "--lever", metavar="NAME", help="Another arm: the baseline with this lever; A+B for two."
    ),
]


@app.command(epilog="Example: `lienthong new my-province --province H49`")
@guarded
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help=NEW_NAME, show_default=False)],
    province: Annotated[
        str, typer.Option(metavar="CODE", help="Its national code; `agencies-2023` lists them.")
    ] = "H49",
    lang: Lang = Language.en,
) -> None:
    """Write a commented scenario of one province to begin with: NAME.yaml, in this folder."""
    from simulator.cli.new import new_scenario

    new_scenario(name, province, lang.value)


@app.command(epilog="Example: `lienthong run demo --replications 20 --workers 4`")
@guarded
def run(
    scenario: Scenario,
    replications: Replications = None,
    precision: Precision = None,
    workers: Workers = 1,
    seed: Seed = None,
    scale: Scale = None,
    sets: Sets = None,
    levers: Levers = None,
    out: Out = RUNS,
    bus: Annotated[
        Carried, typer.Option(help="What carries the messages; the result is the same for any.")
    ] = Carried.memory,
    bootstrap: Bootstrap = None,
    give_up: GiveUp = 60.0,
    history: Annotated[
        bool, typer.Option("--history", help="Keep every message, too: history.jsonl.")
    ] = False,
    openmetrics: OpenMetrics = None,
    rows: Rows = None,
    printed: Printed = Format.text,
    lang: Lang = Language.en,
) -> None:
    """Simulate one scenario: how long dossiers take, and where the time goes."""
    from simulator.cli.choice import Choice
    from simulator.cli.how_many import how_many
    from simulator.cli.run import options_of, run_scenario, with_series
    from simulator.ledger.kept import kept_of

    choice = Choice(scenario, tuple(sets or ()), seed, tuple(levers or ()), scale)
    options = options_of(bus.value, bootstrap, give_up, history=history)
    options = with_series(options, openmetrics)
    count = how_many(replications, precision)
    kept = kept_of(rows or ())
    run_scenario(choice, count, workers, out, options, kept, printed.value, lang.value)


@app.command(
    epilog="Example: `lienthong compare demo faster-publication better-sharing --precision 5%`"
)
@guarded
def compare(
    baseline: Baseline,
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SCENARIO...",
            help="Scenarios or overlays to set beside it.",
            show_default=False,
        ),
    ] = None,
    replications: Replications = None,
    precision: Precision = None,
    workers: Workers = 1,
    seed: Seed = None,
    scale: Scale = None,
    sets: Sets = None,
    levers: ArmLevers = None,
    out: Out = RUNS,
    rows: Rows = None,
    printed: Printed = Format.text,
    lang: Lang = Language.en,
) -> None:
    """Say what one or more changes save, of the same dossiers, and how sure that is."""
    from simulator.cli.choice import Choice
    from simulator.cli.compare import compare_scenarios
    from simulator.cli.how_many import how_many
    from simulator.ledger.kept import kept_of

    compare_scenarios(
        Choice(baseline, tuple(sets or ()), seed, scale=scale),
        tuple(scenarios or ()),
        tuple(levers or ()),
        how_many(replications, precision),
        workers,
        out,
        kept_of(rows or ()),
        printed.value,
        lang.value,
    )


@app.command(epilog="Example: `lienthong explain runs/demo-1a2b3c4d 000.00.00.H26-230705-0001`")
@guarded
def explain(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="A run folder or its manifest.")],
    dossier: Annotated[str, typer.Argument(metavar="DOSSIER", help="The dossier's code.")],
    replication: Annotated[
        int | None, typer.Option(min=0, help="Which replication; the first that has it if unsaid.")
    ] = None,
    printed: Printed = Format.text,
    lang: Lang = Language.en,
) -> None:
    """Tell one dossier's story: where it was, why, and for how long."""
    from simulator.cli.explain import explain_dossier

    explain_dossier(run, dossier, replication, printed.value, lang.value)


@app.command(epilog="Example: `lienthong rerun runs/demo-1a2b3c4d/manifest.json --workers 4`")
@guarded
def rerun(
    manifest: Annotated[
        Path, typer.Argument(metavar="MANIFEST", help="A run's manifest, or its folder.")
    ],
    workers: Workers = 1,
    printed: Printed = Format.text,
    lang: Lang = Language.en,
) -> None:
    """Make a run again from its manifest; exit status 1 unless the digest is the same."""
    from simulator.cli.rerun import rerun_manifest

    rerun_manifest(manifest, workers, printed.value, lang.value)


@app.command(epilog="Example: `lienthong validate my-scenario.yaml --strict --format github`")
@guarded
def validate(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help=FILES, show_default=False)],
    strict: Annotated[bool, typer.Option("--strict", help=STRICT)] = False,
    scale: Scale = None,
    printed: Annotated[
        FindingsFormat, typer.Option("--format", help="How findings are printed.")
    ] = FindingsFormat.text,
    lang: Lang = Language.en,
) -> None:
    """Check files: every mistake at once, each with its place and what would be right."""
    from simulator.cli.validate import validate_files

    validate_files(
        tuple(files), strict=strict, scale=scale, printed=printed.value, language=lang.value
    )


bus_commands(app)
live_commands(app)
loadtest_command(app)
record_command(app)
twin_command(app)
metrics_commands(app)
