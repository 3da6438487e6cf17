"""What bytes are refused, with which reason; and that nothing else ever happens."""

from __future__ import annotations

import base64
import json

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.topics.envelope_cases import (
    MALFORMED,
    OWN_REPLY,
    STRUCTURED,
    VALUE,
    WIRE,
    structured,
    with_value,
)
from tests.topics.envelope_samples import ASKED, RECORDS, changed, record
from topics.catalogue import status_out
from topics.contract_rules import REPLY, STATUS_PROGRESS
from topics.envelope import UNNUMBERED, WireRecord, from_wire, to_structured, to_wire
from topics.errors import REASONS, Malformed


def refused(wire: WireRecord) -> Malformed:
    """Why it is refused."""
    with pytest.raises(Malformed) as error:
        from_wire(wire)
    return error.value


@pytest.mark.parametrize("case", MALFORMED)
def test_each_malformed_record_has_its_reason(case: str) -> None:
    """What is wrong gets the stated reason, and a message that names the place."""
    wire, reason, said = MALFORMED[case]
    error = refused(wire)
    assert (error.reason, said in str(error)) == (reason, True), str(error)
    assert any(reason == known for _, known in REASONS)


# -- what is well formed all the same --------------------------------------------------------------

REPEATING = ("ce_subject", "ce_dossierid", "ce_attempt", "ce_time", "kafka_correlationId",
             "kafka_replyTopic", "ce_traceparent")  # fmt: skip
BARE: dict[str, None] = dict.fromkeys((*REPEATING, "ce_replication", "ce_seq", "ce_simtime"))

ACCEPTED: dict[str, WireRecord] = {
    "a charset": changed(WIRE, **{"content-type": b"Application/JSON; charset=UTF-8"}),
    "only Spring's correlation": changed(WIRE, ce_correlationid=None),
    "its own schema": changed(
        WIRE, ce_dataschema=b"urn:lienthong:schema:vn.lienthong.exchange.request.v1"
    ),
    "the same instant elsewhere": changed(WIRE, ce_time=b"2023-07-05T01:00:00.25Z"),
    "headers that only repeat left out": changed(WIRE, **dict.fromkeys(REPEATING)),
    "other attributes": changed(WIRE, ce_partitionkey=b"x", ce_causationid=b"y"),
    "other headers, twice and not UTF-8": msgspec.structs.replace(
        WIRE, headers=[*WIRE.headers, ("trace", b"\xff"), ("trace", b"\xfe")]
    ),
    "JSON with spaces and in another order": with_value(
        json.dumps(dict(reversed(VALUE.items())), indent=2).encode()
    ),
    "structured mode": STRUCTURED,
    "structured mode without its media type": structured(datacontenttype=...),
    "structured mode with numbers": structured(attempt=0, seq=41),
    "structured mode with headers": changed(STRUCTURED, ce_id=b"0-41"),
    "structured mode with base64": structured(
        data=..., data_base64=base64.b64encode(WIRE.value or b"").decode()
    ),
}


@pytest.mark.parametrize("case", ACCEPTED)
def test_each_variant_is_the_same_record(case: str) -> None:
    """Freedoms that the specifications give to a writer change nothing."""
    assert from_wire(ACCEPTED[case]) == ASKED


def test_an_agency_need_not_number_or_date_what_it_writes() -> None:
    """On its out topic only the headers that are owed are needed."""
    found = from_wire(changed(OWN_REPLY, **BARE))
    assert (found.event, found.key) == (REPLY.example, "000.00.00.H26-230705-0001/identity")
    assert (found.sim_time_us, found.replication, found.seq) == (UNNUMBERED,) * 3


def test_an_agencys_own_time_is_only_looked_at_when_it_says_the_simulated_one() -> None:
    """Without a simulated time, any well-formed time will do; another is refused."""
    pushed = to_wire(record(STATUS_PROGRESS.example, status_out("sim", "H26")))
    own = changed(pushed, **BARE | {"ce_time": b"2026-11-20T09:00:00Z"})
    assert from_wire(own).sim_time_us == UNNUMBERED
    assert refused(changed(own, ce_time=b"20 Nov")).reason == "invalid_header"


# -- and nothing else ever happens -----------------------------------------------------------------

names = st.sampled_from([name for name, _ in WIRE.headers]) | st.text(max_size=8)
contents = st.binary(max_size=20) | st.sampled_from([value for _, value in WIRE.headers])
headers = st.lists(st.tuples(names, contents | st.none()), max_size=6)
values = st.binary(max_size=60) | st.sampled_from([b"{}", b'{"data":{}}', WIRE.value or b""])
topics = st.sampled_from([r.topic for r in RECORDS]) | st.text(max_size=10)


@given(topics, st.none() | st.binary(max_size=9), st.none() | values, headers)
@settings(max_examples=300, deadline=None)
def test_random_bytes_are_malformed(
    topic: str, key: bytes | None, value: bytes | None, found: list[tuple[str, bytes]]
) -> None:
    """Whatever a record holds, it is read or `Malformed`; no other error comes out."""
    with pytest.raises(Malformed):
        from_wire(WireRecord(topic, key, value, found))


SAMPLES = [*map(to_wire, RECORDS), *map(to_structured, RECORDS)]


@given(st.sampled_from(SAMPLES), headers, st.data())
@settings(max_examples=400, deadline=None)
def test_a_damaged_record_is_read_or_malformed(
    sample: WireRecord, damage: list[tuple[str, bytes]], data: st.DataObject
) -> None:
    """A well-formed record with a few headers and bytes changed never raises anything else."""
    kept = {**dict(sample.headers), **dict(damage)}
    value = bytearray(sample.value or b"")
    for place in data.draw(st.lists(st.integers(0, len(value) - 1), max_size=3)):
        value[place] = data.draw(st.integers(0, 255))
    try:
        found = from_wire(WireRecord(sample.topic, sample.key, bytes(value), list(kept.items())))
    except Malformed:
        return
    assert from_wire(to_wire(found)) == found
