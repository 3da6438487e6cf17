"""Due dates with pauses, each computed by hand, and who is late by them.

The office is the committed one: Monday to Friday, 07:00 to 11:30 (4.5 h) and 13:30 to 17:00
(3.5 h). In 2023, 1 and 4 September are days off (Friday and Monday). In 2024, 29 April to 1 May are
days off, and Saturday 4 May is worked in exchange.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from agents.applicant import Again, Return
from agents.calendar import ALWAYS, calendar_of
from agents.deadlines import due_at_end_us, moved_us
from agents.dossier import COUNTER, FEE, IN_PROCESS, ONLINE, SUPPLEMENT, Dossier
from agents.draws import UNIT, tag
from agents.legal_clock import set_clock
from agents.route import Receipt, finish, submit
from simulator.scenario.calendar_reader import read_calendar
from tests.agents.test_dossier import FIELDS, TAKEN, Work, supplement
from tests.agents.worlds import DAY, HOUR, START, Done, SmallWorld, at, rules

SPEC, _ = read_calendar(Path(__file__).parents[2] / "config/calendars/office.yaml")
assert SPEC is not None
OFFICE = calendar_of(SPEC)
Pause = tuple[str, str]


def us(text: str) -> int:
    """The microseconds of a local date and time."""
    return (datetime.fromisoformat(text) - datetime(1970, 1, 1)) // timedelta(microseconds=1)


def paused(submitted: str, limit: tuple[float, str], *pauses: Pause, **clock: Any) -> Dossier:
    """A dossier whose legal clock stood in each of `pauses`, from and until."""
    small = SmallWorld(rules(clock=clock), start_us=us(submitted))
    small.world.office = OFFICE
    dossier = small.dossier(Done(), limit=limit)
    set_clock(dossier, us(submitted))
    for begin, end in pauses:
        dossier.become(SUPPLEMENT, us(begin))
        dossier.become(IN_PROCESS, us(end))
    return dossier


def due(submitted: str, limit: tuple[float, str], *pauses: Pause) -> str:
    """When it is due, such as `Mon 2023-07-10 17:00`."""
    moved = paused(submitted, limit, *pauses).due_us
    return (datetime(1970, 1, 1) + timedelta(microseconds=moved)).strftime("%a %Y-%m-%d %H:%M")


# -- working days ----------------------------------------------------------------------------------


def test_a_day_that_begins_on_a_wednesday_is_one_working_day() -> None:
    """2wd from Wed 5 July: Fri 7. Paused Wed 10:00 to Thu 10:00."""
    # Wed 10:00-11:30 1.5 h + 13:30-17:00 3.5 h, Thu 07:00-10:00 3 h: 8 h = 1 wd; Fri 7 -> Mon 10.
    assert due("2023-07-05T09:00", (2, "wd")) == "Fri 2023-07-07 17:00"
    pause = ("2023-07-05T10:00", "2023-07-06T10:00")
    assert due("2023-07-05T09:00", (2, "wd"), pause) == "Mon 2023-07-10 17:00"


def test_part_of_a_day_over_night_counts_as_a_whole_one() -> None:
    """2wd from Tue 4 July: Thu 6. Paused Tue 16:00 to Wed 08:00."""
    # Tue 16:00-17:00 1 h, Wed 07:00-08:00 1 h: 2 h, so the next day's close; Thu 6 -> Fri 7.
    pause = ("2023-07-04T16:00", "2023-07-05T08:00")
    assert due("2023-07-04T09:00", (2, "wd"), pause) == "Fri 2023-07-07 17:00"


def test_nights_and_lunches_move_nothing() -> None:
    """2wd from Tue 4 July: Thu 6. Paused from a close to an opening, twice."""
    # Tue 11:30-13:30 0 h, Tue 17:00 - Wed 07:00 0 h; Thu 6 stays.
    lunch, night = (
        ("2023-07-04T11:30", "2023-07-04T13:30"),
        ("2023-07-04T17:00", "2023-07-05T07:00"),
    )
    assert due("2023-07-04T09:00", (2, "wd"), lunch, night) == "Thu 2023-07-06 17:00"


def test_of_a_weekend_only_its_edges_count() -> None:
    """2wd from Thu 6 July: Mon 10. Paused Fri 16:00 to Mon 08:00."""
    # Fri 16:00-17:00 1 h, Sat and Sun 0 h, Mon 07:00-08:00 1 h: 2 h; Mon 10 -> Tue 11.
    pause = ("2023-07-07T16:00", "2023-07-10T08:00")
    assert due("2023-07-06T09:00", (2, "wd"), pause) == "Tue 2023-07-11 17:00"


def test_a_whole_weekend_moves_nothing() -> None:
    """2wd from Thu 6 July: Mon 10. Paused Fri 17:00 to Mon 07:00."""
    # 62 hours on the clock, none of them open; Mon 10 stays.
    pause = ("2023-07-07T17:00", "2023-07-10T07:00")
    assert due("2023-07-06T09:00", (2, "wd"), pause) == "Mon 2023-07-10 17:00"


def test_holidays_in_a_pause_do_not_count() -> None:
    """1wd from Wed 30 August: Thu 31. Paused Thu 13:30 to Tue 5 September 11:30."""
    # Thu 3.5 h; Fri 1 off, Sat, Sun, Mon 4 off: 0 h; Tue 4.5 h: 8 h = 1 wd.
    # The working day after Thu 31 August is Tue 5 September.
    pause = ("2023-08-31T13:30", "2023-09-05T11:30")
    assert due("2023-08-30T09:00", (1, "wd"), pause) == "Tue 2023-09-05 17:00"


def test_a_due_date_moves_across_holidays() -> None:
    """2wd from Tue 29 August: Thu 31. Paused Wed 08:00 to Thu 08:00, and a microsecond."""
    # Wed 3.5 + 3.5 h, Thu 1 h: 8 h = 1 wd, over Fri 1 to Mon 4 September: Tue 5.
    # A microsecond more begins another day: Wed 6.
    pause = ("2023-08-30T08:00", "2023-08-31T08:00")
    assert due("2023-08-29T09:00", (2, "wd"), pause) == "Tue 2023-09-05 17:00"
    longer = ("2023-08-30T08:00", "2023-08-31T08:00:00.000001")
    assert due("2023-08-29T09:00", (2, "wd"), longer) == "Wed 2023-09-06 17:00"


def test_a_due_date_moves_to_a_saturday_that_is_worked() -> None:
    """1wd from Thu 2 May 2024: Fri 3. Paused Thu 10:00 to Fri 10:00."""
    # Thu 1.5 + 3.5 h, Fri 3 h: 8 h = 1 wd; the day after Fri 3 is Sat 4, worked for Mon 29 April.
    pause = ("2024-05-02T10:00", "2024-05-03T10:00")
    assert due("2024-05-02T09:00", (1, "wd"), pause) == "Sat 2024-05-04 17:00"


def test_a_saturday_that_is_worked_counts_in_a_pause() -> None:
    """1wd from Fri 3 May 2024: Sat 4. Paused Sat 07:00 to Sun 12:00."""
    # Sat 4.5 + 3.5 h, Sun 0 h: 8 h = 1 wd; Sat 4 -> Mon 6.
    pause = ("2024-05-04T07:00", "2024-05-05T12:00")
    assert due("2024-05-03T09:00", (1, "wd"), pause) == "Mon 2024-05-06 17:00"


def test_a_day_off_for_a_saturday_does_not_count() -> None:
    """2wd from Thu 25 April 2024: Fri 26, Thu 2 May. Paused Fri 16:00 to Thu 2 May 08:00."""
    # Fri 1 h; Sat 27, Sun 28, Mon 29, Tue 30, Wed 1 off: 0 h; Thu 1 h: 2 h; Thu 2 -> Fri 3 May.
    pause = ("2024-04-26T16:00", "2024-05-02T08:00")
    assert due("2024-04-25T09:00", (2, "wd"), pause) == "Fri 2024-05-03 17:00"


def test_a_pause_counts_from_the_clocks_start() -> None:
    """Received Mon 3 July 16:00, so the clock starts Tue 07:00; 1wd: Wed 5."""
    # Paused Mon 16:10 - Tue 09:00; from Tue 07:00 on: 2 h; Wed 5 -> Thu 6. Until Tue 07:00: 0 h.
    begin = "2023-07-03T16:10"
    received = "2023-07-03T16:00"
    assert due(received, (1, "wd"), (begin, "2023-07-04T09:00")) == "Thu 2023-07-06 17:00"
    assert due(received, (1, "wd"), (begin, "2023-07-04T07:00")) == "Wed 2023-07-05 17:00"
    assert due(received, (1, "wd"), (begin, "2023-07-03T16:50")) == "Wed 2023-07-05 17:00"


def test_several_pauses_add_up_before_they_are_rounded() -> None:
    """3wd from Mon 3 July: Thu 6. Three pauses of 3, 3 and 2 hours are one day, not three."""
    # Mon 13:30-16:30 3 h, Tue 07:00-10:00 3 h, Wed 07:00-09:00 2 h: 8 h = 1 wd; Thu 6 -> Fri 7.
    # One more hour, Wed 09:00-10:00, begins a second day: Mon 10.
    pauses = (
        ("2023-07-03T13:30", "2023-07-03T16:30"),
        ("2023-07-04T07:00", "2023-07-04T10:00"),
        ("2023-07-05T07:00", "2023-07-05T09:00"),
    )
    assert due("2023-07-03T09:00", (3, "wd"), *pauses) == "Fri 2023-07-07 17:00"
    more = ("2023-07-05T09:00", "2023-07-05T10:00")
    assert due("2023-07-03T09:00", (3, "wd"), *pauses, more) == "Mon 2023-07-10 17:00"


# -- hours and calendar days -----------------------------------------------------------------------


def test_a_limit_in_hours_moves_exactly() -> None:
    """16h from Mon 3 July 09:00: 6 h on Mon, 8 h on Tue, 2 h on Wed: Wed 5, 09:00."""
    # Paused Tue 16:00 - Wed 08:30: 1 + 1.5 h = 2.5 h; Wed 09:00-11:30 are 2.5 h: Wed 11:30.
    # Paused Tue 17:00 - Wed 07:00: 0 h; Wed 09:00 stays.
    received, limit = "2023-07-03T09:00", (16, "h")
    assert due(received, limit) == "Wed 2023-07-05 09:00"
    pause = ("2023-07-04T16:00", "2023-07-05T08:30")
    assert due(received, limit, pause) == "Wed 2023-07-05 11:30"
    assert due(received, limit, ("2023-07-04T17:00", "2023-07-05T07:00")) == "Wed 2023-07-05 09:00"


def test_calendar_days_move_by_elapsed_time() -> None:
    """5d from Mon 3 July: Sat 8, a day off, so Mon 10."""
    # Paused 24 h: the last day is Sun 9, so Mon 10 still. 48 h: Mon 10. 49 h: Tue 11.
    # Fri 17:00 - Mon 07:00 are 62 h = 2 d 14 h, three days: Tue 11.
    received, limit, begin = "2023-07-03T09:00", (5, "d"), "2023-07-04T10:00"
    assert due(received, limit) == "Mon 2023-07-10 17:00"
    assert due(received, limit, (begin, "2023-07-05T10:00")) == "Mon 2023-07-10 17:00"
    assert due(received, limit, (begin, "2023-07-06T10:00")) == "Mon 2023-07-10 17:00"
    assert due(received, limit, (begin, "2023-07-06T11:00")) == "Tue 2023-07-11 17:00"
    weekend = ("2023-07-07T17:00", "2023-07-10T07:00")
    assert due(received, limit, weekend) == "Tue 2023-07-11 17:00"


def test_calendar_days_end_on_no_holiday() -> None:
    """2d from Tue 29 August: Thu 31. Paused a day, the last one is Fri 1 September, a day off."""
    # Sat 2, Sun 3 and Mon 4 are off as well: Tue 5 September.
    pause = ("2023-08-29T10:00", "2023-08-30T10:00")
    assert due("2023-08-29T09:00", (2, "d"), pause) == "Tue 2023-09-05 17:00"


def test_an_office_that_never_closes_moves_by_all_of_a_pause() -> None:
    """Its days have 24 open hours, so a pause of a day is one day, not three times 8 hours."""
    end = moved_us(5 * DAY, DAY, 2 * DAY, "wd", ALWAYS)
    assert due_at_end_us(end, "wd", ALWAYS) == 6 * DAY


# -- late or on time -------------------------------------------------------------------------------


def test_what_is_late_when_a_pause_begins_stays_late() -> None:
    """0wd from Mon 3 July: Mon 17:00. Paused Tue 07:00 to 10:00, whose day would be Tue."""
    pause = ("2023-07-04T07:00", "2023-07-04T10:00")
    assert due("2023-07-03T09:00", (0, "wd"), pause) == "Mon 2023-07-03 17:00"


def test_a_clock_set_anew_forgets_its_pauses() -> None:
    """After a return as unqualified nothing of the pause before moves the new due date."""
    dossier = paused("2023-07-03T09:00", (1, "wd"), ("2023-07-03T09:00", "2023-07-05T09:00"))
    set_clock(dossier, us("2023-07-05T09:00"))
    assert dossier.due_us == us("2023-07-06T17:00")
    dossier.become(SUPPLEMENT, us("2023-07-05T16:00"))
    dossier.become(IN_PROCESS, us("2023-07-05T17:00"))
    assert dossier.due_us == us("2023-07-07T17:00")


def test_an_extension_counts_from_the_date_that_pauses_have_moved() -> None:
    """1wd from Mon 3 July: Tue 4, by a pause of 3 h Wed 5, by 2wd more Fri 7."""
    pause = ("2023-07-03T13:30", "2023-07-03T16:30")
    for end, kept in (("2023-07-07T17:00", 1), ("2023-07-07T17:00:00.000001", 0)):
        row = ended(paused("2023-07-03T09:00", (1, "wd"), pause, **LATER), end)
        assert (row["on_time"], row["due_us"]) == (kept, us("2023-07-07T17:00"))


def test_a_pause_in_the_extension_moves_the_new_date() -> None:
    """0wd from Mon 3 July: Mon, by 2wd more Wed 5, by a pause of 3 h on Tue Thu 6."""
    pause = ("2023-07-04T07:00", "2023-07-04T10:00")
    for end, kept in (("2023-07-06T17:00", 1), ("2023-07-06T17:00:00.000001", 0)):
        row = ended(paused("2023-07-03T09:00", (0, "wd"), pause, **LATER), end)
        assert (row["on_time"], row["due_us"]) == (kept, us("2023-07-06T17:00"))


LATER = {"reschedule": UNIT, "extension": (2, "wd")}


def ended(dossier: Dossier, settled: str) -> dict[str, int]:
    """The row of a dossier whose result was ready then."""
    dossier.settled_us = us(settled)
    finish(dossier, -1)
    return dict(zip(FIELDS, dossier.world.done, strict=True))


# -- unfinished at the end of the run --------------------------------------------------------------


def cut(
    end_us: int, *steps: Any, limit: tuple[float, str] = (0, "wd"), channel: int = ONLINE
) -> dict[str, int]:
    """The row of a dossier that is still open at `end_us`, submitted on Monday at 08:00."""
    small = SmallWorld()
    dossier = small.dossier(*steps, limit=limit, channel=channel)
    submit(dossier, START)
    small.run(end_us)
    finish(dossier, -1)
    assert dossier.key in small.world.open
    return dict(zip(FIELDS, small.world.done, strict=True))


@pytest.mark.parametrize("ready, kept", [(at(0, "17:00"), 1), (at(0, "17:01"), 0)])
def test_a_result_not_fetched_is_judged_by_when_it_was_ready(ready: int, kept: int) -> None:
    """Due on Monday; the run ends while its applicant has still to come for it."""
    row = cut(ready + HOUR, TAKEN, Work(ready), Return(), channel=COUNTER)
    assert (row["returned_us"], row["on_time"]) == (-1, kept)
    assert row["processing_us"] == ready - START


@pytest.mark.parametrize("asked, kept", [(at(0, "17:00"), 1), (at(0, "17:01"), 0)])
def test_where_the_clock_stands_it_is_judged_by_when_the_pause_began(asked: int, kept: int) -> None:
    """Due on Monday, asked for papers by then or later; the run ends a day after, and they miss."""
    ask = supplement(1, at_receipt=False)
    row = cut(asked + DAY, TAKEN, Work(asked), ask, Again(2), Done())
    assert (row["status"], row["on_time"]) == (SUPPLEMENT, kept)
    assert row["processing_us"] == asked - START


@pytest.mark.parametrize("end, kept", [(at(2, "17:00"), 1), (at(2, "17:01"), 0)])
def test_others_are_late_once_past_due(end: int, kept: int) -> None:
    """Paused from Monday 10:00 to Wednesday 10:00, 16 h, so due on Wednesday instead of Monday."""
    ask = supplement(1, at_receipt=False)
    ask.exit = 4
    row = cut(end, TAKEN, Work(at(0, "10:00")), ask, Again(2), Work(at(9, "10:00")), Done())
    assert (row["due_us"], row["on_time"]) == (at(2, "17:00"), kept)


def test_a_second_request_for_papers_makes_it_late_at_once() -> None:
    """The limit is a month, and it is not settled."""
    ask = supplement(2, at_receipt=False)
    ask.exit = 3
    row = cut(START + 3 * DAY, TAKEN, ask, Again(1), Done(), limit=(30, "wd"))
    assert (row["supplements"], row["on_time"]) == (2, 0)


def test_a_fee_moves_a_due_date_too() -> None:
    """Status 6 from Monday 10:00 to Tuesday 10:00, 8 h: due on Tuesday instead of Monday."""
    small = SmallWorld()
    dossier = small.dossier(Receipt(0, tag("refused")), Done(), limit=(0, "wd"))
    submit(dossier, START)
    dossier.become(FEE, at(0, "10:00"))
    dossier.become(IN_PROCESS, at(1, "10:00"))
    assert dossier.due_us == at(1, "17:00")
