"""The commands about who may do what on a broker."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulator.cli.failures import guarded
from simulator.cli.options import DEPLOYMENT, Bootstrap, Format, Prefix, Printed, Scenario

rules = typer.Typer(no_args_is_help=True, help="Who may read and write which topics.")
Hosts = Annotated[
    list[str] | None,
    typer.Option(
        "--host", metavar="NAME=AGENCIES",
        help="A user for a process that hosts these; such as north=H03,H49. May be repeated.",
    ),
]  # fmt: skip


@rules.command("list", epilog="Example: `lienthong topics acl list demo --prefix lienthong`")
@guarded
def acl_list(
    scenario: Scenario, prefix: Prefix = DEPLOYMENT, hosts: Hosts = None,
    printed: Printed = Format.text,
) -> None:  # fmt: skip
    """Print the access rules of agencies, relay, hosts, observer and operator."""
    from simulator.cli.topics_acl import list_acls

    list_acls(scenario, prefix, printed.value, tuple(hosts or ()))


@rules.command("apply", epilog="Example: `lienthong topics acl apply demo --users logins --yes`")
@guarded
def acl_apply(
    scenario: Scenario,
    prefix: Prefix = DEPLOYMENT,
    yes: Annotated[bool, typer.Option("--yes", help="Do it; else only show the plan.")] = False,
    users: Annotated[
        Path | None,
        typer.Option(help="Make the users, too; a folder for a properties file of each."),
    ] = None,
    hosts: Hosts = None,
    remove: Annotated[
        bool, typer.Option("--remove", help="Remove rules that are beyond the catalogue.")
    ] = False,
    bootstrap: Bootstrap = None,
) -> None:
    """Make a broker's access rules those of the catalogue: a user for each who takes part."""
    from simulator.cli.topics_acl import apply_acls

    apply_acls(
        scenario, prefix, bootstrap, do_it=yes, users=users, remove=remove,
        hosts=tuple(hosts or ()),
    )  # fmt: skip
