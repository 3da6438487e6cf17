"""The envelope: how a record travels over Kafka, as CloudEvents that any software can read."""

from topics.envelope.read import from_wire
from topics.envelope.structured import to_structured
from topics.envelope.wire import (
    ALWAYS,
    EVENT_HEADERS,
    KEYS,
    MAX_WIRE_BYTES,
    REPEATED_ALWAYS,
    SUBJECTS,
    UNNUMBERED,
    UNREAD,
    WireRecord,
    check_size,
    hash_of_asked,
    record_bytes,
    request_hash,
    schema_urn,
    what_is_asked,
)
from topics.envelope.write import to_wire

__all__ = [
    "ALWAYS",
    "EVENT_HEADERS",
    "KEYS",
    "MAX_WIRE_BYTES",
    "REPEATED_ALWAYS",
    "SUBJECTS",
    "UNNUMBERED",
    "UNREAD",
    "WireRecord",
    "check_size",
    "from_wire",
    "hash_of_asked",
    "record_bytes",
    "request_hash",
    "schema_urn",
    "to_structured",
    "to_wire",
    "what_is_asked",
]
