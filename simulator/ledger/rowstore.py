"""The raw rows on disk: read in chunks, in one canonical order, and digested.

Every function here needs memory for the keys of one replication (24 bytes a dossier) and one chunk
of rows, however long the files are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulator.ledger.rows import ROW, Dimensions
from topics.errors import EnvironmentFailed, ModelError

CHUNK_ROWS = 1 << 16
Rows = NDArray[np.void]

_NAMED = ("agency", "procedure", "unit")  # indexes whose order is the engine's business
_LEFT_OUT = ("reserved",)
_KEY = ("agency", "day", "number")
_PLACE_BITS = 40  # of a row within its file; the file's number stands above
_NAME_HASH = "<u8"


def open_rows(path: Path) -> Rows:
    """Map a raw file of `ROW` records, read-only; an empty file gives no rows.

    Raise `EnvironmentFailed` if the file ends in the middle of a row.
    """
    size = path.stat().st_size
    if size % ROW.itemsize:
        raise EnvironmentFailed(
            f"{path}: {size} bytes are not a whole number of rows of {ROW.itemsize} bytes; "
            "the file was cut short"
        )
    return np.memmap(path, dtype=ROW, mode="r") if size else np.empty(0, ROW)


def chunks(path: Path, rows_each: int = CHUNK_ROWS) -> Iterator[Rows]:
    """The rows of one file as they were written, a chunk at a time, each in memory of its own."""
    rows = open_rows(path)
    for start in range(0, len(rows), rows_each):
        yield np.array(rows[start : start + rows_each])


def sorted_chunks(
    paths: Sequence[Path], dimensions: Dimensions, rows_each: int = CHUNK_ROWS
) -> Iterator[Rows]:
    """All rows in the order of (replication, agency's name, day, number), in chunks.

    A chunk never spans two replications. Raise `ModelError` if two rows are of one dossier.
    """
    files = [open_rows(path) for path in paths]
    held = [_replications(rows) for rows in files]
    for replication in sorted({number for numbers in held for number in numbers}):
        mine = [number for number, numbers in enumerate(held) if replication in numbers]
        places = _sorted_places(files, mine, replication, dimensions)
        for start in range(0, len(places), rows_each):
            yield _gather(files, places[start : start + rows_each])


def digest(paths: Sequence[Path], dimensions: Dimensions, rows_each: int = CHUNK_ROWS) -> str:
    """The sha256 of all rows: the same for any order of files, of rows and of `dimensions`.

    Rows are sorted as `sorted_chunks` does; each is a packed record of fixed-width little-endian
    integers in the order of `ROW`, where a name stands as its 8-byte blake2b.
    """
    sha = hashlib.sha256(",".join(_canonical_dtype().names or ()).encode())
    names = {field: name_hashes(_names(dimensions, field)) for field in _NAMED}
    for rows in sorted_chunks(paths, dimensions, rows_each):
        sha.update(_canonical(rows, names).tobytes())
    return sha.hexdigest()


def name_hashes(names: Sequence[str]) -> NDArray[np.uint64]:
    """An 8-byte number for each name that depends on the name alone."""
    raw = b"".join(hashlib.blake2b(name.encode(), digest_size=8).digest() for name in names)
    return np.frombuffer(raw, _NAME_HASH)


def name_ranks(names: Sequence[str]) -> NDArray[np.int64]:
    """The place of each name in alphabetical order, from 0."""
    ranks = np.empty(len(names), np.int64)
    ranks[sorted(range(len(names)), key=names.__getitem__)] = np.arange(len(names))
    return ranks


def _names(dimensions: Dimensions, field: str) -> tuple[str, ...]:
    by_field = {
        "agency": dimensions.agencies,
        "procedure": dimensions.procedures,
        "unit": dimensions.units,
    }
    return by_field[field]


def _replications(rows: Rows) -> set[int]:
    found: set[int] = set()
    for start in range(0, len(rows), CHUNK_ROWS):
        found.update(np.unique(rows["replication"][start : start + CHUNK_ROWS]).tolist())
    return found


def _sorted_places(
    files: Sequence[Rows], mine: Sequence[int], replication: int, dimensions: Dimensions
) -> NDArray[np.int64]:
    """Where the rows of one replication lie (file and row packed in one integer), sorted."""
    ranks = name_ranks(dimensions.agencies)
    keys: list[NDArray[np.uint64]] = []
    places: list[NDArray[np.int64]] = []
    for file in mine:
        for start in range(0, len(files[file]), CHUNK_ROWS):
            rows = files[file][start : start + CHUNK_ROWS]
            found = np.flatnonzero(rows["replication"] == replication)
            agency, day, number = (np.array(rows[key][found], np.int64) for key in _KEY)
            keys.append(_sort_keys(ranks[agency], day, number))
            places.append(found + (start + (file << _PLACE_BITS)))
    return _ordered(np.concatenate(keys), np.concatenate(places), replication)


def _ordered(
    keys: NDArray[np.uint64], places: NDArray[np.int64], replication: int
) -> NDArray[np.int64]:
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    if (keys[1:] == keys[:-1]).any():
        raise ModelError(f"replication {replication}: two rows have the same dossier code")
    return places[order]


def _sort_keys(
    rank: NDArray[np.int64], day: NDArray[np.int64], number: NDArray[np.int64]
) -> NDArray[np.uint64]:
    """The key of each row within its replication, packed as rank 16 bits, day 24, number 24."""
    if len(day) and (min(day.min(), number.min()) < 0 or max(day.max(), number.max()) >> 24):
        raise ModelError("a row's day or number is outside 0 to 16,777,215")
    keys: NDArray[np.uint64] = ((rank << 48) | (day << 24) | number).astype(np.uint64)
    return keys


def _gather(files: Sequence[Rows], places: NDArray[np.int64]) -> Rows:
    number, row = places >> _PLACE_BITS, places & ((1 << _PLACE_BITS) - 1)
    out = np.empty(len(places), ROW)
    for file in np.unique(number):
        here = number == file
        out[here] = files[file][row[here]]
    return out


def _canonical_dtype() -> np.dtype[np.void]:
    fields: list[tuple[str, object, tuple[int, ...]]] = []
    for name in ROW.names or ():
        dtype = ROW[name]
        kind = _NAME_HASH if name in _NAMED else dtype.base
        if name not in _LEFT_OUT:
            fields.append((name, kind, dtype.shape))
    return np.dtype(fields)


def _canonical(rows: Rows, hashes: dict[str, NDArray[np.uint64]]) -> Rows:
    out = np.empty(len(rows), _canonical_dtype())
    for name in out.dtype.names or ():
        out[name] = hashes[name][rows[name]] if name in _NAMED else rows[name]
    return out
