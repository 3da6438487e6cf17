"""Java properties files, as far as Kafka's clients use them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from topics.errors import EnvironmentFailed, InputError

_ENTRY = re.compile(r"((?:\\.|[^\\:=\s])+)\s*[:=]?\s*(.*)", re.DOTALL)
_ESCAPE = re.compile(r"\\(u([0-9a-fA-F]{4})|.)", re.DOTALL)
_SIGNS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}


def read_properties(path: Path) -> dict[str, str]:
    """Key -> value of a properties file; the last of a key counts.

    Raise `EnvironmentFailed` when the file cannot be read, `InputError` (with file and line, and
    never with what stands there: it may be a secret) when it is no properties file.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")  # editors on Windows write a mark
    except OSError as error:
        raise EnvironmentFailed(f"{path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 at byte {error.start}") from error
    found = {}
    for number, line in _logical_lines(text):
        entry = _ENTRY.fullmatch(line)
        if entry is None:
            raise InputError(f"{path}:{number}: expected key=value")
        found[_plain(entry[1])] = _plain(entry[2])
    return found


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines with something on them, each with its number, and with those it goes on in."""
    started, parts = 0, ""
    for number, line in enumerate(text.splitlines(), start=1):
        bare = line.lstrip()
        if not parts:
            started = number
            if not bare or bare[0] in "#!":
                continue
        backslashes = len(bare) - len(bare.rstrip("\\"))
        if backslashes % 2:
            parts += bare[:-1]
            continue
        yield started, (parts + bare).rstrip()
        parts = ""
    if parts:
        yield started, parts


def _plain(text: str) -> str:
    return _ESCAPE.sub(_unescaped, text)


def _unescaped(found: re.Match[str]) -> str:
    return chr(int(found[2], 16)) if found[2] else _SIGNS.get(found[1], found[1])
