"""Who takes part: selections, and every place that names an agency."""

from __future__ import annotations

import re
from collections.abc import Iterator

from simulator.scenario.findings import Finding
from simulator.scenario.nodes import Node, Path_
from simulator.scenario.quantities import AGENCY_PATTERN
from simulator.scenario.registry import check
from simulator.scenario.suggest import did_you_mean_named, listed
from simulator.scenario.world import MINISTRIES, World, names_of, select


@check
def selected_agencies(world: World) -> Iterator[Finding]:
    """Selected agencies are in the catalogue, and of the kind they are selected as."""
    if not world.agencies.readable:
        return
    for part, kinds in (("ministries", MINISTRIES), ("provinces", ("province",))):
        for path, node in select(world.root, "agencies", part, "*"):
            entry = world.agencies.entries.get(node.text or "")
            if entry is None:
                yield from unknown_agency(world, path, node)
            elif entry.child("kind").text not in kinds:
                found = f"{node.text} is a {entry.child('kind').text}"
                right = "ministries" if part == "provinces" else "provinces"
                expected = f"agencies.{part} cannot have it; see agencies.{right}"
                if entry.child("kind").text in ("portal", "registry"):
                    expected = "leave it away: it takes part with its owner"
                yield world.finding(path, found, expected, "wrong-kind")
    if not world.provinces() and not world.root.child("agencies").child("provinces").items:
        expected = "select at least one: people ask in a province"
        yield world.finding(("agencies",), "no province takes part", expected, "nobody-asks")


@check
def selected_procedures(world: World) -> Iterator[Finding]:
    """Selected procedures are in the catalogue, and somebody asks for one of them."""
    if not world.procedures.readable:
        return
    known = world.procedures.entries
    for path, node in select(world.root, "procedures", "include", "*"):
        if node.text is not None and node.text not in known:
            found = f"the catalogue has no procedure {node.text!r}"
            guess = did_you_mean_named(node.text, names_of(known))
            expected = f"write one that it has{guess}"
            yield world.finding(path, found, expected, "unknown-procedure")
    counted = world.root.child("arrivals").child("per_month").child("by_procedure").mapping
    weights = [node.child("weight").value for _, _, node in world.procedures.paths()]
    if not counted and all(weight in (0, None) for weight in weights):
        expected = "include one with a weight above 0"
        found = "nobody asks for any of these procedures"
        yield world.finding(("procedures",), found, expected, "nobody-asks")


@check
def named_agencies(world: World) -> Iterator[Finding]:
    """Attention and outages name agencies of the catalogue."""
    if not world.agencies.readable:
        return
    for path, _ in select(world.root, "attention", "*"):
        if path[-1] != "default":
            yield from unknown_agency(world, path, Node(path[-1], world.root.at), key=True)
    for path, node in select(world.root, "outages", "*", "target"):
        if node.text not in ("portal", "platform"):
            yield from unknown_agency(world, path, node)


@check
def idle_outages(world: World) -> Iterator[Finding]:
    """An outage of an agency that takes no part changes nothing: a warning."""
    for path, node in select(world.root, "outages", "*", "target"):
        if node.text in world.agencies.entries and node.text not in world.agencies.chosen:
            found = f"{node.text} takes no part, so this outage changes nothing"
            expected = f"add {node.text} to the agencies, or leave the outage away"
            yield world.finding(path, found, expected, "idle-outage", severity="warning")


@check
def idle_attention(world: World) -> Iterator[Finding]:
    """Attention of an agency whose people are never waited for changes nothing: a warning."""
    for path, _ in select(world.root, "attention", "*"):
        entry = world.agencies.entries.get(str(path[-1]), Node(None, world.root.at))
        if entry.child("kind").text in ("portal", "registry"):
            owner = entry.child("owner").text
            found = (
                f"the people of {owner} answer for {path[-1]}, so this attention changes nothing"
            )
            expected = f"write {owner}"
        elif entry.value is not None and path[-1] not in world.agencies.chosen:
            found = f"{path[-1]} takes no part, so this attention changes nothing"
            expected = f"add {path[-1]} to the agencies, or leave its attention away"
        else:
            continue
        yield world.finding(path, found, expected, "idle-attention", severity="warning", key=True)


@check
def owners(world: World) -> Iterator[Finding]:
    """Owners of registries, and whoever owns or works a procedure, exist and take part."""
    if not world.agencies.readable:
        return
    for index, node in enumerate(world.agencies.root.child("agencies").items):
        identity, owner = node.child("id").text, node.child("owner")
        if owner.text is not None and owner.text not in world.agencies.entries:
            found = f"{identity} belongs to {owner.text!r}, which the catalogue does not have"
            expected = f"write its owner{did_you_mean_named(owner.text, world.names)}"
            where, root = ("agencies", index, "owner"), world.agencies.root
            yield world.finding(where, found, expected, "unknown-agency", root=root)
        elif node.child("kind").text == "portal" and owner.text not in world.agencies.chosen:
            found = f"{owner.text}, which keeps the portal, takes no part"
            expected = f"add {owner.text}"
            yield world.finding(("agencies", "ministries"), found, expected, "owner-absent")
    for _, path, node in world.procedures.paths():
        for part in ("owner", "handled_by", "branch_of"):
            yield from absent_agency(world, (*path, part), node.child(part))


@check
def branches(world: World) -> Iterator[Finding]:
    """A procedure that branches work belongs to an agency that has branches."""
    for _, path, node in world.procedures.paths():
        worker = node.child("branch_of")
        entry = world.agencies.entries.get(worker.text or "")
        if entry is not None and entry.child("branches").value is not True:
            found = f"{worker.text} has no branches in the provinces"
            having = [k for k, e in world.agencies.entries.items() if e.child("branches").value]
            expected = f"write one that has: {listed(having)}"
            where, root = (*path, "branch_of"), world.procedures.root
            yield world.finding(where, found, expected, "no-branches", root=root)


def absent_agency(world: World, path: Path_, node: Node) -> Iterator[Finding]:
    """A finding when a procedure needs an agency that is unknown or takes no part."""
    if node.text is None or not world.agencies.readable or node.text in world.agencies.chosen:
        return
    entry = world.agencies.entries.get(node.text)
    root = world.procedures.root
    if entry is None:
        yield from unknown_agency(world, path, node, root=root)
        return
    owner = entry.child("owner").text
    if entry.child("kind").text == "registry":
        found = f"{node.text} belongs to {owner}, which takes no part"
        yield world.finding(path, found, _add(owner), "owner-absent", root=root)
    else:
        found = f"{node.text} ({world.names[node.text]}) takes no part"
        yield world.finding(path, found, _add(node.text), "agency-absent", root=root)


def unknown_agency(
    world: World, path: Path_, node: Node, *, root: Node | None = None, key: bool = False
) -> Iterator[Finding]:
    """A finding when the catalogue does not have this agency.

    In the scenario, what is no code at all is a mistake of shape and told as such.
    """
    if node.text is None or (root is None and not re.match(AGENCY_PATTERN, node.text)):
        return
    if node.text not in world.agencies.entries:
        guess = did_you_mean_named(node.text, world.names)
        found = f"the catalogue has no agency {node.text!r}"
        expected = f"write one that it has{guess}"
        yield world.finding(path, found, expected, "unknown-agency", root=root, key=key)


def _add(agency: str | None) -> str:
    return f"add {agency} to the agencies that take part, or leave this procedure away"
