"""How many figures of each catalogue are assumptions: one warning for each."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.findings import Finding
from simulator.scenario.registry import check
from simulator.scenario.world import Catalogue, World

_FLAGS = ("verified", "weight_verified")


@check
def unverified_figures(world: World) -> Iterator[Finding]:
    """One line for each catalogue: how many of its figures, of who takes part, are assumed."""
    for catalogue in (world.agencies, world.procedures):
        flags = list(_flags(catalogue))
        assumed = flags.count(False)
        if assumed:
            name = world.root.child(catalogue.section, "catalogue").text
            found = f"{assumed} of the {len(flags)} figures used of {name} are assumptions"
            expected = "reports show them; set verified: true where a source was read"
            path = (catalogue.section, "catalogue")
            yield world.finding(path, found, expected, "unverified", severity="warning")


def _flags(catalogue: Catalogue) -> Iterator[object]:
    for _, path, entry in catalogue.paths():
        for where, node in entry.walk(path):
            if where[-1] in _FLAGS:
                yield node.value
