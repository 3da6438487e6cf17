"""`--set PATH=VALUE`: one change from the command line.

A path is keys with dots, and items of a list by number or id: `offices[commune].desks[0].pace`.
The value is YAML. What is already there is merged with it as an overlay would be; `null` removes.
"""

from __future__ import annotations

import re

from simulator.scenario.findings import Finding, at
from simulator.scenario.merging import merge, with_key
from simulator.scenario.nodes import Node, Position
from simulator.scenario.suggest import did_you_mean, listed
from simulator.scenario.yaml_positions import parse_yaml

_PATH = re.compile(r"[\w-]+(\[[^\[\]=]+\])*(\.[\w-]+(\[[^\[\]=]+\])*)*")
_PART = re.compile(r"\[([^\[\]]+)\]|([\w-]+)")
_OPEN_LISTS = ("override", "outages", "exceptions", "requests")  # their items may be new


class _NoSuchItem(Exception):
    """A selector finds nothing."""

    def __init__(self, found: str, expected: str) -> None:
        super().__init__(found)
        self.found, self.expected = found, expected


def apply_set(root: Node, text: str) -> tuple[Node, list[Finding]]:
    """The document after one `PATH=VALUE`, and what is wrong with that text."""
    path, equals, value = text.partition("=")
    path = path.strip()
    here = Position(f"--set {path}")
    if not equals or not _PATH.fullmatch(path):
        expected = "write PATH=VALUE, such as sharing.reuse=0.4 or offices[commune].calendar=office"
        return root, [at(here, "PATH", f"found {text!r}", expected, "bad-set")]
    node, found = parse_yaml(value, here.file)
    findings = [at(here, path, f.found, f.expected, f.code) for f in found]
    if node is None:
        return root, findings
    parts = [(match[1], match[2]) for match in _PART.finditer(path)]
    try:
        return _put(root, parts, _moved(node, here), here, ""), findings
    except _NoSuchItem as error:
        return root, [*findings, at(here, path, error.found, error.expected, "bad-set")]


def _put(node: Node, parts: list[tuple[str, str]], value: Node, here: Position, last: str) -> Node:
    """`node` with `value` at the end of the parts; each is (selector, key), one of them empty."""
    if not parts:
        return merge(node, value)
    (selector, key), rest = parts[0], parts[1:]
    if selector:
        return _put_item(node, selector, rest, value, here, last)
    if not node.is_mapping and node.value is not None and not _is_bare_law(node):
        raise _NoSuchItem(f"{last} is not a mapping and has no {key!r}", "end the path before it")
    mapping = node if node.is_mapping else Node({}, here)
    inner = mapping.mapping.get(key) or Node(None, here)
    return with_key(mapping, key, _put(inner, rest, value, here, key), here)


def _put_item(
    node: Node,
    selector: str,
    rest: list[tuple[str, str]],
    value: Node,
    here: Position,
    last: str,
) -> Node:
    items = list(node.items)
    index = _index(node, selector)
    if index is None and last in _OPEN_LISTS:
        fresh = Node({"id": Node(selector, here)}, here, {"id": here})
        items, index = [*items, fresh], len(items)
    if index is None:
        ids = [item.child("id").text or str(i) for i, item in enumerate(items)]
        expected = f"write one of {listed(ids)}{did_you_mean(selector, ids)}" if ids else "no items"
        raise _NoSuchItem(f"{last} has no item [{selector}]", expected)
    if not rest and value.value is None:
        return Node(items[:index] + items[index + 1 :], node.at)
    items[index] = _put(items[index], rest, value, here, f"{last}[{selector}]")
    return Node(items, node.at)


def _index(node: Node, selector: str) -> int | None:
    """The number of the item with this id, or else with this number."""
    for index, item in enumerate(node.items):
        if item.child("id").text == selector:
            return index
    if selector.isascii() and selector.isdigit() and int(selector) < len(node.items):
        return int(selector)
    return None


def _is_bare_law(node: Node) -> bool:
    return node.text is not None and node.text[:1].isdigit()


def _moved(node: Node, here: Position) -> Node:
    """The same with every position at the command line: a column within a value helps nobody."""
    if node.is_list:
        return Node([_moved(item, here) for item in node.items], here)
    if node.is_mapping:
        moved = {key: _moved(value, here) for key, value in node.mapping.items()}
        return Node(moved, here, dict.fromkeys(moved, here))
    return Node(node.value, here, written=node.written)
