"""The CloudEvents SDK as referee: it reads what we write, and we read what it writes."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone

import pytest
from cloudevents.core.bindings import kafka
from cloudevents.core.v1.event import CloudEvent

from tests.topics.envelope_samples import ASKED, RECORDS
from topics.contract_rules import REPLY
from topics.envelope import UNNUMBERED, WireRecord, from_wire, to_structured, to_wire
from topics.events import type_name
from topics.record import Record

NAMES = [f"{type(r.event).__name__} on {r.topic}" for r in RECORDS]


def to_sdk(wire: WireRecord) -> kafka.KafkaMessage:
    assert wire.value is not None
    return kafka.KafkaMessage(headers=dict(wire.headers), key=wire.key, value=wire.value)


def from_sdk(topic: str, message: kafka.KafkaMessage) -> WireRecord:
    key = message.key.encode() if isinstance(message.key, str) else message.key
    return WireRecord(topic, key, message.value, list(message.headers.items()))


def test_the_sdk_sees_every_attribute_of_ours() -> None:
    """In binary mode: id, source, type, subject, time and extensions, Vietnamese letters too."""
    event = kafka.from_binary_event(to_sdk(to_wire(ASKED)))
    assert (event.get_id(), event.get_source()) == ("0-41", "urn:lienthong:sim")
    assert event.get_type() == "vn.lienthong.exchange.request.v1"
    assert event.get_subject() == "000.00.00.H26-230705-0001"
    viet_nam = timezone(timedelta(hours=7))
    assert event.get_time() == datetime(2023, 7, 5, 8, 0, 0, 250_000, viet_nam)
    assert event.get_datacontenttype() == "application/json"
    assert event.get_extension("legalbasis") == "NĐ 47/2020/NĐ-CP, Điều 34"
    assert event.get_extension("correlationid") == "000.00.00.H26-230705-0001/identity"
    assert event.get_data() == json.loads(to_wire(ASKED).value or b"")


@pytest.mark.parametrize("sample", RECORDS, ids=NAMES)
def test_the_sdk_reads_both_modes_alike(sample: Record) -> None:
    """Attributes and data are the same, whichever way the record was written."""
    binary = kafka.from_binary_event(to_sdk(to_wire(sample)))
    whole = kafka.from_structured_event(to_sdk(to_structured(sample)))
    assert whole.get_attributes() == binary.get_attributes()
    assert whole.get_data() == binary.get_data()


@pytest.mark.parametrize("sample", RECORDS, ids=NAMES)
def test_what_the_sdk_passes_on_is_still_the_record(sample: Record) -> None:
    """Read by the SDK and written by it again, in binary and in structured mode."""
    event = kafka.from_binary_event(to_sdk(to_wire(sample)))
    assert from_wire(from_sdk(sample.topic, kafka.to_binary_event(event))) == sample
    assert from_wire(from_sdk(sample.topic, kafka.to_structured_event(event))) == sample


def test_a_reply_made_with_the_sdk_alone_is_read() -> None:
    """An agency's software that knows only the SDK and the contract is understood."""
    asked = kafka.from_binary_event(to_sdk(to_wire(ASKED)))
    question = asked.get_data()
    assert isinstance(question, dict)
    reply = REPLY.example
    event = CloudEvent(
        {
            "id": "8f0c",
            "source": "urn:example:g01:connector",
            "type": type_name(reply),
            "specversion": "1.0",
            "datacontenttype": "application/json",
            "partitionkey": asked.get_extension("correlationid"),
            "correlationid": asked.get_extension("correlationid"),
            "requester": asked.get_extension("requester"),
            "provider": asked.get_extension("provider"),
            "requesthash": asked.get_extension("idempotencykey"),
        },
        {
            **{name: question[name] for name in ("request", "dossier", "requester")},
            "provider": "G01",
            "outcome": "answered",
            "error": None,
            "fields": ["full_name", "date_of_birth"],
            "values": ["Nguyễn Văn A", "1990-01-02"],
            "request_hash": asked.get_extension("idempotencykey"),
        },
    )
    topic = "sim.exchange.out.g01.v1"
    expected = Record(
        topic, "000.00.00.H26-230705-0001/identity", reply, UNNUMBERED, UNNUMBERED, UNNUMBERED
    )
    assert from_wire(from_sdk(topic, kafka.to_binary_event(event))) == expected
    assert from_wire(from_sdk(topic, kafka.to_structured_event(event))) == expected
