"""The answer of a run and of a comparison as workbooks: the numbers of the report, and all others.

Every interval stands in cells of its own, so that it can be drawn. Lines that the terminal leaves
out for want of room are all here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from simulator.ledger.workbook import Cell, Field, Workbook, workbook
from simulator.report.answer import comparison_sentence
from simulator.report.form import own_text
from simulator.report.run import run_sentence
from simulator.words.translations import Words

Document = Mapping[str, Any]
_FIGURES = ("mean", "p50", "p90")
_TIMES = ("cycle", "processing")
_CODED = ("procedure", "agency")  # dimensions whose names are codes with names
_INTERVAL = ("mean", "low", "high")
_CHANGE = ("baseline", "arm", "difference", "low", "high")


def write_answer(summary: Document, path: Path, words: Words) -> None:
    """Write the workbook of a run's summary. OSError as raised."""
    with workbook(path) as book:
        told = [*_about(summary, words), (words("sheet.answer"), run_sentence(summary, words))]
        _pairs(book, told, words)
        if summary["dossiers"]["cohort"]:
            _figures(book, summary["all"], words)
            _causes(book, summary["all"], words)
            for dimension, lines in summary["by"].items():
                _by(book, dimension, lines, words)


def write_comparison_answer(document: Document, path: Path, words: Words) -> None:
    """Write the workbook of a comparison: every measure of every arm, all and by name."""
    with workbook(path) as book:
        baseline = {**document["baseline"], "replications": document["replications"]}
        told = [*_about(baseline, words)]
        titles = [(arm["name"], own_text(arm, "title", words)) for arm in document["arms"]]
        told += [(words("arm"), f"{name}: {title}") for name, title in titles]
        told.append((words("sheet.answer"), comparison_sentence(document, words)))
        _pairs(book, told, words)
        fields = [Field(words("arm"), "text"), Field(words("measure"), "text")]
        fields += _change_fields(words)
        book.sheet(words("sheet.differences"), fields, _differences(document, words))
        for dimension in document["arms"][0]["by"]:
            _differences_by(book, document, dimension, words)


def _about(scenario: Document, words: Words) -> Iterator[tuple[str, str]]:
    yield words("sheet.name"), scenario["name"]
    for key in ("title", "question"):
        yield words(f"sheet.{key}"), own_text(scenario, key, words)
    for key in ("start", "seed", "replications", "sha256"):
        yield words(f"sheet.{key}"), str(scenario[key])


def _pairs(book: Workbook, pairs: Sequence[tuple[str, str]], words: Words) -> None:
    fields = [Field(words("sheet.what"), "text"), Field(words("value"), "text")]
    book.sheet(words("sheet.answer"), fields, pairs)


# -- a run -------------------------------------------------------------------------------------


def _figures(book: Workbook, every: Document, words: Words) -> None:
    fields = [Field(words("measure"), "text"), *_interval_fields(words)]
    book.sheet(words("sheet.figures"), fields, _figure_lines(every, words))


def _figure_lines(every: Document, words: Words) -> Iterator[tuple[Cell, ...]]:
    for name, figure in _measures(every, words):
        yield (name, *(figure[key] for key in _INTERVAL))


def _causes(book: Workbook, every: Document, words: Words) -> None:
    fields = [
        Field(words("cause"), "text"),
        *_interval_fields(words),
        Field(words("open")),
        Field(words("closed")),
        Field(words("sheet.meaning"), "text"),
    ]
    lines = [
        (
            words.name("cause", cause),
            *(days["all"][key] for key in _INTERVAL),
            *(days[when]["mean"] for when in ("open", "closed")),
            words(f"why.{cause}"),
        )
        for cause, days in every["causes_days"].items()
    ]
    book.sheet(words("sheet.causes"), fields, lines)


def _by(book: Workbook, dimension: str, lines: Document, words: Words) -> None:
    fields = [*_name_fields(dimension, words), Field(words("short.dossiers"), "count")]
    if lines:
        fields += [Field(name) for name, _ in _measures(next(iter(lines.values())), words)]
    book.sheet(_sheet_name(dimension, words), fields, _lines_by(dimension, lines, words))


def _lines_by(dimension: str, lines: Document, words: Words) -> Iterator[tuple[Cell, ...]]:
    for name, part in lines.items():
        means = (figure["mean"] for _, figure in _measures(part, words))
        yield (*_names(dimension, name, words), part["dossiers"], *means)


# -- a comparison ------------------------------------------------------------------------------


def _differences(document: Document, words: Words) -> Iterator[tuple[Cell, ...]]:
    for arm in document["arms"]:
        for name, change in _measures(arm["all"], words):
            yield (arm["name"], name, *(change[key] for key in _CHANGE))
        for cause, change in arm["all"]["causes_days"].items():
            name = f"{words.name('cause', cause)} ({words('days')})"
            yield (arm["name"], name, *(change[key] for key in _CHANGE))


def _differences_by(book: Workbook, document: Document, dimension: str, words: Words) -> None:
    fields = [Field(words("arm"), "text"), *_name_fields(dimension, words)]
    fields += [Field(words("measure"), "text"), *_change_fields(words)]
    lines = (
        (arm["name"], *_names(dimension, code, words), name, *(change[key] for key in _CHANGE))
        for arm in document["arms"]
        for code, part in arm["by"][dimension]["names"].items()
        for name, change in _measures(part, words)
    )
    book.sheet(_sheet_name(dimension, words), fields, lines)


# -- both --------------------------------------------------------------------------------------


def _measures(part: Document, words: Words) -> Iterator[tuple[str, Document]]:
    """The times with their figures, in days, and the share on time, from 0 to 1."""
    for time in _TIMES:
        for figure in _FIGURES:
            if figure in (found := part.get(f"{time}_days", {})):
                yield f"{words(time)}, {words(figure)} ({words('days')})", found[figure]
    if "on_time_share" in part:
        yield words("sheet.on_time"), part["on_time_share"]


def _interval_fields(words: Words) -> list[Field]:
    return [Field(words(f"sheet.{key}")) for key in ("estimate", "low", "high")]


def _change_fields(words: Words) -> list[Field]:
    keys = ("baseline", "arm", "sheet.difference", "sheet.low", "sheet.high")
    return [Field(words(key)) for key in keys]


def _sheet_name(dimension: str, words: Words) -> str:
    return words(f"sheet.by_{dimension}")


def _name_fields(dimension: str, words: Words) -> list[Field]:
    name = Field(words(f"sheet.{dimension}"), "text")
    if dimension not in _CODED:
        return [name]
    return [Field(words(f"column.{dimension}"), "text"), name]


def _names(dimension: str, name: str, words: Words) -> tuple[str, ...]:
    """The name that people use; before it the code, where there is one."""
    if dimension not in _CODED:
        return (words.name(dimension, name),)
    return name, (words.names or {}).get(name, name)
