"""The language of a command: `--lang` wherever it stands, else LIENTHONG_LANG, else English.

It is known before options are read, because help and mistakes in options are told in it too.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from simulator.foreign_text import foreign_text
from simulator.report.printing import speak
from simulator.words.messages import label, told
from simulator.words.translations import LANGUAGES, Language, numbers_told

VARIABLE = "LIENTHONG_LANG"
_spoken: list[Language] = ["en"]  # of the process: its threads speak it, too


@contextmanager
def speaking(arguments: Sequence[str]) -> Iterator[Language]:
    """Speak the language that the arguments or the environment ask for while the block lasts.

    Everything that is printed is told in it, and what the command starts speaks it, too.
    """
    before, environment = _spoken[0], os.environ.get(VARIABLE)
    language = choose(arguments)
    speak(said, lambda text: label(text, spoken()), lambda text: numbers_told(text, spoken()))
    if language != "en":
        os.environ[VARIABLE] = language
    try:
        yield language
    finally:
        _spoken[0] = before
        if environment is None:
            os.environ.pop(VARIABLE, None)
        else:
            os.environ[VARIABLE] = environment


def choose(arguments: Sequence[str]) -> Language:
    """Take the language that the arguments or the environment ask for; returns it."""
    language: Language = "vi" if _asked(arguments)[1] == "vi" else "en"
    _spoken[0] = language
    return language


def unknown_language(arguments: Sequence[str]) -> str | None:
    """What is wrong with the language asked for, in every language: nobody knows which is read."""
    by, asked = _asked(arguments)
    if not asked or asked in LANGUAGES:
        return None
    right = " / ".join(told("write vi or en", language) for language in LANGUAGES)
    return f"{by}: found {foreign_text(asked)!r}; {right}"


def _asked(arguments: Sequence[str]) -> tuple[str, str]:
    """What names the language, the environment or the last `--lang`, and the language named."""
    found = VARIABLE, os.environ.get(VARIABLE, "")
    ours = arguments[: arguments.index("--")] if "--" in arguments else arguments
    for number, argument in enumerate(ours):
        if argument == "--lang" and number + 1 < len(ours):
            found = "--lang", ours[number + 1]
        elif argument.startswith("--lang="):
            found = "--lang", argument.removeprefix("--lang=")
    return found


def spoken() -> Language:
    """The language of the command that runs."""
    return _spoken[0]


def said(text: str) -> str:
    """A sentence of an error, a warning or the help, in the language of the command."""
    return told(text, spoken())
