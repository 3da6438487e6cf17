"""Routes: every step is served by somebody."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.checks.taking_part import absent_agency
from simulator.scenario.findings import Finding
from simulator.scenario.nodes import Node, Path_
from simulator.scenario.registry import check
from simulator.scenario.request_changes import requests_of
from simulator.scenario.suggest import did_you_mean, listed
from simulator.scenario.world import World, steps_of

ROLES = ("owner", "other-province", "commune", "district")
ONE_STOP = "one_stop"
_UNITS = {"commune": "communes", "district": "districts"}


@check
def offices_for_levels(world: World) -> Iterator[Finding]:
    """The level of each procedure has offices in the scenario, and units in every province."""
    offices = world.root.child("offices").by_id()
    for identity, path, node in world.procedures.paths():
        level, where = node.child("level").text, (*path, "level")
        root = world.procedures.root
        if offices and level is not None and level not in offices:
            found = f"{identity} is worked at level {level}, which has no offices"
            expected = f"add offices of level {level}, or leave the procedure away"
            yield world.finding(where, found, expected, "no-office", root=root)
        yield from _units(world, where, level or "", f"{identity} is worked at level {level}")


@check
def one_stop_desks(world: World) -> Iterator[Finding]:
    """Every level has the desk that answers enquiries and scans paper."""
    for index, office in enumerate(world.root.child("offices").items):
        if office.child("desks").items and ONE_STOP not in office.child("desks").by_id():
            expected = f"add a desk {ONE_STOP}: enquiries and scanning go there"
            path = ("offices", index, "desks")
            yield world.finding(path, f"there is no desk {ONE_STOP!r}", expected, "no-one-stop")


@check
def desks(world: World) -> Iterator[Finding]:
    """Each desk step names a desk of its procedure's level."""
    offices = world.root.child("offices").by_id()
    for _, path, node in world.procedures.paths():
        office = offices.get(node.child("level").text or "")
        if office is None:
            continue
        known = office.child("desks").by_id()
        for where, step in steps_of(path, node):
            name = step.child("desk").text
            if name is not None and known and name not in known:
                found = f"level {office.child('id').text} has no desk {name!r}"
                expected = f"write one of {listed(known)}{did_you_mean(name, known)}"
                here, root = (*where, "desk"), world.procedures.root
                yield world.finding(here, found, expected, "unknown-desk", root=root)


@check
def request_targets(world: World) -> Iterator[Finding]:
    """Each request goes to an agency that takes part, or to a role somebody has.

    One that the scenario leaves out goes to nobody.
    """
    left_out = _left_out(world)
    for identity, path, node in world.procedures.paths():
        for where, step in steps_of(path, node):
            if (identity, step.child("request").text) not in left_out:
                yield from _target(world, (*where, "to"), step.child("to"))


def _left_out(world: World) -> set[tuple[str, str]]:
    """(procedure, request) of the requests that nobody ever needs."""
    procedures = world.typed.procedures if world.typed else ()
    return {
        (procedure.id, step.request)
        for procedure in procedures
        for step in requests_of(procedure)
        if step.probability == 0.0
    }


def _target(world: World, path: Path_, target: Node) -> Iterator[Finding]:
    root = world.procedures.root
    if target.text == "other-province":
        if len(world.provinces()) == 1 and world.typed is not None:  # or it may be left out
            expected = (
                "select a second province, or leave it out: sharing.requests: "
                "[{id: elsewhere, to: [other-province], leave_out: true}]"
            )
            found = "no other province takes part"
            yield world.finding(path, found, expected, "no-unit", root=root)
    elif target.text in _UNITS:
        yield from _units(world, path, target.text, f"this asks a {target.text}")
    elif target.text is not None and target.text.islower() and target.text not in ROLES:
        found = f"{target.text!r} is neither a role nor an agency"
        guess = did_you_mean(target.text, ROLES)
        expected = f"write an agency's code or one of {', '.join(ROLES)}{guess}"
        yield world.finding(path, found, expected, "unknown-role", root=root)
    elif target.text not in ROLES:
        yield from absent_agency(world, path, target)


def _units(world: World, path: Path_, level: str, why: str) -> Iterator[Finding]:
    """A finding when a province that takes part has no units of a level."""
    if level not in _UNITS:
        return
    without = [k for k, node in world.provinces() if not node.child(_UNITS[level]).value]
    if without:
        found = f"{why}, but {listed(without, 4)} {'has' if len(without) == 1 else 'have'} none"
        expected = "leave the procedure away, move it to another level, or add units"
        yield world.finding(path, found, expected, "no-unit", root=world.procedures.root)
