"""A comparison on a terminal, from the document of `comparison.json`; it ends in one sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from simulator.ledger.runfolder import COMPARISON
from simulator.report.answer import comparison_sentence, unchanged
from simulator.report.arms import (
    Column,
    arms_as_rows,
    change_cell,
    ranked,
    ranking_table,
    together_table,
)
from simulator.report.form import (
    DASH,
    INDENT,
    Document,
    assumed,
    assumed_years,
    its_history,
    own_text,
    paragraph,
    precision_reached,
    table,
    why_no_interval,
)
from simulator.report.lines import FIGURES, Line, tables
from simulator.report.notes import factor, notes
from simulator.report.worse import worse
from simulator.words.translations import Words

_TWO_LINES = 18  # the width of a column whose cells have their interval below
_MOST_LINES = 14  # of a table; a quarter has 14 weeks
_FEW_ARMS = 3  # more are rows on the widest page
_BETWEEN = 3  # columns of a table
_SHORT = 20  # an arm's name up to this length stays in one line


def print_comparison(
    console: Console, document: Document, words: Words, folder: Path | None = None
) -> None:
    """Print every table, who gets worse, what common random numbers saved, and the sentence.

    `folder`, if given, is named as the place of the results; the sentence stays the last.
    """
    _head(console, document, words)
    if len(document["arms"]) > 1:
        console.print(ranking_table(document, words))
    if document["beyond_the_sum"]:
        console.print(together_table(document, words))
    left, count = _beside_the_figures(console.width, words), len(document["arms"])
    if count <= _FEW_ARMS and left >= _TWO_LINES * count:
        _side_by_side(console, document, words, one_line=left >= _one_line(words) * count)
    else:
        _one_below_another(console, document, words)
    below = [words("clock_note"), *_interval_notes(document, words)]
    console.print(Text(" ".join(below), style="dim"))
    console.print()
    console.print(_pairs(document["arms"], words))
    for note in notes(document, words):
        console.print(Text(note))
    paragraph(console, words("worse_head"), style="bold")
    console.print(Text("\n".join(worse(document, words))))
    if folder is not None:
        console.print()
        console.print(words("folder", folder=folder), soft_wrap=True)
    paragraph(console, comparison_sentence(document, words), style="bold")


def _head(console: Console, document: Document, words: Words) -> None:
    baseline, arms = document["baseline"], document["arms"]
    names = ", ".join(arm["name"] for arm in arms)
    what = words("against", baseline=baseline["name"], arms=names)
    console.print(Text(f"{words('simulation')} · {what}", style="bold"))
    lines = [
        words(
            "compared_of",
            replications=words.counted("replications", document["replications"]),
            seed=baseline["seed"],
            dossiers=words.number(arms[0]["dossiers"]["pairs"]),
            effective=words.number(arms[0]["dossiers"]["effective"]),
        ),
        *_without(document, words),
        its_history(baseline, document["replications"], words),
        *precision_reached(document, words),
        assumed(baseline, words),
        *assumed_years([baseline, *arms], words),
    ]
    if document["replications"] == 1:
        lines.append(words("one_replication"))
    console.print(Text(" ".join(lines)))
    for arm in arms:
        if arm["title"] != baseline["title"]:
            console.print(
                Text(words("arm_title", arm=arm["name"], title=own_text(arm, "title", words)))
            )
    console.print()


def _without(document: Document, words: Words) -> Iterator[str]:
    """How many replications have no pair, if any."""
    count = document["arms"][0]["dossiers"]["replications_without"]
    if count:
        n = words.number(document["replications"])
        yield words("replications_without", count=words.number(count), n=n)


def _beside_the_figures(width: int, words: Words) -> int:
    """The columns of a terminal that are left for arms."""
    names = [f"{INDENT}{words(figure)}" for figure in FIGURES]
    return width - max(map(len, names)) - len(words("baseline")) - 2 * _BETWEEN


def _one_line(words: Words) -> int:
    """The width of a column whose cells have their interval in the same line."""
    return len(f"−0.01 (−0.01 {words('to')} −0.01)") + _BETWEEN


def _interval_notes(document: Document, words: Words) -> Iterator[str]:
    """Which intervals hold together, if there are any, and which differences have none."""
    arms, n = document["arms"], document["replications"]
    if any(arm["all"]["cycle_days"]["mean"]["low"] is not None for arm in arms):
        yield words("compared_together")
        yield words("no_interval.difference")
    elif n > 1 and not all(unchanged(arm) for arm in arms):
        yield why_no_interval(n, words)


def _side_by_side(console: Console, document: Document, words: Words, *, one_line: bool) -> None:
    """Each table with a column for each arm."""
    names = [arm["name"] for arm in document["arms"]]
    for title, what, lines in tables(document, words):
        found = table(title, [what, words("baseline"), *names])
        for line in lines[:_MOST_LINES]:
            found.add_row(line.name, *_cells(line, words, one_line=one_line))
        console.print(found)
        _more(console, lines, words)


def _cells(line: Line, words: Words, *, one_line: bool) -> list[str]:
    if not line.cells:
        return []
    between = " " if one_line else "\n"
    changes = [change_cell(cell, words, line.digits, between) for cell in line.cells]
    return [words.number(line.cells[0]["baseline"], line.digits), *changes]


def _one_below_another(console: Console, document: Document, words: Words) -> None:
    """Each table with a row for each arm, the best first, in as many parts as fit."""
    order = [arm["name"] for arm in ranked(document)]
    place = [[arm["name"] for arm in document["arms"]].index(name) for name in order]
    for title, _, lines in tables(document, words):
        columns, above = [], ""
        for line in lines[:_MOST_LINES]:
            above = above if line.cells else line.name
            if line.cells:
                inner = line.name.startswith(INDENT)
                heading = f"{above}\n{line.name.strip()}" if inner else line.name
                cells = [line.cells[number] for number in place]
                columns.append(Column(heading, cells, line.digits))
        for found in arms_as_rows(title, columns, order, console.width, words):
            console.print(found)
        _more(console, lines, words)


def _more(console: Console, lines: Sequence[Line], words: Words) -> None:
    if len(lines) > _MOST_LINES:
        more = words("and_others", count=len(lines) - _MOST_LINES, file=COMPARISON)
        console.print(Text(more, style="dim"))


def _pairs(arms: Sequence[Document], words: Words) -> Table:
    """Who gained and who lost, what is censored, and what the common random numbers gave."""
    columns = ["arm", "faster", "slower", "censored", "ratio", "saved"]
    if any("redrawn" in arm for arm in arms):
        columns.insert(5, "ratio_redrawn")
    found = table(words("pairs"), [words(column) for column in columns])
    found.columns[0].no_wrap = max(len(arm["name"]) for arm in arms) <= _SHORT
    for arm in arms:
        cells = _pair_cells(arm, words)
        found.add_row(*(cells[column] for column in columns))
    return found


def _pair_cells(arm: Document, words: Words) -> dict[str, str]:
    flow, mean = arm["dossiers"], arm["all"]["cycle_days"]["mean"]
    saved = mean["replications_saved"]
    return {
        "arm": arm["name"],
        "faster": words.percent(flow["faster_share"]["mean"]),
        "slower": words.percent(flow["slower_share"]["mean"]),
        "censored": words.number(flow["unfinished_in_one"]),
        "ratio": factor(mean["variance_ratio"], words),
        "ratio_redrawn": factor(arm.get("redrawn", {}).get("variance_ratio"), words),
        "saved": DASH if saved is None else words.number(max(0, saved)),
    }
