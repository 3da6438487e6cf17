"""Text of a scenario that people read: in one language, or in English and Vietnamese."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag

from simulator.scenario.quantities import Section

_ONE, _BOTH = "text in one language", "text in two languages"  # no key of a YAML reads so


class Bilingual(Section):
    """The same text in English and in Vietnamese."""

    en: Annotated[str, Field(min_length=1)]
    vi: Annotated[str, Field(min_length=1)]


def _kind(value: Any) -> str:
    return _BOTH if isinstance(value, (dict, Bilingual)) else _ONE


Said = Annotated[Annotated[str, Tag(_ONE)] | Annotated[Bilingual, Tag(_BOTH)], Discriminator(_kind)]


def in_english(text: str | Bilingual) -> str:
    """The text in English, or in the one language that it has."""
    return text if isinstance(text, str) else text.en


def in_vietnamese(text: str | Bilingual) -> str:
    """The text in Vietnamese, or in the one language that it has."""
    return text if isinstance(text, str) else text.vi
