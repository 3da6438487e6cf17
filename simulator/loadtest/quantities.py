"""Quantities of a plan that a scenario does not have: spans down to milliseconds, shares, bytes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from simulator.scenario.quantities import wrong
from topics.errors import InputError

_SPANS = {"ms": 1_000, "s": 1_000_000, "m": 60_000_000, "h": 3_600_000_000, "d": 86_400_000_000}
LONGEST, LARGEST = "30d", "1024GiB"
_SIZES = {"kB": 10**3, "MB": 10**6, "GB": 10**9, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30}
_QUANTITY = re.compile(r"(\d+(?:\.\d+)?)([A-Za-z]+)", re.ASCII)


def _reader(units: Mapping[str, int], what: str, such_as: str, most: str) -> Callable[[Any], int]:
    """A reader of texts such as ``100ms`` that gives the smallest unit as a whole number."""
    longest = _QUANTITY.fullmatch(most)
    assert longest is not None
    limit = int(longest[1]) * units[longest[2]]

    def read(value: Any) -> int:
        found = _QUANTITY.fullmatch(value) if isinstance(value, str) else None
        if found is None or found[2] not in units:
            raise wrong(f"found {value!r}", f"{what} is needed, such as {such_as}", "bad-quantity")
        number = int(Decimal(found[1]) * units[found[2]])
        if number > limit:
            raise wrong(f"found {value}", f"write at most {most}", "out-of-range")
        return number

    return read


_span = _reader(_SPANS, "a time", "100ms, 20s or 5m", LONGEST)


def span_us(text: str, option: str) -> int:
    """A time of the command line in microseconds. Raise `InputError` for none, or for nothing."""
    return _said(_span, text, option)


def bytes_of(text: str, option: str) -> int:
    """A size of the command line in bytes. Raise `InputError` for none, or for nothing."""
    return _said(_size, text, option)


def _said(reader: Callable[[Any], int], text: str, option: str) -> int:
    try:
        found = reader(text)
    except PydanticCustomError as error:
        raise InputError(f"{option}: {error.message()}") from error
    if not found:
        raise InputError(f"{option} {text}: expected more than 0")
    return found


def _share(value: Any) -> float:
    """``1%`` or 0.01."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?) ?%", value) if isinstance(value, str) else None
    if found is not None:
        return float(Decimal(found[1]) / 100)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise wrong(f"found {value!r}", "a share is needed, such as 1% or 0.01", "bad-quantity")
    return float(value)


def _text(units: Mapping[str, int], most: str) -> WithJsonSchema:
    pattern = rf"^\d+(\.\d+)?({'|'.join(units)})$"
    return WithJsonSchema({"type": "string", "pattern": pattern, "$comment": f"At most {most}."})


Span = Annotated[int, BeforeValidator(_span), _text(_SPANS, LONGEST)]
"""A length of time in microseconds, written with its unit."""

_size = _reader(_SIZES, "a size", "512MB or 1GiB", LARGEST)
Size = Annotated[int, BeforeValidator(_size), _text(_SIZES, LARGEST)]
"""Bytes, written with their unit."""

Part = Annotated[float, BeforeValidator(_share), Field(ge=0.0, le=1.0)]
"""A share from 0 to 1, written so or in percent."""
