"""`lienthong compare`."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from simulator.answer.statistics import PrecisionRule
from simulator.answer.summary import Document
from simulator.cli.choice import Choice, tell_warnings, words_for
from simulator.cli.terminal import output, print_json, progress_bar
from simulator.comparison import Comparison, compare, document_of, named_apart
from simulator.experiment import write_run
from simulator.options import RunOptions
from simulator.report_answer import comparison_sentence
from simulator.report_comparison import print_comparison
from simulator.runfolder import COMPARISON, partial_folder, publish, short_hash, write_json
from simulator.scenario.resolved import ResolvedScenario
from simulator.translations import LANGUAGES, Words
from topics.errors import InputError

ROWS = ".rows"


def compare_scenarios(
    choice: Choice,
    scenarios: Sequence[str],
    levers: Sequence[str],
    replications: int | PrecisionRule | None,
    workers: int,
    out: Path,
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
    document, place = _make((baseline, *arms), count, workers, out, words)
    if printed == "json":
        print_json({**document, "folder": str(place)})
        return
    print_comparison(output(), document, words, place)


def _make(
    scenarios: Sequence[ResolvedScenario],
    count: int | PrecisionRule,
    workers: int,
    out: Path,
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
        document = write_comparison(found, partial)
        shutil.rmtree(rows)
        return document, publish(partial, out, found.id())


def write_comparison(found: Comparison, folder: Path) -> Document:
    """Fill `folder` with the answer and each arm's run; returns the answer. OSError as raised."""
    document = document_of(found)
    document["sentence"] = {
        language: comparison_sentence(document, Words(language)) for language in LANGUAGES
    }
    names = named_apart([run.resolved for run in found.runs])
    for run, name in zip(found.runs, names, strict=True):
        place = folder / name
        place.mkdir()
        write_run(run, place)
    write_json(folder / COMPARISON, document)
    return document
