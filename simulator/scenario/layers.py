"""What each layer of a document changes: a file laid over another, a lever, a `--set`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from simulator.scenario.nodes import Node, Path_, Position, locate

Kind = Literal["file", "overlay", "lever", "set"]
"""A file that extends another by name, an overlay on whatever scenario, a lever, or a `--set`."""
NAMES = ("name", "title", "question")
"""Of a scenario: they change nothing."""
LABELS = frozenset({*NAMES, "seed", "replications", "levers"})
"""What says nothing of the world that is simulated; a lever does once it is laid over it."""


@dataclass(frozen=True, slots=True)
class Layer:
    """A document before and after something was laid over it; `at` and `place` are of that."""

    kind: Kind
    place: str
    at: Position
    before: Node
    after: Node

    def changes(self) -> Iterator[Path_]:
        """The path in `after` of everything that became another, but for `LABELS`."""
        for path in _changes(self.before, self.after, ()):
            if path[0] not in LABELS:
                yield path

    @property
    def is_empty(self) -> bool:
        """Whether it was to change something and did not; a file may extend another as it is."""
        if self.kind == "file" or (self.kind == "set" and self.place.partition(".")[0] in LABELS):
            return False
        return next(self.changes(), None) is None

    def named(self, path: Path_) -> tuple[str, ...]:
        """A path of `after` with ids in place of indexes."""
        names, node = [], self.after
        for part in path:
            node = node.items[part] if isinstance(part, int) else node.child(part)
            names.append(node.child("id").text or str(part) if isinstance(part, int) else part)
        return tuple(names)

    def spot(self, path: Path_) -> tuple[Position, str]:
        """Where a part of `after` is written, and its place in words."""
        return locate(self.after, path)


def _changes(before: Node, after: Node, path: Path_) -> Iterator[Path_]:
    """What differs; of what was not there before, each part."""
    if before is after:
        return
    is_new = before.value is None
    if after.is_mapping and (before.is_mapping or (is_new and after.mapping)):
        for key in dict.fromkeys((*before.mapping, *after.mapping)):
            yield from _changes(before.child(key), after.child(key), (*path, key))
    elif after.by_id() and (before.by_id() or is_new):
        known = before.by_id()
        for index, item in enumerate(after.items):
            was = known.get(item.child("id").text or "", Node(None, item.at))
            yield from _changes(was, item, (*path, index))
        if len(known) > len(after.by_id()):
            yield path
    elif before.plain() != after.plain():
        yield path
