"""Validates files of any kind: scenarios with their levers, overlays, catalogues, calendars."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from simulator.resources import shipped
from simulator.scenario.calendar_reader import read_calendar, read_holidays
from simulator.scenario.catalogue import AgencyCatalogue, ProcedureCatalogue
from simulator.scenario.catalogues import repeated_ids
from simulator.scenario.findings import Finding, errors_of, in_order, strictly
from simulator.scenario.loader import examine, resolved_of
from simulator.scenario.nodes import Node
from simulator.scenario.overlay import is_overlay
from simulator.scenario.resolved import ResolvedScenario
from simulator.scenario.shapes import shaped
from simulator.scenario.world import names_of
from simulator.scenario.yaml_positions import read_yaml


def validate_files(
    paths: Sequence[Path],
    sets: Sequence[str] = (),
    strict: bool = False,
    *,
    onto: Path | None = None,
) -> list[Finding]:
    """Everything that is wrong or odd with the files; with `strict`, warnings are errors.

    A scenario is checked alone and with each of its levers. An overlay is checked laid over the
    scenario `onto` (by default the shipped `baseline-2023`). `sets` change a scenario before.

    Raises:
        EnvironmentFailed: a file cannot be read.
    """
    base = onto or shipped("scenarios").get("baseline-2023")
    findings = in_order(finding for path in paths for finding in _of_file(path, sets, base))
    return strictly(findings) if strict else findings


def scenario_in(
    path: Path, levers: Sequence[str] = (), sets: Sequence[str] = ()
) -> ResolvedScenario | None:
    """The scenario of a file; None for an overlay, another kind of file, and one with errors."""
    root, _ = read_yaml(path)
    if root is None or _kind(root) is not _scenario or is_overlay(root):
        return None
    examined = examine(path, sets, levers=levers)
    return None if errors_of(examined.findings) else resolved_of(examined)


def _of_file(path: Path, sets: Sequence[str], base: Path | None) -> list[Finding]:
    root, findings = read_yaml(path)
    return findings if root is None else [*findings, *_kind(root)(path, root, base, sets)]


def _kind(root: Node) -> Kind:
    """What finds the mistakes of a file of this kind."""
    if root.child("agencies").is_list or root.child("procedures").is_list:
        return _catalogue
    if "years" in root.mapping:
        return _holidays
    return _calendar if "shifts" in root.mapping else _scenario


Kind = Callable[[Path, Node, Path | None, Sequence[str]], list[Finding]]


def _holidays(path: Path, _root: Node, _base: Path | None, _sets: Sequence[str]) -> list[Finding]:
    return read_holidays(path)[1]


def _calendar(path: Path, _root: Node, _base: Path | None, _sets: Sequence[str]) -> list[Finding]:
    return read_calendar(path)[1]


def _scenario(path: Path, root: Node, base: Path | None, sets: Sequence[str]) -> list[Finding]:
    """Alone, and with each of its levers."""
    onto = base if is_overlay(root) else None
    alone = examine(path, sets, onto=onto)
    findings = list(alone.findings)
    levers = alone.world.root.child("levers").mapping if alone.world else ()
    for lever in levers:
        findings += examine(path, sets, levers=[lever], onto=onto).findings
    return findings


def _catalogue(_path: Path, root: Node, _base: Path | None, _sets: Sequence[str]) -> list[Finding]:
    section = "agencies" if root.child("agencies").is_list else "procedures"
    names = names_of(root.child("agencies").by_id())
    repeated = repeated_ids(root.child(section), section)
    if section == "agencies":
        return repeated + shaped(AgencyCatalogue, root, names)[1]
    return repeated + shaped(ProcedureCatalogue, root, names)[1]
