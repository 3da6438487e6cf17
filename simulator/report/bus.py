"""What happened on the bus, below a run's tables: a line each, of the average run."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rich.console import Console
from rich.text import Text

from simulator.report.form import Document, per_run
from simulator.report.outline import office_name
from simulator.words.translations import Words

_MANY = 3  # busiest desks named


def print_bus(console: Console, summary: Document, words: Words) -> None:
    """Print a line for each kind of thing that the run counted."""
    lines = [line for section in _SECTIONS for line in section(summary, words)]
    if lines:
        console.print(Text(words("bus"), style="bold"))
    for line in lines:
        console.print(Text(f"· {line}"))


def _sync_lines(summary: Document, words: Words) -> Iterator[str]:
    sync = summary["indicators"].get("sync")
    if not sync or not sync["completeness_share"]:
        return
    said = {
        "share": words.percent(sync["completeness_share"]["mean"]),
        "changes": per_run(sync["changes"], words),
    }
    if sync["lag_hours"] is None:  # none came there
        yield words("sync_line_none", **said)
    else:
        yield words("sync_line", hours=words.number(sync["lag_hours"]["mean"], 1), **said)


def _portal_lines(summary: Document, words: Words) -> Iterator[str]:
    """What people did whom an outage of the portal met, and by which rule, if it met any."""
    met = summary["indicators"].get("portal")
    if not met or not any(met.values()):
        return
    rule = {f"{name}_share": words.percent(s, 0) for name, s in summary["portal_outage"].items()}
    counts = {name: per_run(count, words) for name, count in met.items()}
    yield words("portal_line", met=per_run(sum(met.values()), words), **counts, **rule)


def _publication_lines(summary: Document, words: Words) -> Iterator[str]:
    stages = summary["indicators"].get("publication", {})
    parts = [
        words(
            "of_decisions",
            stage=words(stage),
            some=per_run(found["on_time"], words),
            count=per_run(found["decisions"], words),
            share=words.percent(found["on_time_share"]["mean"], 0),
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
        f"{per_run(line['count'], words)}"
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
    names = {"agency": desk["agency"], "desk": words.name("desk", desk["desk"])}
    if desk["level"] == desk["desk"]:
        return words("answering_desk", **names)
    if desk.get("department"):
        return words("desk_of_department", office=office_name(desk, words), **names)
    return words("desk_of_level", level=office_name(desk, words), **names)


_SECTIONS: tuple[Callable[[Document, Words], Iterator[str]], ...] = (
    _sync_lines,
    _portal_lines,
    _publication_lines,
    _request_lines,
    _desk_lines,
)
