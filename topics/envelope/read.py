"""From bytes to a record, whoever wrote them: binary and structured mode, strictly.

Whatever is wrong is a `Malformed` with a reason of the wire and a message that names the place.
`from_wire` is the only entrance, and lets no other error out: a record may stop nobody who reads.
Time and memory grow with the size of a record, not with its square.
"""

from __future__ import annotations

import re

import msgspec

from topics.catalogue import TopicName, parse_topic
from topics.envelope.numbers import check_int64, check_time, shown, whole_number
from topics.envelope.structured import opened
from topics.envelope.wire import (
    ALWAYS,
    JSON_TYPE,
    REPEATED_ALWAYS,
    SPEC_VERSION,
    STRUCTURED_TYPE,
    UNNUMBERED,
    UNREAD,
    Header,
    WireRecord,
    check_size,
    first_twice,
    schema_urn,
)
from topics.envelope.write import Plan, plan_of
from topics.errors import InputError, Malformed
from topics.events import Event, decode_event
from topics.record import Record

Headers = dict[str, bytes]

_OURS = ("ce_", "kafka_correlationId", "kafka_replyTopic", "content-type")
_CLOUDEVENTS = b"application/cloudevents"
_CHARSET = re.compile(rb"\s*charset\s*=\s*\"?utf-8\"?\s*")
_URI_REFERENCE = re.compile(r"[A-Za-z0-9!#$%&'()*+,\-./:;=?@\[\]_~]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def from_wire(wire: WireRecord) -> Record:
    """The record that some bytes are, in binary or structured mode.

    Raise `Malformed` with reason ``foreign_record`` (a topic not of the catalogue), ``too_large``,
    ``missing_header``, ``invalid_header`` (twice, not UTF-8, not what it should be, or not what
    the value says), ``unknown_type``, ``unknown_schema``, ``invalid_json``, ``invalid_fields``,
    ``bad_hash`` or ``invalid_key``. Whether the event belongs on the topic, and whether its values
    keep the contract, is not asked here: `topics.schemas.check_contract` does. Whatever else a
    library may find to say of some bytes is ``invalid_json``.
    """
    try:
        return _record(wire)
    except Malformed:
        raise
    except Exception as error:
        raise Malformed("invalid_json", f"cannot be read: {type(error).__name__}") from error


def _record(wire: WireRecord) -> Record:
    if wire.headers and wire.headers[0][0] == UNREAD:
        raise Malformed("too_large", f"not read: {(wire.headers[0][1] or b'').decode()}")
    check_size(wire)
    name = _topic(wire.topic)
    if wire.value is None:
        raise Malformed("invalid_json", "no value (a tombstone); expected an event")
    found, data = _unpacked(wire.headers, wire.value)
    event = _event(found, data)
    plan = plan_of(wire.topic, type(event))
    check_int64(plan.numbers, plan.numbers_of(event))
    _check_repeated(found, plan, event)
    _check_hash(found, plan, event, name)
    at_us, replication, seq = (_number(found, what, name) for what in _NUMBERS)
    if "ce_time" in found:
        check_time(found["ce_time"], at_us)
    return Record(wire.topic, _key(wire.key, plan, event), event, at_us, replication, seq)


_NUMBERS = ("simtime", "replication", "seq")


def _topic(topic: str) -> TopicName:
    try:
        return parse_topic(topic)
    except InputError as error:
        raise Malformed("foreign_record", str(error)) from error


# -- headers and mode --------------------------------------------------------------------------


def _unpacked(headers: list[Header], value: bytes) -> tuple[Headers, bytes | msgspec.Raw]:
    """The attributes as headers, whichever the mode, and the event's JSON."""
    found = _once(headers)
    _check_text(found)
    data: bytes | msgspec.Raw = value
    if _needed(found, "content-type").lower().startswith(_CLOUDEVENTS):
        _check_media(found["content-type"], STRUCTURED_TYPE)
        attributes, data = opened(value)
        found = _merged(found, attributes)
    _check_media(found["content-type"], JSON_TYPE)
    # Spring's replies carry only its own name for it.
    if "kafka_correlationId" in found:
        found.setdefault("ce_correlationid", found["kafka_correlationId"])
    return found, data


def _once(headers: list[Header]) -> Headers:
    found = dict(headers)
    if len(found) != len(headers):
        ours = [name for name, _ in headers if name.startswith(_OURS)]
        if (twice := first_twice(ours)) is not None:
            raise _invalid(twice, f"there {ours.count(twice)} times; expected once")
    return found


def _check_text(found: Headers) -> None:
    try:
        b"\n".join(found.values()).decode()
    except (TypeError, UnicodeDecodeError):  # one of them, perhaps not of ours
        for name, value in found.items():
            if name.startswith(_OURS):
                _check_one(name, value)


def _check_one(name: str, value: bytes | None) -> None:
    if value is None:
        raise _invalid(name, "no value")
    try:
        value.decode()
    except UnicodeDecodeError as error:
        raise _invalid(name, f"not UTF-8: {error}") from error


def _merged(headers: Headers, attributes: list[Header]) -> Headers:
    """Attributes from the value; headers that repeat them must say the same."""
    inside = {"content-type": JSON_TYPE, **dict(attributes)}
    for name, value in headers.items():
        if name.startswith("ce_") and value != inside.get(name):
            raise _invalid(name, f"{shown(value)}, unlike the attribute in the value")
    aliases = {name: value for name, value in headers.items() if not name.startswith("ce_")}
    return {**aliases, **inside}


def _check_media(declared: bytes, expected: bytes) -> None:
    if declared == expected:
        return
    media, *parameters = declared.lower().split(b";")
    if media.strip() != expected or not all(map(_CHARSET.fullmatch, parameters)):
        raise _invalid("content-type", f"{shown(declared)}; expected {expected.decode()}")


def _needed(found: Headers, name: str) -> bytes:
    if name not in found:
        raise _missing(name, found)
    return found[name]


def _missing(name: str, found: Headers) -> Malformed:
    alike = next((other for other in found if other.lower() == name.lower()), None)
    hint = f"; {alike} is not the same name" if alike else ""
    return Malformed("missing_header", f"header {name} is missing{hint}")


def _invalid(name: str, message: str) -> Malformed:
    return Malformed("invalid_header", f"header {name}: {message}")


# -- what they say -----------------------------------------------------------------------------


def _event(found: Headers, data: bytes | msgspec.Raw) -> Event:
    if (version := _needed(found, "ce_specversion")) != SPEC_VERSION:
        raise _invalid("ce_specversion", f"{shown(version)}; expected {SPEC_VERSION.decode()}")
    for name in ALWAYS:
        text = _needed(found, name).decode()
        if not text or _CONTROL.search(text):
            raise _invalid(name, f"{shown(found[name])}; expected text without control characters")
    if not _URI_REFERENCE.fullmatch(found["ce_source"].decode()):
        raise _invalid("ce_source", f"{shown(found['ce_source'])}; expected a URI reference")
    type_name = found["ce_type"].decode()
    event = decode_event(type_name, data)
    urn = schema_urn(type_name)
    if (schema := found.get("ce_dataschema")) not in (None, urn.encode()):
        raise Malformed("unknown_schema", f"header ce_dataschema: {schema!r}; expected {urn}")
    return event


def _check_repeated(found: Headers, plan: Plan, event: Event) -> None:
    """What headers repeat of the value, they repeat rightly."""
    for name, value in zip(plan.names, plan.values_of(event), strict=True):
        given = found.get(name)
        if given is None:
            if name in REPEATED_ALWAYS:
                raise _missing(name, found)
        elif given != str(value).encode():
            raise _invalid(name, f"{shown(given)}, but the value says {shown(str(value).encode())}")
    if plan.reply_to is not None and found.get("kafka_replyTopic", plan.reply_to) != plan.reply_to:
        raise _invalid(
            "kafka_replyTopic",
            f"{shown(found['kafka_replyTopic'])}; replies go to {plan.reply_to.decode()}",
        )


def _check_hash(found: Headers, plan: Plan, event: Event, topic: TopicName) -> None:
    """The hash of what was asked is there, and is that of the value."""
    if plan.proof is None:
        return
    header, expected = plan.proof.header, plan.proof.of(event)
    given = found.get(header)
    if given is None and (expected or topic.spec.kind == "out"):
        raise _missing(header, found)
    if given is not None and given != expected.encode():
        right = expected or "none, as the value has none"
        raise Malformed("bad_hash", f"header {header}: {shown(given)}; expected {right}")


def _number(found: Headers, what: str, topic: TopicName) -> int:
    """A number that the relay gives; on ``out`` topics, which agencies write, it may be unsaid."""
    text = found.get(f"ce_{what}")
    if text is not None:
        return whole_number(what, text)
    if topic.spec.kind == "out":
        return UNNUMBERED
    raise _missing(f"ce_{what}", found)


def _key(key: bytes | None, plan: Plan, event: Event) -> str:
    if key is None:
        raise Malformed("invalid_key", "no key")
    try:
        text = key.decode()
    except UnicodeDecodeError as error:
        raise Malformed("invalid_key", f"key: not UTF-8: {error}") from error
    if plan.key is not None and text != (expected := getattr(event, plan.key)):
        raise Malformed("invalid_key", f"key {shown(key)}; expected the {plan.key}, {expected!r}")
    return text
