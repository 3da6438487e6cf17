"""Malformed records: what is wrong -> the record, the reason of its refusal, and what it says."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from tests.topics.envelope_samples import ASKED, changed, record
from topics.catalogue import exchange_out
from topics.contract_rules import REPLY
from topics.envelope import WireRecord, to_structured, to_wire

WIRE = to_wire(ASKED)
VALUE = json.loads(WIRE.value or b"")
OWN_REPLY = to_wire(record(REPLY.example, exchange_out("sim", "G01")))
STRUCTURED = to_structured(ASKED)


def with_value(value: bytes | None) -> WireRecord:
    return msgspec.structs.replace(WIRE, value=value)


def with_fields(**fields: Any) -> WireRecord:
    return with_value(json.dumps(VALUE | fields).encode())


def structured(**attributes: Any) -> WireRecord:
    """The sample in structured mode with attributes set, or left out where they are ..."""
    members = json.loads(STRUCTURED.value or b"") | attributes
    kept = {name: value for name, value in members.items() if value is not ...}
    return msgspec.structs.replace(STRUCTURED, value=json.dumps(kept).encode())


def twice(name: str, value: bytes | None) -> WireRecord:
    """The sample with one more header, perhaps without a value as Kafka may have it."""
    return msgspec.structs.replace(WIRE, headers=[*WIRE.headers, (name, value)])


MALFORMED: dict[str, tuple[WireRecord, str, str]] = {
    # The value.
    "truncated JSON": (with_value((WIRE.value or b"")[:-5]), "invalid_json", "truncated"),
    "no JSON": (with_value(b"GET / HTTP/1.1"), "invalid_json", "malformed"),
    "an empty value": (with_value(b""), "invalid_json", "truncated"),
    "a tombstone": (with_value(None), "invalid_json", "tombstone"),
    "two events": (with_value((WIRE.value or b"") * 2), "invalid_json", "trailing"),
    "a byte order mark": (with_value(b"\xef\xbb\xbf{}"), "invalid_json", "malformed"),
    "a value that is not UTF-8": (
        with_value((WIRE.value or b"").replace(b"G01", b"G\xff1")),
        "invalid_json",
        "utf-8",
    ),
    "an array": (with_value(b"[]"), "invalid_fields", "Expected `object`, got `array`"),
    "null": (with_value(b"null"), "invalid_fields", "Expected `object`, got `null`"),
    "a number for text": (with_fields(purpose=3), "invalid_fields", "$.purpose"),
    "text for a number": (with_fields(attempt="0"), "invalid_fields", "$.attempt"),
    "a number with a point": (with_fields(attempt=0.5), "invalid_fields", "$.attempt"),
    "a number beyond 64 bits": (with_fields(attempt=2**63), "invalid_fields", "attempt: beyond"),
    "an unknown field": (with_fields(colour="red"), "invalid_fields", "colour"),
    "a missing field": (with_value(b'{"request":"r"}'), "invalid_fields", "dossier"),
    "deep nesting": (with_value(b"[" * 100_000), "invalid_fields", "array"),
    "five megabytes": (with_value(b"x" * 5_000_000), "too_large", "at most 1,048,576"),
    # Headers.
    "no content type": (
        changed(WIRE, **{"content-type": None}),
        "missing_header",
        "header content-type is missing",
    ),
    "another content type": (
        changed(WIRE, **{"content-type": b"application/avro"}),
        "invalid_header",
        "content-type: 'application/avro'; expected application/json",
    ),
    "another charset": (
        changed(WIRE, **{"content-type": b"application/json; charset=utf-16"}),
        "invalid_header",
        "content-type",
    ),
    "no type": (changed(WIRE, ce_type=None), "missing_header", "header ce_type is missing"),
    "an unknown type": (
        changed(WIRE, ce_type=b"vn.lienthong.exchange.request.v9"),
        "unknown_type",
        "known are",
    ),
    "an unknown schema": (
        changed(WIRE, ce_dataschema=b"urn:lienthong:schema:other"),
        "unknown_schema",
        "expected urn:lienthong:schema:vn.lienthong.exchange.request.v1",
    ),
    "an old specversion": (changed(WIRE, ce_specversion=b"0.3"), "invalid_header", "expected 1.0"),
    "no specversion": (changed(WIRE, ce_specversion=None), "missing_header", "ce_specversion"),
    "no id": (changed(WIRE, ce_id=None), "missing_header", "ce_id"),
    "an empty id": (changed(WIRE, ce_id=b""), "invalid_header", "ce_id"),
    "an id of two lines": (changed(WIRE, ce_id=b"a\nb"), "invalid_header", "ce_id"),
    "no source": (changed(WIRE, ce_source=None), "missing_header", "ce_source"),
    "a source with a space": (changed(WIRE, ce_source=b"a b"), "invalid_header", "URI"),
    "a header with capitals": (
        changed(WIRE, ce_type=None, CE_Type=b"x"),
        "missing_header",
        "CE_Type is not the same name",
    ),
    "a header twice": (twice("ce_type", b"x"), "invalid_header", "ce_type: there 2 times"),
    "a header without a value": (
        twice("ce_extra", None),
        "invalid_header",
        "ce_extra: no value",
    ),
    "a header that is not UTF-8": (
        changed(WIRE, ce_purpose=b"\xff"),
        "invalid_header",
        "ce_purpose: not UTF-8",
    ),
    "the correlation of another request": (
        changed(WIRE, ce_correlationid=b"other"),
        "invalid_header",
        "ce_correlationid: 'other', but the value says '000.00.00.H26-230705-0001/identity'",
    ),
    "Spring's correlation of another request": (
        changed(WIRE, kafka_correlationId=b"\x01\x02"),
        "invalid_header",
        "kafka_correlationId",
    ),
    "a reply topic elsewhere": (
        changed(WIRE, kafka_replyTopic=b"mine"),
        "invalid_header",
        "replies go to sim.exchange.out.g01.v1",
    ),
    "no correlation": (
        changed(WIRE, ce_correlationid=None, kafka_correlationId=None),
        "missing_header",
        "ce_correlationid",
    ),
    "no legal basis in the headers": (
        changed(WIRE, ce_legalbasis=None),
        "missing_header",
        "ce_legalbasis",
    ),
    "no provider": (changed(WIRE, ce_provider=None), "missing_header", "ce_provider"),
    "another provider": (changed(WIRE, ce_provider=b"G02"), "invalid_header", "'G02', but"),
    "another dossier": (changed(WIRE, ce_subject=b"other"), "invalid_header", "ce_subject"),
    "another deadline": (changed(WIRE, ce_deadline=b"1"), "invalid_header", "ce_deadline"),
    "no idempotency key": (
        changed(WIRE, ce_idempotencykey=None),
        "missing_header",
        "ce_idempotencykey",
    ),
    "the hash of other content": (
        changed(WIRE, ce_idempotencykey=b"0" * 64),
        "bad_hash",
        "ce_idempotencykey",
    ),
    "content changed under its hash": (with_fields(fields=["tax_debt"]), "bad_hash", "expected"),
    "a reply that does not say its request": (
        changed(OWN_REPLY, ce_requesthash=None),
        "missing_header",
        "ce_requesthash",
    ),
    "a reply to another question": (
        changed(OWN_REPLY, ce_requesthash=b"0" * 64),
        "bad_hash",
        "ce_requesthash",
    ),
    "no seq": (changed(WIRE, ce_seq=None), "missing_header", "ce_seq"),
    "a replication that is no number": (
        changed(WIRE, ce_replication=b"first"),
        "invalid_header",
        "ce_replication: 'first'; expected a whole number, 0 to",
    ),
    "a negative seq": (changed(WIRE, ce_seq=b"-1"), "invalid_header", "ce_seq"),
    "a seq with a leading zero": (changed(WIRE, ce_seq=b"041"), "invalid_header", "ce_seq"),
    "a seq of a thousand digits": (changed(WIRE, ce_seq=b"9" * 1000), "invalid_header", "ce_seq"),
    "no simulated time": (changed(WIRE, ce_simtime=None), "missing_header", "ce_simtime"),
    "a simulated time past counting": (
        changed(WIRE, ce_simtime=b"9007199254740992"),
        "invalid_header",
        "ce_simtime",
    ),
    "another time": (
        changed(WIRE, ce_time=b"2023-07-05T08:00:00.25Z"),
        "invalid_header",
        "but ce_simtime is 2023-07-05T08:00:00.250000+07:00",
    ),
    "a time that is none": (changed(WIRE, ce_time=b"yesterday"), "invalid_header", "RFC 3339"),
    "a thirteenth month": (
        changed(WIRE, ce_time=b"2023-13-05T08:00:00Z"),
        "invalid_header",
        "RFC 3339",
    ),
    # Key and topic.
    "no key": (msgspec.structs.replace(WIRE, key=None), "invalid_key", "no key"),
    "another key": (
        msgspec.structs.replace(WIRE, key=b"x"),
        "invalid_key",
        "key 'x'; expected the request",
    ),
    "a key that is not UTF-8": (
        msgspec.structs.replace(WIRE, key=b"\xff"),
        "invalid_key",
        "not UTF-8",
    ),
    "a topic of no catalogue": (
        msgspec.structs.replace(WIRE, topic="orders"),
        "foreign_record",
        "not in the catalogue",
    ),
    # Structured mode.
    "an avro envelope": (
        changed(STRUCTURED, **{"content-type": b"application/cloudevents+avro"}),
        "invalid_header",
        "expected application/cloudevents+json",
    ),
    "a batch of events": (
        changed(STRUCTURED, **{"content-type": b"application/cloudevents-batch+json"}),
        "invalid_header",
        "expected application/cloudevents+json",
    ),
    "an envelope that is no object": (
        msgspec.structs.replace(STRUCTURED, value=b"[1]"),
        "invalid_json",
        "structured mode",
    ),
    "a truncated envelope": (
        msgspec.structs.replace(STRUCTURED, value=(STRUCTURED.value or b"")[:-9]),
        "invalid_json",
        "structured mode",
    ),
    "a deep envelope": (
        msgspec.structs.replace(STRUCTURED, value=b'{"a":' * 50_000),
        "invalid_json",
        "structured mode",
    ),
    "no data": (structured(data=...), "invalid_fields", "`data`"),
    "data twice": (structured(data_base64="e30="), "invalid_fields", "`data`"),
    "data that is no base64": (
        structured(data=..., data_base64="?"),
        "invalid_fields",
        "data_base64",
    ),
    "data of another type": (structured(data="text"), "invalid_fields", "Expected `object`"),
    "an attribute with capitals": (structured(Type="x"), "invalid_header", "'Type'"),
    "an attribute that is a list": (structured(attempt=[0]), "invalid_header", "attempt"),
    "an attribute that is missing": (structured(type=...), "missing_header", "ce_type"),
    "an attribute that is null": (structured(type=None), "missing_header", "ce_type"),
    "an attribute unlike its header": (
        changed(STRUCTURED, ce_type=b"other"),
        "invalid_header",
        "unlike the attribute in the value",
    ),
    "an attribute twice": (
        msgspec.structs.replace(STRUCTURED, value=b'{"id":"a","id":"b"}'),
        "invalid_header",
        "'id' is there twice",
    ),
    "XML as data": (
        structured(datacontenttype="application/xml"),
        "invalid_header",
        "expected application/json",
    ),
}
