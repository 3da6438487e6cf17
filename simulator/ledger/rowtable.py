"""The rows as tables that other programs read: Parquet and CSV, sorted as the digest is.

Both hold the columns of `simulator.ledger.columns`: those of `ROW` with names in place of indexes,
a dossier's code, its level and group, and two columns for each cause. An unfinished dossier has no
`returned_us`. Parquet keeps what each column means beside it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
from numpy.typing import NDArray

from simulator.ledger.columns import COLUMNS, Column, described
from simulator.ledger.rows import CHANNELS, POLICIES, ROW, Dimensions
from simulator.ledger.rowstore import CHUNK_ROWS, Rows, sorted_chunks

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
            RowTable(paths, dimensions, weights),
            lambda schema: pa.parquet.ParquetWriter(sink, schema, compression="zstd"),
        )


def write_csv(
    paths: Sequence[Path], dimensions: Dimensions, out: Path, weights: Weights | None = None
) -> int:
    """Write all rows to `out` with a header line; returns how many. OSError as raised."""
    with pa.OSFile(str(out), "wb") as sink:
        return _write(
            RowTable(paths, dimensions, weights),
            lambda schema: pa.csv.CSVWriter(
                sink, schema, write_options=pa.csv.WriteOptions(quoting_style="needed")
            ),
        )


def _write(table: RowTable, open_writer: Callable[[Any], Writer]) -> int:
    count = 0
    with open_writer(table.schema) as writer:
        for batch in table.batches():
            writer.write_batch(batch)
            count += batch.num_rows
    return count


class RowTable:
    """The rows of some files as record batches; every dictionary is in alphabetical order."""

    def __init__(
        self, paths: Sequence[Path], dimensions: Dimensions, weights: Weights | None = None
    ) -> None:
        self._paths, self._dimensions, self._weights = paths, dimensions, weights or {}
        self._names = {
            "agency": _Names(dimensions.agencies),
            "unit": _Names(dimensions.units),
            "procedure": _Names(dimensions.procedures),
            "level": _Names(dimensions.levels),
            "group": _Names(dimensions.groups),
            "channel": _Names(CHANNELS),
            "policy": _Names(POLICIES),
        }
        self.schema: Any = self._schema()

    def batches(self) -> Iterator[Any]:
        """A record batch for each chunk of rows, in the order of the digest."""
        for rows in sorted_chunks(self._paths, self._dimensions, CHUNK_ROWS):
            if len(rows):  # of one replication
                rows["weight"] *= self._weights.get(int(rows["replication"][0]), 1.0)
            arrays = [self._array(column, rows) for column in COLUMNS]
            yield pa.RecordBatch.from_arrays(arrays, schema=self.schema)

    def types(self) -> dict[str, str]:
        """What Parquet calls the values of each column, names as text."""
        return {
            field.name: "string" if pa.types.is_dictionary(field.type) else str(field.type)
            for field in self.schema
        }

    def _schema(self) -> Any:
        """The columns' names, types and meanings; an empty batch shows the types."""
        nothing = np.empty(0, ROW)
        return pa.schema(
            pa.field(column.name, self._array(column, nothing).type, metadata=_told(column))
            for column in COLUMNS
        )

    def _array(self, column: Column, rows: Rows) -> Any:
        if column.name == "dossier":
            return pa.array(self._codes(rows), pa.string())
        values = rows[column.field]
        if column.name in self._names:
            return self._names[column.name].array(values)
        if column.kind == "flag":
            return pa.array(values != 0)
        if column.name == "returned_us":
            return pa.array(values, mask=values < 0)
        return pa.array(values if column.part is None else values[:, column.part])

    def _codes(self, rows: Rows) -> list[str]:
        dates = {day: _yymmdd(day) for day in np.unique(rows["day"]).tolist()}
        places = zip(
            rows["agency"].tolist(), rows["day"].tolist(), rows["number"].tolist(), strict=True
        )
        return [
            f"000.00.00.{self._dimensions.agencies[agency]}-{dates[day]}-{number:04d}"
            for agency, day, number in places
        ]


def _told(column: Column) -> dict[str, str]:
    """A column's entry of the dictionary as the metadata of a field: texts, and values as JSON."""
    found = described(column)
    told = {
        f"{what}_{language}": text
        for what in ("unit", "meaning")
        for language, text in found[what].items()
    }
    if column.values:
        told["values"] = json.dumps(found["values"], ensure_ascii=False)
    return told


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
