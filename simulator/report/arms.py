"""Arms as the rows of a table: which brings most, and every figure where many arms are compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.table import Table

from simulator.foreign_text import foreign_text
from simulator.report.form import DASH, Document, enough, span, table, titles
from simulator.words.translations import Words

_GAP = 3  # between two columns
_NAME = 20  # the width of the arms' names, at most
_TITLE = 24  # the width of their titles, at most
_MANY = 4  # columns that are worth an interval in the same line


@dataclass(frozen=True, slots=True)
class Column:
    """One figure of every arm: its heading, its differences by arm, and its digits."""

    heading: str
    cells: Sequence[Document]
    digits: int


def change_cell(cell: Document, words: Words, digits: int, between: str) -> str:
    """A difference with the interval that holds over the whole table."""
    low, high = cell["low_together"], cell["high_together"]
    if low is None:
        return words.number(cell["difference"], digits, sign=True)
    digits = enough(low, high, digits)
    change = words.number(cell["difference"], digits, sign=True)
    return f"{change}{between}({span(low, high, words, digits)})"


def points(contrast: Document) -> Document:
    """The difference of a share, in percentage points."""
    keys = ("baseline", "arm", "difference", "low_together", "high_together")
    return {key: None if contrast[key] is None else 100 * contrast[key] for key in keys}


def ranked(document: Document) -> list[Document]:
    """The arms, the best first."""
    by_name = {arm["name"]: arm for arm in document["arms"]}
    return [by_name[one["arm"]] for one in document["ranking"]]


def ranking_table(document: Document, words: Words) -> Table:
    """What each arm changes, the best first, and by how much it is ahead of the next."""
    columns = ("arm", "cycle", "ahead", "on_time_points")
    found = table(words("ranking"), [words(column) for column in columns])
    found.columns[0].max_width = _TITLE
    names = titles(document, words)
    for arm, place in zip(ranked(document), document["ranking"], strict=True):
        ahead = place.get("ahead_days")
        found.add_row(
            foreign_text(names.get(arm["name"], arm["name"])),
            change_cell(arm["all"]["cycle_days"]["mean"], words, 1, "\n"),
            DASH if ahead is None else change_cell(ahead, words, 1, "\n"),
            change_cell(points(arm["all"]["on_time_share"]), words, 1, "\n"),
        )
    return found


def together_table(document: Document, words: Words) -> Table:
    """What arms bring together, beside the sum of what they bring alone."""
    columns = ("arm", "made_of_arms", "sum_alone", "together", "beyond")
    found = table(words("beyond_the_sum"), [words(one) for one in columns], left=(0, 1))
    for one in document["beyond_the_sum"]:
        found.add_row(
            one["arm"],
            "\n".join(one["of"]),
            words.number(one["sum_days"], 2, sign=True),
            words.number(one["together_days"], 2, sign=True),
            change_cell(one["beyond_days"], words, 2, "\n"),
        )
    return found


def arms_as_rows(
    title: str, columns: Sequence[Column], names: Sequence[str], width: int, words: Words
) -> Iterator[Table]:
    """Tables with a row for each arm, as many columns in each as fit."""
    left = width - min(_NAME, max(map(len, [*names, words("baseline")])))
    below = len(f"(−0.01 {words('to')} −0.01)")
    beside = len("−0.01 ") + below
    one_line = left // (beside + _GAP) >= min(_MANY, len(columns))
    widest = beside if one_line else below
    many = max(1, left // (widest + _GAP))
    for start in range(0, len(columns), many):
        yield _rows(title, columns[start : start + many], names, words, widest, one_line=one_line)


def _rows(
    title: str, columns: Sequence[Column], names: Sequence[str], words: Words, widest: int, *,
    one_line: bool,
) -> Table:  # fmt: skip
    found = table(title, [words("arm"), *(column.heading for column in columns)])
    found.columns[0].max_width = _NAME
    for column in found.columns[1:]:
        column.max_width = widest
    values = [words.number(column.cells[0]["baseline"], column.digits) for column in columns]
    found.add_row(words("baseline"), *values)
    between = " " if one_line else "\n"
    for number, name in enumerate(names):
        cells = (change_cell(c.cells[number], words, c.digits, between) for c in columns)
        found.add_row(name, *cells)
    return found
