"""The catalogues a scenario names, with its overrides laid over them, and who takes part."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.scenario.catalogue import AgencyCatalogue, ProcedureCatalogue
from simulator.scenario.findings import Finding, at
from simulator.scenario.merging import merge
from simulator.scenario.model_nodes import without_nulls
from simulator.scenario.nodes import Node
from simulator.scenario.overlay import Merged
from simulator.scenario.references import referred
from simulator.scenario.suggest import did_you_mean, listed
from simulator.scenario.world import MINISTRIES, Catalogue
from simulator.scenario.yaml_positions import read_yaml

MODELS = {"agencies": AgencyCatalogue, "procedures": ProcedureCatalogue}


def open_catalogue(merged: Merged, section: str) -> tuple[Catalogue, list[Finding]]:
    """The catalogue of a scenario's section `agencies` or `procedures`, with what is wrong with it.

    A catalogue that cannot be read is empty and not `readable`.
    """
    selection = merged.root.child(section)
    reference = selection.child("catalogue")
    nothing = Catalogue(Node({}, selection.at), section, {}, {}, readable=False)
    if reference.text is None:
        return nothing, []  # the scenario's shape says so
    place = f"{section}.catalogue"
    path, odd = referred("catalogues", reference, place, merged.file_of(reference))
    if path is None:
        return nothing, odd
    root, findings = read_yaml(path)
    if root is None or not root.child(section).is_list:
        return nothing, [*odd, *(findings or [_no_catalogue(reference, section)])]
    overrides = selection.child("override")
    findings += [*odd, *repeated_ids(root.child(section), section)]
    findings += _new_without_name(root.child(section), overrides, section)
    root = without_nulls(_overridden(root, section, _meant(overrides, findings)), MODELS[section])
    return chosen_from(root, section, selection), findings


def chosen_from(root: Node, section: str, selection: Node) -> Catalogue:
    """The catalogue with the entries that take part."""
    entries = root.child(section).by_id()
    takes_part = _agencies if section == "agencies" else _procedures
    chosen = takes_part(selection, entries)
    items = root.child(section).items
    index = {item.child("id").text: i for i, item in reversed(list(enumerate(items)))}
    return Catalogue(root, section, entries, {k: index[k] for k in entries if k in chosen})


def _agencies(selection: Node, entries: Mapping[str, Node]) -> set[str]:
    """Those selected; the portal always; a registry when its owner takes part."""
    kinds = {identity: node.child("kind").text for identity, node in entries.items()}
    ministries = _wanted(selection.child("ministries"))
    provinces = _wanted(selection.child("provinces"))
    chosen = {
        identity
        for identity, kind in kinds.items()
        if (kind in MINISTRIES and (ministries is None or identity in ministries))
        or (kind == "province" and (provinces is None or identity in provinces))
        or kind == "portal"
    }
    owned = {
        identity
        for identity, kind in kinds.items()
        if kind == "registry" and entries[identity].child("owner").text in chosen
    }
    return chosen | owned


def _procedures(selection: Node, entries: Mapping[str, Node]) -> set[str]:
    included = _wanted(selection.child("include"))
    return {identity for identity in entries if included is None or identity in included}


def _wanted(node: Node) -> set[str | None] | None:
    """The ids of a list; None for `all` (and where nothing is said)."""
    return {item.text for item in node.items} if node.is_list else None


def _meant(overrides: Node, findings: list[Finding]) -> Node:
    """The overrides without those that change nothing, which are findings already."""
    slips = {finding.found for finding in findings if finding.code == "unknown-override"}
    items = [o for o in overrides.items if _no_such(o.child("id").text) not in slips]
    return Node([item for item in items if item.child("id").text is not None], overrides.at)


def _no_such(identity: str | None) -> str:
    return f"the catalogue has no {identity!r} to change"


def _overridden(root: Node, section: str, overrides: Node) -> Node:
    if not overrides.items:
        return root
    entries = merge(root.child(section), overrides)
    return Node({**root.mapping, section: entries}, root.at, root.keys)


def _new_without_name(entries: Node, overrides: Node, section: str) -> list[Finding]:
    """An override of an id that is not there is a new entry, or more often a slip."""
    known = entries.by_id()
    findings = []
    for index, item in enumerate(overrides.items):
        identity = item.child("id").text
        place = f"{section}.override[{identity or index}]"
        if identity is None:
            expected = f"say which of the {section} it changes"
            findings.append(at(item.at, place, "the key 'id' is missing", expected, "missing-key"))
        elif identity not in known and "name_vi" not in item.mapping:
            found = _no_such(identity)
            guess = did_you_mean(identity, known) or f", such as {listed(known, 4)}"
            expected = f"write an id that it has{guess}, or a complete new entry"
            findings.append(at(item.child("id").at, place, found, expected, "unknown-override"))
    return findings


def repeated_ids(entries: Node, section: str) -> list[Finding]:
    """Entries of a catalogue with the same id: only one of them would count."""
    first = entries.by_id()
    findings = []
    for item in entries.items:
        identity = item.child("id")
        if identity.text in first and first[identity.text] is not item:
            line = first[identity.text].child("id").at.line
            found = f"the id {identity.text!r} a second time, first on line {line}"
            place = f"{section}[{identity.text}]"
            findings.append(at(identity.at, place, found, "keep one of the two", "duplicate-id"))
    return findings


def _no_catalogue(reference: Node, section: str) -> Finding:
    found = f"{reference.text!r} is no catalogue of {section}"
    expected = f"write the name of a catalogue with a list of {section}"
    return at(reference.at, f"{section}.catalogue", found, expected, "unknown-file")
