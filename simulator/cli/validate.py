"""`lienthong validate`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from simulator.cli.failures import ASSUMED
from simulator.cli.terminal import print_json
from simulator.cli.told_findings import in_language, line_of
from simulator.loadtest.plan_reader import read_plan
from simulator.scenario.findings import Finding, ScenarioErrors, errors_of, strictly
from simulator.scenario.loader import examine, find_scenario
from simulator.scenario.validate import validate_files as findings_of
from simulator.scenario.yaml_positions import read_yaml
from simulator.translations import Words
from topics.errors import InputError


def validate_files(
    files: Sequence[str], *, strict: bool, scale: float | None, printed: str, language: str
) -> None:
    """Print every finding of every file; exit status 2 if any of them is an error.

    Scenarios are checked with this `scale`, if there is one.

    With `strict` a warning is an error, but not that figures are unverified: that says what is
    known about their sources, and nothing in the file can be put right without reading one.
    """
    words = Words("vi" if language == "vi" else "en")
    sets = () if scale is None else (f"scale={scale}",)
    by_file = {file: _findings(file, sets, strict=strict) for file in files}
    every = [finding for findings in by_file.values() for finding in findings]
    if printed == "json":
        print_json({"findings": [finding.as_json() for finding in every]})
    else:
        _print(by_file, words, github=printed == "github")
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


def _print(by_file: dict[str, list[Finding]], words: Words, *, github: bool) -> None:
    for file, findings in by_file.items():
        for finding in findings:
            print(in_language(finding).as_github() if github else line_of(finding))
        if not errors_of(findings):
            print(words("valid", file=file, warnings=words.counted("warnings", len(findings))))
