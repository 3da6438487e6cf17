"""The fields that can be made, found by registration."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches

import msgspec

from agents.draws import UNIT, raw, tag
from agents.people.pool import Pool
from topics.discovery import load_package
from topics.errors import InputError


class Case(msgspec.Struct, gc=False):
    """The one dossier that values are made for.

    Attributes:
        pool: the words.
        key: what all draws of the dossier start from, 64 bits.
        who: the applicant as 64 bits, mixed once for all fields since most of them need it.
    """

    pool: Pool
    key: int
    who: int


Maker = Callable[[Case], str]
"""A case to a value; a pure function."""

NUMBERS_FROM = 90_001  # numbers of papers: of five digits, beyond what an office reaches in a year
_BITS = UNIT.bit_length() - 1
_maker_of: dict[str, Maker] = {}


def field(name: str) -> Callable[[Maker], Maker]:
    """Register the decorated function as the maker of field `name`.

    Raise `InputError` if the name is registered already.
    """

    def register(maker: Maker) -> Maker:
        if _maker_of.setdefault(name, maker) is not maker:
            raise InputError(f"field {name!r} has a maker already: it cannot have two")
        return maker

    return register


def one_of(name: str, *words: str) -> Maker:
    """A maker that picks one of `words`; a word given twice is picked twice as often."""
    what, many = field_tag(name), len(words)

    def pick(of: Case) -> str:
        return words[raw(of.key, what) * many >> _BITS]

    return pick


def field_tag(name: str) -> int:
    """The key of the draw behind a field; fields that must fit together share one."""
    return tag(f"people-{name}")


def below(draw: int, limit: int) -> int:
    """A raw draw as an integer in [0, limit)."""
    return draw * limit >> _BITS


def known_fields() -> tuple[str, ...]:
    """The names of all fields that can be made, sorted."""
    load_package("agents.people")
    return tuple(sorted(_maker_of))


def maker_of(name: str) -> Maker:
    """The maker of a field. Raise `InputError`, naming the nearest, if there is none."""
    if name not in _maker_of and name not in known_fields():
        found, expected = unknown_field(name)
        raise InputError(f"{found}; {expected}")
    return _maker_of[name]


def unknown_field(name: str) -> tuple[str, str]:
    """What was found and what would be right, for a field that nobody makes."""
    near = get_close_matches(name, known_fields(), n=3, cutoff=0.6)
    guess = f" (did you mean {' or '.join(map(repr, near))}?)" if near else ""
    return f"nobody makes a field {name!r}", f"write one that agents.people has{guess}"
