"""Where messages end that nobody should write."""

from __future__ import annotations

import pytest

from simulator.relay.deadletter import EXCEPTION, parse
from tests.simulator.relay.malformed import CASES, NAME, Case
from tests.simulator.relay.worlds import PREFIX, Reader, after_before, audited
from topics.envelope import MAX_WIRE_BYTES
from topics.errors import ErrorCode


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_ends_where_the_table_says(case: Case) -> None:
    """A message that is wrong becomes one dead letter with its error, and one record of audit."""
    reader = after_before()
    wire = case.wire(PREFIX)
    outputs = reader.hand(wire)
    (entry,) = audited(outputs)
    letters = [parse(output.wire) for output in outputs if output.what == "dead_letter"]
    if "." not in case.ends:
        assert (entry.outcome, letters) == (case.ends, [])
        return
    (letter,) = letters
    assert (entry.outcome, entry.error) == ("dead_lettered", case.ends)
    assert letter.error == ErrorCode.parse(case.ends)
    assert (letter.original.topic, letter.partition, letter.offset) == (wire.topic, 0, 5)


@pytest.mark.parametrize("case", [case for case in CASES if case.alone], ids=lambda case: case.name)
def test_what_depends_on_nothing_before_ends_so_alone(case: Case) -> None:
    """A case that says so ends the same in a relay that has seen nothing."""
    (entry,) = audited(Reader().hand(case.wire(PREFIX)))
    assert case.ends in (entry.error, entry.outcome)


def test_the_table_is_long_enough_and_names_differ() -> None:
    """At least 25 cases, no name twice."""
    assert len({case.name for case in CASES}) == len(CASES) >= 25


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_no_personal_value_is_written_about_it(case: Case) -> None:
    """Audit records and exception texts hold no value of a message, wherever it was hidden."""
    for output in after_before().hand(case.wire(PREFIX)):
        if output.what == "audit":
            assert NAME.encode() not in (output.wire.value or b"")
            assert all(NAME.encode() not in value for _, value in output.wire.headers)
        if output.what == "dead_letter":
            assert NAME.encode() not in dict(output.wire.headers)[EXCEPTION]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_all_that_is_written_fits_a_record(case: Case) -> None:
    """No output is larger than a broker takes, nor holds what its client cannot write."""
    for output in after_before().hand(case.wire(PREFIX)):
        wire = output.wire
        size = len(wire.key or b"") + len(wire.value or b"")
        assert size + sum(len(n) + len(v) for n, v in wire.headers) <= MAX_WIRE_BYTES
        assert wire.value is not None


def test_they_leave_sound_traffic_alone() -> None:
    """After all of them, the open request is still open and is answered."""
    from tests.simulator.relay.malformed import ASKED, HOLDER, answer, out
    from tests.simulator.relay.worlds import delivered

    reader = after_before()
    reader.hand(*(case.wire(PREFIX) for case in CASES))
    outputs = reader.hand(out(PREFIX, HOLDER, answer(ASKED)))
    assert delivered(outputs) == [("exchange.in.h03.v1", answer(ASKED))]
