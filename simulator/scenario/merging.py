"""How a change is laid over a document (DESIGN §5, 'Overlays').

Mappings merge; lists of mappings with `id` merge by id; `null` removes; everything else replaces.
Some keys exclude one another (a law is lognormal or fixed, staff is fixed or per_100k): laying one
of them over another removes the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from simulator.scenario.arrivals import RATES
from simulator.scenario.nodes import Node, Position

_LAWS = ("fixed", "exponential", "lognormal", "gamma", "uniform", "empirical")
ALTERNATIVES: tuple[tuple[frozenset[str], ...], ...] = (
    (*(frozenset({name}) for name in _LAWS), frozenset({"per_100k", "at_least"})),
    (frozenset({"median", "p90"}), frozenset({"mean", "cv"})),
    (frozenset({"mtbf", "mttr"}), frozenset({"begin", "end"})),
    tuple(frozenset({name}) for name in RATES),
    (frozenset({"total"}), frozenset({"by_procedure", "by_province"})),
)
"""Families of groups of keys; the groups of a family exclude one another."""


def merge(base: Node, over: Node) -> Node:
    """`base` with `over` laid over it. Positions are those of the text that counts."""
    if base.is_mapping and over.is_mapping:
        return _merge_mappings(base, over)
    if _has_ids(base) and _has_ids(over):
        return _merge_lists(base, over)
    return over


def with_key(node: Node, key: str, value: Node, key_at: Position) -> Node:
    """A mapping with one entry set; a null stays, for the check of unknown keys to see."""
    dropped = _excluded_by({key}) if value.value is not None else set()
    left = _without(node, dropped)
    return Node({**left.mapping, key: value}, node.at, {**left.keys, key: key_at})


def without_key(node: Node, key: str) -> Node:
    """A mapping without one entry."""
    return _without(node, {key})


def _without(node: Node, dropped: set[str]) -> Node:
    values = {key: value for key, value in node.mapping.items() if key not in dropped}
    return Node(values, node.at, {k: at for k, at in node.keys.items() if k not in dropped})


def _merge_mappings(base: Node, over: Node) -> Node:
    dropped = _excluded_by(k for k, v in over.mapping.items() if v.value is not None)
    left = _without(base, dropped - over.mapping.keys())
    values, keys = dict(left.mapping), dict(left.keys)
    for key, value in over.mapping.items():
        values[key] = merge(values[key], value) if key in values else value
        keys[key] = over.keys[key]
    return Node(values, over.at, keys)


def _merge_lists(base: Node, over: Node) -> Node:
    changes: Mapping[str, Node] = over.by_id()
    known = base.by_id()
    merged = [
        merge(item, changes[name]) if (name := item.child("id").text or "") in changes else item
        for item in base.items
    ]
    added = [item for item in over.items if item.child("id").text not in known]
    return Node(merged + added, over.at)


def _has_ids(node: Node) -> bool:
    return bool(node.items) and all(item.child("id").text is not None for item in node.items)


def _excluded_by(keys: Iterable[str]) -> set[str]:
    """The keys that cannot stand beside these: the other groups of their families."""
    chosen = set(keys)
    excluded: set[str] = set()
    for family in ALTERNATIVES:
        touched = [group for group in family if group & chosen]
        if touched:
            excluded.update(*(group for group in family if group not in touched))
    return excluded
