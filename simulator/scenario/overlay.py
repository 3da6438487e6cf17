"""A scenario file with everything it extends, its levers and the changes of the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from simulator.resources import find, shipped
from simulator.scenario.findings import Finding, at, shown
from simulator.scenario.layers import Kind, Layer
from simulator.scenario.merging import merge, with_key, without_key
from simulator.scenario.model_nodes import without_nulls
from simulator.scenario.nodes import Node, Position, locate
from simulator.scenario.references import referred
from simulator.scenario.schema import Scenario
from simulator.scenario.sets import apply_set
from simulator.scenario.suggest import did_you_mean, listed
from simulator.scenario.yaml_bytes import is_pipe
from simulator.scenario.yaml_positions import read_yaml

_NO_BASE = ("overlay", "no-extends")


@dataclass(frozen=True, slots=True)
class Merged:
    """A merged document, its files from the first that was extended to the last, its findings.

    `layers` are those that somebody asked for: the last file where it is laid over another, unless
    levers and `--set`s follow that may well make its keys void; and those, in order.
    """

    root: Node
    files: tuple[Path, ...]
    findings: tuple[Finding, ...]
    layers: tuple[Layer, ...] = ()

    def file_of(self, node: Node) -> Path | None:
        """The file in which `node` was written; None for the command line and for a pipe."""
        files = (path for path in self.files if shown(path) == node.at.file and not is_pipe(path))
        return next(files, None)


_SEVERAL = 3  # keys of a scenario: who lacks so many forgot `extends`


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
    is_last = onto is not None or not (levers or sets)
    layers = list(merged.layers if is_last else ())
    for lever in levers:
        before, (root, found) = root, _with_lever(root, lever)
        findings += found
        if not found:
            key = before.child("levers").key_at(lever)
            layers.append(Layer("lever", f"levers.{lever}", key, before, root))
    for text in sets:
        before, (root, found) = root, apply_set(root, text)
        findings += found
        if not found:
            place = text.partition("=")[0].strip()
            layers.append(Layer("set", place, Position(f"--set {place}"), before, root))
    whole = without_nulls(root, Scenario)
    return Merged(whole, merged.files, tuple(findings), tuple(layers))


def _with_bases(path: Path, above: tuple[Path, ...], onto: Path | None) -> Merged:
    root, found = read_yaml(path)
    if root is None or not root.is_mapping:
        return _not_a_mapping(path, root, found)
    found += _repeated_ids(root)
    reference, chain = root.child("extends"), (*above, path)
    own = without_key(root, "extends")
    if reference.value is None and (onto is None or not is_overlay(root)):
        return Merged(own, (path,), (*found, *_not_whole(root)))
    base, problem = (onto, []) if reference.value is None else _base(path, reference, chain)
    found += problem
    if base is None:
        return Merged(own, (path,), tuple(found))
    below = _with_bases(base, chain, None if base is onto else onto)
    if any(finding.code in _NO_BASE for finding in below.findings) and base is not onto:
        return Merged(own, (path,), (*found, _no_base(reference, below.root)))
    merged = merge(below.root, own)
    kind: Kind = "overlay" if base is onto else "file"
    layer = Layer(kind, "the whole file", root.at, below.root, merged)
    return Merged(merged, (*below.files, path), (*below.findings, *found), (layer,))


def is_overlay(root: Node) -> bool:
    """Whether a document extends nothing and says neither who takes part nor when."""
    selects = root.child("agencies").mapping.keys() & {"catalogue", "ministries", "provinces"}
    is_timed = root.mapping.keys() >= {"start", "warmup", "duration", "drain"}
    return root.child("extends").value is None and not selects and not is_timed


def _not_whole(root: Node) -> list[Finding]:
    """One sentence for a file that extends nothing and lacks several keys, not one for each."""
    if "format" in root.mapping:
        found = "no scenario: it has a format, as what a run leaves behind does"
        expected = "name the scenario that it was made of; lienthong rerun makes a run again"
        return [at(root.at, "the whole file", found, expected, "overlay")]
    if is_overlay(root):
        found = "this is an overlay: it says neither which agencies take part nor when"
        return [at(root.at, "the whole file", found, _what_to_do(root), "overlay")]
    needed = [name for name, field in Scenario.model_fields.items() if field.is_required()]
    missing = [name for name in needed if root.child(name).value is None]
    if len(missing) < _SEVERAL:
        return []
    found = f"{len(missing)} of the {len(needed)} keys that a scenario needs are missing"
    expected = "begin with extends: base, which has them all, and write what is otherwise"
    return [at(root.at, "the whole file", found, expected, "no-extends")]


def _what_to_do(root: Node) -> str:
    """With an overlay; nobody is told to change a shipped file."""
    file, of_all = root.at.file, shipped("scenarios")
    names = [name for name, path in of_all.items() if shown(path) == file]
    beside = f"set it beside a scenario (lienthong compare demo {names[0] if names else file})"
    return beside if names else f"{beside}, or begin it with extends: NAME"


def _no_base(reference: Node, base: Node) -> Finding:
    """The sentence for a file that extends an overlay, or a scenario that is not whole."""
    name = reference.text
    if not is_overlay(base):
        found, expected = f"{name!r} is no whole scenario", "extend one that is, such as base"
        return at(reference.at, "extends", found, expected, "no-extends")
    found = f"{name!r} is an overlay, which says neither which agencies take part nor when"
    expected = (
        f"set it beside a scenario (lienthong compare demo {name}), or write extends: demo and "
        "list its changes here"
    )
    return at(reference.at, "extends", found, expected, "overlay")


def _not_a_mapping(path: Path, root: Node | None, found: list[Finding]) -> Merged:
    start = root.at if root else Position(shown(path), 1, 1)
    if root is not None:
        what = "found nothing" if root.value is None else "found no mapping"
        found = [*found, at(start, "the whole file", what, "write keys and values", "wrong-type")]
    return Merged(Node({}, start), (path,), tuple(found))


def _base(
    path: Path, reference: Node, chain: tuple[Path, ...]
) -> tuple[Path | None, list[Finding]]:
    """The file that `extends` names, and what is wrong or odd with it."""
    base, found = referred("scenarios", reference, "extends", None if is_pipe(path) else path)
    if base is None or base.resolve() not in {file.resolve() for file in chain}:
        return base, found
    cycle = " -> ".join(shown(file) for file in (*chain, base))
    expected = "a scenario cannot extend itself"
    return None, [at(reference.at, "extends", f"a cycle: {cycle}", expected, "cycle")]


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
        if find("scenarios", name, None) is not None:
            expected = f"{name} is a scenario or an overlay: name it without --lever"
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
