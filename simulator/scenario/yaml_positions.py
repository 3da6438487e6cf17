"""YAML with positions: every key and value remembers its line and column.

The one reader of every YAML file that people write: scenario, overlay, catalogue, calendar,
holidays, plan of a load test, and the value of a `--set`. Built on PyYAML's event stream (libyaml's
parser where it is there), in one pass. Duplicate keys are an error with both positions; anchors and
merge keys work. In braces a comma parts entries, so that `{reuse: 0,5}` is told as the number 0.5
that was meant (`numbers_meant`). What a scalar means: `yaml_scalars`; its bytes: `yaml_bytes`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from simulator.scenario.findings import Finding, at, shown
from simulator.scenario.nodes import Node, Position
from simulator.scenario.numbers_meant import looks_like_thousands, readings, told
from simulator.scenario.yaml_bytes import NotText, bytes_of, decoded
from simulator.scenario.yaml_scalars import scalar

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
    return parse_yaml(bytes_of(path), shown(path))


def parse_yaml(raw: bytes | str, file: str) -> tuple[Node | None, list[Finding]]:
    """The tree of a text and its findings; `file` is what positions call it."""
    builder = _Builder(file)
    try:
        text = raw if isinstance(raw, str) else decoded(raw)
        return builder.document(yaml.parse(text, Loader=_LOADER)), builder.findings
    except _Unreadable as stop:
        return None, [*builder.findings, stop.finding]
    except NotText as stop:
        where = Position(file, stop.line, stop.column)
        return None, [at(where, "YAML", stop.found, stop.expected, "yaml-syntax")]
    except yaml.YAMLError as error:
        return None, [*builder.findings, _syntax(error, file)]


@dataclass(frozen=True, slots=True)
class _Value:
    """The value read last in braces; `is_cut` when a comma had cut it and more came."""

    key: str
    event: Any
    text: str | None
    is_cut: bool = False


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
            node = self._scalar_node(event)
        elif isinstance(event, yaml.SequenceStartEvent):
            node = Node(list(self._items(depth)), self._at(event))
        else:
            node = self._mapping(event, depth)
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

    def _scalar_node(self, event: Any) -> Node:
        value = self._scalar(event)
        ambiguous = isinstance(value, float) and looks_like_thousands(event.value)
        return Node(value, self._at(event), written=event.value if ambiguous else "")

    def _scalar(self, event: Any) -> Any:
        def complain(found: str, expected: str) -> None:
            self._report(self._at(event), found, f"write {expected}", "yaml-value")

        tag = None if event.tag is None or any(event.implicit) else event.tag
        return scalar(event.value, event.implicit[0] and not event.style, tag, complain)

    def _items(self, depth: int) -> Iterator[Node]:
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            yield self._node(event, depth + 1)

    def _mapping(self, opened: Any, depth: int) -> Node:
        values: dict[str, Node] = {}
        keys: dict[str, Position] = {}
        merged: list[Node] = []
        last: _Value | None = None
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key, key_at = self._key(event), self._at(event)
            following = next(self._events)
            if opened.flow_style and _is_bare(event, following):
                last = self._cut_off(last, event, values)
                continue
            value = self._node(following, depth + 1)
            last = _Value(key, following, _plain_text(following))
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
        return Node(values, self._at(opened), keys)

    def _cut_off(self, before: _Value | None, event: Any, values: dict[str, Node]) -> _Value | None:
        """What follows a comma in braces and has no colon: the rest of the value before it."""
        rest = str(event.value)
        if before is None or before.text is None:
            expected = "write KEY: VALUE, and text with a comma in quotes"
            self._report(self._at(event), f"{rest!r} without a value", expected, "no-value", rest)
            return None
        if before.is_cut:
            self.findings.pop()  # a longer text says the same better
        where, numbers = self._at(before.event), readings(f"{before.text},{rest}")
        whole = f"{before.text},{rest}" if numbers else f"{before.text}, {rest}"
        expected, code = told(numbers), "decimal-comma"
        if not numbers:
            expected = f'a comma in braces ends the value: quote it, "{whole}"'
            code = "unquoted-comma"
        self._report(where, f"found {whole}", expected, code, before.key)
        meant = scalar(numbers[0], True, None, lambda _found, _expected: None) if numbers else whole
        values[before.key] = Node(meant, where)
        return _Value(before.key, before.event, whole, is_cut=True)

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


def _is_bare(key: Any, following: Any) -> bool:
    """Whether a key in braces has no colon: what follows it is nothing, and begins where it ends.

    A null with a colon begins behind the colon.
    """
    is_nothing = isinstance(following, yaml.ScalarEvent) and not following.value
    here, there = following.start_mark, key.end_mark
    return is_nothing and (here.line, here.column) == (there.line, there.column)


def _plain_text(event: Any) -> str | None:
    """The text of a scalar without quotes; None for anything else."""
    is_plain = isinstance(event, yaml.ScalarEvent) and event.value and not event.style
    return str(event.value) if is_plain else None


def _syntax(error: yaml.YAMLError, file: str) -> Finding:
    mark = getattr(error, "problem_mark", None)
    where = Position(file, mark.line + 1, mark.column + 1) if mark else Position(file, 1, 1)
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error)
    context = getattr(error, "context", None)
    found = f"{context}: {problem}" if context else problem
    hint = next((hint for sign, hint in _HINTS.items() if sign in found), "this is not YAML")
    return at(where, "YAML", found, hint, "yaml-syntax")
