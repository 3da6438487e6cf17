"""The language of a command: `--lang` wherever it stands, else LIENTHONG_LANG, else English.

It is known before options are read, because help and mistakes in options are told in it too.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextvars import ContextVar

from simulator.messages import told
from simulator.translations import Language

VARIABLE = "LIENTHONG_LANG"
_spoken: ContextVar[Language] = ContextVar("spoken", default="en")


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
    _spoken.set(language)
    return language


def spoken() -> Language:
    """The language of the command that runs."""
    return _spoken.get()


def said(text: str) -> str:
    """A sentence of an error, a warning or the help, in the language of the command."""
    return told(text, spoken())
