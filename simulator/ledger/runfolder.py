"""`runs/<id>/`: a folder that is there whole, or not at all.

Everything is written into a hidden folder beside its final place and renamed at the end; an error
or Ctrl-C removes it, and the next run removes it after whatever else ended this one. The same run
made again finds its own folder and leaves it as it is; a folder of that name with anything else in
it is never touched: the new one gets a number (`…-2`).
"""

from __future__ import annotations

import contextlib
import filecmp
import hashlib
import importlib.metadata
import json
import os
import platform
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from simulator.ledger.arithmetic import arithmetic
from simulator.signals import ENDINGS, held_back
from topics.errors import EnvironmentFailed, InputError
from topics.unshared import unshared_folder

MANIFEST = "manifest.json"
SUMMARY = "summary.json"
COMPARISON = "comparison.json"
HISTORY = "history.jsonl"
PARQUET = "dossiers.parquet"
CSV = "dossiers.csv"
SHEET = "dossiers.xlsx"
COLUMNS = "columns.json"  # what the columns of those tables mean
ANSWER_SHEET = "summary.xlsx"
COMPARISON_SHEET = "comparison.xlsx"
FORMAT = "lienthong-run/2"
ACTS = "acts"  # of a manifest: what an operator changed while the run went on
HOSTED = "hosted"  # of a manifest: which agencies acted in the process, where others were elsewhere
INCOMPLETE = "incomplete"  # of a summary, and of a manifest's `hosted`: what the answer lacks
Document = dict[str, Any]

UNITS = {
    "*_us": "integer microseconds; instants count from 1970-01-01T00:00 local time (UTC+7)",
    "*_days": "calendar days of 24 hours",
    "*_share": "0 to 1",
}
_VERSIONED = (
    "lienthong",
    "numpy",
    "scipy",
    "pyarrow",
    "simpy",
    "pydantic",
    "msgspec",
    "holidays",
    "xlsxwriter",
)
DIGEST_DEPENDS_ON = (
    "The digest is the sha256 of all rows. It depends on the document, the seed, the replications "
    "with their publication histories, and what computed them: the versions of lienthong, NumPy "
    "and SciPy, and the machine's functions (logarithms and exponentials of its C library and "
    "processor, of which versions.functions is a mark). It depends on neither workers, bus, blocks "
    "nor the clock. The last digits of summary.json depend on versions.products, too."
)


def run_id(name: str, sha256: str, seed: int, replications: int) -> str:
    """The scenario's name and eight digits of what determines the result."""
    return f"{name}-{short_hash(sha256, seed, replications)}"


def short_hash(*parts: object) -> str:
    """Eight hexadecimal digits of the sha256 of `parts` as JSON."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:8]


@contextlib.contextmanager
def partial_folder(out: Path, name: str) -> Iterator[Path]:
    """A folder to fill, beside its final place; gone when the block ends, unless published.

    Raise `EnvironmentFailed` in one sentence for any OSError of the block: a full disk, a read-only
    folder.
    """
    made = [folder for folder in (out, *out.parents) if not folder.exists()]
    with disk_errors(out):
        ends = contextlib.ExitStack()
        try:
            ends.callback(_remove_empty, made)
            yield ends.enter_context(unshared_folder(out, name))
        finally:
            # a second Ctrl-C waits until the first has been cleaned up after
            with held_back(*ENDINGS):
                ends.close()


def publish(partial: Path, out: Path, name: str) -> Path:
    """Give a filled folder its final name; returns where the run is now."""
    for place in _places(out, name):
        if _moved(partial, place) or _same_files(partial, place):
            return place
    raise AssertionError("places never end")


def _moved(partial: Path, place: Path) -> bool:
    """Whether it stands there now; somebody else's may, who was quicker. OSError as raised."""
    if place.exists():
        return False
    try:
        partial.rename(place)
    except OSError:
        if place.exists():
            return False
        raise
    return True


@contextlib.contextmanager
def disk_errors(where: Path) -> Iterator[None]:
    """Turn an OSError into `EnvironmentFailed` in one sentence."""
    try:
        yield
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise EnvironmentFailed(f"{where}: cannot write here: {reason}") from error


def check_writable(option: str, path: Path | None) -> None:
    """Raise, before the work, if the file of an option cannot be written after it.

    What stands there stays. None is fine: nothing is to be written then.
    """
    if path is None:
        return
    folder = path.absolute().parent
    if path.is_dir():
        raise InputError(f"{option} {path}: is a folder; expected the name of a file")
    if not folder.is_dir():
        raise InputError(f"{option} {path}: there is no folder {folder}; make it first")
    with disk_errors(path), tempfile.TemporaryFile(dir=folder):
        pass


def manifest(
    *, name: str, document: Document, sha256: str, seed: int, replications: int, digest: str,
    publication: Document, kept: Document,
) -> Document:  # fmt: skip
    """All that makes the run again, and what it was made with. No wall time.

    `publication`: the number of each replication's publication history, and its weight. `kept`:
    which tables are beside it.
    """
    return {
        "format": FORMAT,
        "id": run_id(name, sha256, seed, replications),
        "name": name,
        "sha256": sha256,
        "seed": seed,
        "replications": replications,
        "digest": digest,
        "digest_depends_on": DIGEST_DEPENDS_ON,
        "publication": publication,
        "kept": kept,
        "versions": versions(),
        "units": UNITS,
        "document": document,
    }


def versions() -> dict[str, str]:
    """Python, the machine and its arithmetic, and the packages that results depend on."""
    found = {"python": platform.python_version(), "machine": platform.machine()} | arithmetic()
    for package in _VERSIONED:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            found[package] = importlib.metadata.version(package)
    return found


def write_json(path: Path, document: Document) -> None:
    """Write a document so that equal documents give equal bytes. OSError as raised."""
    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def amend_manifest(folder: Path, more: Document) -> None:
    """Put more into the manifest of a folder that is still being filled. OSError as raised."""
    path = folder / MANIFEST
    write_json(path, json.loads(path.read_text(encoding="utf-8")) | more)


def _places(out: Path, name: str) -> Iterator[Path]:
    yield out / name
    number = 2
    while True:
        yield out / f"{name}-{number}"
        number += 1


def _same_files(first: Path, second: Path) -> bool:
    """Whether two folders hold the same files with the same bytes."""
    names = _files(first)
    if names != _files(second):
        return False
    _, unequal, unread = filecmp.cmpfiles(first, second, names, shallow=False)
    return not unequal and not unread


def _files(folder: Path) -> list[str]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return sorted(str(path.relative_to(folder)) for path in found)


def _remove_empty(folders: list[Path]) -> None:
    for folder in folders:
        with contextlib.suppress(OSError):  # not empty: a run is in it
            folder.rmdir()
