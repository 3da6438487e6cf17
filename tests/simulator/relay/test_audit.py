"""The audit chain and its first broken link."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

from simulator.relay.audit import Head, verify, verify_history
from tests.simulator.relay.malformed import ASKED, ASKER, CASES, HOLDER, NAME, answer, changed, out
from tests.simulator.relay.worlds import PREFIX, after_before
from topics.audit import BEGINNING, OUTCOMES, Audited, audit_hash
from topics.envelope import from_wire
from topics.errors import InputError
from topics.history import Header, HistoryReader, HistoryWriter


def chain() -> list[Audited]:
    reader = after_before()
    reader.hand(*(case.wire(PREFIX) for case in CASES[:5]))
    return reader.audit()


def test_it_says_who_asked_whom_for_what_and_why() -> None:
    """The first record of a relay, whole."""
    first = after_before().audit()[0]
    assert msgspec.structs.replace(first, hash="") == Audited(
        number=0, at_us=1_691_395_200_000_000, what="vn.lienthong.exchange.request.v1",
        sender="H03", topic="test.exchange.out.h03.v1", partition=0, offset=0,
        request=ASKED.request, dossier=ASKED.dossier, procedure="birth_registration",
        requester="H03", provider="G15-HOTICH", fields=("spouse_full_name", "marriage_date"),
        unknown_fields=0, basis="NĐ 47/2020 Art 34 (data sharing by default)",
        purpose="who the father is", attempt=0, outcome="delivered", error=None, rules=(),
        ended="", previous=BEGINNING, hash="",
    )  # fmt: skip
    assert first.hash == audit_hash(first)


def test_each_record_bears_the_hash_of_the_one_before() -> None:
    """The chain of a relay holds, with its head and without."""
    reader, events = after_before(), chain()
    assert all(b.previous == a.hash for a, b in pairwise(events))
    assert verify(events) is None
    assert verify(events, Head(10, events[-1].hash)) is None
    assert reader.core.head == Head(5, events[4].hash)
    assert {event.outcome for event in events} <= set(OUTCOMES)


@pytest.mark.parametrize("number", range(10))
def test_a_changed_record_is_named(number: int) -> None:
    """Whatever it is that says something else now."""
    events = chain()
    events[number] = changed(events[number], offset=77)
    broken = verify(events)
    assert broken is not None
    assert (broken.number, broken.what) == (number, "changed")


def test_a_record_that_was_changed_with_its_hash_is_named_by_the_next() -> None:
    """It agrees with itself, but the one after it follows another."""
    events = chain()
    forged = changed(events[3], outcome="lost", hash="")
    events[3] = changed(forged, hash=audit_hash(forged))
    broken = verify(events)
    assert broken is not None
    assert (broken.number, broken.what) == (4, "changed")


def test_missing_repeated_and_exchanged_records_are_told_apart() -> None:
    """The first link that does not hold is named."""
    events = chain()
    missing = verify([*events[:3], *events[4:]])
    repeated = verify([*events[:4], events[3], *events[4:]])
    exchanged = verify([*events[:3], events[4], events[3], *events[5:]])
    beginning = verify(events[2:])
    found = [
        (broken.number, broken.what)
        for broken in (missing, repeated, exchanged, beginning)
        if broken
    ]
    assert found == [(3, "missing"), (3, "out_of_order"), (3, "missing"), (0, "missing")]


def test_a_chain_that_was_cut_off_needs_its_head_to_be_found_out() -> None:
    """Without the head it holds; with it, the first record that should follow is named."""
    events = chain()
    head = Head(10, events[-1].hash)
    assert verify(events[:7]) is None
    broken = verify(events[:7], head)
    assert broken is not None
    assert (broken.number, broken.what) == (7, "truncated")
    other = verify(events, Head(10, "0" * 64))
    assert other is not None
    assert (other.number, other.what) == (9, "changed")


def test_a_chain_may_begin_later_where_its_beginning_has_expired() -> None:
    """If one says so."""
    assert verify(chain()[4:], first=4) is None


def test_the_head_is_read_as_it_is_printed() -> None:
    """And nothing else is."""
    head = Head(12, "ab" * 32)
    assert Head.parse(str(head)) == head
    with pytest.raises(InputError, match="expected COUNT:HASH"):
        Head.parse("12:xyz")


def test_what_is_not_of_the_catalogue_is_not_written() -> None:
    """Names of fields, bases and purposes may hide a value; ids may too."""
    reader = after_before()
    request = changed(
        ASKED, request=f"{NAME}", fields=("spouse_full_name", NAME), basis=NAME, purpose=NAME
    )
    reader.hand(out(PREFIX, ASKER, request), out(PREFIX, HOLDER, answer(request)))
    asked = reader.audit()[5]
    assert (asked.fields, asked.unknown_fields) == (("spouse_full_name",), 1)
    assert asked.basis == asked.purpose == "not of the catalogue"
    assert asked.request.startswith("sha256-")


def test_the_audit_of_a_history_file_is_verified(tmp_path: Path) -> None:
    """Its other records are passed over."""
    path, reader = tmp_path / "history.jsonl", after_before()
    with HistoryWriter(path, Header(source="simulated")) as history:
        history.write_many(from_wire(output.wire) for output in reader.written)
    assert verify_history(HistoryReader(path), reader.core.head) is None
    assert verify_history(HistoryReader(path), Head(6, "0" * 64)) is not None
