"""A workbook for spreadsheet programs: text is always text, and equal content gives equal bytes.

A cell that begins with `=`, `+`, `-` or `@` is what it says, never a formula; a number in a column
of identifiers stays as it is written.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DAY_US = 86_400_000_000
_EPOCH_DAY = 25_569  # of 1970-01-01, in the days that spreadsheet programs count
_LONGEST_TEXT = 32_767  # what a cell holds
_CREATED = dt.datetime(2000, 1, 1)  # always: a workbook says nothing of when it was made
_FORMATS = {
    "text": {"num_format": "@"},
    "count": {"num_format": "#,##0"},
    "number": {"num_format": "#,##0.00"},
    "percent": {"num_format": "0.0%"},
    "instant": {"num_format": "yyyy-mm-dd hh:mm:ss"},
    "flag": {},
}
_WIDTHS = {"text": 24, "instant": 20}
Cell = str | float | bool | None


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a sheet: its heading, and how its cells are written.

    `form`: `text`, `count`, `number`, `percent`, `flag`, or `instant` of microseconds since 1970.
    """

    heading: str
    form: str = "number"


class Workbook:
    """Sheets of one line of headings and lines below them, written from top to bottom."""

    def __init__(self, made: Any) -> None:
        self._made = made
        self._bold = made.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self._forms = {name: made.add_format(look) for name, look in _FORMATS.items()}

    def sheet(self, name: str, fields: Sequence[Field], lines: Iterable[Sequence[Cell]]) -> None:
        """Add a sheet whose headings stay in sight and can be filtered by."""
        sheet = self._made.add_worksheet(name[:31])
        for number, field in enumerate(fields):
            width = _WIDTHS.get(field.form, 14)
            sheet.set_column(number, number, width, self._forms[field.form])
            sheet.write_string(0, number, field.heading, self._bold)
        sheet.freeze_panes(1, 0)
        last = 0
        for last, line in enumerate(lines, start=1):
            for number, value in enumerate(line):
                self._write(sheet, last, number, value, fields[number].form)
        sheet.autofilter(0, 0, last, len(fields) - 1)
        sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 1}"})

    def _write(self, sheet: Any, line: int, column: int, value: Cell, form: str) -> None:
        if value is None:
            return
        look = self._forms[form]
        if form == "text":
            sheet.write_string(line, column, str(value)[:_LONGEST_TEXT], look)
        elif form == "flag":
            sheet.write_boolean(line, column, value, look)
        else:
            number = value / DAY_US + _EPOCH_DAY if form == "instant" else value  # type: ignore[operator]
            sheet.write_number(line, column, number, look)


class _Sink(io.FileIO):
    """A file that remembers its first failure and goes on, so that whoever writes can end."""

    failure: OSError | None = None

    def write(self, data: Any) -> int:
        rest = memoryview(data)
        while len(rest) and self.failure is None:
            try:
                rest = rest[super().write(rest) :]
            except OSError as error:
                self.failure = error
        return len(data)


@contextmanager
def workbook(path: Path) -> Iterator[Workbook]:
    """A workbook to fill, at `path` when the block ends. OSError as raised."""
    import xlsxwriter  # slow to import, and few runs need it

    with _Sink(path, "w") as sink:
        options = {"constant_memory": True, "tmpdir": str(path.parent)}
        made = xlsxwriter.Workbook(sink, options)
        made.set_properties({"created": _CREATED})
        made.use_zip64()  # a full sheet may need it
        yield Workbook(made)
        made.close()
        if sink.failure is not None:
            raise sink.failure
