"""Records and their one encoding."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.errors import Malformed
from topics.events import StatusProgress
from topics.record import Record, canonical_bytes, parse_record

WORDS = st.text(max_size=20)
NUMBERS = st.integers(-(2**62), 2**62)
RECORDS = st.builds(
    Record,
    topic=WORDS,
    key=WORDS,
    event=st.builds(StatusProgress, dossier=WORDS, agency=WORDS, status=NUMBERS, at_us=NUMBERS),
    sim_time_us=NUMBERS,
    replication=NUMBERS,
    seq=NUMBERS,
)
EVENT = StatusProgress(dossier="000.00.00.H26-230705-0001", agency="H26", status=4, at_us=3)


def test_the_encoding_is_fixed() -> None:
    """A record has these bytes and no others: digests and copies are compared by them."""
    record = Record("run.status.out.h26.v1", "000", EVENT, 3, 1, 7)
    assert canonical_bytes(record) == (
        b'{"replication":1,"seq":7,"sim_time_us":3,"topic":"run.status.out.h26.v1","key":"000",'
        b'"type":"vn.lienthong.status.progress.v1",'
        b'"event":{"dossier":"000.00.00.H26-230705-0001","agency":"H26","status":4,"at_us":3}}'
    )


@given(RECORDS)
def test_a_record_comes_back_as_it_was(record: Record) -> None:
    """Any record survives its encoding, which is one line."""
    data = canonical_bytes(record)
    assert parse_record(data) == record
    assert b"\n" not in data


@given(RECORDS, RECORDS)
def test_bytes_are_equal_exactly_when_records_are(one: Record, other: Record) -> None:
    """The encoding neither confuses two records nor tells equal ones apart."""
    assert (canonical_bytes(one) == canonical_bytes(other)) is (one == other)


@pytest.mark.parametrize(
    "change, reason",
    [
        ((b'"seq":7', b'"seq":"7"'), "invalid_fields"),
        ((b'"seq":7,', b""), "invalid_fields"),
        ((b'"seq":7', b'"seq":7,"more":1'), "invalid_fields"),
        ((b'"at_us":3', b'"at_us":"3"'), "invalid_fields"),
        ((b"progress.v1", b"progress.v9"), "unknown_type"),
        ((b"}}", b"}"), "invalid_json"),
        ((b"H26", b"\xff26"), "invalid_json"),
    ],
)
def test_a_changed_record_is_refused(change: tuple[bytes, bytes], reason: str) -> None:
    """Each way of not being a record has its reason."""
    data = canonical_bytes(Record("run.status.out.h26.v1", "000", EVENT, 3, 1, 7))
    with pytest.raises(Malformed) as refused:
        parse_record(data.replace(*change))
    assert refused.value.reason == reason
