"""The dossiers of a run as a workbook that people open: one line a dossier, and what columns mean.

Instants are dates and times, lengths are days, names stand beside codes, statuses and
sectors in words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from simulator.ledger.columns import COLUMNS, Column
from simulator.ledger.rowtable import RowTable
from simulator.ledger.workbook import DAY_US, Cell, Field, workbook
from simulator.words.translations import Words

_FORMS = {
    "count": "count",
    "status": "count",
    "weight": "number",
    "flag": "flag",
    "instant": "instant",
    "length": "number",
}
_SHOWN = tuple(column for column in COLUMNS if column.on_sheet)


def write_sheet(table: RowTable, path: Path, words: Words) -> None:
    """Write the workbook in the language of `words`, which name agencies and procedures."""
    with workbook(path) as book:
        fields = [field for column in _SHOWN for field in _fields(column, words)]
        book.sheet(words("sheet.dossiers"), fields, _lines(table, words))
        headings = ("heading", "name", "unit", "meaning", "values")
        about = [Field(words(f"sheet.{heading}"), "text") for heading in headings]
        book.sheet(words("sheet.columns"), about, _meanings(words))


def _fields(column: Column, words: Words) -> Iterator[Field]:
    heading = column.heading(words)
    if column.kind == "length":
        heading = f"{heading} ({words('days')})"
    yield Field(heading, _FORMS.get(column.kind, "text"))
    if column.kind in ("agency", "procedure", "status"):
        yield Field(words(f"column.{column.name}.name"), "text")


def _lines(table: RowTable, words: Words) -> Iterator[tuple[Cell, ...]]:
    for batch in table.batches():
        cells = [one for column in _SHOWN for one in _cells(column, batch, words)]
        yield from zip(*cells, strict=True)


def _cells(column: Column, batch: Any, words: Words) -> Iterator[list[Cell]]:
    """The values of a column of a batch, and of the one with its names, if it has one."""
    values: list[Any] = batch.column(column.name).to_pylist()
    if column.kind == "length":
        yield [value / DAY_US for value in values]
        return
    if column.kind in ("word", "sector"):
        yield _translated(values, lambda one: column.value(one, words))
        return
    yield values
    if column.kind == "status":
        yield _translated(values, lambda one: column.value(str(one), words))
    elif column.kind in ("agency", "procedure"):
        names = words.names or {}
        yield _translated(values, lambda one: names.get(one, one))


def _translated(values: list[Any], name: Callable[[Any], str]) -> list[Cell]:
    """Each value by its name; a value that occurs again is not looked up again."""
    known = {value: name(value) for value in set(values)}
    return [known[value] for value in values]


def _meanings(words: Words) -> Iterator[tuple[Cell, ...]]:
    for column in _SHOWN:
        own = f"sheet_unit.{column.kind}"
        unit = words(own) if words.has(own) else column.unit(words)
        values = "; ".join(f"{value}: {column.value(value, words)}" for value in column.values)
        yield (column.heading(words), column.name, unit, column.meaning(words), values or None)
