"""`lienthong topics acl`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from simulator.cli.choice import Choice
from simulator.cli.terminal import print_json
from simulator.printing import say
from topics.connection import Connection
from topics.errors import CheckFailed
from topics.kafka.acl import AclPlan, users_of, wanted_acls
from topics.kafka.acl_admin import apply, plan
from topics.kafka.users import make_users


def list_acls(scenario: str, prefix: str, printed: str) -> None:
    """Print the access rules of a scenario's agencies and the relay; no broker is asked."""
    rules = wanted_acls(prefix, _agencies(scenario))
    if printed == "json":
        print_json({"prefix": prefix, "rules": [asdict(rule) for rule in rules]})
    else:
        say("\n".join(map(str, rules)))


def apply_acls(
    scenario: str,
    prefix: str,
    bootstrap: str | None = None,
    *,
    do_it: bool,
    users: Path | None = None,
    remove: bool = False,
) -> None:
    """Show what a broker's rules lack and, if told to, create it; with `users`, first the users.

    `users` is the folder for their properties files. With `remove` the rules about the prefix that
    are beyond the catalogue go. That somebody may still do more than the catalogue says is a failed
    check.
    """
    agencies = _agencies(scenario)
    connection = Connection.from_environment(bootstrap)
    planned = plan(connection, prefix, agencies)
    say(planned.text())
    if do_it:
        if users is not None:
            say(make_users(connection, users_of(agencies), users).text(users))
        apply(connection, planned, remove=remove)
        say("done")
    elif not planned.is_done or users is not None:
        say("nothing was changed; say --yes to do it")
    _must_hold(planned, removed=do_it and remove)


def _agencies(scenario: str) -> list[str]:
    return sorted(agency.id for agency in Choice(scenario).load().agencies)


def _must_hold(planned: AclPlan, *, removed: bool) -> None:
    extra, wider = () if removed else planned.of("extra"), planned.of("wider")
    if extra or wider:
        raise CheckFailed(
            f"{planned.prefix}: {len(extra)} rules beyond the catalogue stay (--remove deletes "
            f"them), and {len(wider)} that reach further, which are yours to judge"
        )
