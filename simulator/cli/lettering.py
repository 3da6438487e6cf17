"""Letters that a stream's encoding does not hold, written with those that it holds.

cp1258 has Vietnamese letters without their tone and the five tones by themselves; cp1252 has
neither, and a reader of it gets the bare letters.
"""

from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Iterator
from functools import partial

_TONES = "\u0300\u0301\u0303\u0309\u0323"  # huyền, sắc, ngã, hỏi, nặng
_SIGNS = {
    "đ": "d", "Đ": "D", "−": "-", "–": "-", "—": "-", "─": "-", "…": "...", "·": "*",
    "×": "x", "→": "->", "≤": "<=", "≥": ">=", "’": "'", "“": '"', "”": '"',
}  # fmt: skip


def held_by(encoding: str) -> str:
    """The name of the error handler for streams of an encoding."""
    name = f"lienthong-{encoding}"
    codecs.register_error(name, partial(_replaced, encoding))
    return name


def _replaced(encoding: str, error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    missing = error.object[error.start : error.end]
    return "".join(_nearest(letter, encoding) for letter in missing), error.end


def _nearest(letter: str, encoding: str) -> str:
    return next(text for text in _candidates(letter) if _holds(encoding, text))


def _candidates(letter: str) -> Iterator[str]:
    """From the best to the worst; the last holds in every encoding."""
    parts = unicodedata.normalize("NFD", letter)
    tones = "".join(part for part in parts if part in _TONES)
    bare = "".join(part for part in parts if part not in _TONES)
    yield unicodedata.normalize("NFC", bare) + tones
    yield unicodedata.normalize("NFC", bare)
    yield parts[0]
    surrogate = 0xD800 <= ord(letter) < 0xE000  # a byte of a file name that is not UTF-8
    yield f"\\u{ord(letter):04x}" if surrogate else _SIGNS.get(letter, "?")


def _holds(encoding: str, text: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
