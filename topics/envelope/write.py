"""From a record to its bytes: CloudEvents 1.0.2, Kafka binding, binary mode.

Written once for each record of a run, so what repeats is made once: the headers that depend only
on topic and type, those of a few values (agencies, legal bases), the minutes of a time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import lru_cache, partial
from operator import attrgetter
from typing import Any, NamedTuple

import msgspec

from topics.catalogue import EXCHANGE_IN, EXCHANGE_OUT, TopicName, parse_topic, topic_name
from topics.envelope.wire import (
    EVENT_HEADERS,
    JSON_TYPE,
    KEYS,
    MAX_WIRE_BYTES,
    SPEC_VERSION,
    SUBJECTS,
    UNNUMBERED,
    Header,
    WireRecord,
    check_size,
    request_hash,
)
from topics.events import DataRequest, Event, encode_event, type_name
from topics.record import Record

_EPOCH = datetime(1970, 1, 1)  # local wall time of Viet Nam, as all model time
_MINUTE_US = 60_000_000
_VALUES_CACHED = 4096
_TRACES_CACHED = 16_384
# A string of the value is in at most three headers and the key; the rest is short.
_SURELY_FITS_BYTES = MAX_WIRE_BYTES // 5 - 1_000

Maker = Callable[[Any], Header]


class Proof(NamedTuple):
    """A hash of what was asked: its header, and what says it of an event; empty: not said."""

    header: str
    of: Callable[[Any], str]


class Plan(NamedTuple):
    """How the headers of one event type on one topic are made."""

    prefix: str
    fixed: tuple[Header, ...]
    reply_to: bytes | None
    about: bool
    names: tuple[str, ...]
    values_of: Callable[[Event], tuple[Any, ...]]
    makers: tuple[Maker, ...]
    proof: Proof | None
    subject_of: Callable[[Event], str]
    key: str | None
    numbers: tuple[str, ...]
    numbers_of: Callable[[Event], tuple[Any, ...]]


def to_wire(record: Record) -> WireRecord:
    """The record's topic, key, value and headers: the same bytes whenever it is written.

    Raise `Malformed` (too_large) when it exceeds `MAX_WIRE_BYTES`, and `InputError` when its
    topic is not in the catalogue or its event's type is not registered.
    """
    event, at_us, replication, seq = (
        record.event, record.sim_time_us, record.replication, record.seq,
    )  # fmt: skip
    plan = plan_of(record.topic, type(event))
    value = encode_event(event)
    headers = [make(found) for make, found in zip(plan.makers, plan.values_of(event))]  # noqa: B905
    if plan.about and not headers[0][1]:
        del headers[0]  # a subject is something, or it is not there
    headers += plan.fixed
    if plan.proof is not None and (said := plan.proof.of(event)):
        headers.append((plan.proof.header, said.encode()))
    if at_us != UNNUMBERED:
        headers += (("ce_time", time_bytes(at_us)), ("ce_simtime", b"%d" % at_us))
    if replication != UNNUMBERED:
        headers.append(_replication(replication))
    if seq != UNNUMBERED:
        headers.append(("ce_seq", b"%d" % seq))
    headers += _identity(plan, event, replication, seq, value)
    wire = WireRecord(record.topic, record.key.encode(), value, headers)
    if len(value) > _SURELY_FITS_BYTES:
        check_size(wire)
    return wire


def _identity(
    plan: Plan, event: Event, replication: int, seq: int, value: bytes
) -> tuple[Header, ...]:
    """The id, unique in its source, and the trace: one of each dossier, a span of each record."""
    if seq == UNNUMBERED or replication == UNNUMBERED:
        return (("ce_id", hashlib.sha256(value).hexdigest().encode()),)
    trace = _trace_id(plan.prefix, replication, plan.subject_of(event))
    span = (replication + 1) << 40 | seq
    return (
        ("ce_id", b"%d-%d" % (replication, seq)),
        ("ce_traceparent", b"00-%b-%016x-01" % (trace, span)),
    )


@lru_cache(_TRACES_CACHED)
def _trace_id(prefix: str, replication: int, subject: str) -> bytes:
    text = f"{prefix}/{replication}/{subject}"
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest().encode()


@lru_cache(_VALUES_CACHED)
def _replication(replication: int) -> Header:
    return "ce_replication", b"%d" % replication


def time_bytes(at_us: int) -> bytes:
    """RFC 3339 of a simulated time, with microseconds, in Viet Nam's UTC+7."""
    minute, rest = divmod(at_us, _MINUTE_US)
    return b"%b%02d.%06d+07:00" % (_minute(minute), *divmod(rest, 1_000_000))


@lru_cache(_VALUES_CACHED)
def _minute(minute: int) -> bytes:
    return (_EPOCH + timedelta(minutes=minute)).strftime("%Y-%m-%dT%H:%M:").encode()


@lru_cache(_VALUES_CACHED)
def plan_of(topic: str, cls: type[Event]) -> Plan:
    """How `cls` is written on `topic`. Raise `InputError` for a topic or type not known."""
    name = parse_topic(topic)
    plain = _plain_fields(cls)
    pairs = [(field, to) for field in plain for to in EVENT_HEADERS.get(field, ())]
    subject = next((field for field in SUBJECTS if plain.get(field) is str), None)
    if subject is not None:
        pairs.insert(0, (subject, "ce_subject"))
    reply_to = _reply_topic(name) if issubclass(cls, DataRequest) else None
    numbers = [field for field, kind in plain.items() if kind is int]
    return Plan(
        prefix=name.prefix,
        fixed=_fixed(name, cls, reply_to),
        reply_to=reply_to,
        about=subject is not None,
        names=tuple(to for _, to in pairs),
        values_of=_getter([field for field, _ in pairs]),
        makers=tuple(_maker(to, plain[field]) for field, to in pairs),
        proof=_proof_of(cls),
        subject_of=attrgetter(subject) if subject else _no_subject,
        key=next((field for field in KEYS if plain.get(field) is str), None),
        numbers=tuple(numbers),
        numbers_of=_getter(numbers),
    )


def _plain_fields(cls: type[Event]) -> dict[str, type]:
    """Name -> type of the fields that are plain text or numbers."""
    known = msgspec.structs.fields(cls)
    return {field.name: field.type for field in known if field.type in (str, int)}


def _no_subject(_event: Event) -> str:
    return ""


def _getter(fields: list[str]) -> Callable[[Event], tuple[Any, ...]]:
    if len(fields) > 1:
        return attrgetter(*fields)
    return lambda event: tuple(getattr(event, field) for field in fields)


# Values that are few, and whose headers are therefore kept; the others are as many as dossiers.
_FEW = ("ce_requester", "ce_provider", "ce_legalbasis", "ce_purpose", "ce_attempt")


def _maker(name: str, kind: type) -> Maker:
    make: Maker = partial(_number if kind is int else _text, name)
    return lru_cache(_VALUES_CACHED)(make) if name in _FEW else make


def _text(name: str, value: str) -> Header:
    return name, value.encode()


def _number(name: str, value: int) -> Header:
    return name, b"%d" % value


def _proof_of(cls: type[Event]) -> Proof | None:
    """What ties a reply to its request: the same hash in a header of each."""
    if issubclass(cls, DataRequest):
        return Proof("ce_idempotencykey", request_hash)
    if _plain_fields(cls).get("request_hash") is str:
        return Proof("ce_requesthash", attrgetter("request_hash"))
    return None


def _fixed(name: TopicName, cls: type[Event], reply_to: bytes | None) -> tuple[Header, ...]:
    headers = [
        ("content-type", JSON_TYPE),
        ("ce_specversion", SPEC_VERSION),
        ("ce_type", type_name(cls).encode()),
        ("ce_source", source_of(name).encode()),
    ]
    if reply_to is not None:
        headers.append(("kafka_replyTopic", reply_to))
    return tuple(headers)


def source_of(name: TopicName) -> str:
    """Who numbers the records of a topic: its agency on ``out``, elsewhere the relay."""
    source = f"urn:lienthong:{name.prefix}"
    return f"{source}:{name.agency}" if name.spec.kind == "out" and name.agency else source


def _reply_topic(name: TopicName) -> bytes | None:
    """Where who reads a request here writes its reply, as Spring's requests say it."""
    other = {EXCHANGE_IN.template: EXCHANGE_OUT, EXCHANGE_OUT.template: EXCHANGE_IN}
    spec = other.get(name.spec.template)
    return topic_name(spec, name.prefix, name.agency).encode() if spec else None
