"""`lienthong topics acl`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from simulator.cli.choice import Choice
from simulator.cli.terminal import print_json
from topics.connection import Connection
from topics.errors import CheckFailed
from topics.kafka.acl import AclPlan, users_of, wanted_acls
from topics.kafka.acl_admin import apply, plan
from topics.kafka.users import make_users


def list_acls(choice: Choice, prefix: str, printed: str) -> None:
    """Print the access rules of a scenario's agencies and the relay; no broker is asked."""
    rules = wanted_acls(prefix, _agencies(choice))
    if printed == "json":
        print_json({"prefix": prefix, "rules": [asdict(rule) for rule in rules]})
    else:
        print("\n".join(map(str, rules)))


def apply_acls(
    choice: Choice,
    prefix: str,
    bootstrap: str | None = None,
    *,
    users: Path | None = None,
    remove: bool = False,
    dry_run: bool = False,
) -> None:
    """Show what the broker's rules lack, then create it; with `users`, first make the users.

    `users` is the folder for their properties files. With `remove` the rules about the prefix that
    are beyond the catalogue go. With `dry_run` nothing is done. Raise `CheckFailed` when afterwards
    somebody may still do more than the catalogue says.
    """
    agencies = _agencies(choice)
    connection = Connection.from_environment(bootstrap)
    planned = plan(connection, prefix, agencies)
    print(planned.text())
    if dry_run:
        return
    if users is not None:
        print(make_users(connection, users_of(agencies), users).text(users))
    apply(connection, planned, remove=remove)
    _must_hold(planned, removed=remove)


def _agencies(choice: Choice) -> list[str]:
    return sorted(agency.id for agency in choice.load().agencies)


def _must_hold(planned: AclPlan, *, removed: bool) -> None:
    extra, wider = () if removed else planned.of("extra"), planned.of("wider")
    if extra or wider:
        raise CheckFailed(
            f"{planned.prefix}: {len(extra)} rules beyond the catalogue stay (--remove deletes "
            f"them), and {len(wider)} that reach further, which are yours to judge"
        )
