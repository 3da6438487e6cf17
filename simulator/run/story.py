"""One dossier's story: its replication run again with a trace, checked against what was written."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from simulator.answer.aggregate import take
from simulator.ledger.ledger import Segment
from simulator.ledger.rowfiles import read_table
from simulator.ledger.rows import CAUSES, CHANNELS
from simulator.ledger.rowstore import open_rows
from simulator.ledger.runfolder import MANIFEST
from simulator.ledger.runreading import check_repeatable, read_manifest, scenario_of
from simulator.model.options import RunOptions
from simulator.run.choice_record import chosen_of
from simulator.run.engine import ReplicationResult, run_replication
from simulator.run.parallel import Report
from simulator.scenario.resolved import ResolvedScenario
from topics.errors import CheckFailed, InputError, ModelError

Document = dict[str, Any]
_CODE = re.compile(r"000\.00\.00\.(?P<agency>.+)-(?P<date>\d{6})-(?P<number>\d{4,})")
_EPOCH = dt.date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a dossier was found: its run, and the replications that have this code."""

    folder: Path
    manifest: Document
    dossier: str
    replications: tuple[int, ...]


def find(run: Path, dossier: str) -> Place:
    """Look a code up in a run's table. Raise `InputError` if the run has no such dossier."""
    path, manifest = read_manifest(run)
    check_repeatable(path, manifest)
    if not _CODE.fullmatch(dossier):
        raise InputError(
            f"{dossier}: not a dossier's code; one of this run is {example_code(path.parent)}"
        )
    table = read_table(path.parent, ["replication"], {"dossier": dossier})
    found = tuple(sorted(table.column("replication").to_pylist()))
    if not found:
        raise InputError(
            f"{dossier}: no such dossier in {path.parent}; one of it is {example_code(path.parent)}"
        )
    return Place(path.parent, manifest, dossier, found)


def example_code(folder: Path) -> str:
    """The code of the first replication's slowest dossier: the one most worth explaining."""
    columns = ["replication", "dossier", "submitted_us", "returned_us", "cohort"]
    table = read_table(folder, columns, {})
    counts = (table.column("replication").to_numpy() == 0) & table.column("cohort").to_numpy()
    returned = table.column("returned_us").fill_null(0).to_numpy()
    cycle = np.where(counts, returned - table.column("submitted_us").to_numpy(), -1)
    if not len(cycle):
        raise InputError(f"{folder}: this run has no dossiers")
    code: str = table.column("dossier")[int(np.argmax(cycle))].as_py()
    return code


def tell(place: Place, replication: int | None, folder: Path, progress: Report | None) -> Document:
    """Run the replication again, with scratch in `folder`, and tell the story as plain data.

    Raise `CheckFailed` if this is not the dossier that was written (another version of the
    program), `ModelError` if its segments do not partition its time.
    """
    number = place.replications[0] if replication is None else replication
    if number not in place.replications:
        raise InputError(f"{place.dossier}: not in replication {number}")
    resolved = scenario_of(place.folder / MANIFEST, place.manifest)
    options = RunOptions(trace=frozenset({place.dossier}))
    history = chosen_of(place.folder / MANIFEST, place.manifest)[0].numbers[number]
    result = run_replication(resolved, number, folder, options, progress, publication=history)
    story = _story(resolved, result, place)
    _check_as_written(place, number, story)
    return story


def _story(resolved: ResolvedScenario, result: ReplicationResult, place: Place) -> Document:
    row = _row(result, place.dossier)
    taken = take(row, result.end_us)
    cycle_us, submitted_us = int(taken.cycle_us[0]), int(row["submitted_us"][0])
    segments = sorted(result.traces.get(place.dossier, []), key=lambda s: (s.start_us, s.end_us))
    _check_partition(segments, submitted_us, submitted_us + cycle_us)
    names = result.dimensions
    causes = row["open_us"][0] + row["closed_us"][0]
    return {
        "scenario": resolved.scenario.name,
        "dossier": place.dossier,
        "replication": result.replication,
        "replications_with_it": len(place.replications),
        "procedure": names.procedures[int(row["procedure"][0])],
        "unit": names.units[int(row["unit"][0])],
        "channel": CHANNELS[int(row["channel"][0])],
        "status": int(row["status"][0]),
        "submitted_us": submitted_us,
        "due_us": int(row["due_us"][0]),
        "returned_us": int(row["returned_us"][0]) if taken.finished[0] else None,
        "on_time": bool(taken.on_time[0]),
        "cycle_us": cycle_us,
        "processing_us": int(row["processing_us"][0]),
        "causes_us": dict(zip(CAUSES, causes.tolist(), strict=True)),
        "segments": [segment._asdict() for segment in segments],
    }


def _row(result: ReplicationResult, dossier: str) -> Any:
    """The dossier's row of a replication, as an array of one."""
    found = _CODE.fullmatch(dossier)
    assert found is not None  # `find` has looked
    rows = open_rows(result.rows_path)
    agency = result.dimensions.agencies.index(found["agency"])
    mine = np.flatnonzero(
        (rows["agency"] == agency)
        & (rows["day"] == _day(found["date"]))
        & (rows["number"] == int(found["number"]))
    )
    if len(mine) != 1:
        raise CheckFailed(
            f"{dossier}: found {len(mine)} times when the replication was run again; "
            "this installation does not make the same run"
        )
    return np.array(rows[mine])


def _check_partition(segments: Sequence[Segment], start_us: int, end_us: int) -> None:
    reached = start_us
    for segment in segments:
        if segment.start_us != reached:
            raise ModelError(f"a gap in the story of {segment.dossier} at {reached} us")
        reached = segment.end_us
    if reached != end_us:
        raise ModelError(f"the segments end at {reached} us, the dossier at {end_us} us")


def _check_as_written(place: Place, replication: int, story: Document) -> None:
    keys = ["submitted_us", "returned_us", "processing_us"]
    table = read_table(place.folder, ["replication", *keys], {"dossier": place.dossier})
    written = next(line for line in table.to_pylist() if line["replication"] == replication)
    if any(written[key] != story[key] for key in keys):
        raise CheckFailed(
            f"{place.dossier}: run again, it is not the dossier that {place.folder} holds; "
            f"made with {place.manifest['versions']}"
        )


def _day(yymmdd: str) -> int:
    """The local day number; years 70 to 99 are of the last century."""
    return (dt.datetime.strptime(yymmdd, "%y%m%d").date() - _EPOCH).days
