"""How reports are written: tables, paragraphs, intervals, and how many digits they need."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from simulator.answer.choosing import FEWEST
from simulator.words.translations import Words

Document = Mapping[str, Any]
WIDE = 100  # columns from which a table shows what a narrow one leaves out
LONGEST = 12  # lines of a table by name; the rest is in the file
DASH = "–"  # where the replications cannot tell
INDENT = "  "  # before the figures of a time


def paragraph(console: Console, text: str, style: str = "") -> None:
    """A paragraph with an empty line before it; its words are never read as markup."""
    console.print()
    console.print(Text(text, style=style))


def table(title: str, columns: Sequence[str], left: Sequence[int] = (0,)) -> Table:
    """An empty table in the house style: numbers to the right, names to the left."""
    found = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
    found.pad_edge = False
    found.min_width = len(title)  # or a narrow table would break its title
    for number, heading in enumerate(columns):
        justify: Literal["left", "right"] = "left" if number in left else "right"
        found.add_column(Text(heading), justify=justify, overflow="fold")
    return found


def span(low: float | None, high: float | None, words: Words, digits: int = 1) -> str:
    """`13.9 to 14.3`, or a dash where there is no interval."""
    if low is None or high is None:
        return DASH
    digits = enough(low, high, digits)
    return f"{words.number(low, digits)} {words('to')} {words.number(high, digits)}"


def enough(low: float, high: float, digits: int) -> int:
    """Two digits for one, where the ends of a narrow interval would else be printed alike."""
    alike = round(low, digits) == round(high, digits)
    return 2 if digits < 2 and alike and round(low, 2) != round(high, 2) else digits


def in_days(days: float, low: float, high: float, words: Words) -> dict[str, str]:
    """The places of a sentence about so many days, with the digits that its interval needs."""
    digits = enough(low, high, 1)
    values = {"days": days, "low": low, "high": high}
    return {name: words.number(value, digits) for name, value in values.items()}


def few_days(days: float, words: Words) -> str:
    """A number of days, with two digits where one would say nothing."""
    return words.number(days, 1 if days >= 0.1 else 2)


def per_run(count: float, words: Words) -> str:
    """A count of the average run: whole, but for a few, which averages make a fraction of."""
    return words.number(count, 0 if count >= 10 or count == round(count) else 1)


def assumed(about: Document, words: Words) -> str:
    """How many of the figures behind an answer are assumptions."""
    counts = about["assumptions"]
    return words(
        "assumed",
        assumed=words.number(counts["assumed"]),
        figures=words.number(counts["assumed"] + counts["verified"]),
        verified=words.number(counts["verified"]),
    )


def assumed_years(abouts: Iterable[Document], words: Words) -> Iterator[str]:
    """Which years of the scenarios have holidays that nobody has decided yet, if any."""
    years = sorted({year for about in abouts for year in about.get("assumed_years", ())})
    if years:
        yield words("assumed_years", years=", ".join(map(str, years)))


def why_no_interval(n: int, words: Words) -> str:
    """Why two or more replications give no interval at all."""
    return words("no_interval.few" if n < FEWEST else "no_interval.alike", n=words.number(n))


def precision_reached(document: Document, words: Words) -> Iterator[str]:
    """Whether the precision asked for was reached, if any was."""
    target = document.get("precision")
    if target:
        key = "precision_met" if target["met"] else "precision_missed"
        share = words.percent(target["share"], 0)
        yield words(key, share=share, n=document["replications"])


def its_history(about: Document, n: int, words: Words) -> str:
    """Which publication histories the replications have, and how they came to them."""
    key = f"history.{about['publication_history']}"
    few = f"{key}.few"
    key = few if n < FEWEST and words.has(few) else key
    return words("publication_history", history=words(key))


def on_its_history(about: Document, sentence: str, words: Words) -> str:
    """The sentence that ends a report, of one that begins small: with its history if it is fixed.

    What holds for one publication history is not to be read as if it held for any.
    """
    if about["publication_history"] == "fixed":
        sentence = words("on_this_history", sentence=sentence)
    return f"{sentence[:1].upper()}{sentence[1:]}"


def own_text(about: Document, key: str, words: Words) -> str:
    """A scenario's own title or question, in Vietnamese where it has it."""
    text: str = about.get(f"{key}_vi", about[key]) if words.language == "vi" else about[key]
    return text.strip()


def titles(document: Document, words: Words) -> dict[str, str]:
    """The titles of those arms of a comparison that have one of their own, by their names.

    Arms with one title between them, such as a remedy with several levers, go by their names.
    """
    found = {arm["name"]: own_text(arm, "title", words) for arm in document["arms"]}
    shared = Counter([*found.values(), own_text(document["baseline"], "title", words)])
    return {name: title for name, title in found.items() if shared[title] == 1}
