"""The language of a command: `--lang` wherever it stands, else LIENTHONG_LANG, else English.

It is known before options are read, because help and mistakes in options are told in it too.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from simulator.messages import label, told
from simulator.printing import speak
from simulator.translations import Language

VARIABLE = "LIENTHONG_LANG"
_spoken: list[Language] = ["en"]  # of the process: its threads speak it, too


@contextmanager
def speaking(arguments: Sequence[str]) -> Iterator[Language]:
    """Speak the language that the arguments or the environment ask for while the block lasts.

    Everything that is printed is told in it, and what the command starts speaks it, too.
    """
    before, environment = _spoken[0], os.environ.get(VARIABLE)
    language = choose(arguments)
    speak(said, lambda text: label(text, spoken()))
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
    asked = os.environ.get(VARIABLE, "")
    ours = arguments[: arguments.index("--")] if "--" in arguments else arguments
    for number, argument in enumerate(ours):
        if argument == "--lang":
            asked = ours[number + 1] if number + 1 < len(ours) else asked
        elif argument.startswith("--lang="):
            asked = argument.removeprefix("--lang=")
    language: Language = "vi" if asked == "vi" else "en"
    _spoken[0] = language
    return language


def spoken() -> Language:
    """The language of the command that runs."""
    return _spoken[0]


def said(text: str) -> str:
    """A sentence of an error, a warning or the help, in the language of the command."""
    return told(text, spoken())
