"""`lienthong rerun`."""

from __future__ import annotations

import filecmp
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from simulator.cli.choice import one_run, words_for
from simulator.cli.terminal import print_json, progress_bar
from simulator.ledger.kept import kept_by
from simulator.ledger.runfolder import (
    MANIFEST,
    SUMMARY,
    disk_errors,
    versions,
)
from simulator.ledger.runreading import check_repeatable, read_manifest, scenario_of
from simulator.model.options import RunOptions
from simulator.report.printing import output
from simulator.run.choice_record import chosen_of
from simulator.run.experiment import run_experiment
from simulator.run.runwriting import write_run
from simulator.words.translations import Words
from topics.errors import CheckFailed, EnvironmentFailed

_VERDICTS = {True: "file_same", False: "file_differs", None: "file_missing"}


def rerun_manifest(manifest: Path, workers: int, printed: str, language: str) -> None:
    """Make the run again in a scratch folder and compare. Raise `CheckFailed` if it differs."""
    path, document = read_manifest(one_run(manifest))
    check_repeatable(path, document)
    kept, spoken = kept_by(path, document)
    resolved = scenario_of(path, document)
    words = words_for(language, resolved)
    with tempfile.TemporaryDirectory(prefix="lienthong-") as name, disk_errors(Path(name)):
        scratch = Path(name)
        rows = scratch / "rows"
        rows.mkdir()
        with progress_bar(resolved.scenario.name, words) as progress:
            count, (chosen, controls) = document["replications"], chosen_of(path, document)
            run = run_experiment(
                resolved, count, workers, rows, RunOptions(), progress, chosen, controls
            )
        write_run(run, scratch, kept, words_for(spoken, resolved))
        _, again = read_manifest(scratch / MANIFEST)
        files = (SUMMARY, *kept.files())
        found = {file: _same(path.parent / file, scratch / file) for file in files}
    _print(document["digest"], again["digest"], found, run.rows, printed, words)
    _check(document, again, found)


def _print(
    expected: str,
    digest: str,
    files: Mapping[str, bool | None],
    rows: int,
    printed: str,
    words: Words,
) -> None:
    if printed == "json":
        print_json({"expected": expected, "digest": digest, "rows": rows, "files": files})
        return
    console = output()
    if digest == expected:
        same = words("same_again", digest=digest, rows=words.number(rows))
        console.print(same, soft_wrap=True)
    for file, verdict in files.items():
        console.print(f"· {words(_VERDICTS[verdict], file=file)}")


def _same(first: Path, second: Path) -> bool | None:
    """Whether two files hold the same bytes; None without the first."""
    if not first.is_file():
        return None
    try:
        return filecmp.cmp(first, second, shallow=False)
    except OSError as error:
        raise EnvironmentFailed(f"{first}: cannot be read: {error.strerror}") from error


def _check(
    document: Mapping[str, Any], again: Mapping[str, Any], files: Mapping[str, bool | None]
) -> None:
    unlike = [file for file, verdict in files.items() if verdict is False]
    if document["digest"] == again["digest"] and not unlike:
        return
    now = versions()
    made = document["versions"]
    changed = [
        f"{name} {made[name]} → {now.get(name)}" for name in made if made[name] != now.get(name)
    ]
    why = f"; versions differ: {', '.join(changed)}" if changed else "; the versions are the same"
    raise CheckFailed(
        f"not the same run: digest {again['digest']}, expected {document['digest']}"
        f"{'; other bytes in ' + ', '.join(unlike) if unlike else ''}{why}"
    )
