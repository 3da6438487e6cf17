"""Where everything is printed: results on standard output, all else on the error stream.

Nothing that is printed is markup. Where nobody looks on, as in a pipe or a file, a table is as wide
as what stands in it: no identifier is cropped or broken there.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

from rich.console import Console
from rich.table import Table

from simulator.foreign_text import foreign_lines

NARROWEST, WIDEST = 40, 1000
_HEIGHT = 25
IN_A_FILE = 160  # columns
_AS_NEEDED = 1_000_000  # columns: wider than any table
_tongue: list[Callable[[str], str]] = [str, str, str]  # of sentences, of lone words, of numbers


class Page(Console):
    """A console whose texts are read as they are, never as markup, emoji or something to colour."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(markup=False, emoji=False, highlight=False, **settings)
        width = min(max(self.width, NARROWEST), WIDEST)
        if width != self.width or not self.is_watched:
            self.width, self.height = width, _HEIGHT  # without a height, a width may not count

    @property
    def is_watched(self) -> bool:
        """Whether a terminal shows it; colours may be forced on what goes into a file, too."""
        return self.file.isatty()

    def print(self, *objects: Any, **settings: Any) -> None:
        """Print; a table is never cropped where there is no terminal."""
        usual = self.width
        if not self.is_watched:
            self.width = max(usual, *map(self._needed, objects)) if objects else usual
        try:
            super().print(*objects, **settings)
        finally:
            if self.width != usual:
                self.width = usual

    def _needed(self, printed: Any) -> int:
        """How many columns a table needs; whatever else is printed has its lines broken."""
        if not isinstance(printed, Table):
            return 0
        return self.measure(printed, options=self.options.update(max_width=_AS_NEEDED)).maximum


def heed_no_absurd_width() -> None:
    """Let the environment say no width that nothing can be printed in, or none at all.

    Help is printed by others, who take the width from there too.
    """
    for name in ("COLUMNS", "LINES", "TERMINAL_WIDTH"):
        said = os.environ.pop(name, "")
        if said.isascii() and said.isdecimal() and (width := int(said[:9])):
            os.environ[name] = str(min(max(width, NARROWEST), WIDEST))


def output() -> Page:
    """Standard output. A file has no width: a report in it is not cut to that of a terminal."""
    told = sys.stdout.isatty() or "COLUMNS" in os.environ
    return Page() if told else Page(width=IN_A_FILE)


def errors() -> Page:
    """The error stream: for bars and tables that are drawn anew while something goes on."""
    return Page(stderr=True)


def speak(
    told: Callable[[str], str], label: Callable[[str], str], numbers: Callable[[str], str]
) -> None:
    """From now on, tell sentences, headings and numbers so: in the language of the command."""
    _tongue[:] = told, label, numbers


def in_language(text: object) -> str:
    """A sentence, or the sentences of several lines, as the command tells them."""
    whole = _tongue[0](str(text))
    return "\n".join(map(_told, whole.split("\n"))) if whole == str(text) else whole


def label(text: object) -> str:
    """A heading, or a word that stands alone, in the language of the command."""
    return _tongue[1](str(text))


def numbers(text: object) -> str:
    """A measured value of ours with its unit, as the language of the command writes it."""
    return _tongue[2](str(text))


def _told(line: str) -> str:
    told = line.strip(" ")
    return line.replace(told, _tongue[0](told)) if told else line


def say(text: object = "") -> None:
    """Print lines of a result on standard output, in the language of the command."""
    print(foreign_lines(in_language(text)), flush=True)


def hand_over(text: str) -> None:
    """Print what a program reads, as it is: documents, and lines for a shell."""
    print(text, flush=True)


def tell(text: object) -> None:
    """Print lines on the error stream: notices, warnings, mistakes; in the command's language."""
    print(foreign_lines(in_language(text)), file=sys.stderr, flush=True)
