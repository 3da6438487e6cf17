"""Numbers and times of an envelope, read strictly."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone

from topics.envelope.write import time_bytes
from topics.errors import Malformed

VIET_NAM = timezone(timedelta(hours=7))

LARGEST = {
    "simtime": 2**53 - 1,  # in the year 2255; readers of JSON that know only doubles are exact
    "replication": 2**23 - 2,  # both fit the span id of a trace
    "seq": 2**40 - 1,
}
"""Attribute -> the largest number it may be."""

_DIGITS = re.compile(rb"0|[1-9][0-9]{0,17}")
_RFC3339 = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", flags=re.ASCII
)
_INT64 = 2**63


def whole_number(attribute: str, text: bytes) -> int:
    """Read a number of `LARGEST`. Raise `Malformed` (invalid_header) for any other text."""
    if _DIGITS.fullmatch(text) and (number := int(text)) <= LARGEST[attribute]:
        return number
    raise Malformed(
        "invalid_header",
        f"header ce_{attribute}: {shown(text)}; expected a whole number, 0 to {LARGEST[attribute]}",
    )


def check_time(text: bytes, at_us: int) -> None:
    """Raise `Malformed` (invalid_header) unless RFC 3339, and the instant `at_us` (-1: any)."""
    if at_us >= 0 and text == time_bytes(at_us):
        return
    found = _instant(text)
    if at_us >= 0 and found != datetime.fromisoformat(time_bytes(at_us).decode()):
        raise Malformed(
            "invalid_header",
            f"header ce_time: {shown(text)}, but ce_simtime is {time_bytes(at_us).decode()}",
        )


def _instant(text: bytes) -> datetime:
    try:
        if _RFC3339.fullmatch(text.decode()):
            return datetime.fromisoformat(text.decode().upper())
    except ValueError:  # a thirteenth month, or not UTF-8
        pass
    raise Malformed("invalid_header", f"header ce_time: {shown(text)}; expected an RFC 3339 time")


def check_int64(fields: Iterable[str], values: Iterable[int]) -> None:
    """Raise `Malformed` (invalid_fields) for a number that other software could not hold."""
    for field, value in zip(fields, values, strict=True):
        if not -_INT64 <= value < _INT64:
            raise Malformed("invalid_fields", f"{field}: beyond 64 bits")


def shown(text: bytes) -> str:
    """A header's value for a message, cut to a length that can be read."""
    return repr(text[:60].decode(errors="replace")) + ("…" if len(text) > 60 else "")
