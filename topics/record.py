"""A record: one event on one topic, with what identifies it in a run."""

from __future__ import annotations

from typing import Any

import msgspec

from topics.errors import Malformed
from topics.events import UNREADABLE, Event, decode_event, type_name


class Record(msgspec.Struct, frozen=True, gc=False):
    """An event as it travels. (`replication`, `seq`) identifies it within a run.

    `seq` counts from 0 in each replication, over all topics, and is given by the producer:
    readers find lost and repeated records by it. `sim_time_us` is when the event happened.
    """

    topic: str
    key: str
    event: Event
    sim_time_us: int
    replication: int
    seq: int


class _Wire(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A record as JSON. Also the order in which its fields are written."""

    replication: int
    seq: int
    sim_time_us: int
    topic: str
    key: str
    type: str
    event: Any


class _WireIn(_Wire, frozen=True, gc=False, forbid_unknown_fields=True):
    event: msgspec.Raw


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(_WireIn)


def canonical_bytes(record: Record) -> bytes:
    """The one encoding of a record: JSON, declared order, no spaces, UTF-8, no line break.

    Two records are equal if and only if these bytes are.
    """
    event = record.event
    return _encoder.encode(
        _Wire(
            record.replication,
            record.seq,
            record.sim_time_us,
            record.topic,
            record.key,
            type_name(event),
            event,
        )
    )


def parse_record(data: bytes) -> Record:
    """Read what `canonical_bytes` wrote. Raise `Malformed` for anything else."""
    try:
        wire = _decoder.decode(data)
    except msgspec.ValidationError as error:
        raise Malformed("invalid_fields", f"record: {error}") from error
    except UNREADABLE as error:
        raise Malformed("invalid_json", f"record: {error}") from error
    return Record(
        wire.topic,
        wire.key,
        decode_event(wire.type, wire.event),
        wire.sim_time_us,
        wire.replication,
        wire.seq,
    )
