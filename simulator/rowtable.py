"""The rows as tables that other programs read: Parquet and CSV, sorted as the digest is.

Both hold the columns of `ROW` with names in place of indexes, a dossier's code, its level and
group, and two columns for each cause. An unfinished dossier has no `returned_us`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
from numpy.typing import NDArray

from simulator.rows import CAUSES, CHANNELS, POLICIES, ROW, Dimensions
from simulator.rowstore import CHUNK_ROWS, Rows, sorted_chunks

_PLAIN = (
    "day",
    "number",
    "origin",
    "status",
    "supplements",
    "enquiries",
    "reused",
    "platform",
    "letters",
    "attempts",
    "weight",
    "submitted_us",
    "processing_us",
    "held_us",
    "due_us",
)
_YES_NO = ("on_time", "cohort")
Writer = Any  # pyarrow has no type information


def dossier_code(agency: str, day: int, number: int) -> str:
    """`000.00.00.H26-230705-0001`, from the local day number of submission."""
    return f"000.00.00.{agency}-{_yymmdd(day)}-{number:04d}"


Weights = Mapping[int, float]
"""What multiplies the weights of a replication's rows, by its number; 1 where it is not named."""


def write_parquet(
    paths: Sequence[Path], dimensions: Dimensions, out: Path, weights: Weights | None = None
) -> int:
    """Write all rows to `out`, a row group for each chunk; returns how many. OSError as raised."""
    with pa.OSFile(str(out), "wb") as sink:
        return _write(
            paths,
            dimensions,
            weights or {},
            lambda schema: pa.parquet.ParquetWriter(sink, schema, compression="zstd"),
        )


def write_csv(
    paths: Sequence[Path], dimensions: Dimensions, out: Path, weights: Weights | None = None
) -> int:
    """Write all rows to `out` with a header line; returns how many. OSError as raised."""
    with pa.OSFile(str(out), "wb") as sink:
        return _write(
            paths,
            dimensions,
            weights or {},
            lambda schema: pa.csv.CSVWriter(
                sink, schema, write_options=pa.csv.WriteOptions(quoting_style="needed")
            ),
        )


def _write(
    paths: Sequence[Path],
    dimensions: Dimensions,
    weights: Weights,
    open_writer: Callable[[Any], Writer],
) -> int:
    columns = _Columns(dimensions)
    count = 0
    with open_writer(columns.schema()) as writer:
        for rows in sorted_chunks(paths, dimensions, CHUNK_ROWS):
            if len(rows):  # of one replication
                rows["weight"] *= weights.get(int(rows["replication"][0]), 1.0)
            writer.write_batch(columns.batch(rows))
            count += len(rows)
    return count


class _Columns:
    """Turns rows into record batches; every dictionary is in alphabetical order."""

    def __init__(self, dimensions: Dimensions) -> None:
        self._agencies = dimensions.agencies
        self._names = {
            "agency": _Names(dimensions.agencies),
            "unit": _Names(dimensions.units),
            "procedure": _Names(dimensions.procedures),
            "level": _Names(dimensions.levels),
            "group": _Names(dimensions.groups),
            "channel": _Names(CHANNELS),
            "policy": _Names(POLICIES),
        }

    def schema(self) -> Any:
        """The columns' names and types, as a batch without rows shows them."""
        return self.batch(np.empty(0, ROW)).schema

    def batch(self, rows: Rows) -> Any:
        """One record batch for a chunk of rows."""
        named = dict(self._columns(rows))
        return pa.RecordBatch.from_arrays(list(named.values()), names=list(named))

    def _columns(self, rows: Rows) -> Iterator[tuple[str, Any]]:
        yield "replication", pa.array(rows["replication"])
        yield "dossier", pa.array(self._codes(rows), pa.string())
        for column, table in self._names.items():
            index = "procedure" if column in ("level", "group") else column
            yield column, table.array(rows[index])
        for column in _PLAIN:
            yield column, pa.array(rows[column])
        for column in _YES_NO:
            yield column, pa.array(rows[column] != 0)
        returned = rows["returned_us"]
        yield "returned_us", pa.array(returned, mask=returned < 0)
        for number, cause in enumerate(CAUSES):
            yield f"{cause}_open_us", pa.array(rows["open_us"][:, number])
            yield f"{cause}_closed_us", pa.array(rows["closed_us"][:, number])

    def _codes(self, rows: Rows) -> list[str]:
        dates = {day: _yymmdd(day) for day in np.unique(rows["day"]).tolist()}
        places = zip(
            rows["agency"].tolist(), rows["day"].tolist(), rows["number"].tolist(), strict=True
        )
        return [
            f"000.00.00.{self._agencies[agency]}-{dates[day]}-{number:04d}"
            for agency, day, number in places
        ]


class _Names:
    """A dictionary column whose words are in alphabetical order, whatever the engine's order."""

    def __init__(self, names: Sequence[str]) -> None:
        words = sorted(set(names))
        self._words = pa.array(words, pa.string())
        place = {word: number for number, word in enumerate(words)}
        self._code: NDArray[np.int32] = np.array([place[name] for name in names], np.int32)

    def array(self, indexes: NDArray[np.integer[Any]]) -> Any:
        return pa.DictionaryArray.from_arrays(self._code[indexes], self._words)


def _yymmdd(day: int) -> str:
    return (dt.date(1970, 1, 1) + dt.timedelta(days=day)).strftime("%y%m%d")
