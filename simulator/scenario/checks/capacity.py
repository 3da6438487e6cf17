"""Desks that are offered more work than their people can do: a warning with the numbers."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.findings import Finding
from simulator.scenario.nodes import Path_
from simulator.scenario.offered import DeskLoad, most_loaded
from simulator.scenario.registry import check_sound
from simulator.scenario.world import World


@check_sound
def overloaded_desks(world: World) -> Iterator[Finding]:
    """One warning for each desk of a level, where its load is greatest."""
    if world.typed is None:
        return
    for load in most_loaded(world.typed, world.calendars, world.total_weight):
        if load.utilisation > 1.0:
            found = (
                f"this queue grows without bound in {load.place}: offered {load.offered_h:.1f} h "
                f"a week, capacity {load.capacity_h:.1f} h ({load.staff:.4g} staff), "
                f"{load.utilisation:.2f} of it"
            )
            expected = "add staff, raise pace, or give the desk less to do"
            where = _path(world, load)
            yield world.finding(where, found, expected, "overloaded", severity="warning")


def _path(world: World, load: DeskLoad) -> Path_:
    if load.level.startswith("answering."):
        return tuple(load.level.split("."))
    offices = world.root.child("offices")
    index = [item.child("id").text for item in offices.items].index(load.level)
    desks = [item.child("id").text for item in offices.items[index].child("desks").items]
    return ("offices", index, "desks", desks.index(load.desk))
