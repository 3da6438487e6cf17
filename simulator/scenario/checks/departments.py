"""A province's departments: each procedure of the level has one, and each desk is there."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.findings import Finding
from simulator.scenario.nodes import Node, Path_
from simulator.scenario.registry import check
from simulator.scenario.suggest import did_you_mean, listed
from simulator.scenario.world import World


@check
def groups_of_departments(world: World) -> Iterator[Finding]:
    """No group of procedures belongs to two departments."""
    office, path = _office(world)
    first: dict[str, str] = {}
    for index, department in enumerate(office.child("departments").items):
        name = department.child("id").text or str(index)
        for number, group in enumerate(department.child("groups").items):
            other = first.setdefault(group.text or "", name)
            if other != name:
                found = f"{group.text} belongs to {other}, too"
                where = (*path, "departments", index, "groups", number)
                yield world.finding(where, found, "one department works a group", "two-departments")


@check
def departments_of_procedures(world: World) -> Iterator[Finding]:
    """Where a province has departments, one of them works each procedure of its level."""
    departments = _office(world)[0].child("departments").items
    known = [group.text or "" for one in departments for group in one.child("groups").items]
    for identity, path, node in world.procedures.paths():
        group = node.child("group").text
        if departments and node.child("level").text == "province" and group not in known:
            found = f"no department of a province works the group {group!r} of {identity}"
            expected = (
                f"add it to the groups of one under offices[province].departments, or write one of "
                f"{listed(known, 12)}{did_you_mean(group, known)}"
            )
            root = world.procedures.root
            yield world.finding((*path, "group"), found, expected, "no-department", root=root)


@check
def desks_of_departments(world: World) -> Iterator[Finding]:
    """A department's staff is for desks that the level has."""
    office, path = _office(world)
    desks = office.child("desks").by_id()
    for index, department in enumerate(office.child("departments").items):
        for name in department.child("staff").mapping:
            if desks and name not in desks:
                found = f"level province has no desk {name!r}"
                expected = f"write one of {listed(desks)}{did_you_mean(name, desks)}"
                where = (*path, "departments", index, "staff", name)
                yield world.finding(where, found, expected, "unknown-desk", key=True)


def _office(world: World) -> tuple[Node, Path_]:
    """The office of level province, and where it is."""
    for index, office in enumerate(world.root.child("offices").items):
        if office.child("id").text == "province":
            return office, ("offices", index)
    return Node(None, world.root.at), ("offices",)
