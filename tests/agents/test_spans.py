"""How a wait with several reasons is shared out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agents.spans import Cause, Reason, Spans, walk_back

Share = tuple[Cause, int, int]
DATA, RETRY, COORDINATION, APPLICANT = (
    Cause.DATA,
    Cause.RETRY,
    Cause.COORDINATION,
    Cause.APPLICANT,
)


def shared(since: int, freed: int, *reasons: Share) -> tuple[int, list[Share]]:
    """The point reached, and the shares in order of time."""
    given_: list[Share] = []

    def give(cause: int, holder: int, start: int, end: int) -> None:
        assert holder == 100 + cause
        given_.append((Cause(cause), start, end))

    whole = [Reason(cause, 100 + cause, start, end) for cause, start, end in reasons]
    return walk_back(whole, since, freed, give), given_[::-1]


def test_one_reason_owns_the_wait() -> None:
    """It gets all of it, and no more than the wait."""
    assert shared(2, 9, (DATA, 2, 9)) == (2, [(DATA, 2, 9)])
    assert shared(2, 9, (DATA, 0, 9)) == (2, [(DATA, 2, 9)])


def test_who_ended_last_owns_the_time_from_its_start() -> None:
    """What overlaps it gets only what is left before."""
    found = shared(0, 10, (COORDINATION, 4, 10), (DATA, 0, 8))
    assert found == (0, [(DATA, 0, 4), (COORDINATION, 4, 10)])


def test_what_ended_before_it_began_matters_not_at_all() -> None:
    """A reason that lies within the last one's time owns nothing."""
    assert shared(0, 10, (DATA, 2, 5), (COORDINATION, 0, 10)) == (0, [(COORDINATION, 0, 10)])


def test_the_order_of_the_list_does_not_matter_without_ties() -> None:
    """Three in a row, in any order."""
    row = [(RETRY, 0, 3), (DATA, 3, 6), (COORDINATION, 6, 9)]
    for order in (row, row[::-1], [row[1], row[2], row[0]]):
        assert shared(0, 9, *order) == (0, row)


def test_ends_are_clipped_to_the_point_reached() -> None:
    """Two that still ran when the last began tie there, whichever really ended later."""
    last = (COORDINATION, 6, 10)
    assert shared(0, 10, last, (DATA, 0, 9), (RETRY, 1, 7)) == (
        0, [(DATA, 0, 1), (RETRY, 1, 6), last],
    )  # fmt: skip


def test_ties_go_to_the_later_cause() -> None:
    """Of equal ends the cause that stands later in the ledger wins, in any order of the list."""
    for pair in ([(RETRY, 0, 5), (APPLICANT, 2, 5)], [(APPLICANT, 2, 5), (RETRY, 0, 5)]):
        assert shared(0, 5, *pair) == (0, [(RETRY, 0, 2), (APPLICANT, 2, 5)])
    for pair in ([(COORDINATION, 0, 5), (RETRY, 1, 5)], [(RETRY, 1, 5), (COORDINATION, 0, 5)]):
        assert shared(0, 5, *pair) == (0, [(COORDINATION, 0, 1), (RETRY, 1, 5)])


def test_a_gap_is_reported() -> None:
    """The point where the reasons no longer cover the wait, nothing given before it."""
    assert shared(0, 10, (DATA, 6, 10), (RETRY, 0, 4)) == (6, [(DATA, 6, 10)])
    assert shared(0, 10, (DATA, 0, 9)) == (10, [])
    assert shared(0, 10) == (10, [])


def test_no_wait_has_no_shares() -> None:
    """A wait of no length is covered by anything."""
    assert shared(5, 5, (DATA, 5, 5)) == (5, [])
    assert shared(5, 5) == (5, [])


times = st.integers(0, 20)
reasons = st.lists(
    st.tuples(st.sampled_from(list(Cause)), times, times).filter(lambda r: r[1] < r[2]), max_size=6
)


@given(reasons, times, times)
def test_shares_partition_what_is_covered(drawn: list[Share], a: int, b: int) -> None:
    """Shares follow each other from the point reached to the end, each within its reason."""
    since, freed = min(a, b), max(a, b)
    point, found = shared(since, freed, *drawn)
    edges = [point, *(end for _, _, end in found)]
    assert [start for _, start, _ in found] == edges[:-1]
    assert edges[-1] == (freed if found else point)
    assert all(
        any(c == cause and s <= start and end <= e for c, s, e in drawn)
        for cause, start, end in found
    )
    covered = all(any(s <= t < e for _, s, e in drawn) for t in range(since, freed))
    assert (point == since) == covered


def test_an_empty_span_is_dropped() -> None:
    """A stretch of no length leaves nothing in the buffer; others are four integers."""
    spans = Spans()
    spans.span(17, 1, 5, 5)
    assert len(spans.spans) == 0
    spans.span(17, 1, 5, 6)
    assert list(spans.spans) == [17, 1, 5, 6]
