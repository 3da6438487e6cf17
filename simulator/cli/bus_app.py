"""The commands about the bus: a broker, its topics, the relay, checks of what happened there."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulator.cli.acl_app import rules
from simulator.cli.failures import guarded
from simulator.cli.options import (
    DEPLOYMENT,
    LOOPBACK,
    Bootstrap,
    Expected,
    FindingsFormat,
    Format,
    GiveUp,
    MetricsHost,
    MetricsPort,
    Prefix,
    Printed,
    Scenario,
    Seed,
    Sets,
)

broker = typer.Typer(no_args_is_help=True, help="A real Kafka broker on this machine.")
Folder = Annotated[
    Path | None,
    typer.Option("--folder", help="Where its data is; if you do not say, below your cache folder."),
]


@broker.command("start", epilog='Example: `eval "$(lienthong broker start --port 0)"`')
@guarded
def broker_start(
    folder: Folder = None,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="On loopback; 0 takes one that is free.")
    ] = 9092,
    heap: Annotated[int, typer.Option("--heap", min=64, metavar="MB", help="Java's memory.")] = 256,
    sasl: Annotated[
        bool, typer.Option("--sasl", help="Clients log in (SCRAM), and need ACLs except admin.")
    ] = False,
) -> None:
    """Start one and wait until it answers; prints what to put into the environment."""
    from simulator.cli.broker import start_broker

    start_broker(folder, port, heap, sasl=sasl)


@broker.command("stop", epilog="Example: `lienthong broker stop`")
@guarded
def broker_stop(folder: Folder = None) -> None:
    """Stop it; its data stays until you delete the folder."""
    from simulator.cli.broker import stop_broker

    stop_broker(folder)


@broker.command("status", epilog="Example: `lienthong broker status`")
@guarded
def broker_status(folder: Folder = None) -> None:
    """Say how it is: exit status 0 running, 1 stopped, 3 crashed or silent."""
    from simulator.cli.broker import print_status

    print_status(folder)


topics = typer.Typer(no_args_is_help=True, help="The topics of the bus, and their contracts.")
Role = Annotated[
    str | None,
    typer.Option("--role", help="provider, requester, syncer or subscriber; all if unsaid."),
]


@topics.command("list", epilog="Example: `lienthong topics list --prefix lienthong`")
@guarded
def topics_list(
    prefix: Annotated[
        str | None,
        typer.Option(metavar="WORD", help="Those on the broker that begin with it, with records."),
    ] = None,
    bootstrap: Bootstrap = None,
    printed: Printed = Format.text,
) -> None:
    """Show the catalogue of topics; with a prefix, what a broker has of it."""
    from simulator.cli.topics import list_topics

    list_topics(prefix, bootstrap, printed.value)


@topics.command("apply", epilog="Example: `lienthong topics apply demo --prefix lienthong --yes`")
@guarded
def topics_apply(
    scenario: Scenario,
    prefix: Prefix = DEPLOYMENT,
    yes: Annotated[bool, typer.Option("--yes", help="Do it; else only show the plan.")] = False,
    keep: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="How long messages are kept, not the audit; for ever."),
    ] = None,
    bootstrap: Bootstrap = None,
) -> None:
    """Make a broker's topics what the agencies of a scenario need; nothing is deleted or shrunk."""
    from simulator.cli.topics import apply_topics

    apply_topics(scenario, prefix, bootstrap, keep, do_it=yes)


@topics.command("remove", epilog="Example: `lienthong topics remove run-1a2b3c4d-r0 --yes`")
@guarded
def topics_remove(
    prefix: Annotated[str, typer.Argument(metavar="PREFIX", help="Of a run or a deployment.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do it; otherwise only list them.")] = False,
    bootstrap: Bootstrap = None,
) -> None:
    """Remove every topic with this prefix, and the records in it."""
    from simulator.cli.topics import remove_topics

    remove_topics(prefix, bootstrap, do_it=yes)


@topics.command("asyncapi", epilog="Example: `lienthong topics asyncapi --role provider`")
@guarded
def topics_asyncapi(
    role: Role = None,
    prefix: Annotated[
        str | None, typer.Option(metavar="WORD", help="Write it into the addresses.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="A folder for the documents, and the schemas of all.")
    ] = None,
) -> None:
    """Print what the author of a connector needs: AsyncAPI 3.0, a document for each role."""
    from simulator.cli.topics_asyncapi import write_asyncapi

    write_asyncapi(role, prefix, out)


topics.add_typer(rules, name="acl")


dead = typer.Typer(no_args_is_help=True, help="Dead letters: what could not be passed on, and why.")
topics.add_typer(dead, name="dlt")


@dead.command("list", epilog="Example: `lienthong topics dlt list --prefix lienthong`")
@guarded
def dlt_list(
    prefix: Prefix = DEPLOYMENT, bootstrap: Bootstrap = None, printed: Printed = Format.text
) -> None:
    """List dead letters: where they were, key, error, attempt, what happened."""
    from simulator.cli.dead_letters import list_dead_letters

    list_dead_letters(prefix, bootstrap, printed.value)


@dead.command("replay", epilog="Example: `lienthong topics dlt replay --error bus.transport.lost`")
@guarded
def dlt_replay(
    prefix: Prefix = DEPLOYMENT,
    error: Annotated[
        str | None, typer.Option(metavar="CODE", help="Only those; culprit.class.reason.")
    ] = None,
    most_attempts: Annotated[
        int, typer.Option(min=1, metavar="N", help="Leave those that were tried so often.")
    ] = 5,
    bootstrap: Bootstrap = None,
) -> None:
    """Write dead letters to their topics again, each once, with one more attempt."""
    from simulator.cli.dead_letters import replay_dead_letters

    replay_dead_letters(prefix, error, bootstrap, most_attempts)


@guarded
def relay(
    scenario: Scenario,
    prefix: Prefix = DEPLOYMENT,
    faults: Annotated[
        list[str] | None,
        typer.Option("--fault", metavar="RULE", help="A fault rule; may be repeated."),
    ] = None,
    seed: Seed = None,
    sets: Sets = None,
    give_up: GiveUp = 60.0,
    grace: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="How long after its deadline a request waits; 1 h."),
    ] = None,
    remember: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="How long an ended request is known, in memory; 7 d."),
    ] = None,
    most_open: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Requests that an agency may have open; 50,000."),
    ] = None,
    most_kept: Annotated[
        str | None,
        typer.Option(metavar="SIZE", help="What is remembered for an agency at most; 64MiB."),
    ] = None,
    most_rate: Annotated[
        int | None,
        typer.Option(
            min=0,
            metavar="N",
            help="Records of an agency that are read in a second, 0: all; 1,000, with --live 0.",
        ),
    ] = None,
    bootstrap: Bootstrap = None,
    live: Annotated[
        bool,
        typer.Option("--live", help="By the clock of `live --host`, not the wall; wait for it."),
    ] = False,
    metrics_port: MetricsPort = None,
    metrics_host: MetricsHost = LOOPBACK,
) -> None:
    """Be the data-sharing platform: check, pass on, dead-letter and audit until SIGTERM."""
    from simulator.cli.choice import Choice
    from simulator.cli.relay import policy_of, run_relay

    choice = Choice(scenario, tuple(sets or ()), seed)
    most_rate = 0 if live and most_rate is None else most_rate  # its seconds may be simulated days
    policy = policy_of(grace, remember, most_open, most_kept, most_rate)
    run_relay(
        choice, prefix, bootstrap, tuple(faults or ()), give_up_s=give_up, live=live,
        policy=policy, metrics_port=metrics_port, metrics_host=metrics_host,
    )  # fmt: skip


@guarded
def check(
    history: Annotated[
        Path, typer.Argument(metavar="HISTORY", help="Of a run or of a load test: history.jsonl.")
    ],
    audit: Annotated[bool, typer.Option("--audit", help="Verify the chain of the audit.")] = False,
    head: Annotated[
        str | None,
        typer.Option(metavar="COUNT:HASH", help="Where the chain should end, if you know it."),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="CHECKER", help="Of a load test; may be repeated."),
    ] = None,
    expect: Annotated[
        Expected | None, typer.Option(help="Exit status 0 for just this verdict on a load test.")
    ] = None,
    junit: Annotated[
        Path | None, typer.Option("--junit", metavar="FILE", help="Of a load test: JUnit XML.")
    ] = None,
    printed: Annotated[
        FindingsFormat, typer.Option("--format", help="How findings are printed.")
    ] = FindingsFormat.text,
) -> None:
    """Judge a history; exit status 1 when something in it does not hold."""
    from simulator.cli.check import check_history, check_load_test, is_load_test

    if not audit and is_load_test(history):
        expected = None if expect is None else expect.value
        check_load_test(history, tuple(only or ()), printed.value, expected, junit)
    else:
        check_history(history, head, printed.value, audit=audit)


def bus_commands(app: typer.Typer) -> None:
    """Add these commands to the program's."""
    app.add_typer(broker, name="broker")
    app.add_typer(topics, name="topics")
    app.command(epilog="Example: `lienthong relay demo --prefix lienthong`")(relay)
    app.command(epilog="Example: `lienthong check runs/tiny-1a2b3c4d/history.jsonl --audit`")(check)
