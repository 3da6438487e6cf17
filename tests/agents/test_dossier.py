"""A dossier's legal clock, its statuses, and whether it was on time."""

from __future__ import annotations

from typing import Any

import pytest

from agents.applicant import Again, AskSupplement, Fee, Return
from agents.dossier import (
    ACCEPTED,
    COUNTER,
    IN_PROCESS,
    ONLINE,
    POST,
    PROCESSED,
    RETURNED,
    SUPPLEMENT,
    WITHDRAWN,
    Dossier,
)
from agents.draws import UNIT, tag
from agents.route import Receipt, submit
from agents.spans import Cause
from tests.agents.worlds import DAY, HOUR, START, Done, SmallWorld, at, fixed, rules
from topics.errors import ModelError

APPLICANT = Cause.APPLICANT
_FIRST = "slot unit program number origin channel status policy on_time supplements enquiries"
_THEN = "requests attempts submitted_us returned_us processing_us due_us force_us"
FIELDS = f"{_FIRST} {_THEN}".split(" ")


class Work:
    """A step that lasts until an instant; no desk is involved."""

    def __init__(self, until_us: int) -> None:
        self.until_us = until_us

    def enter(self, dossier: Dossier, now: int) -> None:
        dossier.wait(Cause.HANDLING, 0, max(now, self.until_us), 2)

    def resume(self, dossier: Dossier, now: int) -> None:
        dossier.go(dossier.pc + 1, now)


def supplement(turns: int, *, at_receipt: bool, name: str = "s") -> AskSupplement:
    """A loop in which papers are asked for every time, before or after acceptance."""

    def tags(what: str) -> tuple[int, ...]:
        return tuple(tag(f"{name}-{what}", 0, turn) for turn in range(turns))

    return AskSupplement(
        share=UNIT,
        choices=tags("choice"),
        own=tags("own"),
        withdraws=tags("withdraw"),
        at_receipt=at_receipt,
        accepted=not at_receipt,
    )


def returned(
    *steps: Any, submitted_us: int = START, limit: tuple[float, str] = (1, "wd"),
    channel: int = COUNTER, origin: int = 1, **sections: dict[str, Any],
) -> dict[str, int]:  # fmt: skip
    """The row of a dossier that was submitted and went through `steps`."""
    small = SmallWorld(rules(**sections), start_us=submitted_us)
    dossier = small.dossier(*steps, limit=limit, channel=channel, origin=origin)
    submit(dossier, submitted_us)
    small.run()
    assert dossier.key not in small.world.open
    row = tuple(small.world.done)
    return dict(zip(FIELDS, row, strict=True))


TAKEN = Receipt(0, tag("refused"))


@pytest.mark.parametrize(
    "submitted, started, due",
    [
        (at(0, "08:00"), at(0, "08:00"), at(1, "17:00")),
        (at(0, "15:00"), at(0, "15:00"), at(1, "17:00")),
        (at(0, "15:01"), at(1, "07:00"), at(2, "17:00")),
        (at(0, "05:00"), at(0, "07:00"), at(1, "17:00")),
        (at(4, "14:00"), at(4, "14:00"), at(7, "17:00")),
        (at(5, "10:00"), at(7, "07:00"), at(8, "17:00")),
    ],
)
def test_the_clock_starts_by_the_cut_off(submitted: int, started: int, due: int) -> None:
    """After 15:00 or at a weekend it starts at the next working day's opening; due a day later."""
    end = at(9, "10:00")
    row = returned(TAKEN, Work(end), Return(), submitted_us=submitted, channel=ONLINE)
    assert row["due_us"] == due
    assert row["processing_us"] == end - started


def test_a_result_is_fetched_carried_or_read() -> None:
    """The legal clock ends when the result is ready; the way to the applicant follows."""
    ends = {
        channel: returned(TAKEN, Work(at(0, "10:00")), Return(), channel=channel)["returned_us"]
        for channel in (COUNTER, ONLINE, POST)
    }
    ready = at(0, "10:00")
    assert ends == {COUNTER: ready + 6 * HOUR, ONLINE: ready, POST: ready + 3 * DAY}


def test_refused_at_receipt_ends_there() -> None:
    """Status 3, returned at once."""
    row = returned(Receipt(UNIT, tag("refused")), Done())
    assert (row["status"], row["returned_us"], row["processing_us"]) == (3, START, 0)


def test_a_supplement_in_processing_stops_the_clock() -> None:
    """Two days of the applicant's, 16 open hours, are not counted and move the due date by two."""
    ask = supplement(1, at_receipt=False)
    ask.exit = 4
    steps = (TAKEN, Work(at(0, "10:00")), ask, Again(2), Work(at(2, "16:00")), Return())
    row = returned(*steps, limit=(0, "wd"), channel=ONLINE)
    assert row["supplements"] == 1
    assert row["processing_us"] == at(2, "16:00") - START - 2 * DAY
    assert row["due_us"] == at(2, "17:00")
    assert row["on_time"] == 1


def test_a_supplement_at_receipt_starts_the_clock_from_zero() -> None:
    """Brought on Wednesday at 08:00: the clock starts then, due on Thursday."""
    ask = supplement(1, at_receipt=True)
    ask.exit = 2
    steps = (ask, Again(0), TAKEN, Work(at(2, "10:00")), Return())
    row = returned(*steps, channel=ONLINE)
    assert row["due_us"] == at(3, "17:00")
    assert row["processing_us"] == 2 * HOUR


def test_a_fee_stops_the_clock() -> None:
    """The day of paying is not counted."""
    row = returned(
        TAKEN, Fee(UNIT, tag("fee"), tag("pay")), Work(at(1, "10:00")), Return(), channel=ONLINE
    )
    assert row["processing_us"] == at(1, "10:00") - START - DAY


def test_a_stop_before_the_clock_has_started_stops_nothing() -> None:
    """Submitted at 20:00, asked for a fee at once: only the part after 07:00 was a stop."""
    submitted = at(0, "20:00")
    steps = (TAKEN, Fee(UNIT, tag("fee"), tag("pay")), Work(at(2, "10:00")), Return())
    row = returned(*steps, submitted_us=submitted, channel=ONLINE)
    assert row["processing_us"] == at(2, "10:00") - at(1, "07:00") - 13 * HOUR


# -- on time ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("end, kept", [("1 17:00", 1), ("1 17:01", 0)])
def test_on_time_until_the_close_of_the_due_day(end: str, kept: int) -> None:
    """The last instant is in time; waiting for the applicant to fetch it does not count."""
    day, clock = end.split()
    row = returned(TAKEN, Work(at(int(day), clock)), Return())
    assert row["on_time"] == kept


@pytest.mark.parametrize("end, kept", [(at(3, "17:00"), 1), (at(3, "17:01"), 0)])
def test_a_due_date_moves_once(end: int, kept: int) -> None:
    """Those re-scheduled have the extension too, two working days here."""
    clock = {"reschedule": UNIT, "extension": (2, "wd")}
    assert returned(TAKEN, Work(end), Return(), clock=clock)["on_time"] == kept


def test_two_supplement_requests_are_never_on_time() -> None:
    """At most one may be asked for."""
    ask = supplement(2, at_receipt=False)
    ask.exit = 3
    row = returned(TAKEN, ask, Again(1), Return(), limit=(30, "wd"), channel=ONLINE)
    assert (row["supplements"], row["on_time"]) == (2, 0)


# -- giving up -------------------------------------------------------------------------------------


def test_who_gives_up_ends_withdrawn() -> None:
    """After the own time, without the papers; the clock was stopped."""
    ask = supplement(1, at_receipt=False)
    row = returned(TAKEN, ask, Done(), applicant={"withdraw": UNIT})
    assert (row["status"], row["returned_us"]) == (WITHDRAWN, START + 2 * DAY)
    assert row["processing_us"] == 0


def test_giving_up_is_drawn_anew_in_a_second_loop() -> None:
    """Who stayed in the first loop may give up in another one."""
    rows = [
        returned(*_two_loops(), origin=origin, applicant={"withdraw": UNIT // 2})
        for origin in range(1, 60)
    ]
    stayed = [row for row in rows if row["supplements"] == 2]
    assert {row["status"] for row in stayed} == {WITHDRAWN, RETURNED}


def _two_loops() -> tuple[Any, ...]:
    first, second = supplement(1, at_receipt=True), supplement(1, at_receipt=False, name="t")
    first.exit, second.exit = 2, 5
    return first, Again(0), TAKEN, second, Again(3), Return()


# -- statuses --------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", [(ACCEPTED, SUPPLEMENT), (IN_PROCESS,), (RETURNED,), (PROCESSED,)])
def test_a_move_that_the_graph_lacks_is_an_error(way: tuple[int, ...]) -> None:
    """The message names the dossier and the move."""
    dossier = SmallWorld().dossier(Done())
    for status in way[:-1]:
        dossier.become(status, START)
    with pytest.raises(ModelError, match=f"{dossier.code}: status . to {way[-1]} is no move"):
        dossier.become(way[-1], START)


def test_the_applicants_time_is_in_the_ledger() -> None:
    """Supplement, then fetching the result, and nothing else."""
    small = SmallWorld(rules(applicant={"supplement": fixed(DAY)}))
    ask = supplement(1, at_receipt=False)
    ask.exit = 3
    dossier = small.dossier(TAKEN, ask, Again(1), Return())
    submit(dossier, START)
    small.run()
    assert small.in_order(dossier) == [(APPLICANT, 0, DAY), (APPLICANT, DAY, DAY + 6 * HOUR)]
