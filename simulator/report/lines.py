"""The lines of a comparison's tables: each one figure of every arm."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from simulator.report.arms import points
from simulator.report.form import INDENT, Document
from simulator.words.translations import Words

FIGURES = ("mean", "p50", "p90")
_LEAST = 0.005  # days: a cause that rounds to nothing everywhere has no line


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of every arm, or the heading above some."""

    name: str
    cells: Sequence[Document] = ()  # in the order of the arms; none in a heading
    digits: int = 1


def tables(document: Document, words: Words) -> Iterator[tuple[str, str, list[Line]]]:
    """(title, what a line is, lines) of every table."""
    arms = document["arms"]
    yield words("overall"), words("measure"), list(_overall(arms, words))
    yield words("by_cause"), words("cause"), list(_by_cause(arms, words))
    for dimension in ("agency", "procedure", "week"):
        lines = list(_by(arms, dimension, words))
        yield words(f"compare_by.{dimension}"), words(dimension), lines


def _overall(arms: Sequence[Document], words: Words) -> Iterator[Line]:
    """One line for each figure; the figures of a time stand below its name."""
    for time in ("cycle", "processing"):
        yield Line(words(time))
        for figure in FIGURES:
            cells = [arm["all"][f"{time}_days"][figure] for arm in arms]
            yield Line(f"{INDENT}{words(figure)}", cells)
    shares = [points(arm["all"]["on_time_share"]) for arm in arms]
    yield Line(f"{words('on_time')} (%)", shares)


def _by_cause(arms: Sequence[Document], words: Words) -> Iterator[Line]:
    for cause in arms[0]["all"]["causes_days"]:
        cells = [arm["all"]["causes_days"][cause] for arm in arms]
        if any(max(cell["baseline"], cell["arm"]) >= _LEAST for cell in cells):
            yield Line(words.name("cause", cause), cells, 2)


def _by(arms: Sequence[Document], dimension: str, words: Words) -> Iterator[Line]:
    """Mean cycle times: weeks in order, other names by how much they change."""
    lines = [arm["by"][dimension]["names"] for arm in arms]
    for name in _in_order(dimension, lines[0]):
        cells = [line[name]["cycle_days"]["mean"] for line in lines if name in line]
        if len(cells) == len(arms):
            yield Line(words.name(dimension, name), cells)


def _in_order(dimension: str, lines: Document) -> list[str]:
    if dimension == "week":
        return sorted(lines)
    return sorted(lines, key=lambda name: -abs(_change(lines[name])))


def _change(part: Document) -> float:
    difference: float = part["cycle_days"]["mean"]["difference"]
    return difference
