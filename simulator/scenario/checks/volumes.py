"""Counted arrivals are of those who take part: each province, and each procedure asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from simulator.scenario.findings import Finding
from simulator.scenario.nodes import Node
from simulator.scenario.registry import check
from simulator.scenario.suggest import did_you_mean, listed
from simulator.scenario.world import World

_COUNTS = ("arrivals", "per_month")


@check
def counted_procedures(world: World) -> Iterator[Finding]:
    """`by_procedure` has every procedure that people ask for, and no other."""
    asked = {
        identity: node
        for identity, _, node in world.procedures.paths()
        if node.child("weight").value != 0
    }
    if world.procedures.readable:
        known = dict.fromkeys(world.procedures.chosen)
        yield from _counted(world, "by_procedure", known, asked, "procedures.include")


@check
def counted_provinces(world: World) -> Iterator[Finding]:
    """`by_province` has every province that takes part, and no other."""
    if world.agencies.readable:
        provinces = dict(world.provinces())
        yield from _counted(world, "by_province", provinces, provinces, "agencies.provinces")


def _counted(
    world: World, part: str, known: Mapping[str, object], needed: Mapping[str, Node], among: str
) -> Iterator[Finding]:
    """Findings of one of the two mappings, where it is there."""
    counts = world.root.child("arrivals").child("per_month").child(part)
    if not counts.mapping:
        return
    for name in counts.mapping:
        if name not in known:
            expected = f"write those of {among}{did_you_mean(name, known)}"
            found = f"{name!r} takes no part, so nobody asks for its dossiers"
            yield world.finding((*_COUNTS, part, name), found, expected, "idle-count", key=True)
    if missing := [name for name in needed if name not in counts.mapping]:
        found = f"there is no count for {listed(missing, 6)}"
        yield world.finding((*_COUNTS, part), found, "add it; 0 if nobody asks", "missing-count")
