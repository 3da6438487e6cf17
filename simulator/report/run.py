"""The summary of a run on a terminal: what a planner reads, from the document of `summary.json`."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text

from simulator.foreign_text import foreign_text
from simulator.ledger.runfolder import SUMMARY
from simulator.report.bus import print_bus
from simulator.report.doubts import censoring_doubts, warmup_doubt
from simulator.report.form import (
    INDENT,
    LONGEST,
    WIDE,
    Document,
    assumed,
    assumed_years,
    enough,
    its_history,
    on_its_history,
    own_text,
    paragraph,
    precision_reached,
    span,
    table,
    why_no_interval,
)
from simulator.report.incomplete import print_incomplete
from simulator.report.outline import print_outline
from simulator.words.translations import Words

_ONLY_WIDE = ("p50", "main_cause")
_LEAST_SHARE = 0.0005  # a cause below this share of the time is not worth a line
_FIGURES = ("mean", "p50", "p90")


def print_run(console: Console, summary: Document, words: Words) -> None:
    """Print the whole summary. `words.names` gives agencies and procedures their names."""
    print_incomplete(console, summary, words)
    _head(console, summary, words)
    if summary["dossiers"]["cohort"]:
        _dossiers(console, summary, words)
    print_outline(console, summary["outline"], words)
    print_bus(console, summary, words)
    paragraph(console, run_sentence(summary, words), style="bold")


def run_sentence(summary: Document, words: Words) -> str:
    """What a planner concludes from one scenario."""
    if not summary["dossiers"]["cohort"]:
        return words("no_dossiers")
    every = summary["all"]
    mean = every["cycle_days"]["mean"]
    cause, days = _largest_cause(every)
    processing = words.number(every["processing_days"]["mean"]["mean"], 1)
    sentence = words(
        "run_sentence",
        cycle=_bounded(summary, words.number(mean["mean"], 1), words),
        cycle_interval=_in_brackets(mean, words),
        processing=_bounded(summary, processing, words),
        on_time=words.percent(every["on_time_share"]["mean"]),
        cause=words.name("cause", cause),
        cause_days=words.number(days, 1),
        cause_share=words.percent(days / mean["mean"] if mean["mean"] else 0.0, 0),
    )
    return on_its_history(summary, sentence, words)


def _head(console: Console, summary: Document, words: Words) -> None:
    title = f"{words('simulation')} · {summary['name']}: {own_text(summary, 'title', words)}"
    console.print(Text(foreign_text(title), style="bold"))
    question = own_text(summary, "question", words)
    console.print(Text(words("asked", question=question)))
    lines = [*_made_of(summary, words), its_history(summary, summary["replications"], words)]
    lines += [*precision_reached(summary, words), *_doubts(summary, words)]
    if summary["replications"] == 1:
        lines.append(words("one_replication"))
    lines += [assumed(summary, words), *assumed_years([summary], words)]
    console.print(Text(" ".join(lines)))
    console.print()


def _made_of(summary: Document, words: Words) -> Iterator[str]:
    """How many dossiers of how many replications, for how many they stand, and what they say."""
    flow, replications = summary["dossiers"], summary["replications"]
    yield words(
        "made_of",
        replications=words.counted("replications", replications),
        seed=summary["seed"],
        dossiers=words.number(flow["cohort"]),
    )
    if flow["cohort"]:
        key = "stand_for" if replications > 1 else "stand_for.1"
        stand_for = words.number(flow["stand_for"])
        yield words(key, stand_for=stand_for, effective=words.number(flow["effective"]))
    if flow["cohort"] and flow["replications_without"]:
        count = words.number(flow["replications_without"])
        yield words("replications_without", count=count, n=words.number(replications))


def _doubts(summary: Document, words: Words) -> Iterator[str]:
    """That means are lower bounds; that the warm-up is short; how much the unfinished move."""
    unfinished = summary["dossiers"]["unfinished"]
    if unfinished:
        yield words("lower_bound", unfinished=words.number(unfinished))
    yield from warmup_doubt(summary["doubts"]["warmup"], words)
    yield from censoring_doubts(_as_printed(summary), words)


def _as_printed(summary: Document) -> Document | None:
    """What is known of the unfinished, with the bounds of the share on time that is printed.

    The share that is printed is weighted; it falls by as much if all that are open become late.
    """
    found: Document | None = summary["doubts"]["censoring"]
    if found is None:
        return None
    share = summary["all"]["on_time_share"]["mean"]
    low = max(0.0, share - (found["on_time_high"] - found["on_time_low"]))
    return {**found, "on_time_low": low, "on_time_high": share}


def _dossiers(console: Console, summary: Document, words: Words) -> None:
    console.print(_times(summary["all"], words))
    console.print(Text(words("clock_note"), style="dim"))
    console.print()
    console.print(_causes(summary["all"], words, wide=console.width >= WIDE))
    for dimension in ("level", "procedure", "agency"):
        _by(console, summary, dimension, words)
    notes = " ".join(_interval_notes(summary, words))
    if notes:
        console.print(Text(notes, style="dim"))
    console.print()


def _interval_notes(summary: Document, words: Words) -> Iterator[str]:
    """Which intervals hold together, and why there are none."""
    n, every = summary["replications"], summary["all"]
    if n == 1:
        return  # the head says that there is no interval
    if every["cycle_days"]["mean"]["low"] is None:
        yield why_no_interval(n, words)
        return
    yield words("intervals_together")
    if any(_cause_interval(every, cause) is None for cause in _worth_a_line(every)):
        yield words("no_interval.rare")


def _times(every: Document, words: Words) -> Table:
    """One line for each figure; the figures of a time stand below its name."""
    found = table(words("how_long"), [words(key) for key in ("measure", "value", "interval")])
    for time in ("cycle", "processing"):
        found.add_row(words(time), "", "")
        for figure in _FIGURES:
            of_it = every[f"{time}_days"][figure]
            found.add_row(f"{INDENT}{words(figure)}", *_in_table(of_it, words))
    share = {key: _hundredfold(value) for key, value in every["on_time_share"].items()}
    found.add_row(f"{words('on_time')} (%)", *_in_table(share, words))
    return found


def _in_table(estimate: Document, words: Words) -> tuple[str, str]:
    """A figure and the interval that holds with the others of its table, in equal digits."""
    low, high = estimate["low_together"], estimate["high_together"]
    digits = 1 if low is None or high is None else enough(low, high, 1)
    return words.number(estimate["mean"], digits), span(low, high, words, digits)


def _hundredfold(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _causes(every: Document, words: Words, *, wide: bool) -> Table:
    columns = ["cause", "days", "interval", "share", "open", "closed"]
    found = table(words("where_time"), [words(column) for column in columns])
    if wide:
        found.add_column("", justify="left", style="dim")
    total = every["cycle_days"]["mean"]["mean"]
    for cause in _worth_a_line(every):
        days = every["causes_days"][cause]
        low, high = _cause_interval(every, cause) or (None, None)
        cells = [
            words.name("cause", cause),
            words.number(days["all"]["mean"], 2),
            span(low, high, words, 2),
            words.percent(days["all"]["mean"] / total, 0),
            words.number(days["open"]["mean"], 2),
            words.number(days["closed"]["mean"], 2),
        ]
        found.add_row(*cells, *([words(f"why.{cause}")] if wide else []))
    return found


def _worth_a_line(every: Document) -> list[str]:
    """The causes that take a share of the time which can be seen."""
    total = every["cycle_days"]["mean"]["mean"]
    means = {cause: days["all"]["mean"] for cause, days in every["causes_days"].items()}
    return [cause for cause, mean in means.items() if total and mean / total >= _LEAST_SHARE]


def _cause_interval(every: Document, cause: str) -> tuple[float, float] | None:
    days = every["causes_days"][cause]["all"]
    low, high = days["low_together"], days["high_together"]
    return None if low is None or high is None else (low, high)


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
        "cycle": _value(part["cycle_days"]["mean"], words),
        "p50": _value(part["cycle_days"]["p50"], words),
        "p90": _value(part["cycle_days"]["p90"], words),
        "processing": _value(part["processing_days"]["mean"], words),
        "on_time": words.percent(part["on_time_share"]["mean"]),
        "main_cause": words.name("cause", cause),
    }


def _largest_cause(part: Document) -> tuple[str, float]:
    means = {cause: days["all"]["mean"] for cause, days in part["causes_days"].items()}
    cause = max(means, key=means.__getitem__)
    return cause, means[cause]


def _value(estimate: Document, words: Words) -> str:
    return words.number(estimate["mean"], 1)


def _in_brackets(estimate: Document, words: Words) -> str:
    if estimate["low"] is None:
        return ""
    return words("in_brackets", span=span(estimate["low"], estimate["high"], words))


def _bounded(summary: Document, days: str, words: Words) -> str:
    bound = summary["dossiers"]["means_are_lower_bounds"]
    return words("or_more", days=days) if bound else days
