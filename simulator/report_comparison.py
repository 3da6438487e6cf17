"""A comparison on a terminal, from the document of `comparison.json`; it ends in one sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from simulator.report_answer import comparison_sentence, unchanged
from simulator.report_form import (
    DASH,
    INDENT,
    LONGEST,
    Document,
    assumed,
    enough,
    its_history,
    paragraph,
    precision_reached,
    span,
    table,
    why_no_interval,
)
from simulator.report_notes import factor, notes
from simulator.report_worse import worse
from simulator.runfolder import COMPARISON
from simulator.translations import Words

_TWO_LINES = 18  # the width of a column whose cells have their interval below
_BETWEEN = 3  # columns of a table
_SHORT = 20  # an arm's name up to this length stays in one line
_LEAST = 0.005  # days: a cause that rounds to nothing everywhere has no line
_FIGURES = ("mean", "p50", "p90")


def print_comparison(
    console: Console, document: Document, words: Words, folder: Path | None = None
) -> None:
    """Print every table, who gets worse, what common random numbers saved, and the sentence.

    `folder`, if given, is named as the place of the results; the sentence stays the last.
    """
    _head(console, document, words)
    for arms, one_line in _fitting(document["arms"], console.width, words):
        console.print(_overall(arms, words, one_line=one_line))
        console.print(_by_cause(arms, words, one_line=one_line))
        console.print(_by_agency(arms, words, one_line=one_line))
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
        console.print(words("folder", folder=folder), soft_wrap=True, markup=False)
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
    ]
    if document["replications"] == 1:
        lines.append(words("one_replication"))
    console.print(Text(" ".join(lines)))
    console.print()


def _without(document: Document, words: Words) -> Iterator[str]:
    """How many replications have no pair, if any."""
    count = document["arms"][0]["dossiers"]["replications_without"]
    if count:
        n = words.number(document["replications"])
        yield words("replications_without", count=words.number(count), n=n)


def _fitting(
    arms: Sequence[Document], width: int, words: Words
) -> Iterator[tuple[Sequence[Document], bool]]:
    """As many arms side by side as fit, and whether their cells fit in one line."""
    names = [f"{INDENT}{words(figure)}" for figure in _FIGURES]
    left = width - max(map(len, names)) - len(words("baseline")) - 2 * _BETWEEN
    cell = len(f"−0.01 (−0.01 {words('to')} −0.01)") + _BETWEEN
    one_line = left >= cell * len(arms)
    many = max(1, left // (cell if one_line else _TWO_LINES))
    for start in range(0, len(arms), many):
        yield arms[start : start + many], one_line


def _interval_notes(document: Document, words: Words) -> Iterator[str]:
    """Which intervals hold together, if there are any, and which differences have none."""
    arms, n = document["arms"], document["replications"]
    if any(arm["all"]["cycle_days"]["mean"]["low"] is not None for arm in arms):
        yield words("compared_together")
        yield words("no_interval.difference")
    elif n > 1 and not all(unchanged(arm) for arm in arms):
        yield why_no_interval(n, words)


def _overall(arms: Sequence[Document], words: Words, *, one_line: bool) -> Table:
    """One line for each figure; the figures of a time stand below its name."""
    found = _table(words("overall"), words("measure"), arms, words)
    for time in ("cycle", "processing"):
        found.add_row(words(time))
        for figure in _FIGURES:
            cells = [arm["all"][f"{time}_days"][figure] for arm in arms]
            name = f"{INDENT}{words(figure)}"
            _add(found, name, cells, words, digits=1, one_line=one_line)
    shares = [_points(arm["all"]["on_time_share"]) for arm in arms]
    _add(found, f"{words('on_time')} (%)", shares, words, digits=1, one_line=one_line)
    return found


def _by_cause(arms: Sequence[Document], words: Words, *, one_line: bool) -> Table:
    found = _table(words("by_cause"), words("cause"), arms, words)
    for cause in arms[0]["all"]["causes_days"]:
        cells = [arm["all"]["causes_days"][cause] for arm in arms]
        if any(max(cell["baseline"], cell["arm"]) >= _LEAST for cell in cells):
            name = words.name("cause", cause)
            _add(found, name, cells, words, digits=2, one_line=one_line)
    return found


def _by_agency(arms: Sequence[Document], words: Words, *, one_line: bool) -> Table:
    found = _table(words("compare_by_agency"), words("agency"), arms, words)
    lines = [arm["by"]["agency"]["names"] for arm in arms]
    first = lines[0]
    ranked = sorted(first, key=lambda name: -abs(_change(first[name])))
    for name in ranked[:LONGEST]:
        cells = [line[name]["cycle_days"]["mean"] for line in lines]
        _add(found, words.name("agency", name), cells, words, digits=1, one_line=one_line)
    if len(ranked) > LONGEST:
        found.caption = words("and_others", count=len(ranked) - LONGEST, file=COMPARISON)
        found.caption_justify = "left"
    return found


def _change(part: Document) -> float:
    difference: float = part["cycle_days"]["mean"]["difference"]
    return difference


def _table(title: str, heading: str, arms: Sequence[Document], words: Words) -> Table:
    return table(title, [heading, words("baseline"), *(arm["name"] for arm in arms)])


def _add(
    found: Table,
    name: str,
    cells: Sequence[Document],
    words: Words,
    *,
    digits: int,
    one_line: bool,
) -> None:
    baseline = words.number(cells[0]["baseline"], digits)
    between = " " if one_line else "\n"
    found.add_row(name, baseline, *(_cell(cell, words, digits, between) for cell in cells))


def _cell(cell: Document, words: Words, digits: int, between: str) -> str:
    """A difference with the interval that holds over the whole table."""
    low, high = cell["low_together"], cell["high_together"]
    if low is None:
        return words.number(cell["difference"], digits, sign=True)
    digits = enough(low, high, digits)
    change = words.number(cell["difference"], digits, sign=True)
    return f"{change}{between}({span(low, high, words, digits)})"


def _points(contrast: Document) -> Document:
    keys = ("baseline", "arm", "difference", "low_together", "high_together")
    return {key: None if contrast[key] is None else 100 * contrast[key] for key in keys}


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
