"""`lienthong backfill`."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import numpy as np

from agents.calendar_spec import DAY_US, date_of
from simulator.cli.choice import one_run, warn, words_for
from simulator.cli.terminal import progress_bar
from simulator.ledger.rowfiles import read_table
from simulator.ledger.rowstore import open_rows
from simulator.ledger.runfolder import disk_errors
from simulator.ledger.runreading import check_repeatable, read_manifest, scenario_of
from simulator.metrics.blocks import add_blocks, check_free, find_promtool
from simulator.metrics.openmetrics import EVERY_US, Recorder
from simulator.metrics.reading import unix_s
from simulator.model.options import RunOptions
from simulator.report.printing import output
from simulator.run.choice_record import chosen_of
from simulator.run.engine import Engine, ReplicationResult, run_replication
from simulator.run.parallel import Report
from simulator.scenario.resolved import ResolvedScenario
from simulator.words.translations import Words
from topics.errors import CheckFailed, InputError

_COMPARED = ("submitted_us", "returned_us", "processing_us")
_LOOKBACK = {"day": "25h", "hour": "65m"}


def backfill_run(run: Path, tsdb: Path, replication: int, every: str, language: str) -> None:
    """Run a replication again, and make Prometheus blocks of its metrics at simulated dates."""
    promtool = find_promtool()
    path, manifest = read_manifest(one_run(run))
    check_repeatable(path, manifest)
    if replication >= manifest["replications"]:
        last = manifest["replications"] - 1
        raise InputError(f"--replication {replication}: the last of {path.parent} is {last}")
    resolved = scenario_of(path, manifest)
    words = words_for(language, resolved)
    with (
        tempfile.TemporaryDirectory(prefix="lienthong-") as folder,
        disk_errors(Path(folder)),
        progress_bar(resolved.scenario.name, words) as progress,
    ):
        recorder, result = _recorded(
            resolved,
            replication,
            chosen_of(path, manifest)[0].numbers[replication],
            Path(folder),
            tsdb,
            EVERY_US[every],
            progress,
        )
        _check_as_written(path.parent, result)
    blocks = add_blocks(recorder, tsdb, promtool)
    _tell(recorder, tsdb, blocks, every, words)


def _recorded(
    resolved: ResolvedScenario, replication: int, history: int, folder: Path, tsdb: Path,
    every_us: int,
    progress: Report,
) -> tuple[Recorder, ReplicationResult]:  # fmt: skip
    made: list[Recorder] = []

    def drive(engine: Engine) -> None:
        horizon = engine.model.horizon
        check_free(tsdb, horizon.start_us, horizon.cohort_end_us)  # before the work, not after
        made.append(Recorder(engine, every_us))
        engine.finish(progress)

    result = run_replication(
        resolved, replication, folder, RunOptions(elide=False), drive=drive,
        publication=history,
    )  # fmt: skip
    return made[0], result


def _check_as_written(folder: Path, result: ReplicationResult) -> None:
    """Raise `CheckFailed` if this installation makes other dossiers than the run has."""
    written = read_table(folder, _COMPARED, {"replication": result.replication})
    rows = open_rows(result.rows_path)
    for name in _COMPARED:
        column = written.column(name).fill_null(-1).to_numpy()
        if not np.array_equal(np.sort(column), np.sort(rows[name])):
            raise CheckFailed(
                f"{folder}: run again, replication {result.replication} has other dossiers; this "
                "installation does not make the same run"
            )


def _tell(recorder: Recorder, tsdb: Path, blocks: int, every: str, words: Words) -> None:
    first, last = (date_of(recorder.at_us[end] // DAY_US) for end in (0, -1))
    console = output()
    counts = {"blocks": words.number(blocks), "samples": words.number(recorder.samples)}
    made = words("blocks_made", first=first, last=last, folder=tsdb, **counts)
    console.print(made, soft_wrap=True)
    look = words("blocks_look", folder=tsdb, lookback=_LOOKBACK[every])
    console.print(look, soft_wrap=True)
    if unix_s(recorder.at_us[-1]) > time.time():
        warn(
            "some of these dates are to come; a Prometheus that also scrapes takes nothing in "
            "before them: use one that only shows this run"
        )
