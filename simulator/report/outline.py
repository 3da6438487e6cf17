"""What a scenario amounts to, in lines: dossiers a month, units and people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich.console import Console
from rich.text import Text

from simulator.report.form import LONGEST, Document
from simulator.words.translations import Words


def print_outline(console: Console, outline: Document, words: Words) -> None:
    """Print the heading and a line for each kind of thing."""
    console.print(Text(words("outline"), style="bold"))
    for line in (
        *_volume_lines(outline["per_month"], words),
        *_office_lines(outline, words),
        *_too_busy(outline["too_busy"], words),
    ):
        console.print(Text(f"· {line}"))


def _volume_lines(per_month: Document, words: Words) -> Iterator[str]:
    yield words("per_month", count=_count(per_month["all"], words))
    for dimension in ("procedure", "province"):
        counts = per_month[f"by_{dimension}"]
        kind = "agency" if dimension == "province" else dimension
        named = {words.name(kind, name): count for name, count in counts.items() if count}
        yield words(f"per_month.{dimension}", parts="; ".join(_largest(named, words)))


def _largest(counts: Mapping[str, float], words: Words) -> Iterator[str]:
    """The largest of them, and what the others are together."""
    ranked = sorted(counts.items(), key=lambda item: -item[1])
    for name, count in ranked[:LONGEST]:
        yield f"{name} {_count(count, words)}"
    if rest := ranked[LONGEST:]:
        together = _count(sum(count for _, count in rest), words)
        yield words("and_together", count=len(rest), together=together)


def _office_lines(outline: Document, words: Words) -> Iterator[str]:
    for line in outline["offices"]:
        if line["units"]:
            name = office_name(line, words)
            yield words(
                "office_line",
                office=name[:1].upper() + name[1:],
                units=words.number(line["units"]),
                simulated=words.number(line["simulated"]),
                people=_count(line["people"], words),
                desks=", ".join(
                    f"{words.name('desk', desk)} {_count(people, words)}"
                    for desk, people in line["desks"].items()
                ),
            )


def _too_busy(lines: Sequence[Document], words: Words) -> Iterator[str]:
    """What rounding to whole units brings too much of, where it does."""
    if lines:
        worst = lines[0]
        yield words(
            "too_busy",
            count=words.number(len(lines)),
            share=words.percent(worst["factor"] - 1.0, 0),
            level=words.name("level", worst["level"]),
            place=words.name("agency", worst["agency"]),
        )


def office_name(line: Document, words: Words) -> str:
    """A level, or the department of a province."""
    if line.get("department"):
        return words.name("department", line["department"])
    return words.name("level", line["level"])


def _count(number: float, words: Words) -> str:
    """Whole where it is many, else with a digit."""
    return words.number(number, 0 if number >= 100 or number == round(number) else 1)
