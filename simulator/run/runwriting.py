"""A run's folder is filled from its rows: manifest, summary, tables, workbooks, histories."""

from __future__ import annotations

from pathlib import Path

from simulator.answer.summary import Document
from simulator.ledger import runfolder
from simulator.ledger.kept import USUAL, Kept
from simulator.ledger.rowfiles import write_tables
from simulator.report.answersheet import write_answer
from simulator.run.choice_record import record_of
from simulator.run.experiment import Run, summary_of
from simulator.words.translations import ENGLISH, Words


def write_run(run: Run, folder: Path, kept: Kept = USUAL, words: Words = ENGLISH) -> Document:
    """Fill `folder` with manifest, summary and tables; returns the summary. OSError as raised.

    `words`: the language and the names of workbooks.
    """
    kept = kept.fitting(run.rows)
    paths, dimensions = [one.rows_path for one in run.outcomes], run.outcomes[0].dimensions
    scenario = run.resolved.scenario
    manifest = runfolder.manifest(
        name=scenario.name,
        document=run.resolved.document,
        sha256=run.resolved.sha256,
        seed=scenario.seed,
        replications=len(run.outcomes),
        digest=run.digest,
        publication=record_of(run.chosen, run.all_controls, run.sample),
        kept=kept.document(words.language),
    )
    write_tables(kept, paths, dimensions, folder, _replication_weights(run), words)
    _keep_histories(run, folder)
    document = summary_of(run)
    if kept.answer:
        write_answer(document, folder / runfolder.ANSWER_SHEET, words)
    runfolder.write_json(folder / runfolder.SUMMARY, document)
    runfolder.write_json(folder / runfolder.MANIFEST, manifest)
    return document


def _replication_weights(run: Run) -> dict[int, float]:
    """What multiplies the weights of each replication's rows: 1 on the average."""
    numbers = [one.replication for one in run.outcomes]
    return dict(zip(numbers, run.sample.relative_weights(), strict=True))


def _keep_histories(run: Run, folder: Path) -> None:
    """Move what was kept of the messages: one file, or one for each replication."""
    alone = len(run.outcomes) == 1
    for one in run.outcomes:
        if one.history_path is not None:
            name = runfolder.HISTORY if alone else f"history-{one.replication}.jsonl"
            one.history_path.replace(folder / name)
