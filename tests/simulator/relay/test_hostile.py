"""Whatever somebody writes to a topic of its own ends in a verdict, in bounded time and room."""

from __future__ import annotations

from time import process_time

import pytest

from simulator.relay.judge import Verdict, read, without_values
from tests.simulator.relay.hostile import GROWING, RECORDS, Growing
from tests.simulator.relay.worlds import PREFIX, after_before, audited, delivered
from topics.envelope import MAX_WIRE_BYTES, record_bytes

NAMES = list(RECORDS)
SMALL, TIMES = 1 << 14, 16  # bytes; how many times as large the other record is
FACTOR = 100  # of CPU time; with the square of the size it were 256, and caches make it 30


def test_there_are_enough_of_them() -> None:
    """More than 200 kinds."""
    assert len(RECORDS) >= 200


@pytest.mark.parametrize("part", range(8))
def test_each_ends_in_one_audit_record_and_stops_nothing(part: int) -> None:
    """One of audit for each, a dead letter where it was not taken; all of it fits a broker."""
    reader = after_before()
    for name in NAMES[part::8]:
        outputs = reader.hand(RECORDS[name])
        (entry,) = audited(outputs)
        letters = [output for output in outputs if output.what == "dead_letter"]
        assert len(letters) == (entry.outcome == "dead_lettered"), name
        assert all(record_bytes(output.wire) <= MAX_WIRE_BYTES for output in outputs), name


def test_sound_traffic_goes_on_after_all_of_them() -> None:
    """The request that was open before is answered after them."""
    from tests.simulator.relay.malformed import ASKED, HOLDER, answer, out

    reader = after_before()
    reader.hand(*RECORDS.values())
    outputs = reader.hand(out(PREFIX, HOLDER, answer(ASKED)))
    assert delivered(outputs) == [("exchange.in.h03.v1", answer(ASKED))]


@pytest.mark.parametrize("place", GROWING)
def test_time_grows_with_a_records_size_not_with_its_square(place: str) -> None:
    """CPU of a record 16 times as large; how much of it a doubling costs, the bench says."""
    make = GROWING[place]
    small = min(_seconds(make, SMALL) for _ in range(5))
    large = min(_seconds(make, SMALL * TIMES) for _ in range(3))
    assert large <= FACTOR * max(small, 50e-6)


def _seconds(make: Growing, size: int) -> float:
    wire = make(size)
    assert record_bytes(wire) >= size // 4
    began = process_time()
    found = read(wire)
    spent = process_time() - began
    assert isinstance(found, Verdict) or record_bytes(wire) < MAX_WIRE_BYTES
    return spent


@pytest.mark.parametrize("quote", ["'", '"'])
def test_nothing_of_a_quotation_that_is_cut_off_is_shown(quote: str) -> None:
    """Where a message is cut within a value, the rest of the value is left out, too."""
    said = f"header x: {quote}" + "Bí Mật " * 2_000
    assert without_values(said) == "header x: '…'"
    assert without_values(f"unknown field `{'Bí Mật ' * 2_000}") == "unknown field '…'"
