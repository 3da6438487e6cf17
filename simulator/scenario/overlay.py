"""A scenario file with everything it extends, its levers and the changes of the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from simulator.resources import find, is_path, shipped
from simulator.scenario.findings import Finding, at, shown
from simulator.scenario.merging import merge, with_key, without_nulls
from simulator.scenario.nodes import Node, Position, locate
from simulator.scenario.sets import apply_set
from simulator.scenario.suggest import did_you_mean, listed
from simulator.scenario.yaml_positions import read_yaml


@dataclass(frozen=True, slots=True)
class Merged:
    """A merged document, its files from the first that was extended to the last, its findings."""

    root: Node
    files: tuple[Path, ...]
    findings: tuple[Finding, ...]

    def folder_of(self, node: Node) -> Path:
        """The folder that a path written at `node` is relative to."""
        for path in self.files:
            if shown(path) == node.at.file:
                return path.parent
        return Path()  # written on the command line


def load_merged(
    path: Path,
    levers: Sequence[str] = (),
    sets: Sequence[str] = (),
    *,
    onto: Path | None = None,
) -> Merged:
    """The document of `path`: what it extends, then itself, its levers, then the `--set`s.

    An overlay is a file that extends nothing and says neither which agencies take part nor when.
    It is laid over the scenario `onto`; a complete scenario does not need `onto` and ignores it.
    Errors: EnvironmentFailed when the file cannot be read; mistakes are in `findings`.
    """
    merged = _with_bases(path, (), onto)
    root, findings = merged.root, list(merged.findings)
    for lever in levers:
        root, found = _with_lever(root, lever)
        findings += found
    for text in sets:
        root, found = apply_set(root, text)
        findings += found
    # An override is itself laid over a catalogue, later: there, its nulls remove.
    return Merged(without_nulls(root, keep="override"), merged.files, tuple(findings))


def _with_bases(path: Path, above: tuple[Path, ...], onto: Path | None) -> Merged:
    root, found = read_yaml(path)
    if root is None or not root.is_mapping:
        return _not_a_mapping(path, root, found)
    found += _repeated_ids(root)
    reference, chain = root.child("extends"), (*above, path)
    own = with_key(root, "extends", Node(None, root.at), root.at)
    if reference.value is None and (onto is None or not is_overlay(root)):
        missing = [_overlay_alone(root)] if is_overlay(root) else []
        return Merged(own, (path,), (*found, *missing))
    base, problem = (onto, ()) if reference.value is None else _base(path, reference, chain)
    if base is None:
        return Merged(own, (path,), (*found, *problem))
    below = _with_bases(base, chain, None if base is onto else onto)
    merged = merge(below.root, own)
    return Merged(merged, (*below.files, path), (*below.findings, *found))


def is_overlay(root: Node) -> bool:
    """Whether a document extends nothing and says neither who takes part nor when."""
    selects = root.child("agencies").mapping.keys() & {"catalogue", "ministries", "provinces"}
    is_timed = root.mapping.keys() >= {"start", "warmup", "duration", "drain"}
    return root.child("extends").value is None and not selects and not is_timed


def _overlay_alone(root: Node) -> Finding:
    found = "this is an overlay: it says neither which agencies take part nor when"
    expected = "compare a scenario with it, or begin it with extends: NAME"
    return at(root.at, "the whole file", found, expected, "overlay")


def _not_a_mapping(path: Path, root: Node | None, found: list[Finding]) -> Merged:
    start = root.at if root else Position(shown(path), 1, 1)
    if root is not None:
        what = "found nothing" if root.value is None else "found no mapping"
        found = [*found, at(start, "the whole file", what, "write keys and values", "wrong-type")]
    return Merged(Node({}, start), (path,), tuple(found))


def _base(
    path: Path, reference: Node, chain: tuple[Path, ...]
) -> tuple[Path | None, Sequence[Finding]]:
    """The file that `extends` names, or what is wrong with it."""
    name = reference.text
    if name is None:
        found, expected = "found no name", "write a shipped scenario's name or a path"
        return None, [at(reference.at, "extends", found, expected, "wrong-type")]
    base = find("scenarios", name, path.parent)
    if base is None:
        return None, [unknown_file("scenarios", reference, "extends")]
    if base.resolve() in {file.resolve() for file in chain}:
        cycle = " -> ".join(shown(file) for file in (*chain, base))
        expected = "a scenario cannot extend itself"
        return None, [at(reference.at, "extends", f"a cycle: {cycle}", expected, "cycle")]
    return base, ()


def unknown_file(kind: str, reference: Node, place: str) -> Finding:
    """The finding for a reference to a file that is not there."""
    name = reference.text or ""
    if is_path(name):
        expected = "paths are relative to the file that names them"
        return at(reference.at, place, f"there is no file {name!r}", expected, "unknown-file")
    names = shipped(kind)
    expected = f"write one of {listed(names)}, or a path{did_you_mean(name, names)}"
    found = f"nothing shipped is called {name!r}"
    return at(reference.at, place, found, expected, "unknown-file")


def _with_lever(root: Node, name: str) -> tuple[Node, Sequence[Finding]]:
    levers = root.child("levers")
    lever = levers.mapping.get(name)
    if lever is None:
        options = (
            f"one of {listed(levers.mapping)}"
            if levers.mapping
            else "none: the scenario has no levers"
        )
        expected = f"write {options}{did_you_mean(name, levers.mapping)}"
        found = f"this scenario has no lever {name!r}"
        return root, [at(root.key_at("levers"), "levers", found, expected, "unknown-lever")]
    merged = merge(root, lever)
    if "name" not in lever.mapping and root.child("name").text is not None:
        label = Node(f"{root.child('name').text}-{name}", levers.key_at(name))
        merged = with_key(merged, "name", label, label.at)
    return merged, ()


def _repeated_ids(root: Node) -> list[Finding]:
    """Two items of a list with the same id: merging would make them one."""
    findings = []
    for path, node in root.walk():
        first = node.by_id()
        for index, item in enumerate(node.items):
            identity = item.child("id")
            if identity.text in first and first[identity.text] is not item:
                line = first[identity.text].child("id").at.line
                found = f"the id {identity.text!r} a second time, first on line {line}"
                place = locate(root, (*path, index)).place
                findings.append(
                    at(identity.at, place, found, "keep one of the two", "duplicate-id")
                )
    return findings
