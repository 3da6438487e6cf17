"""A live run on the terminal: a table that is drawn anew, or plain lines where nobody looks on."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import isfinite
from typing import TextIO

from rich.console import Group, RenderableType
from rich.live import Live
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from simulator.foreign_text import foreign_text
from simulator.live.acts import Act
from simulator.live.figures import LATEST, Figures
from simulator.live.words import said
from simulator.report.printing import errors
from simulator.words.translations import Words

_LINE_S = 10.0  # real seconds between two plain lines

Seen = Callable[[Figures], None]


@contextmanager
def watched(name: str, words: Words) -> Iterator[Seen]:
    """What shows the figures of a run while the block lasts, on the error stream."""
    console = errors()
    if not console.is_watched:
        yield PlainView(sys.stderr, words)
        return
    with Live(console=console, auto_refresh=False, transient=True) as shown:
        yield lambda figures: shown.update(drawn(name, figures, words), refresh=True)


# -- a table -----------------------------------------------------------------------------------


def drawn(name: str, figures: Figures, words: Words) -> RenderableType:
    """All of it, to be printed."""
    head, body = _two_columns(), Table.grid(padding=(0, 4))
    for key, value in _facts(figures, words):
        head.add_row(said(words, key), value)
    body.add_row(head, _backlog(figures, words))
    title = Text(said(words, "title", name=name))
    return Panel(Group(body, *_acts(figures, words)), title=title, title_align="left", expand=False)


def _two_columns() -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column()
    table.add_column(justify="right")
    return table


def _facts(figures: Figures, words: Words) -> list[tuple[str, str]]:
    late = words.number(figures.drift_s, 1)
    return [
        ("clock", words.instant(figures.now_us)),
        ("speed", _speed(figures, words)),
        ("drift", said(words, "seconds", seconds=late)),
        ("arrivals", words.number(figures.arrivals)),
        ("open", words.number(figures.open)),
        ("requests", words.number(figures.requests_open)),
        ("portal", words.percent(figures.completeness(), 2)),
    ]


def _speed(figures: Figures, words: Words) -> str:
    if figures.paused:
        return said(words, "paused")
    if not isfinite(figures.speed):
        return said(words, "max")
    digits = 0 if figures.speed >= 10 else 2
    return said(words, "times", speed=words.number(figures.speed, digits))


def _backlog(figures: Figures, words: Words) -> Table:
    table = _two_columns()
    table.add_row(Text(said(words, "backlog"), style="bold"), "")
    for agency, count in figures.backlog:
        table.add_row(words.name("agency", agency), words.number(count))
    return table


def _acts(figures: Figures, words: Words) -> list[Text]:
    if not figures.acts:
        return []
    head = Text("\n" + said(words, "acts"), style="bold")
    return [head, *(Text(act_line(act, words)) for act in figures.acts[-LATEST:])]


def act_line(act: Act, words: Words) -> str:
    """When, what, until when, or why not."""
    line = f"{words.instant(act.at_us)}  {act.text()}"
    if act.outcome == "refused":
        return f"{line}  {said(words, 'refused', reason=act.reason)}"
    if act.until_us < 0:
        return line
    return f"{line}  {said(words, 'until', instant=words.instant(act.until_us))}"


# -- lines -------------------------------------------------------------------------------------


class PlainView:
    """A line every ten real seconds, and one for each act."""

    def __init__(
        self, out: TextIO, words: Words, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._out, self._words, self._clock = out, words, clock
        self._next_s, self._told = clock(), 0

    def __call__(self, figures: Figures) -> None:
        """Say what is new."""
        for act in figures.acts[self._told :]:
            self._say(act_line(act, self._words))
        self._told = len(figures.acts)
        if self._clock() >= self._next_s:
            self._next_s = self._clock() + _LINE_S
            self._say(line_of(figures, self._words))

    def _say(self, text: str) -> None:
        print(foreign_text(text), file=self._out, flush=True)


def line_of(figures: Figures, words: Words) -> str:
    """All figures but the backlog, in one line."""
    more = said(
        words, "line.more",
        requests=words.number(figures.requests_open),
        portal=words.percent(figures.completeness(), 2),
    )  # fmt: skip
    return said(
        words, "line",
        clock=words.instant(figures.now_us),
        speed=_speed(figures, words),
        drift=words.number(figures.drift_s, 1),
        arrivals=words.number(figures.arrivals),
        open=words.number(figures.open),
        more=more,
    )  # fmt: skip
