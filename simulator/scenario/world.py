"""What the cross checks look at: the merged scenario, its catalogues and its calendars.

Everything is nodes with positions and may have mistakes; the typed models are there only when the
shape of all three documents is right.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from agents.calendar_spec import CalendarSpec
from simulator.scenario.catalogue import Agency, Procedure
from simulator.scenario.findings import Finding, Severity, at
from simulator.scenario.layers import Layer
from simulator.scenario.nodes import Node, Path_, locate
from simulator.scenario.schema import Scenario

MINISTRIES = ("ministry", "ministerial_agency", "government_agency")


@dataclass(frozen=True, slots=True)
class Typed:
    """The models, when every shape is right; agencies and procedures are those that take part."""

    scenario: Scenario
    agencies: tuple[Agency, ...]
    procedures: tuple[Procedure, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A catalogue with the scenario's overrides: `entries` all by id, `chosen` the index by id."""

    root: Node
    section: str  # agencies or procedures
    entries: Mapping[str, Node]
    chosen: Mapping[str, int]
    readable: bool = True

    def paths(self) -> Iterator[tuple[str, Path_, Node]]:
        """Id, path and node of each chosen entry."""
        for identity, index in self.chosen.items():
            yield identity, (self.section, index), self.entries[identity]


@dataclass(frozen=True, slots=True)
class World:
    """A scenario to check."""

    root: Node
    agencies: Catalogue
    procedures: Catalogue
    calendars: Mapping[str, CalendarSpec]
    typed: Typed | None
    layers: tuple[Layer, ...] = ()

    @property
    def names(self) -> dict[str, str]:
        """Every agency of the catalogue: id -> Vietnamese name."""
        return names_of(self.agencies.entries)

    @property
    def total_weight(self) -> float:
        """Of all procedures of the catalogue, whether they are included or not."""
        weights = [node.child("weight").value for node in self.procedures.entries.values()]
        return sum(float(w) for w in weights if isinstance(w, (int, float)))

    def provinces(self) -> list[tuple[str, Node]]:
        """The provinces that take part."""
        return [
            (identity, node)
            for identity, _, node in self.agencies.paths()
            if node.child("kind").text == "province"
        ]

    def finding(
        self,
        path: Path_,
        found: str,
        expected: str,
        code: str,
        *,
        severity: Severity = "error",
        root: Node | None = None,
        key: bool = False,
    ) -> Finding:
        """A finding at a path of the scenario, or of the catalogue with this `root`."""
        spot = locate(root or self.root, path, key=key)
        return at(spot.at, spot.place, found, expected, code, severity)


def names_of(entries: Mapping[str, Node]) -> dict[str, str]:
    """Id -> Vietnamese name, or the id where the name is missing."""
    return {code: node.child("name_vi").text or code for code, node in entries.items()}


def select(root: Node, *pattern: str) -> Iterator[tuple[Path_, Node]]:
    """The nodes along a pattern of keys, in which `*` stands for every item; those not null."""
    found: list[tuple[Path_, Node]] = [((), root)]
    for part in pattern:
        found = [below for path, node in found for below in _below(path, node, part)]
    return iter([(path, node) for path, node in found if node.value is not None])


def steps_of(path: Path_, procedure: Node) -> Iterator[tuple[Path_, Node]]:
    """Every step of a procedure's route, those of `par` and `redo` too."""
    for index, step in enumerate(procedure.child("route").items):
        here = (*path, "route", index)
        yield here, step
        for part in ("par", "redo"):
            for inner, below in enumerate(step.child(part).items):
                yield (*here, part, inner), below


def _below(path: Path_, node: Node, part: str) -> Iterator[tuple[Path_, Node]]:
    if part != "*":
        yield (*path, part), node.child(part)
        return
    for index, item in enumerate(node.items):
        yield (*path, index), item
    for key, value in node.mapping.items():
        yield (*path, key), value
