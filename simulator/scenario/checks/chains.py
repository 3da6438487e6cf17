"""Chains: to a procedure that is there, and never in a circle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from simulator.scenario.findings import Finding
from simulator.scenario.nodes import Path_
from simulator.scenario.registry import check
from simulator.scenario.suggest import did_you_mean
from simulator.scenario.world import World, steps_of


@check
def chained_procedures(world: World) -> Iterator[Finding]:
    """Each chain names a procedure that is included."""
    procedures = world.procedures
    for links in _links(world).values():
        for target, path in links:
            if target in procedures.chosen:
                continue
            if target in procedures.entries:
                found, code = f"{target} is not included", "procedure-absent"
                expected = "add it to procedures.include"
            else:
                found, code = f"the catalogue has no procedure {target!r}", "unknown-procedure"
                guess = did_you_mean(target, procedures.entries)
                expected = f"write one that it has{guess}"
            yield world.finding(path, found, expected, code, root=procedures.root)


@check
def chain_cycles(world: World) -> Iterator[Finding]:
    """No chain comes back to a procedure it came through."""
    links = _links(world)
    for start in links:
        cycle = _cycle(links, (start,))
        if cycle is not None and start == min(cycle[0]):
            names, path = cycle
            found = f"a cycle: {' -> '.join((*names, start))}"
            expected = "a chain must end: leave one of these steps away"
            yield world.finding(path, found, expected, "cycle", root=world.procedures.root)


Links = Mapping[str, list[tuple[str, Path_]]]


def _links(world: World) -> Links:
    return {
        identity: [
            (target, (*where, "chain"))
            for where, step in steps_of(path, node)
            if (target := step.child("chain").text) is not None
        ]
        for identity, path, node in world.procedures.paths()
    }


def _cycle(links: Links, way: tuple[str, ...]) -> tuple[tuple[str, ...], Path_] | None:
    """The first way from the last procedure of `way` back to its first, and its last step."""
    for target, path in links.get(way[-1], ()):
        if target == way[0]:
            return way, path
        if target not in way:
            found = _cycle(links, (*way, target))
            if found is not None:
                return found
    return None
