"""The open hours of a calendar as arrays, for many questions at once.

A calendar answers one question at a time; the publication histories of a run are thousands of the
same question. The answers are those of `Calendar.add_work`, to the microsecond.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from agents.calendar_spec import Calendar

Times = npt.NDArray[np.int64]


class OpenHours:
    """The open intervals of `calendar` that end after `begin_us` and begin before `end_us`."""

    def __init__(self, calendar: Calendar, begin_us: int, end_us: int) -> None:
        self._calendar = calendar
        opens: list[int] = []
        closes: list[int] = []
        at = begin_us
        while not closes or closes[-1] < end_us:  # an office may never close
            opened, at = calendar.interval_at(at)
            opens.append(max(opened, begin_us))
            closes.append(at)
        self._opens: Times = np.array(opens, np.int64)
        self._closes: Times = np.array(closes, np.int64)
        self._begin_us = begin_us
        self._through: Times = np.cumsum(self._closes - self._opens)  # open time up to each close

    def add_work(self, starts: Times, works: Times) -> Times:
        """When each work is done that begins at the instant beside it; shape of both, (n,)."""
        i = np.searchsorted(self._closes, starts, side="right")
        known = (i < len(self._closes)) & (starts >= self._begin_us)
        i = np.where(known, i, 0)
        begun = np.maximum(starts, self._opens[i])
        total = self._through[i] - (self._closes[i] - begun) + works
        j = np.searchsorted(self._through, total, side="left")
        known &= j < len(self._closes)
        j = np.where(known, j, 0)
        done = np.where(works == 0, begun, self._closes[j] - (self._through[j] - total))
        for n in np.flatnonzero(~known).tolist():  # before or beyond the table
            done[n] = self._calendar.add_work(int(starts[n]), int(works[n]))
        return np.asarray(done, np.int64)
