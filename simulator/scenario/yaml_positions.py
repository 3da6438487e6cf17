"""YAML with positions: every key and value remembers its line and column.

Built on PyYAML's event stream (libyaml's parser where it is there), in one pass. Duplicate keys are
an error with both positions; anchors and merge keys work. What a scalar means: `yaml_scalars`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from simulator.scenario.findings import Finding, at, shown
from simulator.scenario.nodes import Node, Position
from simulator.scenario.yaml_scalars import scalar
from topics.errors import EnvironmentFailed, InputError

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 60
_MOST_NODES = 500_000  # aliases of aliases can stand for more than fits in memory
_MERGE_TAG = "tag:yaml.org,2002:merge"
_HINTS = {
    "cannot start any token": "indent with spaces, not tabs; quote text that begins with @, ` or %",
    "mapping values are not allowed": "put text with ': ' in quotes, or check the indentation",
    "could not find expected ':'": "end the key with a colon and a space",
    "did not find expected key": "check the indentation and the quotes above this line",
}


class _Unreadable(Exception):
    """Reading cannot go on; carries the finding."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))
        self.finding = finding


def read_yaml(path: Path) -> tuple[Node | None, list[Finding]]:
    """The tree of a file, with positions, and what is wrong with it as YAML.

    The tree is None when the file is not YAML. Errors: InputError when there is no such file,
    EnvironmentFailed when it cannot be read.
    """
    try:
        raw = path.read_bytes()
    except (FileNotFoundError, IsADirectoryError) as error:
        raise InputError(f"{shown(path)}: there is no such file") from error
    except OSError as error:
        raise EnvironmentFailed(f"{shown(path)}: cannot be read: {error.strerror}") from error
    return parse_yaml(raw, shown(path))


def parse_yaml(raw: bytes | str, file: str) -> tuple[Node | None, list[Finding]]:
    """The tree of a text and its findings; `file` is what positions call it."""
    builder = _Builder(file)
    try:
        text = raw if isinstance(raw, str) else _decoded(raw, file)
        return builder.document(yaml.parse(text, Loader=_LOADER)), builder.findings
    except _Unreadable as stop:
        return None, [*builder.findings, stop.finding]
    except yaml.YAMLError as error:
        return None, [*builder.findings, _syntax(error, file)]


class _Builder:
    """Turns events into nodes. An anchor is known only after its node: none contains itself."""

    def __init__(self, file: str) -> None:
        self.findings: list[Finding] = []
        self._file = file
        self._anchors: dict[str, tuple[Node, int]] = {}
        self._count = 0

    def document(self, events: Iterator[Any]) -> Node:
        self._events = (e for e in events if not isinstance(e, yaml.StreamStartEvent))
        first = next(self._events)
        if isinstance(first, yaml.StreamEndEvent):
            return Node(None, Position(self._file, 1, 1))
        root = self._node(next(self._events), 0)
        next(self._events)  # the document's end
        extra = next(self._events)
        if isinstance(extra, yaml.DocumentStartEvent):
            self._stop(self._at(extra), "a second document", "one document in each file")
        return root

    def _node(self, event: Any, depth: int) -> Node:
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        before = self._count
        self._counted(event, 1)
        if depth > _DEEPEST:
            self._stop(self._at(event), f"more than {_DEEPEST} levels", "a flatter document")
        if isinstance(event, yaml.ScalarEvent):
            node = Node(self._scalar(event), self._at(event))
        elif isinstance(event, yaml.SequenceStartEvent):
            node = Node(list(self._items(depth)), self._at(event))
        else:
            node = self._mapping(self._at(event), depth)
        if event.anchor:
            self._anchors[event.anchor] = node, self._count - before
        return node

    def _alias(self, event: Any) -> Node:
        if event.anchor not in self._anchors:
            expected = f"write &{event.anchor} before it is used, and not inside itself"
            self._stop(self._at(event), f"the alias *{event.anchor} of no anchor", expected)
        node, size = self._anchors[event.anchor]
        self._counted(event, size)
        return node

    def _counted(self, event: Any, size: int) -> None:
        self._count += size
        if self._count > _MOST_NODES:
            self._stop(self._at(event), f"more than {_MOST_NODES} values", "fewer aliases")

    def _scalar(self, event: Any) -> Any:
        def complain(found: str, expected: str) -> None:
            self._report(self._at(event), found, f"write {expected}", "yaml-value")

        tag = None if event.tag is None or any(event.implicit) else event.tag
        return scalar(event.value, event.implicit[0] and not event.style, tag, complain)

    def _items(self, depth: int) -> Iterator[Node]:
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            yield self._node(event, depth + 1)

    def _mapping(self, start: Position, depth: int) -> Node:
        values: dict[str, Node] = {}
        keys: dict[str, Position] = {}
        merged: list[Node] = []
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key, key_at = self._key(event), self._at(event)
            value = self._node(next(self._events), depth + 1)
            if (key == "<<" and event.implicit[0]) or event.tag == _MERGE_TAG:
                merged += self._sources(value, key_at)
            elif key in keys:
                self._duplicate(key, keys[key], key_at)
            else:
                values[key], keys[key] = value, key_at
        for source in merged:
            for key, value in source.mapping.items():
                if key not in values:
                    values[key], keys[key] = value, source.keys[key]
        return Node(values, start, keys)

    def _key(self, event: Any) -> str:
        if not isinstance(event, yaml.ScalarEvent) or not event.value:
            self._stop(self._at(event), "a key that is not a word", "write a word before the colon")
        return str(event.value)

    def _duplicate(self, key: str, first: Position, again: Position) -> None:
        found = f"the key {key!r} a second time, first on line {first.line}, column {first.column}"
        self._report(again, found, "keep one of the two", "duplicate-key", key)

    def _sources(self, value: Node, key_at: Position) -> list[Node]:
        sources = list(value.items) if value.is_list else [value]
        if not all(source.is_mapping for source in sources):
            self._stop(key_at, "<< with something else than a mapping", "write an alias after <<")
        return sources

    def _at(self, event: Any) -> Position:
        return Position(self._file, event.start_mark.line + 1, event.start_mark.column + 1)

    def _report(
        self, where: Position, found: str, expected: str, code: str, place: str = "YAML"
    ) -> None:
        self.findings.append(at(where, place, found, expected, code))

    def _stop(self, where: Position, found: str, expected: str) -> None:
        raise _Unreadable(at(where, "YAML", found, expected, "yaml-syntax"))


def _decoded(raw: bytes, file: str) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8")
        where = Position(file, before.count("\n") + 1, len(before) - before.rfind("\n"))
        found = f"the byte 0x{raw[error.start]:02x}, which is not UTF-8"
        stop = at(where, "YAML", found, "save the file as UTF-8", "yaml-syntax")
        raise _Unreadable(stop) from error


def _syntax(error: yaml.YAMLError, file: str) -> Finding:
    mark = getattr(error, "problem_mark", None)
    where = Position(file, mark.line + 1, mark.column + 1) if mark else Position(file, 1, 1)
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error)
    context = getattr(error, "context", None)
    found = f"{context}: {problem}" if context else problem
    hint = next((hint for sign, hint in _HINTS.items() if sign in found), "this is not YAML")
    return at(where, "YAML", found, hint, "yaml-syntax")
