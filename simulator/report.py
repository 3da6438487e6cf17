"""The summary of a run on a terminal: what a planner reads, from the document of `summary.json`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from simulator.runfolder import SUMMARY
from simulator.translations import Words

Document = Mapping[str, Any]
WIDE = 100  # columns from which a table shows what a narrow one leaves out
LONGEST = 12  # lines of a table by name; the rest is in the file
_MANY = 3  # busiest desks named
_ONLY_WIDE = ("p50", "main_cause")
_LEAST_SHARE = 0.0005  # a cause below this share of the time is not worth a line


def print_run(console: Console, summary: Document, words: Words) -> None:
    """Print the whole summary. `words.names` gives agencies and procedures their names."""
    _head(console, summary, words)
    if summary["dossiers"]["cohort"]:
        _dossiers(console, summary, words)
    _bus(console, summary, words)
    paragraph(console, run_sentence(summary, words), style="bold")


def paragraph(console: Console, text: str, style: str = "") -> None:
    """A paragraph with an empty line before it; its words are never read as markup."""
    console.print()
    console.print(Text(text, style=style))


def run_sentence(summary: Document, words: Words) -> str:
    """What a planner concludes from one scenario."""
    if not summary["dossiers"]["cohort"]:
        return words("no_dossiers")
    every = summary["all"]
    mean = every["cycle_days"]["mean"]
    cause, days = _largest_cause(every)
    return words(
        "run_sentence",
        cycle=_bounded(summary, words.number(mean["mean"], 1), words),
        cycle_interval=_in_brackets(mean, words),
        processing=_bounded(
            summary, words.number(every["processing_days"]["mean"]["mean"], 1), words
        ),
        on_time=words.percent(every["on_time_share"]["mean"]),
        cause=words.name("cause", cause),
        cause_days=words.number(days, 1),
        cause_share=words.percent(days / mean["mean"] if mean["mean"] else 0.0, 0),
    )


def assumed(about: Document, words: Words) -> str:
    """How many of the figures behind an answer are assumptions."""
    counts = about["assumptions"]
    figures = counts["assumed"] + counts["verified"]
    return words(
        "assumed",
        assumed=words.number(counts["assumed"]),
        figures=words.number(figures),
        verified=words.number(counts["verified"]),
    )


def span(low: float | None, high: float | None, words: Words, digits: int = 1) -> str:
    """`13.9 to 14.3`, or nothing where there is no interval."""
    if low is None or high is None:
        return ""
    digits = enough(low, high, digits)
    return f"{words.number(low, digits)} {words('to')} {words.number(high, digits)}"


def enough(low: float, high: float, digits: int) -> int:
    """Two digits for one, where the ends of a narrow interval would else be printed alike."""
    alike = round(low, digits) == round(high, digits)
    return 2 if digits < 2 and alike and round(low, 2) != round(high, 2) else digits


def table(title: str, columns: Sequence[str], left: Sequence[int] = (0,)) -> Table:
    """An empty table in the house style: numbers to the right, names to the left."""
    found = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
    found.pad_edge = False
    found.min_width = len(title)  # or a narrow table would break its title
    for number, heading in enumerate(columns):
        justify: Literal["left", "right"] = "left" if number in left else "right"
        found.add_column(Text(heading), justify=justify, overflow="fold")
    return found


def _head(console: Console, summary: Document, words: Words) -> None:
    title = f"{words('simulation')} · {summary['name']}: {summary['title']}"
    console.print(Text(title, style="bold"))
    console.print(Text(words("asked", question=summary["question"].strip())))
    flow = summary["dossiers"]
    lines = [
        words(
            "made_of",
            replications=words.counted("replications", summary["replications"]),
            seed=summary["seed"],
            dossiers=words.number(flow["cohort"]),
        )
        + "."
    ]
    if flow["unfinished"]:
        lines.append(words("lower_bound", unfinished=words.number(flow["unfinished"])))
    if summary["replications"] == 1:
        lines.append(words("one_replication"))
    lines.append(assumed(summary, words))
    console.print(Text(" ".join(lines)))
    console.print()


def _dossiers(console: Console, summary: Document, words: Words) -> None:
    console.print(_times(summary["all"], words))
    console.print(Text(words("clock_note"), style="dim"))
    console.print()
    console.print(_causes(summary["all"], words, wide=console.width >= WIDE))
    for dimension in ("level", "procedure", "agency"):
        _by(console, summary, dimension, words)
    console.print()


def _times(every: Document, words: Words) -> Table:
    columns = [words("measure"), words("mean"), words("interval"), words("p50"), words("p90")]
    found = table(words("how_long"), columns)
    for time in ("cycle", "processing"):
        days = every[f"{time}_days"]
        found.add_row(
            words(time),
            _mean(days["mean"], words),
            span(days["mean"]["low"], days["mean"]["high"], words),
            _mean(days["p50"], words),
            _mean(days["p90"], words),
        )
    share = every["on_time_share"]
    low, high = (None if share[end] is None else 100 * share[end] for end in ("low", "high"))
    mean = words.number(100 * share["mean"], 1)
    found.add_row(f"{words('on_time')} (%)", mean, span(low, high, words), "", "")
    return found


def _causes(every: Document, words: Words, *, wide: bool) -> Table:
    columns = ["cause", "days", "interval", "share", "open", "closed"]
    found = table(words("where_time"), [words(column) for column in columns])
    if wide:
        found.add_column("", justify="left", style="dim")
    total = every["cycle_days"]["mean"]["mean"]
    for cause, days in every["causes_days"].items():
        mean = days["all"]["mean"]
        if total == 0 or mean / total < _LEAST_SHARE:
            continue
        cells = [
            words.name("cause", cause),
            words.number(mean, 2),
            span(days["all"]["low"], days["all"]["high"], words, 2),
            words.percent(mean / total, 0),
            words.number(days["open"]["mean"], 2),
            words.number(days["closed"]["mean"], 2),
        ]
        found.add_row(*cells, *([words(f"why.{cause}")] if wide else []))
    return found


def _by(console: Console, summary: Document, dimension: str, words: Words) -> None:
    lines = summary["by"][dimension]
    columns = ["dossiers", "cycle", "p50", "p90", "processing", "on_time", "main_cause"]
    if console.width < WIDE:
        columns = [column for column in columns if column not in _ONLY_WIDE]
    headings = [words(dimension), *(words(f"short.{column}") for column in columns)]
    last = len(columns) if columns[-1] == "main_cause" else 0
    found = table(words(f"by_{dimension}"), headings, left=(0, last))
    ranked = sorted(lines, key=lambda name: -lines[name]["cycle_days"]["mean"]["mean"])
    for name in ranked[:LONGEST]:
        cells = _line(lines[name], words)
        found.add_row(words.name(dimension, name), *(cells[column] for column in columns))
    console.print(found)
    if len(ranked) > LONGEST:
        more = words("and_others", count=len(ranked) - LONGEST, file=SUMMARY)
        console.print(Text(more, style="dim"))


def _line(part: Document, words: Words) -> dict[str, str]:
    cause, _ = _largest_cause(part)
    return {
        "dossiers": words.number(part["dossiers"]),
        "cycle": _mean(part["cycle_days"]["mean"], words),
        "p50": _mean(part["cycle_days"]["p50"], words),
        "p90": _mean(part["cycle_days"]["p90"], words),
        "processing": _mean(part["processing_days"]["mean"], words),
        "on_time": words.percent(part["on_time_share"]["mean"]),
        "main_cause": words.name("cause", cause),
    }


def _bus(console: Console, summary: Document, words: Words) -> None:
    lines = [line for section in _SECTIONS for line in section(summary, words)]
    if lines:
        console.print(Text(words("bus"), style="bold"))
    for line in lines:
        console.print(Text(f"· {line}"))


def _sync_lines(summary: Document, words: Words) -> Iterator[str]:
    sync = summary["indicators"].get("sync")
    if sync and sync["completeness_share"] and sync["lag_hours"]:
        yield words(
            "sync_line",
            share=words.percent(sync["completeness_share"]["mean"]),
            changes=words.number(sync["changes"]),
            hours=words.number(sync["lag_hours"]["mean"], 1),
        )


def _publication_lines(summary: Document, words: Words) -> Iterator[str]:
    stages = summary["indicators"].get("publication", {})
    parts = [
        words(
            "of_decisions",
            stage=words(stage),
            share=words.percent(found["on_time_share"]["mean"], 0),
            count=words.number(found["decisions"]),
        )
        for stage, found in stages.items()
        if found["on_time_share"]
    ]
    if parts:
        yield words("publication_line", parts=", ".join(parts))


def _request_lines(summary: Document, words: Words) -> Iterator[str]:
    lines = summary["indicators"].get("requests", {}).get("by_mode", [])
    parts = [
        f"{words.name('mode', line['mode'])} {words.name('outcome', line['outcome'])} "
        f"{words.number(line['count'])}"
        for line in lines
    ]
    if parts:
        yield words("requests_line", parts=", ".join(parts))
    reused = summary["all"]["per_dossier"]["reused"]
    if reused and reused["mean"]:
        yield words("reuse_line", count=words.number(100 * reused["mean"], 1))


def _desk_lines(summary: Document, words: Words) -> Iterator[str]:
    desks = [desk for desk in summary["indicators"].get("desks", []) if desk["utilisation"]]
    parts = [
        f"{_desk(desk, words)} {words.percent(desk['utilisation'], 0)}" for desk in desks[:_MANY]
    ]
    if parts:
        yield words("busiest", parts=", ".join(parts))


def _desk(desk: Document, words: Words) -> str:
    """`H03 commune one_stop`; an agency's answering desk is a unit of its own."""
    places = dict.fromkeys((words.name("level", desk["level"]), desk["desk"]))
    return " ".join((desk["agency"], *places))


_SECTIONS: tuple[Callable[[Document, Words], Iterator[str]], ...] = (
    _sync_lines,
    _publication_lines,
    _request_lines,
    _desk_lines,
)


def _largest_cause(part: Document) -> tuple[str, float]:
    means = {cause: days["all"]["mean"] for cause, days in part["causes_days"].items()}
    cause = max(means, key=means.__getitem__)
    return cause, means[cause]


def _mean(estimate: Document, words: Words) -> str:
    return words.number(estimate["mean"], 1)


def _in_brackets(estimate: Document, words: Words) -> str:
    if estimate["low"] is None:
        return ""
    return f" ({words('interval')} {span(estimate['low'], estimate['high'], words)})"


def _bounded(summary: Document, days: str, words: Words) -> str:
    bound = summary["dossiers"]["means_are_lower_bounds"]
    return words("or_more", days=days) if bound else days
