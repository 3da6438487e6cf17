"""`lienthong validate`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from simulator.cli.choice import words_for
from simulator.cli.failures import ASSUMED
from simulator.cli.terminal import print_json
from simulator.cli.told_findings import in_language, line_of
from simulator.foreign_text import foreign_text
from simulator.loadtest.plan_reader import read_plan
from simulator.report.form import Document
from simulator.report.outline import print_outline
from simulator.report.printing import output, say
from simulator.scenario.findings import Finding, ScenarioErrors, errors_of, strictly
from simulator.scenario.loader import examine, find_scenario
from simulator.scenario.outline import outline
from simulator.scenario.resolved import ResolvedScenario
from simulator.scenario.validate import scenario_in
from simulator.scenario.validate import validate_files as findings_of
from simulator.scenario.yaml_positions import read_yaml
from topics.errors import InputError


def validate_files(
    files: Sequence[str], *, strict: bool, scale: float | None, printed: str, language: str
) -> None:
    """Print every finding of every file, and what each scenario amounts to.

    The exit status is 2 if any finding is an error.

    Scenarios are checked with this `scale`, if there is one.

    With `strict` a warning is an error, but not that figures are unverified: that says what is
    known about their sources, and nothing in the file can be put right without reading one.
    """
    sets = () if scale is None else (f"scale={scale}",)
    by_file = {file: _findings(file, sets, strict=strict) for file in files}
    every = [finding for findings in by_file.values() for finding in findings]
    fit = {file: scenario_in(*find_scenario(file), sets) for file in _without_errors(by_file)}
    if printed == "json":
        outlines = {file: _outline(one) for file, one in fit.items() if one is not None}
        print_json({"findings": [finding.as_json() for finding in every], "outline": outlines})
    else:
        _print(by_file, fit, language, github=printed == "github")
    if errors_of(every):
        raise SystemExit(InputError.exit_status)


def _findings(file: str, sets: Sequence[str], *, strict: bool) -> list[Finding]:
    path, levers = find_scenario(file)
    # Levers that are named are checked together; else each of the scenario's on its own.
    found = examine(path, sets, levers=levers).findings if levers else _of_plan(path)
    if found is None:
        found = findings_of([path], sets)
    if not strict:
        return list(found)
    return [one if one.code == ASSUMED else strictly([one])[0] for one in found]


def _of_plan(path: Path) -> Sequence[Finding] | None:
    """What is wrong with the plan of a load test; None for a file of another kind."""
    root, _ = read_yaml(path)
    if root is None or not {"connector", "load"} <= root.mapping.keys():
        return None
    try:
        read_plan(path)
    except ScenarioErrors as error:
        return error.findings
    return ()


def _without_errors(by_file: dict[str, list[Finding]]) -> list[str]:
    return [file for file, findings in by_file.items() if not errors_of(findings)]


def _outline(resolved: ResolvedScenario) -> Document:
    return outline(resolved.scenario, resolved.agencies, resolved.procedures)


def _print(
    by_file: dict[str, list[Finding]], fit: dict[str, ResolvedScenario | None], language: str,
    *, github: bool,
) -> None:  # fmt: skip
    for file, findings in by_file.items():
        for finding in findings:
            told = in_language(finding)
            say(told.as_github() if github else foreign_text(line_of(finding)))
        if file in fit:
            resolved = fit[file]
            words = words_for(language, *([resolved] if resolved else []))
            say(words("valid", file=file, warnings=words.counted("warnings", len(findings))))
            if resolved is not None and not github:
                print_outline(output(), _outline(resolved), words)
