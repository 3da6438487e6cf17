"""One dossier's story on a terminal: its segments in order, and that they add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from agents.dossier import PROCESSED
from simulator.report.form import WIDE, paragraph, table
from simulator.words.translations import Words

Document = Mapping[str, Any]


def print_timeline(console: Console, story: Document, words: Words) -> None:
    """Print the document that `story.tell` makes."""
    head = words(
        "dossier_of",
        dossier=story["dossier"],
        replication=story["replication"],
        scenario=story["scenario"],
    )
    console.print(Text(f"{words('simulation')} · {head}", style="bold"))
    console.print(Text(_what(story, words)))
    if story["replications_with_it"] > 1:
        console.print(Text(words("also_in", count=story["replications_with_it"]), style="dim"))
    console.print()
    _segments(console, story["segments"], words)
    _causes(console, story, words)
    paragraph(console, _end(story, words))
    total = words(
        "sum_is_cycle",
        sum=words.duration(sum(story["causes_us"].values())),
        cycle=words.duration(story["cycle_us"]),
        processing=words.duration(story["processing_us"]),
    )
    console.print(Text(total, style="bold"))


def _what(story: Document, words: Words) -> str:
    return words(
        "dossier_what",
        procedure=words.name("procedure", story["procedure"]),
        unit=story["unit"],
        channel=words.name("channel", story["channel"]),
        submitted=words.instant(story["submitted_us"]),
        due=words.instant(story["due_us"]),
    )


def _segments(console: Console, segments: Sequence[Document], words: Words) -> None:
    """A line each; a narrow terminal leaves out the end, which is the next one's beginning."""
    keys = ["from", "until", "lasted", "cause", "holder"]
    if console.width < WIDE:
        keys.remove("until")
    found = table(
        "", [words(key) for key in keys], left=[n for n, k in enumerate(keys) if k != "lasted"]
    )
    found.title = None
    for column in found.columns[: keys.index("cause") + 1]:
        column.no_wrap = True
    for segment in segments:
        cells = {
            "from": words.instant(segment["start_us"]),
            "until": words.instant(segment["end_us"]),
            "lasted": words.duration(segment["end_us"] - segment["start_us"]),
            "cause": words.name("cause", segment["cause"]),
            "holder": _holder(segment["holder"], words),
        }
        found.add_row(*(Text(cells[key]) for key in keys))
    console.print(found)


def _holder(holder: str, words: Words) -> str:
    """`H49/commune-055:one_stop`, with the desk as people call it."""
    unit, mark, desk = holder.partition(":")
    space = " " if words.language == "vi" and desk else ""
    return f"{unit}{mark}{space}{words.name('desk', desk)}"


def _causes(console: Console, story: Document, words: Words) -> None:
    found = table("", [words("cause"), words("lasted"), words("share")])
    found.title = None
    for cause, length_us in story["causes_us"].items():
        if length_us:
            share = words.percent(length_us / story["cycle_us"], 0)
            found.add_row(words.name("cause", cause), words.duration(length_us), share)
    console.print(found)


def _end(story: Document, words: Words) -> str:
    verdict = words("on_time" if story["on_time"] else "late")
    if story["returned_us"] is None:
        if story["on_time"] and story["status"] != PROCESSED:
            verdict = words("not_late_so_far")
        end = words.instant(story["submitted_us"] + story["cycle_us"])
        return words("not_returned", end=end, verdict=verdict)
    return words("returned", returned=words.instant(story["returned_us"]), verdict=verdict)
