"""What a record is on Kafka: binary mode, always the same bytes."""

from __future__ import annotations

import hashlib

import msgspec
import pytest
from hypothesis import given, settings

from tests.topics.envelope_samples import ASKED, AT_US, RECORDS, record, records
from topics.catalogue import exchange_in, exchange_out, status_out
from topics.contract_rules import REPLY, REQUEST, STATUS_PROGRESS
from topics.envelope import (
    MAX_WIRE_BYTES,
    UNNUMBERED,
    from_wire,
    record_bytes,
    request_hash,
    to_structured,
    to_wire,
)
from topics.errors import InputError, Malformed
from topics.events import DataReply, DataRequest, StatusProgress, encode_event
from topics.record import Record

NAMES = [f"{type(r.event).__name__} on {r.topic}" for r in RECORDS]


def headers_of(record: Record) -> dict[str, str]:
    return {name: value.decode() for name, value in to_wire(record).headers}


def test_a_request_has_these_headers_and_no_others() -> None:
    """Every attribute of a request delivered to its provider, with its exact value."""
    assert headers_of(ASKED) == {
        "content-type": "application/json",
        "ce_specversion": "1.0",
        "ce_id": "0-41",
        "ce_source": "urn:lienthong:sim",
        "ce_type": "vn.lienthong.exchange.request.v1",
        "ce_subject": "000.00.00.H26-230705-0001",
        "ce_time": "2023-07-05T08:00:00.250000+07:00",
        "ce_correlationid": "000.00.00.H26-230705-0001/identity",
        "ce_dossierid": "000.00.00.H26-230705-0001",
        "ce_requester": "H26",
        "ce_provider": "G01",
        "ce_legalbasis": "NĐ 47/2020/NĐ-CP, Điều 34",
        "ce_purpose": "identity of the parents",
        "ce_deadline": "1688544300000000",
        "ce_attempt": "0",
        "ce_idempotencykey": ("5a68df6448fa00e73d009319dd5f86713a6b9c6abc33c533b0ffbc293476fa11"),
        "ce_replication": "0",
        "ce_seq": "41",
        "ce_simtime": "1688544000250000",
        "ce_traceparent": "00-af686ddd08b7b1da78ff46364c71022f-0000010000000029-01",
        "kafka_correlationId": "000.00.00.H26-230705-0001/identity",
        "kafka_replyTopic": "sim.exchange.out.g01.v1",
    }


def test_a_status_has_only_the_headers_of_what_it_has() -> None:
    """A status push has no correlation, no agencies of a request and nothing for Spring."""
    pushed = record(STATUS_PROGRESS.example, status_out("sim", "H26"))
    assert sorted(headers_of(pushed)) == [
        "ce_dossierid",
        "ce_id",
        "ce_replication",
        "ce_seq",
        "ce_simtime",
        "ce_source",
        "ce_specversion",
        "ce_subject",
        "ce_time",
        "ce_traceparent",
        "ce_type",
        "content-type",
    ]
    assert headers_of(pushed)["ce_source"] == "urn:lienthong:sim:H26"


def test_the_value_is_the_event_as_it_is_and_the_key_the_records() -> None:
    """Binary mode: nothing is wrapped around the data."""
    wire = to_wire(ASKED)
    assert wire.value == encode_event(ASKED.event)
    assert wire.key == b"000.00.00.H26-230705-0001/identity"
    assert wire.topic == ASKED.topic


def test_a_request_is_answered_where_its_reader_may_write() -> None:
    """The reply topic is the reader's own: out of who is asked, in of who asks."""
    delivered = record(REQUEST.example, exchange_in("sim", "G01"))
    written = record(REQUEST.example, exchange_out("sim", "H26"))
    assert headers_of(delivered)["kafka_replyTopic"] == "sim.exchange.out.g01.v1"
    assert headers_of(written)["kafka_replyTopic"] == "sim.exchange.in.h26.v1"


def test_a_reply_says_which_question_it_answers() -> None:
    """Its hash is the idempotency key of the request; one without a hash has no such header."""
    reply = REPLY.example
    assert isinstance(reply, DataReply)
    asked, answered = headers_of(ASKED), headers_of(record(reply, exchange_in("sim", "H26")))
    assert answered["ce_requesthash"] == asked["ce_idempotencykey"]
    silent = msgspec.structs.replace(reply, request_hash="")
    assert "ce_requesthash" not in headers_of(record(silent, exchange_in("sim", "H26")))


def test_the_hash_of_a_request_is_of_all_but_attempt_and_deadline() -> None:
    """It is the SHA-256 of the fields, a line each, and no other attempt changes it."""
    asked = REQUEST.example
    assert isinstance(asked, DataRequest)
    lines = (
        "000.00.00.H26-230705-0001/identity\n000.00.00.H26-230705-0001\nbirth_registration\n"
        "H26\nG01\nNĐ 47/2020/NĐ-CP, Điều 34\nidentity of the parents\nfull_name\ndate_of_birth"
    )
    assert request_hash(asked) == hashlib.sha256(lines.encode()).hexdigest()
    again = msgspec.structs.replace(asked, attempt=3, deadline_us=9)
    other = msgspec.structs.replace(asked, fields=("full_name",))
    assert request_hash(again) == request_hash(asked) != request_hash(other)


def test_records_of_a_dossier_share_a_trace_and_no_two_share_an_id() -> None:
    """The trace id is the dossier's in its replication; ids and spans are the record's."""
    first, second = (
        headers_of(record(REQUEST.example, exchange_in("sim", "G01"), 1)),
        headers_of(record(REPLY.example, exchange_in("sim", "H26"), 2)),
    )
    trace, span = first["ce_traceparent"].split("-")[1:3]
    assert second["ce_traceparent"].split("-")[1] == trace
    assert second["ce_traceparent"].split("-")[2] != span
    assert (first["ce_id"], second["ce_id"]) == ("0-1", "0-2")
    elsewhere = msgspec.structs.replace(ASKED, replication=1)
    assert headers_of(elsewhere)["ce_traceparent"].split("-")[1] != trace


def test_what_the_writer_does_not_say_has_no_header() -> None:
    """An agency's own record without number and date: its id is the hash of its value."""
    own = Record(
        "sim.status.out.h26.v1",
        "d",
        StatusProgress(dossier="d", agency="H26", status=4, at_us=1),
        UNNUMBERED,
        UNNUMBERED,
        UNNUMBERED,
    )
    headers = headers_of(own)
    assert headers["ce_id"] == hashlib.sha256(encode_event(own.event)).hexdigest()
    unsaid = {"ce_seq", "ce_replication", "ce_simtime", "ce_time", "ce_traceparent"}
    assert not unsaid & set(headers)
    assert from_wire(to_wire(own)) == own


@pytest.mark.parametrize(
    "at_us, text",
    [
        (0, "1970-01-01T00:00:00.000000+07:00"),
        (59_999_999, "1970-01-01T00:00:59.999999+07:00"),
        (AT_US, "2023-07-05T08:00:00.250000+07:00"),
        (1_709_164_799_000_001, "2024-02-28T23:59:59.000001+07:00"),
    ],
)
def test_times_are_local_with_their_offset(at_us: int, text: str) -> None:
    """RFC 3339 of a simulated time, to the microsecond."""
    assert headers_of(msgspec.structs.replace(ASKED, sim_time_us=at_us))["ce_time"] == text


@pytest.mark.parametrize("sample", RECORDS, ids=NAMES)
def test_every_type_comes_back_in_both_modes(sample: Record) -> None:
    """Reading what was written gives the record, in binary and in structured mode."""
    assert from_wire(to_wire(sample)) == sample
    assert from_wire(to_structured(sample)) == sample


@given(records())
@settings(max_examples=150, deadline=None)
def test_any_record_comes_back_in_both_modes(sample: Record) -> None:
    """Whatever a record's fields hold, reading gives it back, and writing again the same bytes."""
    wire = to_wire(sample)
    assert from_wire(wire) == sample
    assert from_wire(to_structured(sample)) == sample
    assert to_wire(from_wire(wire)) == wire


def test_the_largest_record_is_written_and_a_larger_one_is_not() -> None:
    """The limit is on key, value and headers together: the purpose is in value and header."""

    def asking(letters: int) -> Record:
        return record(msgspec.structs.replace(ASKED.event, purpose="x" * letters), ASKED.topic)

    longer = record_bytes(to_wire(asking(9_000))) - 2 * 9_000  # with the lengths of long texts
    most = (MAX_WIRE_BYTES - longer) // 2
    assert MAX_WIRE_BYTES - 2 < record_bytes(to_wire(asking(most))) <= MAX_WIRE_BYTES
    with pytest.raises(Malformed, match=r"record of 1,048,57[78] bytes") as refused:
        to_wire(asking(most + 1))
    assert refused.value.reason == "too_large"


def test_a_topic_outside_the_catalogue_cannot_be_written() -> None:
    """It is refused before anything is sent."""
    with pytest.raises(InputError, match="not in the catalogue"):
        to_wire(msgspec.structs.replace(ASKED, topic="sim.no.such.topic.v1"))
