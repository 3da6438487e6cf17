"""Dead letters: what they keep, and what can be done with them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.relay.deadletter import dead_letter, parse, replayed, rows
from tests.simulator.relay.malformed import ASKED, ASKER, CASES, changed, out
from tests.simulator.relay.worlds import PREFIX, Reader
from topics.envelope import WireRecord
from topics.errors import CheckFailed, ErrorCode, InputError

ERROR = ErrorCode("requester", "protocol", "invalid_json")
TOPIC = "test.exchange.out.h03.v1"
SOUND = out(PREFIX, ASKER, ASKED)


@given(
    st.none() | st.binary(max_size=20),
    st.none() | st.binary(max_size=50),
    st.lists(st.tuples(st.text(max_size=10), st.none() | st.binary(max_size=10)), max_size=5),
    st.integers(0, 5),
    st.integers(0, 2**60),
)
def test_it_gives_back_what_was_put_in(
    key: bytes | None,
    value: bytes | None,
    headers: list,
    partition: int,
    offset: int,  # type: ignore[type-arg]
) -> None:
    """Any key, value and headers, with or without a value, and the place and error."""
    wire = WireRecord(TOPIC, key, value, headers)
    letter = dead_letter(wire, partition, offset, ERROR, "why")
    assert letter.topic == f"{TOPIC}.dlt"
    found = parse(letter)
    assert (found.original, found.partition, found.offset) == (wire, partition, offset)
    assert (found.error, found.exception, found.cut) == (ERROR, "why", "")


def test_its_error_is_in_headers_that_anybody_can_read() -> None:
    """Topic, partition, offset, error, exception, attempt."""
    headers = dict(dead_letter(SOUND, 2, 17, ERROR, "header x is missing").headers)
    assert {name: headers[name] for name in headers if "dlt" in name} == {
        "lienthong_dlt_topic": TOPIC.encode(),
        "lienthong_dlt_partition": b"2",
        "lienthong_dlt_offset": b"17",
        "lienthong_dlt_error": b"requester.protocol.invalid_json",
        "lienthong_dlt_exception": b"header x is missing",
        "lienthong_dlt_attempt": b"0",
        "lienthong_dlt_headers": b"%d" % len(SOUND.headers),
    }


def test_a_forged_header_does_not_hide_the_true_one() -> None:
    """A sender may write any header; ours come after its own and count."""
    forged = changed(SOUND, headers=[*SOUND.headers, ("lienthong_dlt_topic", b"elsewhere")])
    found = parse(dead_letter(forged, 0, 0, ERROR, ""))
    assert found.original == forged


def test_a_record_too_large_says_what_it_was_and_is_not_replayed() -> None:
    """Its beginning is kept, with its length and hash."""
    wire = changed(SOUND, value=b"x" * 5_000_000)
    letter = parse(dead_letter(wire, 0, 9, ERROR, ""))
    assert letter.original.value == b"x" * 65_536
    assert letter.cut.startswith("5000")
    with pytest.raises(CheckFailed, match=r"exchange\.out\.h03\.v1/0@9: cannot be replayed"):
        replayed(letter)


def test_a_replayed_record_is_the_same_with_one_more_attempt() -> None:
    """It goes to its old topic, is judged again, and a second dead letter counts on."""
    reader, wire = Reader(), changed(SOUND, value=b"{")
    for attempt in range(3):
        (output,) = [each for each in reader.hand(wire) if each.what == "dead_letter"]
        letter = parse(output.wire)
        assert letter.attempt == attempt
        wire = replayed(letter)
        assert (wire.topic, wire.key, wire.value) == (SOUND.topic, SOUND.key, b"{")
        assert wire.headers == [*SOUND.headers, ("lienthong_attempt", b"%d" % (attempt + 1))]


def test_a_replayed_record_that_is_sound_now_is_delivered() -> None:
    """The header of its attempt disturbs nobody."""
    wire = replayed(parse(dead_letter(SOUND, 0, 0, ERROR, "")))
    assert [entry.outcome for entry in _audit(wire)] == ["delivered"]


def _audit(wire: WireRecord) -> list:  # type: ignore[type-arg]
    reader = Reader()
    reader.hand(wire)
    return reader.audit()


def test_they_are_listed_with_place_key_error_attempt_and_reason() -> None:
    """One row each."""
    case = next(case for case in CASES if case.name == "truncated JSON")
    (row,) = rows(o.wire for o in Reader().hand(case.wire(PREFIX)) if o.what == "dead_letter")
    assert row[:4] == (f"{TOPIC}/0@0", f"{ASKED.dossier}/new", case.ends, "0")
    assert "truncated" in row[4]


def test_another_record_is_no_dead_letter() -> None:
    """It says which header is missing."""
    with pytest.raises(InputError, match="no dead letter, lienthong_dlt_topic is missing"):
        parse(SOUND)
