"""A change that changes nothing: an empty layer, or a key that no dossier meets."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.findings import Finding, at
from simulator.scenario.idle import why_idle
from simulator.scenario.layers import Layer
from simulator.scenario.reach import Reach
from simulator.scenario.registry import check, check_sound
from simulator.scenario.world import World

_CODE = "reaches-nothing"
_REMEDY = "leave it away, or change what makes it void"
_EMPTY = {
    "overlay": ("this changes nothing of what it is laid over", "write a key that is otherwise"),
    "lever": ("this lever changes nothing", "write a key that is otherwise, or leave it away"),
    "set": ("this is the value that it has already, so it changes nothing", "leave it away"),
}


@check
def empty_layers(world: World) -> Iterator[Finding]:
    """One warning for an overlay, a lever or a `--set` after which all is as it was."""
    for layer in world.layers:
        if layer.is_empty:
            found, expected = _EMPTY[layer.kind]
            yield at(layer.at, layer.place, found, expected, _CODE, "warning")


@check_sound
def unreached_keys(world: World) -> Iterator[Finding]:
    """One warning for each changed key that no dossier meets."""
    if world.typed is None:
        return
    reach = Reach(world.typed)
    for layer in world.layers:
        yield from _unreached(reach, layer)


def _unreached(reach: Reach, layer: Layer) -> Iterator[Finding]:
    told: set[tuple[object, ...]] = set()
    for path in layer.changes():
        found = why_idle(reach, layer.named(path))
        if found is None or path[: found[0]] in told:
            continue
        depth, why = found
        told.add(path[:depth])
        where, place = layer.spot(path[:depth])
        yield at(where, place, f"{why}, so this changes nothing", _REMEDY, _CODE, "warning")
