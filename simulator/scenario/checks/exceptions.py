"""Exceptions of publication and changed requests: what they name is there, and is reached.

A name that nothing has is an error. An exception of which every name is known, but which no
procedure that takes part fits, changes nothing: a warning.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from simulator.scenario.checks.routes import ROLES
from simulator.scenario.findings import Finding
from simulator.scenario.registry import check, check_sound
from simulator.scenario.request_changes import fits, requests_of
from simulator.scenario.suggest import did_you_mean, listed
from simulator.scenario.world import MINISTRIES, World, select, steps_of

_PUBLICATION = ("publication", "exceptions")
_REQUESTS = ("sharing", "requests")


@check
def names_of_exceptions(world: World) -> Iterator[Finding]:
    """The ministries, groups and procedures of an exception are in the catalogues."""
    entries = world.procedures.entries
    groups = {node.child("group").text or "" for node in entries.values()}
    for section, part, known, kind in (
        (_PUBLICATION, "ministries", _ministries(world), "ministry"),
        (_PUBLICATION, "groups", groups, "group of procedures"),
        (_PUBLICATION, "procedures", entries, "procedure"),
        (_REQUESTS, "procedures", entries, "procedure"),
        (_REQUESTS, "between", world.agencies.entries, "agency"),
        (_REQUESTS, "to", {*world.agencies.entries, *ROLES}, "agency"),
        (_REQUESTS, "requests", _requests(world), "request"),
    ):
        yield from _unknown(world, (*section, "*", part, "*"), known, kind)


@check
def requests_by_their_id(world: World) -> Iterator[Finding]:
    """A change that says no more than its `id` means the request of that name."""
    known = _requests(world)
    for path, node in select(world.root, *_REQUESTS, "*"):
        if not node.mapping.keys() & {"requests", "to", "between"}:
            yield from _unknown(world, (*_REQUESTS, "*", "id"), known, "request", only=path)


@check_sound
def idle_exceptions(world: World) -> Iterator[Finding]:
    """An exception or a changed request that nothing fits changes nothing: a warning."""
    if world.typed is None:
        return
    scenario, procedures = world.typed.scenario, world.typed.procedures
    for number, exception in enumerate(scenario.publication.exceptions):
        if not any(exception.fits(procedure) for procedure in procedures):
            found = f"no procedure that takes part fits {exception.id!r}, so it changes nothing"
            yield _idle(world, (*_PUBLICATION, number), found)
    for number, change in enumerate(scenario.sharing.requests):
        if not any(fits(change, p, step) for p in procedures for step in requests_of(p)):
            found = f"no request of those who take part fits {change.id!r}, so it changes nothing"
            yield _idle(world, (*_REQUESTS, number), found)


def _idle(world: World, path: tuple[str | int, ...], found: str) -> Finding:
    expected = "name others, or leave it away"
    return world.finding(path, found, expected, "idle-exception", severity="warning")


def _unknown(
    world: World,
    pattern: tuple[str, ...],
    known: Collection[str],
    kind: str,
    only: tuple[str | int, ...] = (),
) -> Iterator[Finding]:
    """A finding for each name along a pattern that is none of those known."""
    if not known:
        return  # the catalogue cannot be read; that is said already
    for path, node in select(world.root, *pattern):
        if node.text is None or node.text in known or path[: len(only)] != only:
            continue
        guess = did_you_mean(node.text, known) or f", such as {listed(sorted(known), 4)}"
        expected = f"write one that it has{guess}"
        yield world.finding(
            path,
            f"the catalogue has no {kind} {node.text!r}",
            expected,
            f"unknown-{kind.split()[0]}",
        )


def _ministries(world: World) -> dict[str, str]:
    entries = world.agencies.entries
    return {name: name for name, node in entries.items() if node.child("kind").text in MINISTRIES}


def _requests(world: World) -> set[str]:
    """The names of all requests of the catalogue's routes."""
    steps = (
        step
        for name, procedure in world.procedures.entries.items()
        for _, step in steps_of((name,), procedure)
    )
    return {text for step in steps if (text := step.child("request").text) is not None}
