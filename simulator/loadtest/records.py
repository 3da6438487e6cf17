"""What a record that was read is to a view of the history."""

from __future__ import annotations

from contextlib import suppress

import msgspec

from simulator.loadtest.entries import Seen
from simulator.loadtest.parts import NEVER, Place, Said
from topics.errors import Malformed
from topics.events import DataReply, DataRequest, decode_event, type_name

REQUEST, REPLY = type_name(DataRequest), type_name(DataReply)
_reply = msgspec.json.Decoder(DataReply)


def place_of(seen: Seen) -> Place:
    """Where and when it was read."""
    log_us = seen.log_us if seen.log_us >= 0 else NEVER
    return Place(seen.topic, seen.partition, seen.offset, seen.key, seen.at_us, log_us)


def said_of(seen: Seen) -> Said:
    """It was written by the connector."""
    if seen.error or not seen.type:
        return Said(place_of(seen), seen.type, None, seen.error or "invalid_json")
    if seen.type == REPLY:
        with suppress(msgspec.DecodeError):  # else the slow way finds the reason
            return Said(place_of(seen), REPLY, _reply.decode(seen.event))
    try:
        return Said(place_of(seen), seen.type, decode_event(seen.type, seen.event))
    except Malformed as error:
        return Said(place_of(seen), seen.type, None, error.reason)
