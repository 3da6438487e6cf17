"""Loads a scenario: merges, checks everything, and resolves; or says all that is wrong at once.

resolved = load_scenario(Path("my.yaml"), ["sharing.reuse=0.4"], levers=["more-staff"])
path, levers = find_scenario("demo:more-staff")   # a shipped name or a path, levers after colons
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from simulator.resources import find, is_dir, is_file, is_path, shipped
from simulator.scenario.calendar_files import read_calendars
from simulator.scenario.catalogue import AgencyCatalogue, ProcedureCatalogue
from simulator.scenario.catalogues import open_catalogue
from simulator.scenario.findings import Finding, ScenarioErrors, errors_of, in_order, shown
from simulator.scenario.overlay import Merged, load_merged
from simulator.scenario.registry import run_checks
from simulator.scenario.request_changes import with_requests_changed
from simulator.scenario.resolved import ResolvedScenario, document_of, resolve_document
from simulator.scenario.schema import Scenario
from simulator.scenario.shapes import shaped
from simulator.scenario.suggest import did_you_mean, listed
from simulator.scenario.world import Catalogue, Typed, World, names_of
from simulator.scenario.yaml_bytes import is_pipe
from topics.errors import InputError

_HOPELESS = ("yaml-syntax", "unknown-file", "cycle", "wrong-type", "overlay", "no-extends")


@dataclass(frozen=True, slots=True)
class Examined:
    """A scenario that was looked at: `world` is None when a file of it cannot be read at all."""

    world: World | None
    findings: tuple[Finding, ...]


def load_scenario(
    path: Path,
    sets: Sequence[str] = (),
    *,
    levers: Sequence[str] = (),
    onto: Path | None = None,
) -> ResolvedScenario:
    """The resolved scenario of a file, with levers and then `--set` changes applied.

    Args:
        path: the file; see `find_scenario` for shipped names.
        sets: texts `PATH=VALUE`.
        levers: names under `levers:` of the scenario, applied in this order. The scenario's name
            becomes NAME-LEVER, unless the lever names it.
        onto: the scenario that an overlay is laid over (see `overlay.load_merged`).

    Raises:
        ScenarioErrors: something is wrong; carries every finding.
        EnvironmentFailed: a file cannot be read.
    """
    return resolved_of(examine(path, sets, levers=levers, onto=onto))


def resolved_of(examined: Examined) -> ResolvedScenario:
    """The resolved scenario of one that was looked at; see `load_scenario`."""
    world = examined.world
    if world is None or world.typed is None or errors_of(examined.findings):
        raise ScenarioErrors(examined.findings)
    document = document_of(world.typed, world.calendars, world.total_weight)
    return resolve_document(document).with_warnings(examined.findings)


def examine(
    path: Path,
    sets: Sequence[str] = (),
    *,
    levers: Sequence[str] = (),
    onto: Path | None = None,
) -> Examined:
    """Everything that is wrong or odd with a scenario; see `load_scenario`."""
    merged = load_merged(path, levers, sets, onto=onto)
    if any(finding.code in _HOPELESS for finding in merged.findings):
        return Examined(None, tuple(in_order(merged.findings)))
    world, findings = _world(merged)
    findings += run_checks(world, [*merged.findings, *findings])
    return Examined(world, tuple(in_order([*merged.findings, *findings])))


def lever_names(path: Path) -> list[str]:
    """The levers that a scenario offers. Errors: ScenarioErrors when it cannot be read."""
    merged = load_merged(path)
    if any(finding.code in _HOPELESS for finding in merged.findings):
        raise ScenarioErrors(merged.findings)
    return list(merged.root.child("levers").mapping)


def find_scenario(reference: str, named_in: Path | None = None) -> tuple[Path, tuple[str, ...]]:
    """The file of a scenario and the levers asked for: `demo`, `my/own.yaml:lever:other`.

    `-` is standard input, and a pipe is a file like any other. The colons of a path belong to it:
    the longest text up to a colon that names a file is the file. `named_in` is the file (a plan)
    that names the scenario; None on the command line.

    Raises:
        InputError: there is no such file, or nothing shipped has this name.
    """
    parts = reference.split(":")
    for end in range(len(parts), 0, -1):
        path = _scenario_file(":".join(parts[:end]), named_in)
        if path is not None:
            return path, tuple(parts[end:])
    folder, slash, last = reference.rpartition("/")
    name = f"{folder}{slash}{last.partition(':')[0]}"
    if is_dir(Path(reference)):
        raise InputError(f"scenario {reference}: is a folder; name a scenario's file in it")
    if is_path(name):
        raise InputError(f"scenario {shown(Path(name))}: there is no such file")
    if is_file(Path(name)):
        raise InputError(f"scenario {name}: is no YAML file by its name; expected NAME.yaml")
    names = shipped("scenarios")
    expected = f"write one of {listed(names, 12)}, or a path{did_you_mean(name, names)}"
    for scenario, path in names.items():
        if name in load_merged(path).root.child("levers").mapping:
            raise InputError(f"scenario {name!r}: this is a lever: write {scenario}:{name}")
    raise InputError(f"scenario {name!r}: nothing shipped has this name; {expected}")


def _scenario_file(name: str, named_in: Path | None) -> Path | None:
    if named_in is None and is_pipe(Path(name)):
        return Path(name)
    return find("scenarios", name, named_in)


def _world(merged: Merged) -> tuple[World, list[Finding]]:
    agencies, findings = open_catalogue(merged, "agencies")
    procedures, found = open_catalogue(merged, "procedures")
    findings += found
    calendars, found = read_calendars(merged)
    findings += found
    names = names_of(agencies.entries)
    scenario, found = shaped(Scenario, merged.root, names)
    findings += found
    typed = None
    agency_models, found = _shaped_catalogue(AgencyCatalogue, agencies, names)
    findings += found
    procedure_models, found = _shaped_catalogue(ProcedureCatalogue, procedures, names)
    findings += found
    if scenario and agency_models and procedure_models:
        typed = Typed(
            scenario,
            tuple(a for a in agency_models.agencies if a.id in agencies.chosen),
            with_requests_changed(
                [p for p in procedure_models.procedures if p.id in procedures.chosen],
                scenario.sharing.requests,
            ),
        )
    return World(merged.root, agencies, procedures, calendars, typed, merged.layers), findings


CatalogueModel = TypeVar("CatalogueModel", AgencyCatalogue, ProcedureCatalogue)


def _shaped_catalogue(
    model: type[CatalogueModel], catalogue: Catalogue, names: Mapping[str, str]
) -> tuple[CatalogueModel | None, list[Finding]]:
    return shaped(model, catalogue.root, names) if catalogue.readable else (None, [])
