"""What a file that people wrote means by the name of another file; every kind of file asks here."""

from __future__ import annotations

from pathlib import Path

from simulator.resources import beside, find, is_path, shipped
from simulator.scenario.findings import Finding, at
from simulator.scenario.nodes import Node
from simulator.scenario.suggest import did_you_mean, listed


def referred(
    kind: str, reference: Node, place: str, named_in: Path | None
) -> tuple[Path | None, list[Finding]]:
    """The file that a reference means (see `resources.find`), and what is wrong or odd with it.

    `named_in`: the file in which the reference stands; None on the command line.
    """
    name = reference.text
    if name is None:
        found, expected = "found no name", "write a shipped file's name or a path"
        return None, [at(reference.at, place, found, expected, "wrong-type")]
    path = find(kind, name, named_in)
    if path is None:
        return None, [unknown_file(kind, reference, place)]
    return path, _shadowed(kind, reference, place, named_in)


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


def _shadowed(kind: str, reference: Node, place: str, named_in: Path | None) -> list[Finding]:
    """A warning where a bare name means a file beside, and a shipped one has the same name."""
    name = reference.text or ""
    if is_path(name):
        return []
    own, of_all = beside(name, named_in), shipped(kind).get(name)
    if own is None or of_all is None or own == of_all:
        return []
    found = f"{name!r} means the file {own.name} beside this one, not the shipped {name}"
    expected = f"write {own.name} to say so, or give your file another name"
    return [at(reference.at, place, found, expected, "own-file", "warning")]
