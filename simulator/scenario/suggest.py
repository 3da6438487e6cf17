"""Did you mean …: the nearest word, key or agency."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

_TITLES = ("tinh ", "thanh pho ", "tp. ", "tp ", "bo ")


def nearest(word: str, options: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The option most like `word`, whatever the case; None when none is like it."""
    by_folded: dict[str, str] = {}
    for option in options:
        by_folded.setdefault(option.casefold(), option)
    found = get_close_matches(word.casefold(), by_folded, n=1, cutoff=cutoff)
    return by_folded[found[0]] if found else None


def did_you_mean(word: object, options: Iterable[str]) -> str:
    """`` (did you mean 'x'?)``, or nothing."""
    option = nearest(str(word), options)
    return f" (did you mean {option!r}?)" if option else ""


def did_you_mean_named(word: object, names: Mapping[str, str]) -> str:
    """The same for an agency or a procedure, of id -> name, which a planner may have written."""
    folded = {_fold(name): code for code, name in names.items()}
    name = nearest(_fold(str(word)), folded, cutoff=0.75)
    code = folded[name] if name else nearest(str(word), names)
    return f" (did you mean {code}, {names[code]}?)" if code else ""


def listed(options: Iterable[str], most: int = 8) -> str:
    """Some of the options, for a sentence."""
    every = list(options)
    more = f" and {len(every) - most} more" if len(every) > most else ""
    return ", ".join(every[:most]) + more


def _fold(name: str) -> str:
    """Without case, marks and the kind of place: `Tỉnh Quảng Ninh` -> `quang ninh`."""
    marked = unicodedata.normalize("NFD", name.casefold().replace("đ", "d"))
    bare = "".join(letter for letter in marked if not unicodedata.combining(letter)).strip()
    for title in _TITLES:
        bare = bare.removeprefix(title)
    return bare
