"""`lienthong compare`."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from simulator.answer.statistics import PrecisionRule
from simulator.answer.summary import Document
from simulator.cli.choice import Choice, tell_warnings, warn, words_for
from simulator.cli.failures import keep
from simulator.cli.how_many import at_least
from simulator.cli.keeping import check_fits, tell_left_out
from simulator.cli.terminal import print_json, progress_bar
from simulator.ledger.kept import Kept
from simulator.ledger.runfolder import (
    COMPARISON,
    COMPARISON_SHEET,
    partial_folder,
    publish,
    short_hash,
    write_json,
)
from simulator.model.options import RunOptions
from simulator.report.answer import comparison_sentence
from simulator.report.answersheet import write_comparison_answer
from simulator.report.comparison import print_comparison
from simulator.report.printing import output
from simulator.run.comparison import Comparison, compare, document_of, named_apart
from simulator.run.runwriting import write_run
from simulator.scenario.resolved import ResolvedScenario
from simulator.words.translations import LANGUAGES, Words
from topics.errors import InputError

ROWS = ".rows"


def compare_scenarios(
    choice: Choice,
    scenarios: Sequence[str],
    levers: Sequence[str],
    replications: int | PrecisionRule | None,
    workers: int,
    out: Path,
    kept: Kept,
    printed: str,
    language: str,
) -> None:
    """Simulate every arm, write the comparison's folder, print the answer."""
    if not scenarios and not levers:
        raise InputError("compare: nothing to compare with; name a scenario or a --lever")
    baseline = choice.load()
    arms = [choice.load_arm(name, baseline.scenario.name) for name in scenarios]
    arms += [choice.load_lever(name) for name in levers]
    tell_warnings(baseline, *arms)
    words = words_for(language, baseline, *arms)
    count = replications or baseline.scenario.replications
    if replications is None:
        _warn_of_own_replications(baseline, arms)
    check_fits(kept, at_least(count), baseline, *arms)
    document, place = _make((baseline, *arms), count, workers, out, kept, words)
    if printed == "json":
        print_json({**document, "folder": str(place)})
        return
    print_comparison(output(), document, words, place)


def _warn_of_own_replications(baseline: ResolvedScenario, arms: Sequence[ResolvedScenario]) -> None:
    """Pairs need as many replications of each: those of the baseline hold where none are asked."""
    count = baseline.scenario.replications
    for arm in arms:
        if arm.scenario.replications != count:
            warn(
                f"{arm.scenario.name}: replications: {arm.scenario.replications} is not heeded in "
                f"a comparison; all arms have the {count} of {baseline.scenario.name}, or those "
                "of --replications"
            )


def _make(
    scenarios: Sequence[ResolvedScenario],
    count: int | PrecisionRule,
    workers: int,
    out: Path,
    kept: Kept,
    words: Words,
) -> tuple[Document, Path]:
    baseline, *arms = scenarios
    mark = short_hash([scenario.sha256 for scenario in scenarios])
    with partial_folder(out, f"compare-{baseline.scenario.name}-{mark}") as partial:
        rows = partial / ROWS
        rows.mkdir()
        with progress_bar(baseline.scenario.name, words) as progress:
            found = compare(
                baseline,
                arms,
                replications=count,
                workers=workers,
                folder=rows,
                options=RunOptions(),
                progress=progress,
            )
        document = write_comparison(found, partial, kept, words)
        shutil.rmtree(rows)
        place = publish(partial, out, found.id())
        keep(place)
    for run in found.runs:
        tell_left_out(kept, run, words)
    return document, place


def write_comparison(found: Comparison, folder: Path, kept: Kept, words: Words) -> Document:
    """Fill `folder` with the answer and each arm's run; returns the answer. OSError as raised."""
    document = document_of(found)
    document["sentence"] = {
        language: comparison_sentence(document, Words(language)) for language in LANGUAGES
    }
    names = named_apart([run.resolved for run in found.runs])
    for run, name in zip(found.runs, names, strict=True):
        place = folder / name
        place.mkdir()
        write_run(run, place, kept, words_for(words.language, run.resolved))
    write_json(folder / COMPARISON, document)
    if kept.answer:
        write_comparison_answer(document, folder / COMPARISON_SHEET, words)
    return document
