"""The commands `lienthong live SCENARIO` and `lienthong live ctl …`.

Both begin with one word. `live` is a group that has `ctl`; anything else that follows the word is
for the command that begins a run. A scenario file of the name ctl can be given as ./ctl.
"""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from simulator.cli.failures import guarded
from simulator.cli.options import (
    LOOPBACK,
    RUNS,
    Bootstrap,
    Carried,
    Format,
    GiveUp,
    Lang,
    Language,
    MetricsHost,
    MetricsPort,
    Out,
    Printed,
    Scenario,
    Seed,
    Sets,
)

CTL, BEGIN = "ctl", "begin"


class LiveGroup(TyperGroup):
    """What does not begin with `ctl` is for the command that begins a run."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put that command's name first where it belongs."""
        return super().parse_args(ctx, args if args[:1] == [CTL] else [BEGIN, *args])


class _Unnamed(typer.Context):
    """Of a command that is called by its group's name."""

    @property
    def command_path(self) -> str:
        """As it is written on the command line."""
        return self.parent.command_path if self.parent is not None else BEGIN


class BeginCommand(TyperCommand):
    """The command that begins a run."""

    context_class = _Unnamed


live = typer.Typer(cls=LiveGroup, help="Run a scenario at a pace, watch it, and change it.")
ctl = typer.Typer(no_args_is_help=True, help="Look at a live run of yours, or change it.")
live.add_typer(ctl, name=CTL)

Port = Annotated[
    int | None,
    typer.Option(min=1, max=65535, help="Which live run; needed only if you have several."),
]
Levers = Annotated[
    list[str] | None,
    typer.Option("--lever", metavar="NAME", help="Pulled from the start; may be repeated."),
]
Speed = Annotated[
    str, typer.Option(help="Simulated seconds in a real second, or max; can be changed.")
]
Until = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="End at this local date or time; writes nothing then."),
]
SharedPrefix = Annotated[
    str | None, typer.Option(metavar="WORD", help="Of the topics that processes with --host share.")
]
Hosts = Annotated[
    list[str] | None,
    typer.Option(
        "--host",
        metavar="AGENCY",
        help="Only these act in this process, with what they own; the others elsewhere, joined "
        "by Kafka and the relay. May be repeated.",
    ),
]
Replaced = Annotated[
    list[str] | None,
    typer.Option(
        "--replace",
        metavar="AGENCY",
        help="Its twin is silent, and real software answers on its topics. May be repeated.",
    ),
]
History = Annotated[
    bool, typer.Option("--history", help="Keep every message and act, too: history.jsonl.")
]
ControlPort = Annotated[
    int, typer.Option(min=0, max=65535, help="On loopback, for ctl; 0 takes one that is free.")
]


@live.command(
    BEGIN,
    cls=BeginCommand,
    hidden=True,
    no_args_is_help=True,
    epilog="Example: `lienthong live demo --speed 3600`, and while it runs, in another terminal: "
    "`lienthong live ctl status`",
)
@guarded
def begin(
    scenario: Scenario,
    speed: Speed = "3600",
    until: Until = None,
    seed: Seed = None,
    sets: Sets = None,
    levers: Levers = None,
    out: Out = RUNS,
    bus: Annotated[Carried, typer.Option(help="What carries the messages.")] = Carried.memory,
    bootstrap: Bootstrap = None,
    give_up: GiveUp = 60.0,
    prefix: SharedPrefix = None,
    hosts: Hosts = None,
    replaced: Replaced = None,
    history: History = False,
    metrics_port: MetricsPort = None,
    metrics_host: MetricsHost = LOOPBACK,
    control_port: ControlPort = 0,
    printed: Printed = Format.text,
    lang: Lang = Language.en,
) -> None:
    """Run one replication of a scenario against the wall clock, watch it, and change it.

    Without a change of the model it comes to the digest of `lienthong run`. SIGTERM or Ctrl-C ends
    it in order; then nothing is written.
    """
    from simulator.cli.choice import Choice
    from simulator.cli.live import Wish, run_live
    from simulator.cli.run import options_of

    choice = Choice(scenario, tuple(sets or ()), seed, tuple(levers or ()))
    form, language = printed.value, lang.value
    wish = Wish(speed, until, control_port, metrics_port, out, form, language, metrics_host)
    if hosts or replaced:
        from simulator.cli.live_hosted import HostWish, run_hosted

        about = HostWish(bus.value, bootstrap, prefix, tuple(hosts or ()), tuple(replaced or ()))
        run_hosted(choice, wish, about, give_up)
    else:
        run_live(choice, wish, options_of(bus.value, bootstrap, give_up, history=history))


@ctl.command("status", epilog="Example: `lienthong live ctl status`")
@guarded
def ctl_status(port: Port = None, printed: Printed = Format.text) -> None:
    """Say how the run is: clock, speed, backlog, acts."""
    from simulator.cli.live_ctl import print_status

    print_status(port, printed.value)


@ctl.command("pause", epilog="Example: `lienthong live ctl pause`")
@guarded
def ctl_pause(port: Port = None) -> None:
    """Stop simulated time."""
    from simulator.cli.live_ctl import do

    do(port, "pause")


@ctl.command("resume", epilog="Example: `lienthong live ctl resume`")
@guarded
def ctl_resume(port: Port = None) -> None:
    """Let simulated time go on."""
    from simulator.cli.live_ctl import do

    do(port, "resume")


@ctl.command("speed", epilog="Example: `lienthong live ctl speed 86400`")
@guarded
def ctl_speed(
    speed: Annotated[str, typer.Argument(metavar="SPEED", help="As of `live --speed`.")],
    port: Port = None,
) -> None:
    """Change the pace; what the run was behind is forgiven."""
    from simulator.cli.live_ctl import do

    do(port, "speed", speed)


@ctl.command("fault", epilog="Example: `lienthong live ctl fault outage target=portal for=6h`")
@guarded
def ctl_fault(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="Of a fault; without, they are listed.")
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Argument(metavar="KEY=VALUE...", help="Its settings; for= says how long it lasts."),
    ] = None,
    port: Port = None,
) -> None:
    """Let something go wrong from now on, for a while of simulated time."""
    from simulator.cli.live_ctl import do, list_faults

    if name is None:
        list_faults(port)
    else:
        do(port, "fault", name, tuple(settings or ()))


@ctl.command("lever", epilog="Example: `lienthong live ctl lever better-sharing`")
@guarded
def ctl_lever(
    name: Annotated[
        str | None,
        typer.Argument(metavar="NAME", help="A lever or an overlay; without, they are listed."),
    ] = None,
    port: Port = None,
) -> None:
    """Pull a lever: what is decided from now on is decided by it.

    It is refused if it changes what was settled before the run began; the sentence says what.
    """
    from simulator.cli.live_ctl import do, list_levers

    if name is None:
        list_levers(port)
    else:
        do(port, "lever", name)


def live_commands(app: typer.Typer) -> None:
    """Add these commands to the program's."""
    app.add_typer(live, name="live")
