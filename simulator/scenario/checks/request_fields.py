"""Data that a request names must be data that a person can have."""

from __future__ import annotations

from collections.abc import Iterator

from agents.people import known_fields, unknown_field
from simulator.scenario.findings import Finding
from simulator.scenario.registry import check
from simulator.scenario.world import World, steps_of


@check
def request_fields(world: World) -> Iterator[Finding]:
    """Each field that a request names can be made."""
    known = frozenset(known_fields())
    for _, path, node in world.procedures.paths():
        for where, step in steps_of(path, node):
            for index, name in enumerate(step.child("fields").items):
                if name.text is not None and name.text not in known:
                    here, root = (*where, "fields", index), world.procedures.root
                    yield world.finding(here, *unknown_field(name.text), "unknown-field", root=root)
