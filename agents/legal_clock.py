"""The legal clock of a dossier: when it starts, when it is due, whether it was kept."""

from __future__ import annotations

from agents.calendar_spec import DAY_US
from agents.deadlines import clock_start, due_us
from agents.dossier import Dossier
from agents.draws import tag

RESCHEDULE = tag("reschedule")
DATE_UNITS = ("d", "wd")  # date arithmetic: the time of day does not matter


def set_clock(dossier: Dossier, now: int) -> None:
    """Start the legal clock from zero and set the due date on the receipt."""
    world = dossier.world
    dossier.start_us = clock_start(now, world.office, world.rules.clock.cutoff_us)
    dossier.due_us = _due_us(dossier)
    dossier.paused_us = 0


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


def on_time(dossier: Dossier, end: int, paused: int) -> int:
    """1 if settled by the due date, the applicant's own time apart, with at most one supplement.

    The due date may have been moved once (Decree 61/2018 Art. 19; Decision 766's formula 2.1).
    """
    if dossier.supplements > 1:
        return 0
    due = dossier.due_us + paused
    if end <= due:
        return 1
    clock = dossier.world.rules.clock
    if not clock.reschedule or dossier.raw(RESCHEDULE) >= clock.reschedule:
        return 0
    return int(end <= due_us(dossier.due_us, *clock.extension, dossier.world.office) + paused)
