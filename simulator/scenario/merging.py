"""How a change is laid over a document (DESIGN §5, 'Overlays').

Mappings merge; lists of mappings with `id` merge by id; `null` removes; everything else replaces.
Some keys exclude one another (a law is lognormal or fixed, staff is fixed or per_100k): laying one
of them over another removes the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from simulator.scenario.nodes import Node, Position

_LAWS = ("fixed", "exponential", "lognormal", "gamma", "uniform", "empirical")
ALTERNATIVES: tuple[tuple[frozenset[str], ...], ...] = (
    tuple(frozenset({name}) for name in (*_LAWS, "per_100k")),
    (frozenset({"median", "p90"}), frozenset({"mean", "cv"})),
    (frozenset({"mtbf", "mttr"}), frozenset({"begin", "end"})),
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
    """A mapping with one entry set, or removed when `value` is null."""
    dropped = _excluded_by({key}) | ({key} if value.value is None else set())
    values = {k: v for k, v in node.mapping.items() if k not in dropped}
    keys = {k: at for k, at in node.keys.items() if k not in dropped}
    if value.value is not None:
        values[key], keys[key] = value, key_at
    return Node(values, node.at, keys)


def without_nulls(node: Node, keep: str = "") -> Node:
    """Null entries of mappings mean 'not there', in an overlay and in a first file alike.

    What is below the key `keep` stays as it is.
    """
    if node.is_list:
        return Node([without_nulls(item, keep) for item in node.items], node.at)
    if not node.is_mapping:
        return node
    kept = {
        key: value if key == keep else without_nulls(value, keep)
        for key, value in node.mapping.items()
        if value.value is not None
    }
    return Node(kept, node.at, {key: node.keys[key] for key in kept})


def _merge_mappings(base: Node, over: Node) -> Node:
    dropped = _excluded_by(k for k, v in over.mapping.items() if v.value is not None)
    dropped -= over.mapping.keys()
    values = {k: v for k, v in base.mapping.items() if k not in dropped}
    keys = {k: at for k, at in base.keys.items() if k not in dropped}
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
