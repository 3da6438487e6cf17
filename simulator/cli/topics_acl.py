"""`lienthong topics acl`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from simulator.cli.choice import Choice
from simulator.cli.terminal import print_json
from simulator.hosting.hosting import hosted
from simulator.report.printing import say
from simulator.scenario.resolved import ResolvedScenario
from simulator.scenario.suggest import did_you_mean
from topics.connection import Connection
from topics.errors import CheckFailed, InputError
from topics.kafka.acl import AclPlan
from topics.kafka.acl_admin import apply, plan
from topics.kafka.grants import Host, users_of, wanted_acls
from topics.kafka.users import make_users


def list_acls(scenario: str, prefix: str, printed: str, hosts: Sequence[str] = ()) -> None:
    """Print the access rules of a scenario's agencies, of these hosts, and of those around.

    No broker is asked.
    """
    resolved = Choice(scenario).load()
    rules = wanted_acls(prefix, _agencies(resolved), _hosts(resolved, hosts))
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
    hosts: Sequence[str] = (),
) -> None:
    """Show what a broker's rules lack and, if told to, create it; with `users`, first the users.

    `users` is the folder for their properties files. With `remove` the rules about the prefix that
    are beyond the catalogue go. That somebody may still do more than the catalogue says is a failed
    check.
    """
    resolved = Choice(scenario).load()
    agencies, hosting = _agencies(resolved), _hosts(resolved, hosts)
    connection = Connection.from_environment(bootstrap)
    planned = plan(connection, prefix, agencies, hosting)
    say(planned.text())
    if do_it:
        if users is not None:
            say(make_users(connection, users_of(agencies, hosting), users).text(users))
        apply(connection, planned, remove=remove)
        say("done")
    elif not planned.is_done or users is not None:
        say("nothing was changed; say --yes to do it")
    _must_hold(planned, removed=do_it and remove)


def _agencies(resolved: ResolvedScenario) -> list[str]:
    return sorted(agency.id for agency in resolved.agencies)


def _hosts(resolved: ResolvedScenario, words: Sequence[str]) -> list[Host]:
    """Of ``NAME=AGENCY,AGENCY``, each with what it owns, or ``NAME`` for one that hosts all."""
    known, made = _agencies(resolved), []
    for word in words:
        name, _, named = word.partition("=")
        agencies = [each for each in named.split(",") if each]
        for agency in agencies:
            if agency not in known:
                hint = did_you_mean(agency, known)
                raise InputError(f"--host {word}: {agency} is no agency of this scenario{hint}")
        made.append(Host(name, tuple(hosted(resolved, agencies, frozenset()))))
    return made


def _must_hold(planned: AclPlan, *, removed: bool) -> None:
    extra, wider = () if removed else planned.of("extra"), planned.of("wider")
    if extra or wider:
        raise CheckFailed(
            f"{planned.prefix}: {len(extra)} rules beyond the catalogue stay (--remove deletes "
            f"them), and {len(wider)} that reach further, which are yours to judge"
        )
