"""`lienthong run`."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from simulator.answer.statistics import PrecisionRule
from simulator.answer.summary import Document
from simulator.cli.choice import Choice, tell_warnings, warn, words_for
from simulator.cli.failures import keep
from simulator.cli.how_many import at_least
from simulator.cli.keeping import check_fits, tell_left_out
from simulator.cli.terminal import print_json, progress_bar
from simulator.ledger.kept import Kept
from simulator.ledger.rowfiles import can_be_read
from simulator.ledger.runfolder import check_writable, partial_folder, publish, run_id
from simulator.model.options import KafkaRun, RunOptions
from simulator.report.printing import output
from simulator.report.run import print_run
from simulator.run.experiment import Run, run_experiment
from simulator.run.runwriting import write_run
from simulator.run.story import example_code
from simulator.scenario.resolved import ResolvedScenario
from simulator.words.translations import Words
from topics.connection import Connection
from topics.errors import InputError

MEMORY = "memory"
ROWS = ".rows"  # raw rows, within the partial folder; not part of a run


def run_scenario(
    choice: Choice,
    replications: int | PrecisionRule | None,
    workers: int,
    out: Path,
    options: RunOptions,
    kept: Kept,
    printed: str,
    language: str,
) -> None:
    """Simulate, write the run folder, print the answer."""
    resolved = choice.load()
    tell_warnings(resolved)
    words = words_for(language, resolved)
    count = replications or resolved.scenario.replications
    check_fits(kept, at_least(count), resolved)
    summary, place, code, foreign = _make(resolved, count, workers, out, options, kept, words)
    tell_foreign(foreign)
    if printed == "json":
        print_json({**summary, "folder": str(place)})
        return
    console = output()
    print_run(console, summary, words)
    console.print()
    console.print(words("folder", folder=place), soft_wrap=True)
    if code is not None:
        hint = words("try_explain", folder=place, dossier=code)
        console.print(hint, soft_wrap=True)


def options_of(bus: str, bootstrap: str | None, give_up_s: float, *, history: bool) -> RunOptions:
    """How a run is carried; over Kafka its topics get a prefix that no other run has."""
    if bus == MEMORY:
        if bootstrap is not None:
            raise InputError("--bootstrap: found with --bus memory; say --bus kafka with it")
        return RunOptions(history=history)
    connection = Connection.from_environment(bootstrap)
    prefix = f"run-{secrets.token_hex(4)}"
    return RunOptions(history=history, kafka=KafkaRun(connection, prefix, bus, give_up_s=give_up_s))


def with_series(options: RunOptions, path: Path | None) -> RunOptions:
    """The same, and a run's metrics go to `path`, if it is one. Raise if they cannot, before work.

    What stands there stays until the whole of the new is there.
    """
    if path is None:
        return options
    check_writable("--openmetrics", path)
    return replace(options, openmetrics=path.absolute())


def tell_foreign(foreign: Mapping[str, int]) -> None:
    """Warn of records that somebody else wrote into the run's topics."""
    for error, count in foreign.items():
        warn(f"{count} foreign records were dead-lettered: {error}")


def _make(
    resolved: ResolvedScenario, count: int | PrecisionRule, workers: int, out: Path,
    options: RunOptions, kept: Kept, words: Words,
) -> tuple[Document, Path, str | None, Mapping[str, int]]:  # fmt: skip
    """The summary, where the run is, the code of a dossier worth a look if any, foreign records."""
    scenario = resolved.scenario
    at_most = count if isinstance(count, int) else count.n_max
    name = run_id(scenario.name, resolved.sha256, scenario.seed, at_most)
    with partial_folder(out, name) as partial:
        rows = partial / ROWS
        rows.mkdir()
        run = _simulated(resolved, count, workers, rows, options, words)
        summary = write_run(run, partial, kept, words)
        shutil.rmtree(rows)
        place = publish(partial, out, run.id())
        keep(place)
    tell_left_out(kept, run, words)
    told = summary["dossiers"]["cohort"] and can_be_read(kept.fitting(run.rows))
    code = example_code(place) if told else None
    if run.precision is not None:  # of this command: the same run by number has none
        summary["precision"] = run.precision
    return summary, place, code, run.foreign()


def _simulated(
    resolved: ResolvedScenario, count: int | PrecisionRule, workers: int, rows: Path,
    options: RunOptions, words: Words,
) -> Run:  # fmt: skip
    with progress_bar(resolved.scenario.name, words) as progress:
        return run_experiment(resolved, count, workers, rows, options, progress)
