"""`lienthong run`."""

from __future__ import annotations

import shutil
from pathlib import Path

from simulator.cli.choice import Choice, tell_warnings, words_for
from simulator.cli.terminal import output, print_json, progress_bar
from simulator.experiment import Run, run_experiment, write_run
from simulator.options import RunOptions
from simulator.report import print_run
from simulator.runfolder import partial_folder, publish, run_id
from simulator.scenario.resolved import ResolvedScenario
from simulator.story import example_code
from simulator.summary import Document
from simulator.translations import Words

ROWS = ".rows"  # raw rows, within the partial folder; not part of a run


def run_scenario(
    choice: Choice,
    replications: int | None,
    workers: int,
    out: Path,
    printed: str,
    language: str,
) -> None:
    """Simulate, write the run folder, print the answer."""
    resolved = choice.load()
    tell_warnings(resolved)
    words = words_for(language, resolved)
    count = replications or resolved.scenario.replications
    summary, place, code = _make(resolved, count, workers, out, words)
    if printed == "json":
        print_json({**summary, "folder": str(place)})
        return
    console = output()
    print_run(console, summary, words)
    console.print()
    console.print(words("folder", folder=place), soft_wrap=True, markup=False)
    console.print(words("try_explain", folder=place, dossier=code), soft_wrap=True, markup=False)


def _make(
    resolved: ResolvedScenario, count: int, workers: int, out: Path, words: Words
) -> tuple[Document, Path, str]:
    """The summary, where the run is, and the code of a dossier worth a look."""
    scenario = resolved.scenario
    name = run_id(scenario.name, resolved.sha256, scenario.seed, count)
    with partial_folder(out, name) as partial:
        rows = partial / ROWS
        rows.mkdir()
        run = _simulated(resolved, count, workers, rows, words)
        summary = write_run(run, partial)
        shutil.rmtree(rows)
        place = publish(partial, out, name)
    return summary, place, example_code(place)


def _simulated(
    resolved: ResolvedScenario, count: int, workers: int, rows: Path, words: Words
) -> Run:
    with progress_bar(resolved.scenario.name, words) as progress:
        return run_experiment(resolved, count, workers, rows, RunOptions(), progress)
