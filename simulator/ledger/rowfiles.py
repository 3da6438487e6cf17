"""The tables of dossiers in a run's folder: written as asked for, and read back from what is there.

`explain` and `backfill` read Parquet, or CSV where there is no Parquet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute
import pyarrow.csv
import pyarrow.parquet

from simulator.ledger import runfolder
from simulator.ledger.columns import COLUMNS, dictionary
from simulator.ledger.kept import EXCEL, Kept
from simulator.ledger.rows import Dimensions
from simulator.ledger.rowsheet import write_sheet
from simulator.ledger.rowtable import RowTable, Weights, write_csv, write_parquet
from simulator.ledger.runreading import REMEDY
from simulator.words.translations import Words
from topics.errors import InputError

_TYPES = {"instant": pa.int64(), "length": pa.int64(), "id": pa.string(), "flag": pa.bool_()}
_NUMBERS = ("replication", "number", "origin")  # identifiers that are numbers
Table = Any  # pyarrow has no type information


def write_tables(
    kept: Kept, paths: Sequence[Path], dimensions: Dimensions, folder: Path, weights: Weights,
    words: Words,
) -> None:  # fmt: skip
    """Write the tables that are kept, and what their columns mean. OSError as raised."""
    if "parquet" in kept.rows:
        write_parquet(paths, dimensions, folder / runfolder.PARQUET, weights)
    if "csv" in kept.rows:
        write_csv(paths, dimensions, folder / runfolder.CSV, weights)
    table = RowTable(paths, dimensions, weights)
    if EXCEL in kept.rows:
        write_sheet(table, folder / runfolder.SHEET, words)
    if kept.rows:
        runfolder.write_json(folder / runfolder.COLUMNS, dictionary(table.types()))


def can_be_read(kept: Kept) -> bool:
    """Whether `read_table` finds a table among what is kept."""
    return bool({"parquet", "csv"} & set(kept.rows))


def read_table(folder: Path, columns: Sequence[str], only: Mapping[str, Any]) -> Table:
    """Columns of a run's dossiers, of those rows whose values are `only` those.

    Raise `InputError` where the run has kept no table that can be read, or it is not whole.
    """
    for name, read in ((runfolder.PARQUET, _from_parquet), (runfolder.CSV, _from_csv)):
        path = folder / name
        if not path.is_file():
            continue
        try:
            return read(path, columns, only).select(list(columns))
        except (pa.ArrowException, OSError, KeyError) as error:
            first = str(error).split("\n", 1)[0]
            raise InputError(f"{path}: damaged, or no table of a run: {first}; {REMEDY}") from error
    raise InputError(
        f"{folder}: holds neither {runfolder.PARQUET} nor {runfolder.CSV}, from which dossiers are "
        "read; run the scenario again with --rows parquet"
    )


def _from_parquet(path: Path, columns: Sequence[str], only: Mapping[str, Any]) -> Table:
    chosen = [(name, "==", value) for name, value in only.items()] or None
    return pyarrow.parquet.read_table(path, columns=list(columns), filters=chosen)


def _from_csv(path: Path, columns: Sequence[str], only: Mapping[str, Any]) -> Table:
    return pa.Table.from_batches(
        list(_csv_batches(path, [*dict.fromkeys((*columns, *only))], only))
    )


def _csv_batches(path: Path, columns: list[str], only: Mapping[str, Any]) -> Iterator[Any]:
    kinds = {column.name: column.kind for column in COLUMNS}
    types = {
        name: pa.int64() if name in _NUMBERS else _TYPES[kinds[name]]
        for name in columns
        if name in _NUMBERS or kinds[name] in _TYPES
    }
    convert = pyarrow.csv.ConvertOptions(include_columns=columns, column_types=types)
    with pyarrow.csv.open_csv(path, convert_options=convert) as reader:
        for batch in reader:
            for name, value in only.items():
                batch = batch.filter(pyarrow.compute.equal(batch.column(name), value))
            yield batch
