"""Legal dates and durations.

Units: ``s m h`` are hours of the clock or of the office (who asks decides), ``d`` calendar days,
``wd`` working days. As a deadline, ``wd`` is date arithmetic; as work it is 8 open hours, as the
one-stop software counts (GitHub HuanVu201/DichVuCong_KhoaLuan_PASETO; verified).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from agents.calendar_spec import DAY_US, HOUR_US, Calendar
from topics.errors import InputError

WORKING_DAY_US = 8 * HOUR_US
CUTOFF_US = 15 * HOUR_US
"""Dossiers received after 15:00 go on at the start of the next working day: Decree 61/2018/NĐ-CP,
Article 18 (verified)."""

_CLOCK_US = {"s": 1_000_000, "m": 60_000_000, "h": HOUR_US}
_ELAPSED_US = {**_CLOCK_US, "d": DAY_US}
_WORK_US = {**_CLOCK_US, "wd": WORKING_DAY_US}
_MEANING = {
    "s": "seconds",
    "m": "minutes",
    "h": "hours",
    "d": "calendar days",
    "wd": "working days",
}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)([a-z]*)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time as people write it: a value >= 0 and a unit (``s m h d wd``)."""

    value: int | float
    unit: str

    @property
    def elapsed_us(self) -> int:
        """The time on the clock. Raises InputError for ``wd``."""
        return self._in(_ELAPSED_US, "elapsed time", "d for calendar days")

    @property
    def work_us(self) -> int:
        """The open time to be worked, 8 hours for ``wd``. Raises InputError for ``d``."""
        return self._in(_WORK_US, "work", "wd for working days of 8 hours")

    def __str__(self) -> str:
        return f"{self.value:g}{self.unit}"

    def _in(self, units: dict[str, int], what: str, instead: str) -> int:
        if self.unit not in units:
            raise InputError(
                f"found {self} ({_MEANING[self.unit]}) where {what} is wanted; write {instead}, "
                "or s, m, h"
            )
        return round(self.value * units[self.unit])


def parse_duration(text: object) -> Duration:
    """Read ``40s``, ``25m``, ``1.5h``, ``3d`` or ``5wd``; a bare number is told to have a unit.

    Raises:
        InputError: no such number or unit; the message says what would be right.
    """
    match = _DURATION.fullmatch(str(text).strip())
    if match is None:
        raise InputError(
            f"found {text!r}; a duration is a number >= 0 and its unit without a space, "
            "such as 25m or 1.5h"
        )
    number, unit = match.groups()
    if unit not in _MEANING:
        found = f"the unit {unit!r}" if unit else "no unit"
        known = ", ".join(f"{number}{short} ({long})" for short, long in _MEANING.items())
        raise InputError(f"found {found} in {text!r}; write one of {known}")
    value = float(number)
    return Duration(int(value) if value.is_integer() else value, unit)


def clock_start(received_us: int, calendar: Calendar, cutoff_us: int = CUTOFF_US) -> int:
    """When the legal clock starts for a dossier received at `received_us`.

    In time on a working day: at once, or when the office opens next. After the cut-off
    (microseconds after midnight; the cut-off itself is in time), or on a day off: at the opening of
    the next working day. Source: Decree 61/2018/NĐ-CP, Article 18 (verified).
    """
    if received_us % DAY_US > cutoff_us:
        received_us += DAY_US - received_us % DAY_US  # not before the next day
    return calendar.next_open(received_us)


def due_us(start_us: int, value: int | float, unit: str, calendar: Calendar) -> int:
    """When a time limit that starts at `start_us` (see `clock_start`) runs out.

    - ``wd``: working days after the start's day, at the close of that day; 0 is the close of the
      start's own day. A start on a day off counts from the next working day.
    - ``d``: calendar days, at the close of that day; a day off moves it to the next working day.
      That move is the civil-code rule for a last day on a holiday; verified: false, from recall.
    - ``h``: working hours, open time of the calendar.

    Pass the calendar the law counts by: a counter open on Saturday would count its Saturdays.

    Raises:
        InputError: another unit, a negative value, or part of a day as a date.
    """
    if value < 0 or unit not in ("wd", "d", "h"):
        raise InputError(f"found a time limit of {value}{unit}; write a number >= 0 of wd, d or h")
    if unit == "h":
        return calendar.add_work(start_us, round(value * HOUR_US))
    if value != int(value):
        raise InputError(f"found a time limit of {value}{unit}; days count whole, or write h")
    day, days = start_us // DAY_US, int(value)
    if unit == "d":
        return calendar.close_of(calendar.add_working_days(day + days, 0))
    return calendar.close_of(calendar.add_working_days(calendar.add_working_days(day, 0), days))


def limit_end_us(start_us: int, due_us: int, value: int | float, unit: str) -> int:
    """Where a time limit that is due at `due_us` ends, before that is made a day's close.

    - ``d``: the midnight that ends its last calendar day, a day off or not.
    - ``wd``, ``h``: `due_us` itself.

    Pauses are added here, so that several add up to the microsecond and are rounded once.
    """
    if unit != "d":
        return due_us
    return (start_us // DAY_US + int(value) + 1) * DAY_US


def moved_us(end_us: int, since_us: int, until_us: int, unit: str, calendar: Calendar) -> int:
    """Where a time limit ends whose clock stood in [since_us, until_us): later by that time.

    - ``wd``, ``h``: by its open time, counted on in open time. A pause wholly outside office hours
      moves nothing.
    - ``d``: by its elapsed time, nights and days off too, as the limit itself counts them.

    All assumptions: Decree 61/2018/NĐ-CP says that the time is not counted, not how it is added.
    """
    if unit == "d":
        return end_us + until_us - since_us
    work_us = calendar.work_between(since_us, until_us)
    return calendar.add_work(end_us, work_us) if work_us else end_us


def due_at_end_us(end_us: int, unit: str, calendar: Calendar) -> int:
    """The due date of a time limit that ends at `end_us` (see `limit_end_us`).

    ``h``: that instant. ``wd`` and ``d``: the close of its day, of the next working day on a day
    off. So part of a day counts as a whole one: an office never has less time than its limit
    because the applicant took some (assumption).
    """
    if unit == "h":
        return end_us
    return calendar.close_of(calendar.add_working_days((end_us - 1) // DAY_US, 0))
