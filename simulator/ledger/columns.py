"""The columns of the table of dossiers, declared once.

Parquet and CSV, the sheet for spreadsheet programs and the dictionary of columns follow from this.
What a column is called and means in both languages is in `text_columns`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from simulator.ledger.rows import CAUSES, CHANNELS, POLICIES
from simulator.words.translations import LANGUAGES, Words

FORMAT = "lienthong-columns/1"
LEVELS = ("commune", "district", "province", "central")
STATUSES = tuple(map(str, range(1, 11)))
Kind = Literal[
    "count",  # a whole number of things
    "id",  # tells one from another; never to be counted with
    "agency",  # a code that has a name
    "procedure",  # the same
    "sector",  # a catalogue's code; those of the shipped ones have a name
    "word",  # one of `values`
    "status",  # a number, one of `values`
    "flag",  # true or false
    "weight",  # how many a row stands for
    "day",  # whole days since 1970-01-01
    "instant",  # microseconds since then, local time
    "length",  # microseconds
]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, what kind of value it holds, and where `rows.ROW` has it.

    `part`: the number of the cause, where the field has one value for each. `values`: all that it
    can be; their texts have keys such as `channel.online`. `on_sheet`: whether a person needs it.
    """

    name: str
    kind: Kind
    field: str
    part: int | None = None
    values: tuple[str, ...] = ()
    on_sheet: bool = True

    def heading(self, words: Words) -> str:
        """What it is called."""
        if self.part is None:
            return words(f"column.{self.name}")
        return words(f"column.{self.field}", cause=words.name("cause", CAUSES[self.part]))

    def meaning(self, words: Words) -> str:
        """What it says of a dossier."""
        if self.part is None:
            return words(f"means.{self.name}")
        return words(f"means.{self.field}", why=words(f"why.{CAUSES[self.part]}"))

    def unit(self, words: Words) -> str:
        """What one of it is, as the tables of numbers have it."""
        return words(f"unit.{self.kind}")

    def value(self, value: str, words: Words) -> str:
        """What a value is called; a sector that only somebody's own catalogue has, by its code."""
        key = f"{self.name}.{value}"
        return value if self.kind == "sector" and not words.has(key) else words(key)


def _cause_columns() -> list[Column]:
    return [
        Column(f"{cause}_{when}_us", "length", f"{when}_us", number)
        for number, cause in enumerate(CAUSES)
        for when in ("open", "closed")
    ]


COLUMNS: tuple[Column, ...] = (
    Column("replication", "id", "replication"),
    Column("dossier", "id", "number"),
    Column("agency", "agency", "agency"),
    Column("unit", "id", "unit"),
    Column("procedure", "procedure", "procedure"),
    Column("level", "word", "procedure", values=LEVELS),
    Column("group", "sector", "procedure"),
    Column("channel", "word", "channel", values=CHANNELS),
    Column("policy", "word", "policy", values=POLICIES),
    Column("day", "day", "day", on_sheet=False),
    Column("number", "id", "number", on_sheet=False),
    Column("origin", "id", "origin"),
    Column("status", "status", "status", values=STATUSES),
    Column("supplements", "count", "supplements"),
    Column("enquiries", "count", "enquiries"),
    Column("reused", "count", "reused"),
    Column("platform", "count", "platform"),
    Column("letters", "count", "letters"),
    Column("attempts", "count", "attempts"),
    Column("weight", "weight", "weight"),
    Column("submitted_us", "instant", "submitted_us"),
    Column("processing_us", "length", "processing_us"),
    Column("held_us", "length", "held_us"),
    Column("due_us", "instant", "due_us"),
    Column("on_time", "flag", "on_time"),
    Column("cohort", "flag", "cohort"),
    Column("returned_us", "instant", "returned_us"),
    *_cause_columns(),
)


def dictionary(types: Mapping[str, str]) -> dict[str, Any]:
    """All columns in both languages, as `columns.json` has them; `types` are Parquet's."""
    return {"format": FORMAT, "columns": [_entry(column, types) for column in COLUMNS]}


def described(column: Column) -> dict[str, Any]:
    """Unit, meaning and values of a column, in both languages."""
    every = {language: Words(language) for language in LANGUAGES}
    found: dict[str, Any] = {
        "unit": {language: column.unit(words) for language, words in every.items()},
        "meaning": {language: column.meaning(words) for language, words in every.items()},
    }
    if column.values:
        found["values"] = {
            value: {language: column.value(value, words) for language, words in every.items()}
            for value in column.values
        }
    return found


def _entry(column: Column, types: Mapping[str, str]) -> dict[str, Any]:
    return {"name": column.name, "type": types[column.name], **described(column)}
