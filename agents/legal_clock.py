"""The legal clock of a dossier: when it starts, stands and is due, and whether it was kept.

It stands in statuses 5 and 6. A pause that begins by the due date moves it when it ends, by the
open time in which the clock stood, to a day's close (`agents.deadlines` says how for each unit). A
pause that begins after the due date moves nothing: what was late stays late. A share of those that
come past due get a new date, once: the extension counts from the due date as pauses had moved it
by then, and later pauses move the new date by the same rules (assumptions, both).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agents.calendar_spec import DAY_US
from agents.deadlines import clock_start, due_at_end_us, due_us, limit_end_us, moved_us
from agents.draws import tag

if TYPE_CHECKING:
    from agents.dossier import Dossier

RESCHEDULE = tag("reschedule")
DATE_UNITS = ("d", "wd")  # date arithmetic: the time of day does not matter


def set_clock(dossier: Dossier, now: int) -> None:
    """Start the legal clock from zero and set the due date on the receipt."""
    world = dossier.world
    dossier.start_us = clock_start(now, world.office, world.rules.clock.cutoff_us)
    dossier.due_us = _due_us(dossier)
    dossier.limit_end_us = limit_end_us(dossier.start_us, dossier.due_us, *dossier.program.limit)
    dossier.paused_us = dossier.rescheduled = 0


def _due_us(dossier: Dossier) -> int:
    """The due date of a clock that starts now; one search for all that start on the same day."""
    program, start = dossier.program, dossier.start_us
    if program.limit[1] not in DATE_UNITS:
        return due_us(start, *program.limit, dossier.world.office)
    due = program.due_us.get(start // DAY_US)
    if due is None:
        due = due_us(start, *program.limit, dossier.world.office)
        program.due_us[start // DAY_US] = due
    return due


def end_pause(dossier: Dossier, now: int) -> None:
    """Let the clock go on, and move the due date by the time in which it stood.

    Before the clock has started it cannot stand: what counts of a pause begins at its start.
    """
    since = max(dossier.paused_from_us, dossier.start_us)
    dossier.paused_from_us = -1
    if since >= now:
        return
    dossier.paused_us += now - since
    if past_due(dossier, since):
        return
    unit, office = dossier.program.limit[1], dossier.world.office
    dossier.limit_end_us = moved_us(dossier.limit_end_us, since, now, unit, office)
    dossier.due_us = due_at_end_us(dossier.limit_end_us, unit, office)


def past_due(dossier: Dossier, at_us: int) -> bool:
    """Whether the due date has passed at an instant; who is to get a new date gets it here.

    The due date may be moved once (Decree 61/2018 Art. 19; Decision 766's formula 2.1).
    """
    if at_us <= dossier.due_us:
        return False
    clock = dossier.world.rules.clock
    if dossier.rescheduled or dossier.raw(RESCHEDULE) >= clock.reschedule:
        return True
    dossier.rescheduled = 1
    start, (value, unit) = dossier.due_us, clock.extension
    dossier.due_us = due_us(start, value, unit, dossier.world.office)
    dossier.limit_end_us = limit_end_us(dossier.due_us, dossier.due_us, 0, dossier.program.limit[1])
    return at_us > dossier.due_us


def counted_until_us(dossier: Dossier) -> int:
    """The instant up to which the legal clock has counted, which is the one to be judged by.

    When the result was ready or the dossier ended; else when the pause began in which the clock
    stands; else now.
    """
    if dossier.settled_us:
        return dossier.settled_us
    if dossier.paused_from_us >= 0:
        return dossier.paused_from_us
    return dossier.world.env._now


def on_time(dossier: Dossier, end_us: int) -> int:
    """1 if the clock, counted until `end_us`, is within the due date, with at most one supplement.

    Of a dossier not yet settled: 1 if it is not late so far. Its due date is then the one that it
    was judged by.
    """
    late = past_due(dossier, end_us)
    return int(not late and dossier.supplements <= 1)
