"""What is printed, in English or Vietnamese: the sentences of `texts`, and how numbers are written.

Errors, warnings and help have their English where they arise: see `messages`. Logs and JSON are for
programs and their keepers, and stay in English.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from simulator.foreign_text import foreign_text
from simulator.words.texts import TEXT

Language = Literal["en", "vi"]
LANGUAGES: tuple[Language, ...] = ("en", "vi")

_WEEKDAYS = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")


# Not within a word, an id, a version or an address.
_NUMBER = re.compile(r"(?<![\w.,/:@])[\d,]*\d(?:\.\d+)?(?:e[+-]\d+)?%?(?![.,:]?\w)")
_SWAPPED = str.maketrans(",.", ".,")


def numbers_told(text: str, language: Language) -> str:
    """A text with English numbers in it (1,234.5 ms, 99.8%) as the language writes them.

    Only for values of ours: what others wrote keeps its dots, which may be those of a version.
    """
    if language == "en":
        return text
    return _NUMBER.sub(lambda one: one[0].translate(_SWAPPED).replace("%", " %"), text)


def shown(values: Mapping[str, Any]) -> dict[str, Any]:
    """What fills the places of a sentence: numbers as they are, and all else as foreign text."""
    return {
        name: value if isinstance(value, int | float) else foreign_text(value)
        for name, value in values.items()
    }


@dataclass(frozen=True, slots=True)
class Words:
    """One language: its sentences and its numbers."""

    language: Language = "en"
    names: Mapping[str, str] | None = None  # of agencies and procedures, by id

    def __call__(self, key: str, **values: Any) -> str:
        """The sentence `key` with its places filled. Raise KeyError for an unknown one."""
        text = TEXT[key][LANGUAGES.index(self.language)]
        return text.format(**shown(values)) if values else text

    def has(self, key: str) -> bool:
        """Whether there is such a sentence."""
        return key in TEXT

    def counted(self, key: str, count: int) -> str:
        """`1 replication`, `2 replications`, 1.000 lần lặp."""
        one = f"{key}.1"
        return self(one if count == 1 and self.has(one) else key, count=self.number(count))

    def name(self, dimension: str, name: str) -> str:
        """What people call a level, cause, agency or procedure; ids stand before their names."""
        if self.has(f"{dimension}.{name}"):
            return self(f"{dimension}.{name}")
        if dimension == "week":
            return self.date(name)
        known = (self.names or {}).get(name)
        if known is None:
            return foreign_text(name)
        return foreign_text(f"{name} {known}" if dimension == "agency" else known)

    def number(self, value: float, digits: int = 0, *, sign: bool = False) -> str:
        """12,345.7 or 12.345,7; with `sign`, − or + always."""
        rounded = round(value, digits) + 0.0  # no minus before a zero
        text = f"{abs(rounded):,.{digits}f}"
        if self.language == "vi":
            text = text.translate(_SWAPPED)
        mark = "−" if rounded < 0 else "+" if sign and rounded > 0 else ""
        return mark + text

    def percent(self, share: float, digits: int = 1) -> str:
        """87.3 % or 87,3 %."""
        return f"{self.number(100 * share, digits)} %"

    def date(self, text: str) -> str:
        """2023-07-04, or 04/07/2023."""
        return text if self.language == "en" else f"{dt.date.fromisoformat(text):%d/%m/%Y}"

    def duration(self, length_us: int) -> str:
        """Days, hours and minutes, or seconds when it is shorter: 2 d 03:15."""
        days, rest = divmod(length_us, 86_400_000_000)
        if length_us < 60_000_000:
            return f"{self.number(length_us / 1e6, 1)} {'s' if self.language == 'en' else 'giây'}"
        hours, rest = divmod(rest, 3_600_000_000)
        unit = "d" if self.language == "en" else "ngày"
        clock = f"{hours:02d}:{rest // 60_000_000:02d}"
        return f"{days} {unit} {clock}" if days else clock

    def instant(self, time_us: int) -> str:
        """Tue 2023-07-04 08:05, or T3 04/07/2023 08:05."""
        when = dt.datetime(1970, 1, 1) + dt.timedelta(microseconds=time_us)
        if self.language == "vi":
            return f"{_WEEKDAYS[when.weekday()]} {when:%d/%m/%Y %H:%M}"
        return f"{when:%a %Y-%m-%d %H:%M}"


ENGLISH = Words()
