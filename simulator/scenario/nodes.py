"""A document as a tree that knows where each of its parts was written.

Merging works on these trees, so that an error in an overlay points into the overlay's file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

Scalar: TypeAlias = str | int | float | bool | None
Path_: TypeAlias = tuple[str | int, ...]
"""The way from the root: keys and indexes."""


class Position(NamedTuple):
    """A place in a file; line and column from 1, or 0 where there are none (`--set PATH`)."""

    file: str
    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A scalar, a list or a mapping, where it begins, and where each key of a mapping stands.

    `written` is the text of a number that may mean another (`330.000`); empty for all the rest.
    """

    value: Scalar | Sequence[Node] | Mapping[str, Node]
    at: Position
    keys: Mapping[str, Position] = field(default_factory=dict)
    written: str = ""

    @property
    def mapping(self) -> Mapping[str, Node]:
        """The entries of a mapping; none for anything else."""
        return self.value if isinstance(self.value, Mapping) else {}

    @property
    def items(self) -> Sequence[Node]:
        """The items of a list; none for anything else."""
        return self.value if isinstance(self.value, list) else ()

    @property
    def text(self) -> str | None:
        """The text of a text scalar; None for anything else."""
        return self.value if isinstance(self.value, str) else None

    @property
    def is_mapping(self) -> bool:
        """Whether this is a mapping, even an empty one."""
        return isinstance(self.value, Mapping)

    @property
    def is_list(self) -> bool:
        """Whether this is a list, even an empty one."""
        return isinstance(self.value, list)

    def child(self, *path: str) -> Node:
        """What is found along keys; a Node of None where there is nothing."""
        node = self
        for key in path:
            node = node.mapping.get(key) or Node(None, node.key_at(key))
        return node

    def key_at(self, key: str) -> Position:
        """Where a key stands; where the mapping begins when it has no such key."""
        return self.keys.get(key, self.at)

    def by_id(self) -> dict[str, Node]:
        """The items of a list of mappings by their `id`; the first of a duplicate."""
        found: dict[str, Node] = {}
        for item in self.items:
            identity = item.child("id").text
            if identity is not None:
                found.setdefault(identity, item)
        return found

    def plain(self) -> Any:
        """The same as dicts, lists and scalars."""
        if isinstance(self.value, Mapping):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    def walk(self, path: Path_ = ()) -> Iterator[tuple[Path_, Node]]:
        """Every node below and this one, parents first, each with its path."""
        yield path, self
        for key, node in self.mapping.items():
            yield from node.walk((*path, key))
        for index, node in enumerate(self.items):
            yield from node.walk((*path, index))


class Spot(NamedTuple):
    """What an error points at: position, place in words such as `offices[commune].desks`."""

    at: Position
    place: str


def locate(root: Node, path: Sequence[str | int], *, key: bool = False) -> Spot:
    """The spot of a path. Parts that the tree does not have (a union's tags) are skipped.

    Scalars and list items are pointed at themselves, other values at their key; with `key`, the
    key always.
    """
    node, at, key_at, place = root, root.at, root.at, ""
    for part in path:
        below = _step(node, part)
        if below is None:
            continue
        node, key_at, name = below
        place += name if name.startswith("[") or not place else f".{name}"
        is_value = not (node.is_mapping or node.is_list)
        at = node.at if is_value and not key else key_at
    return Spot(at, place or "the whole file")


def _step(node: Node, part: str | int) -> tuple[Node, Position, str] | None:
    """The node below, where its key stands, and its name; None where there is no such part."""
    if isinstance(part, int) and part < len(node.items):
        item = node.items[part]
        return item, item.at, f"[{item.child('id').text or part}]"
    if isinstance(part, str) and part in node.mapping:
        return node.mapping[part], node.key_at(part), part
    return None
