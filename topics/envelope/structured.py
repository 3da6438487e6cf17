"""Structured mode: attributes and data together in the value, as the JSON event format has it.

Read for the sake of software that writes it; we ourselves write binary mode, which is shorter and
lets Kafka's tools see the attributes.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from typing import Any

import msgspec

from topics.envelope.wire import STRUCTURED_TYPE, Header, WireRecord, first_twice
from topics.envelope.write import to_wire
from topics.errors import Malformed
from topics.events import UNREADABLE
from topics.record import Record

_PREFIX = "ce_"
_DATA = ("data", "data_base64")
_ATTRIBUTE = re.compile(r"[a-z0-9]+")
_raw_members = msgspec.json.Decoder(dict[str, msgspec.Raw])


def to_structured(record: Record) -> WireRecord:
    """The record in structured mode. Every attribute is a string: µs are beyond its integers."""
    wire = to_wire(record)
    binary = dict(wire.headers)
    attributes: dict[str, Any] = {
        name.removeprefix(_PREFIX): value.decode()
        for name, value in binary.items()
        if name.startswith(_PREFIX)
    }
    attributes["datacontenttype"] = binary["content-type"].decode()
    attributes["data"] = msgspec.Raw(wire.value or b"null")
    aliases = [header for header in wire.headers if header[0].startswith("kafka_")]
    headers = [("content-type", STRUCTURED_TYPE), *aliases]
    return WireRecord(wire.topic, wire.key, msgspec.json.encode(attributes), headers)


def opened(value: bytes) -> tuple[list[Header], bytes | msgspec.Raw]:
    """The attributes, as binary mode would have them in headers, and the data.

    Raise `Malformed` with reason ``invalid_json``, ``invalid_header`` or ``invalid_fields``.
    """
    members = _members(value)
    headers = [
        header
        for name, raw in members.items()
        if name not in _DATA and (header := _header(name, raw)) is not None
    ]
    return headers, _data(members)


def _members(value: bytes) -> dict[str, msgspec.Raw]:
    try:
        # As text: from bytes Python would take UTF-16 and half of a surrogate pair, too.
        json.loads(value.decode(), object_pairs_hook=_all_different)
        return _raw_members.decode(value)
    except UNREADABLE as error:
        raise Malformed("invalid_json", f"structured mode: {error}") from error


def _all_different(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        twice = first_twice(name for name, _ in pairs)
        raise Malformed("invalid_header", f"structured mode: {twice!r} is there twice")
    return members


def _header(name: str, raw: msgspec.Raw) -> Header | None:
    if not _ATTRIBUTE.fullmatch(name):
        raise Malformed(
            "invalid_header", f"attribute {name!r}; names are lower-case letters and digits"
        )
    try:
        found = msgspec.json.decode(raw)
    except msgspec.MsgspecError as error:  # such as a number beyond all numbers
        raise Malformed("invalid_header", f"attribute {name}: {error}") from error
    if found is None:
        return None
    to = "content-type" if name == "datacontenttype" else _PREFIX + name
    if isinstance(found, bool):
        return to, b"true" if found else b"false"
    if isinstance(found, str | int):
        return to, str(found).encode()
    raise Malformed("invalid_header", f"attribute {name}: {type(found).__name__}; expected text")


def _data(members: dict[str, msgspec.Raw]) -> bytes | msgspec.Raw:
    given = [name for name in _DATA if name in members]
    if len(given) != 1:
        raise Malformed("invalid_fields", "structured mode: expected `data` or `data_base64`")
    raw = members[given[0]]
    if given[0] == "data":
        return raw
    try:
        return base64.b64decode(msgspec.json.decode(raw, type=str), validate=True)
    except (msgspec.ValidationError, binascii.Error, ValueError) as error:
        raise Malformed("invalid_fields", f"data_base64: {error}") from error
