"""Ways to spoil a record on its way, as broken software and broken disks do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import msgspec

from topics.envelope import WireRecord
from topics.errors import InputError

Spoil = Callable[[WireRecord], WireRecord]


def _truncated(wire: WireRecord) -> WireRecord:
    value = wire.value or b""
    return msgspec.structs.replace(wire, value=value[: len(value) // 2])


def _flipped(wire: WireRecord) -> WireRecord:
    """One bit of the middle byte."""
    value = bytearray(wire.value or b"\x00")
    value[len(value) // 2] ^= 0x80
    return msgspec.structs.replace(wire, value=bytes(value))


def _headerless(wire: WireRecord) -> WireRecord:
    return msgspec.structs.replace(wire, headers=[])


def _schema(wire: WireRecord) -> WireRecord:
    """A type that nobody knows yet."""
    headers = [
        (name, value + b"000" if name == "ce_type" else value) for name, value in wire.headers
    ]
    return msgspec.structs.replace(wire, headers=headers)


def _poison(wire: WireRecord) -> WireRecord:
    return msgspec.structs.replace(wire, value=b"\xff\x00poison")


CORRUPTIONS: Mapping[str, Spoil] = MappingProxyType(
    {
        "truncated": _truncated,
        "flipped": _flipped,
        "headerless": _headerless,
        "schema": _schema,
        "poison": _poison,
    }
)
"""Name -> what it makes of a record; the same for the same record."""


def spoilt(wire: WireRecord, how: str) -> WireRecord:
    """The record, spoilt. Raise `InputError` when no way is called `how`."""
    if how not in CORRUPTIONS:
        raise InputError(f"corruption {how!r}; expected one of {', '.join(CORRUPTIONS)}")
    return CORRUPTIONS[how](wire)
