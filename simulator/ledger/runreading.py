"""What others read of a run folder. One that is damaged, or another program's, is one sentence.

Whoever gets a folder by mail or from an old disk learns which file of it is wrong, and what to do.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import msgspec

from simulator.ledger.runfolder import ACTS, FORMAT, HOSTED, MANIFEST, Document
from simulator.scenario.resolved import ResolvedScenario, resolve_document
from topics.errors import EnvironmentFailed, InputError

REMEDY = "take another copy of the run folder, or run its scenario again"
_OLDER = ("lienthong-run/1",)


class _Act(msgspec.Struct):
    act: str
    name: str


class _Hosted(msgspec.Struct):
    agencies: list[str]


class _Manifest(msgspec.Struct):
    """What every manifest has, and a live run's besides; see `runfolder.manifest`."""

    name: str
    sha256: str
    seed: int
    replications: Annotated[int, msgspec.Meta(ge=1)]
    digest: str
    publication: dict[str, Any]
    versions: dict[str, str]
    document: dict[str, Any]
    acts: list[_Act] = []
    hosted: _Hosted | None = None


def read_manifest(place: Path) -> tuple[Path, Document]:
    """The manifest at `place` (a run folder or the file itself), and its path.

    Raise `InputError` if there is none, or it is not one of ours.
    """
    path = place / MANIFEST if place.is_dir() else place
    document = _read_json(path)
    made_by = document.get("format") if isinstance(document, dict) else None
    if made_by in _OLDER:
        raise InputError(
            f"{path}: of an older version ({made_by}), whose numbers this one does not give; run "
            "the scenario again with this version"
        )
    if not isinstance(document, dict) or made_by != FORMAT:
        found = "" if made_by is None else f" (format {made_by!r})"
        raise InputError(
            f"{path}: not the manifest of a run that this version reads{found}; expected the "
            f"{MANIFEST} of a run folder, format {FORMAT!r}"
        )
    _check_shape(path, document)
    return path, document


def check_repeatable(path: Path, document: Document) -> None:
    """Raise `InputError` for a run that its manifest alone does not determine."""
    if acts := document.get(ACTS):
        raise InputError(
            f"{path}: an operator changed this run while it went on ({len(acts)} acts, the first "
            f"{acts[0]['act']} {acts[0]['name']}); it cannot be made again"
        )
    if hosted := document.get(HOSTED):
        raise InputError(
            f"{path}: a run of {len(hosted['agencies'])} agencies, joined with others by messages "
            "that took real time; it cannot be made again"
        )


def scenario_of(path: Path, manifest: Document) -> ResolvedScenario:
    """The scenario of a manifest. Raise `InputError` if it is not the one that was run."""
    try:
        resolved = resolve_document(manifest["document"])
    except InputError as error:
        raise InputError(f"{path}: {error}; {REMEDY}") from error
    if resolved.sha256 != manifest["sha256"]:
        raise InputError(
            f"{path}: the scenario in it was changed: its sha256 is {resolved.sha256:.12}…, not "
            f"{manifest['sha256']:.12}…; {REMEDY}"
        )
    return resolved


def _check_shape(path: Path, document: Document) -> None:
    try:
        msgspec.convert(document, _Manifest)
    except msgspec.ValidationError as error:
        raise InputError(f"{path}: damaged: {error}; {REMEDY}") from error


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise InputError(f"{path}: not found; expected a run folder or its {MANIFEST}") from error
    except IsADirectoryError as error:
        raise InputError(f"{path}: is a folder; expected a file; {REMEDY}") from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: damaged, or no manifest of a run: {error}; {REMEDY}") from error
    except OSError as error:
        raise EnvironmentFailed(f"{path}: cannot be read: {error.strerror}") from error
