"""What the relay remembers is bounded, agency by agency; nobody's flood is another's loss."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec

from simulator.relay.rows import DAY_US, Policy, Quota
from tests.simulator.relay.malformed import (
    ASKED,
    ASKER,
    CREATED,
    HOLDER,
    MINUTE_US,
    NOW_US,
    PROGRESS,
    answer,
    changed,
    out,
)
from tests.simulator.relay.worlds import PREFIX, Reader, audited, delivered, relay

FULL = "requester.capacity.quota"


def asks(number: int) -> msgspec.Struct:
    found: msgspec.Struct = changed(ASKED, request=f"{ASKED.dossier}/{number}")
    return found


def ask(reader: Reader, number: int) -> str:
    """Ask once more: how it ends on record."""
    (entry,) = audited(reader.hand(out(PREFIX, ASKER, asks(number))))  # type: ignore[arg-type]
    return entry.error or entry.outcome


def test_an_agency_may_have_so_many_requests_open() -> None:
    """One more is refused, the asker is told, and may ask again when one has ended."""
    reader = Reader(relay(policy=Policy(quota=Quota(open=2))))
    assert [ask(reader, n) for n in range(3)] == ["delivered", "delivered", FULL]
    (told,) = [e for topic, e in delivered(reader.written) if topic == "exchange.in.h03.v1"]
    assert (told.request, told.outcome, told.error) == (f"{ASKED.dossier}/2", "refused", FULL)
    reader.hand(out(PREFIX, HOLDER, answer(asks(0))))  # type: ignore[arg-type]
    assert ask(reader, 2) == "delivered"


def test_what_is_over_is_forgotten_before_anything_is_refused() -> None:
    """Ten thousand requests that end leave no more than the quota holds, the latest of them."""
    quota = Quota(bytes=50_000)
    reader = Reader(relay(policy=Policy(quota=quota)))
    for number in range(1_000):
        assert ask(reader, number) == "delivered"
        reader.hand(out(PREFIX, HOLDER, answer(asks(number))))  # type: ignore[arg-type]
        reader.now_us += 1_000
    state = reader.core.state()
    assert sum(map(len, state.values())) < quota.bytes + 5_000
    assert ask(reader, 999) == "repeated"
    assert ask(reader, 0) == "delivered"  # forgotten, so it is a new one


def test_requests_that_are_refused_cost_little_and_are_bounded() -> None:
    """They keep no field, basis or purpose; 10,000 of them stay within the quota."""
    quota = Quota(bytes=100_000)
    reader = Reader(relay(policy=Policy(quota=quota)))
    for number in range(1_000):
        wrong = changed(asks(number), basis="none", purpose="p" * 500)
        reader.hand(out(PREFIX, ASKER, wrong))
    rows = [raw for key, raw in reader.core.state().items() if key.startswith("request/")]
    assert max(map(len, rows)) < 1_000
    assert sum(map(len, rows)) < quota.bytes + 1_000


def test_a_full_agency_is_full_alone() -> None:
    """Others' requests and dossiers go on."""
    reader = Reader(relay(policy=Policy(quota=Quota(open=1))))
    assert [ask(reader, 0), ask(reader, 1)] == ["delivered", FULL]
    (entry,) = audited(
        reader.hand(out(PREFIX, ASKER, CREATED))
    )  # of the same agency: its open requests are counted with its dossiers
    assert entry.error == FULL


def test_repeating_oneself_costs_nothing() -> None:
    """A request said 1,000 times is one row, and one time to look at."""
    reader = Reader()
    for _ in range(1_000):
        ask(reader, 0)
    rows = reader.core._rows
    assert (len(rows), len(rows._times)) == (1, 1)


def test_a_dossier_of_which_nothing_is_heard_is_forgotten() -> None:
    """After 400 days; a create alone is not kept for ever."""
    reader = Reader()
    reader.hand(out(PREFIX, ASKER, CREATED))
    assert reader.core.remembered == 1
    reader.wait(400 * DAY_US)
    assert reader.core.remembered == 0


def test_a_dossier_bears_the_code_of_who_creates_it() -> None:
    """So nobody takes another's code away."""
    reader = Reader()
    taken = changed(CREATED, agency="G15", dossier=CREATED.dossier)
    (entry,) = audited(reader.hand(out(PREFIX, "G15", taken)))
    assert entry.error == "requester.authority.wrong_sender"
    (entry,) = audited(reader.hand(out(PREFIX, ASKER, CREATED)))
    assert entry.outcome == "noted"


def test_a_push_of_the_future_is_refused() -> None:
    """More than a day ahead; so it does not shut out all that comes rightly."""
    reader = Reader()
    reader.hand(out(PREFIX, ASKER, CREATED))
    far = changed(PROGRESS, at_us=2**53 - 1)
    (entry,) = audited(reader.hand(out(PREFIX, ASKER, far)))
    assert entry.error == "requester.time.in_future"
    (entry,) = audited(reader.hand(out(PREFIX, ASKER, PROGRESS)))
    assert entry.outcome == "delivered"
    late = changed(CREATED, dossier="000.00.00.H03-230807-0002", received_us=NOW_US + 2 * DAY_US)
    (entry,) = audited(reader.hand(out(PREFIX, ASKER, late)))
    assert entry.error == "requester.time.in_future"


def test_nothing_comes_after_a_status_that_is_the_last() -> None:
    """Not accepted, withdrawn, stopped, returned; the same said again is taken once."""
    for last in (3, 7, 8, 10):
        reader = Reader()
        reader.hand(out(PREFIX, ASKER, CREATED))
        end = changed(PROGRESS, status=last, at_us=NOW_US)
        after = changed(PROGRESS, status=1, at_us=NOW_US + MINUTE_US)
        outcomes = [
            (entry.error or entry.outcome)
            for push in (end, end, after)
            for entry in audited(reader.hand(out(PREFIX, ASKER, push)))
        ]
        assert outcomes == ["delivered", "ignored", "requester.business.dossier_closed"]


def test_a_deadline_of_the_year_2255_keeps_no_request_open_for_ever() -> None:
    """It is open for as long as a dossier of which nothing is heard; then it has expired."""
    reader = Reader()
    reader.hand(out(PREFIX, ASKER, changed(ASKED, deadline_us=2**53 - 1)))
    reader.wait(400 * DAY_US)
    assert reader.audit()[-1].outcome == "delivered"
    reader.wait(DAY_US)
    assert (reader.audit()[-1].outcome, reader.audit()[-1].ended) == ("ended", "expired")
    reader.wait(8 * DAY_US)
    assert reader.core.remembered == 0


def test_instants_that_change_again_and_again_take_no_more_room() -> None:
    """A dossier that goes to and fro is one row; what was to happen to it before is thrown away."""
    reader = Reader()
    reader.hand(out(PREFIX, ASKER, CREATED))
    for number in range(1_000):
        reader.now_us += 1
        push = changed(PROGRESS, status=4 + number % 2, at_us=NOW_US + number)
        (entry,) = audited(reader.hand(out(PREFIX, ASKER, push)))
        assert entry.outcome == "delivered"
    assert len(reader.core._rows._times) <= 2 + 64


def test_memory_is_bounded_whatever_is_written() -> None:
    """20,000 hostile records, each with an id of its own: after the first tenth no more is taken.

    What comes of a million of them is the bench `hostile-memory`.
    """
    quota = 200_000
    done = subprocess.run(
        [sys.executable, "-m", "tests.simulator.relay.flooding", "20000", str(quota)],
        check=True, capture_output=True, text=True, cwd=Path(__file__).parents[3],
    )  # fmt: skip
    rows, memory = zip(*(map(int, line.split()) for line in done.stdout.splitlines()), strict=True)
    assert max(rows) < quota + 2_000
    assert memory[-1] < 1.05 * memory[0]
