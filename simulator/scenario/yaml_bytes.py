"""The bytes of a file that people wrote, and their text.

A file is read once: a pipe (`-` for standard input, `/dev/fd/63` of a shell's `<(…)`) has nothing
left to say the second time, so what it said is kept.
"""

from __future__ import annotations

import codecs
import stat
import sys
from pathlib import Path

from simulator.scenario.findings import shown
from topics.errors import EnvironmentFailed, InputError

STANDARD_INPUT = Path("-")
MOST_BYTES = 64 * 2**20
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_said: dict[object, bytes] = {}
"""What pipes have said: by device and inode, or by the stream that standard input is."""


class NotText(Exception):
    """Bytes that are no UTF-8: where, what was found, and what would be right."""

    def __init__(self, line: int, column: int, found: str, expected: str) -> None:
        super().__init__(found)
        self.line, self.column, self.found, self.expected = line, column, found, expected


def is_pipe(path: Path) -> bool:
    """Whether a path names a pipe, which lies in no folder."""
    return path == STANDARD_INPUT or _is_fifo(path)


def _is_fifo(path: Path) -> bool:
    """False also for what cannot be a path, such as a name of 5,000 letters."""
    try:
        return path.is_fifo()
    except (OSError, ValueError):
        return False


def bytes_of(path: Path) -> bytes:
    """The bytes of a file, a pipe or standard input.

    Errors: InputError when there is no such file or it is far too long for a file that a person
    wrote, EnvironmentFailed when it cannot be read.
    """
    try:
        raw = _standard_input() if path == STANDARD_INPUT else _of_file(path)
    except (FileNotFoundError, IsADirectoryError) as error:
        raise InputError(f"{shown(path)}: there is no such file") from error
    except OSError as error:
        raise EnvironmentFailed(f"{shown(path)}: cannot be read: {error.strerror}") from error
    except ValueError as error:  # a path that no file can have
        raise InputError(f"{path}: there is no such file") from error
    if len(raw) > MOST_BYTES:
        raise InputError(f"{shown(path)}: found more than {MOST_BYTES >> 20} MB; is it YAML?")
    return raw


def decoded(raw: bytes) -> str:
    """The text of UTF-8, with or without a byte order mark. Raise `NotText` with the place."""
    if raw.startswith(_UTF_16) or b"\0" in raw[:2]:
        raise NotText(1, 1, "found UTF-16", "save the file as UTF-8")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8")  # without the mark
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        found = f"the byte 0x{error.object[error.start]:02x}, which is not UTF-8"
        raise NotText(line, column, found, "save the file as UTF-8") from error


def _of_file(path: Path) -> bytes:
    with path.open("rb") as file:
        mode = path.stat()
        if not stat.S_ISFIFO(mode.st_mode):
            return file.read(MOST_BYTES + 1)
        pipe = (mode.st_dev, mode.st_ino)
        if pipe not in _said:
            _said[pipe] = file.read(MOST_BYTES + 1)
        return _said[pipe]


def _standard_input() -> bytes:
    if sys.stdin is None:
        raise InputError("-: there is no standard input")
    if sys.stdin not in _said:
        _said[sys.stdin] = sys.stdin.buffer.read(MOST_BYTES + 1)
    return _said[sys.stdin]
