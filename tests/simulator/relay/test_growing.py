"""The work of reading a record grows with its size, whichever place of it is large.

Counted are the interpreter's instructions, which are the same on a busy machine. What C code does
in one of them is measured in CPU time: by `test_hostile`, and by the bench `reading` place by place
up to a broker's largest record.
"""

from __future__ import annotations

import pytest

from tests.simulator.relay.growing import operations, places

SMALL = 1 << 13
MOST = 2.5  # for twice the size
PLACES = places()
PARTS = 4


def test_every_place_is_there() -> None:
    """Every header and field of every event type, in texts and in JSON of several kinds."""
    assert len(PLACES) > 2_000
    for name in ("header ce_idempotencykey", "field deadline_us", "field rules", "attribute data"):
        assert any(place.startswith(name) for place in PLACES), name


@pytest.mark.parametrize("part", range(PARTS))
def test_a_record_twice_as_large_takes_twice_as_many_instructions(part: int) -> None:
    """At most 2.5 times as many, for each place."""
    for name in list(PLACES)[part::PARTS]:
        small, large = (operations(PLACES[name](size)) for size in (SMALL, 2 * SMALL))
        assert large <= MOST * small, name


@pytest.mark.full
@pytest.mark.parametrize("part", range(PARTS))
def test_it_holds_up_to_the_largest_that_a_broker_takes(part: int) -> None:
    """Doubled again and again, where the first doubling made any difference."""
    for name in list(PLACES)[part::PARTS]:
        sizes = [SMALL << times for times in range(7)]
        before = operations(PLACES[name](sizes[0]))
        for size in sizes[1:]:
            now = operations(PLACES[name](size))
            assert now <= MOST * before, (name, size)
            if now < 1.05 * before:
                break
            before = now
