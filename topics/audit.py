"""What the relay puts on record of every message that it judged: who asked whom for what, and why.

The records form one chain: each bears the hash of the one before it, and its own over all it says.
There is no personal value in them. Names of fields, bases and purposes are written only when they
are of the catalogue; an id that does not look like one is written as the start of its hash.
"""

from __future__ import annotations

import hashlib

import msgspec

from topics.events import Event, encode_event, event_type

BEGINNING = "0" * 64
"""What the first record of a chain bears as the hash of the one before it."""

OUTCOMES = (
    "delivered",  # as it came
    "delayed",  # by a rule; what comes of it later is on record again
    "duplicated",  # by a rule
    "corrupted",  # by a rule, and delivered
    "lost",  # by a rule
    "retried",  # the provider asks to be asked again later
    "repeated",  # a request that was answered before: its stored reply was sent again
    "ignored",  # said before, in the same words
    "noted",  # a dossier is known to the portal now
    "dead_lettered",
    "ended",  # no message: a request has come to its end
    "void",  # what waited is no longer wanted
)
ENDS = ("answered", "refused", "expired", "dead_lettered")
"""How a request ends, each just once. None has a wire form for `withdrawn` in this version."""


@event_type("vn.lienthong.bus.audited.v1")
class Audited(Event, frozen=True, kw_only=True):
    """The relay judged one message (or a time came), with this outcome.

    `number` counts from 0 without a gap. `topic`, `partition`, `offset` say where the message was
    read; empty and -1 when there was none. `error` is a wire `ErrorCode`; `rules` are the fault
    rules that struck; `ended` is how the request has ended by this, empty if it has not.
    `unknown_fields` counts field names that are not of the catalogue and therefore not written.
    """

    number: int
    at_us: int
    what: str
    sender: str
    topic: str
    partition: int
    offset: int
    request: str
    dossier: str
    procedure: str
    requester: str
    provider: str
    fields: tuple[str, ...]
    unknown_fields: int
    basis: str
    purpose: str
    attempt: int
    outcome: str
    error: str | None
    rules: tuple[str, ...]
    ended: str
    previous: str
    hash: str


def audit_hash(event: Audited) -> str:
    """The lower-case hex SHA-256 of a record's JSON with `hash` empty, fields in declared order."""
    return hashlib.sha256(encode_event(msgspec.structs.replace(event, hash=""))).hexdigest()
