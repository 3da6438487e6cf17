"""A record's bytes, and what writer and reader of an envelope share."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

import msgspec

from topics.errors import Malformed, register_reason
from topics.events import DataRequest

Header = tuple[str, bytes]

MAX_WIRE_BYTES = 1_048_576
"""Of a record as Kafka writes it: 1 MiB, what a broker takes unless told otherwise."""

_FEW_HEADERS = 200  # more have no short way: reading them takes as long for each as for the next

UNNUMBERED = -1
"""`replication`, `seq` or `sim_time_us` of a record whose writer did not say.

An agency's own software need not know them: the relay numbers and dates what it delivers.
"""

SPEC_VERSION = b"1.0"
JSON_TYPE = b"application/json"
STRUCTURED_TYPE = b"application/cloudevents+json"

EVENT_HEADERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "request": ("ce_correlationid", "kafka_correlationId"),
        "dossier": ("ce_dossierid",),
        "requester": ("ce_requester",),
        "provider": ("ce_provider",),
        "basis": ("ce_legalbasis",),
        "purpose": ("ce_purpose",),
        "deadline_us": ("ce_deadline",),
        "attempt": ("ce_attempt",),
    }
)
"""Field of an event -> the headers that repeat it, so that nobody need open the value to route or
audit it. A field has them in every event type that has such a field of str or int."""

SUBJECTS = ("dossier", "procedure")
"""Whom an event is about: the first of these fields that it has."""

KEYS = ("request", "dossier", "procedure")
"""What an event's key is: the first of these fields that it has."""

ALWAYS = ("ce_id", "ce_source", "ce_type")
"""With ``content-type`` and ``ce_specversion``, the headers that every record has."""

REPEATED_ALWAYS = (
    "ce_correlationid",
    "ce_requester",
    "ce_provider",
    "ce_legalbasis",
    "ce_purpose",
    "ce_deadline",
)
"""Of the headers that repeat a field, those without which a record that has the field is refused:
by them it is routed, audited and timed out."""

register_reason("protocol", "invalid_header", retryable=False)
register_reason("protocol", "invalid_key", retryable=False)


UNREAD = "lienthong_unread"
"""Header of a record that stands in for one too large or too odd to be read; says what was there.

Its writer is the reader itself (`topics.kafka.guard`); from anybody else it is refused alike."""


class WireRecord(msgspec.Struct, frozen=True, gc=False):
    """A record as Kafka has it. `value` None is a tombstone, which no event is."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: list[Header]


def record_bytes(wire: WireRecord) -> int:
    """The bytes of key, value and headers as Kafka writes them: each behind its length.

    A header of one letter takes three bytes: its length, itself, and the length of nothing.
    https://kafka.apache.org/documentation/#record
    """
    lengths = [len(name if name.isascii() else name.encode()) for name, _ in wire.headers]
    lengths += [len(value or b"") for _, value in wire.headers]
    lengths += [len(wire.key or b""), len(wire.value or b"")]
    longer = [size for size in lengths if size >= 64]
    return sum(lengths) + len(lengths) + sum(map(_more_of_length, longer))


def _more_of_length(size: int) -> int:
    """Bytes after the first of a number from 64 on, as a zigzag varint of 7 bits a byte."""
    return 1 if size < 8_192 else 2 if size < 1_048_576 else 4


def check_size(wire: WireRecord) -> None:
    """Raise `Malformed` (too_large) when a record exceeds `MAX_WIRE_BYTES`."""
    if len(wire.headers) <= _FEW_HEADERS:
        most = len(wire.key or b"") + len(wire.value or b"")
        most += sum(4 * len(name) + len(value or b"") + 10 for name, value in wire.headers)
        if most < MAX_WIRE_BYTES - 10:
            return  # nearly always, and without looking at each length
    size = record_bytes(wire)
    if size > MAX_WIRE_BYTES:
        raise Malformed(
            "too_large", f"record of {size:,} bytes; at most {MAX_WIRE_BYTES:,} with its headers"
        )


def first_twice(names: Iterable[str]) -> str | None:
    """The first name that has been there before; in time that grows with their number only."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return None


def schema_urn(type_name: str) -> str:
    """What identifies the JSON Schema of an event type, in the schema and in ``ce_dataschema``."""
    return f"urn:lienthong:schema:{type_name}"


def request_hash(request: DataRequest) -> str:
    """The lower-case hex SHA-256 of what a request asks, the same for all its attempts.

    Hashed is the UTF-8 text of `request`, `dossier`, `procedure`, `requester`, `provider`,
    `basis`, `purpose` and then each of `fields`, in their order, with a line feed between each
    two. Attempt and deadline are not in it.
    """
    r = request
    whose = f"{r.request}\n{r.dossier}\n{r.procedure}\n{r.requester}\n{r.provider}"
    return hash_of_asked(whose, what_is_asked(r.basis, r.purpose, r.fields))


def what_is_asked(basis: str, purpose: str, fields: Sequence[str]) -> bytes:
    """The end of what is hashed, the same for all requests of a kind."""
    return "\n".join(("", basis, purpose, *fields)).encode()


def hash_of_asked(whose: str, what: bytes) -> str:
    """`request_hash` of a request that need not be made for it.

    `whose` are its texts up to the provider, with a line feed between each two.
    """
    return hashlib.sha256(whose.encode() + what).hexdigest()
