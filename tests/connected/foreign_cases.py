"""Messages that somebody else writes into the topics of a closed run, and where each ends.

Of scenario tiny. A case is made of the run's prefix and of what the run itself has written by then.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec

from tests.simulator.relay.malformed import (
    ASKED,
    ASKER,
    CASES,
    CREATED,
    HOLDER,
    NOW_US,
    OTHER,
    PROGRESS,
    answer,
    changed,
    headers,
)
from topics.audit import Audited
from topics.catalogue import audit, exchange_in, published, status_out
from topics.envelope import WireRecord, from_wire, to_wire
from topics.events import (
    DataReply,
    DataRequest,
    Event,
    ProcedurePublished,
    StatusCreate,
    StatusProgress,
)
from topics.record import Record

REPEATED = "repeated"
"""Where a record ends that is the run's own, byte by byte: it is counted, and that is all."""

FOREIGN = "bus.integrity.foreign_record"
DIFFERS = "bus.integrity.duplicate_differs"
NEVER = 1_000_000  # a number that the run does not come to
Own = Sequence[WireRecord]


@dataclass(frozen=True, slots=True)
class Case:
    """`ends`: the error of its dead letter, or `REPEATED`."""

    name: str
    wire: Callable[[str, Own], WireRecord]
    ends: str


# What an agency's own software may write to its topics, written to the relay's instead.
_AS_ANYWHERE = (
    "truncated JSON", "empty value", "null value", "not UTF-8", "a list instead of an object",
    "a number as text", "a number beyond 64 bits", "an unknown field", "a field is missing",
    "five megabytes", "no headers at all", "no type", "no correlation id in a reply",
    "another correlation id than in the value", "an unknown event", "an unknown schema",
    "another CloudEvents version", "another content type", "a header twice", "a header not UTF-8",
    "a header without a value", "a status that is none", "another agency's status on one's topic",
)  # fmt: skip
_OF_NOBODY = (
    "progress before create", "created twice", "progress that goes back",
    "progress on another agency's dossier", "the same progress again",
)  # fmt: skip


def _shared(name: str, ends: str | None = None) -> Case:
    (case,) = (case for case in CASES if case.name == name)

    def wire(prefix: str, _: Own) -> WireRecord:
        made = case.wire(prefix)
        topic = made.topic.replace(".exchange.out.", ".exchange.in.")
        return WireRecord(topic, made.key, made.value, made.headers)

    return Case(name, wire, ends or case.ends)


def _as_relay(topic: str, event: Event, key: str, **numbers: int) -> WireRecord:
    """As the relay itself would write it."""
    return to_wire(Record(topic, key, event, NOW_US, **{"replication": 0, "seq": NEVER} | numbers))


def _asked(name: str, ends: str, to: str = HOLDER, **fields: object) -> Case:
    event: DataRequest = changed(ASKED, **fields)
    return Case(name, lambda p, _: _as_relay(exchange_in(p, to), event, event.request), ends)


def _replied(name: str, ends: str, **fields: object) -> Case:
    event: DataReply = answer(ASKED, **fields)
    return Case(name, lambda p, _: _as_relay(exchange_in(p, ASKER), event, event.request), ends)


def _own(own: Own, kind: type[Event]) -> WireRecord:
    return next(wire for wire in own if isinstance(from_wire(wire).event, kind))


def _status(own: Own, **changes: bytes | None) -> WireRecord:
    return headers(_own(own, StatusProgress), **changes)


def _other_words(own: Own, kind: type[Event], **fields: object) -> WireRecord:
    record = from_wire(_own(own, kind))
    event: Event = changed(record.event, **fields)
    return to_wire(msgspec.structs.replace(record, event=event))


def _other_values(own: Own) -> WireRecord:
    """A reply of the run with as many values, of somebody else."""
    reply = from_wire(_own(own, DataReply)).event
    assert isinstance(reply, DataReply)
    return _other_words(own, DataReply, values=("someone else",) * len(reply.fields))


PUBLISHED = ProcedurePublished(
    procedure="marriage", version=9, agency="G15", legal_effect_us=NOW_US, published_us=NOW_US
)

TABLE = (
    *(_shared(name) for name in _AS_ANYWHERE),
    *(_shared(name, FOREIGN) for name in _OF_NOBODY),
    # Well formed, and dressed up as the relay's.
    _asked("a sound request", FOREIGN),
    _asked("no legal basis", "requester.authority.no_legal_basis", basis=""),
    _asked("an invented legal basis", "requester.authority.no_legal_basis", basis="NĐ 0/2020"),
    _asked("a field beyond the entitlement", "requester.authority.not_entitled",
           fields=(*ASKED.fields, "income")),
    _asked("a provider beyond the entitlement", "requester.authority.not_entitled",
           to=OTHER, provider=OTHER),
    _asked("an unknown provider", "requester.addressing.unknown_agency", provider="G99"),
    _asked("an unknown procedure", "requester.addressing.unknown_service", procedure="fishing"),
    _asked("expired", "requester.time.deadline_passed", deadline_us=NOW_US - 1),
    _replied("a reply to nothing", FOREIGN, request="nothing"),
    _replied("a reply to another's request", FOREIGN, provider=OTHER),
    _replied("excess fields in a reply", FOREIGN,
             fields=(*ASKED.fields, "income"), values=("a", "b", "c")),
    _replied("more values than fields", "provider.protocol.invalid_fields", values=("a",) * 3),
    _replied("a reply to an unknown agency", "provider.addressing.unknown_agency",
             requester="H99"),
    _replied("a refusal without a reason", "provider.protocol.invalid_fields",
             outcome="refused", fields=(), values=()),
    Case("another key than the request",
         lambda p, _: _as_relay(exchange_in(p, HOLDER), ASKED, "other"),
         "requester.protocol.invalid_key"),
    Case("a status on the exchange",
         lambda p, _: _as_relay(exchange_in(p, ASKER), PROGRESS, PROGRESS.dossier),
         "requester.protocol.unknown_type"),
    Case("a publication by nobody",
         lambda p, _: _as_relay(published(p), PUBLISHED, "marriage"), FOREIGN),
    Case("a dossier of another replication",
         lambda p, _: _as_relay(status_out(p, ASKER), CREATED, CREATED.dossier, replication=7),
         FOREIGN),
    # What the run wrote, again.
    Case("a replayed reply", lambda _, own: _own(own, DataReply), REPEATED),
    Case("a replayed request", lambda _, own: _own(own, DataRequest), REPEATED),
    Case("a replayed record of audit", lambda _, own: _own(own, Audited), REPEATED),
    Case("a replayed status", lambda _, own: _own(own, StatusCreate), REPEATED),
    Case("another status under a known number",
         lambda _, own: _other_words(own, StatusProgress, at_us=NOW_US), DIFFERS),
    Case("another reply under a known number",
         lambda _, own: _other_values(own), DIFFERS),
    Case("another record of audit under a known number",
         lambda _, own: _other_words(own, Audited, outcome="lost"), DIFFERS),
    Case("another topic under a known number",
         lambda p, own: changed(_own(own, Audited), topic=audit(p), key=b"other"),
         "requester.protocol.invalid_key"),
    Case("a known number and a header without a value",
         lambda _, own: changed(_status(own), headers=[*_status(own).headers, ("x", None)]),
         DIFFERS),
    Case("a number of five thousand digits", lambda _, own: _status(own, ce_seq=b"9" * 5_000),
         "requester.protocol.invalid_header"),
    Case("a number in Arabic digits", lambda _, own: _status(own, ce_seq="٤".encode()),
         "requester.protocol.invalid_header"),
    Case("a number below none", lambda _, own: _status(own, ce_seq=b"-5"),
         "requester.protocol.invalid_header"),
)  # fmt: skip
