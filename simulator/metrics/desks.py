"""Desks by agency and name: work done, capacity, and who waits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np

from agents.calendar_spec import DAY_US, Calendar
from agents.crew import AbsentCrew, Crew
from agents.desk import QueueDesk
from simulator.metrics.reading import SECOND_US, Labels, Value
from simulator.model.offices import DeskPlace


class DeskTotals:
    """All desks of a run, read from the model; one pass over them, in arrays where it counts."""

    def __init__(self, places: Sequence[DeskPlace], now_us: int) -> None:
        self._places, self._from_us = places, now_us
        self.cells = sorted({(place.agency, place.desk) for place in places})
        at = {cell: n for n, cell in enumerate(self.cells)}
        self._cell = np.array([at[place.agency, place.desk] for place in places], dtype=np.int64)
        self._people_at_work = _by_calendar(places)
        self._people: dict[int, tuple[Calendar, np.ndarray]] = {}
        for place, cell in zip(places, self._cell.tolist(), strict=True):
            _, people = self._people.setdefault(
                id(place.calendar), (place.calendar, np.zeros(len(self.cells), dtype=np.int64))
            )
            people[cell] += place.servers
        self._queues = self._queueing()
        self._before = self._busy_us(now_us)

    def _queueing(self) -> list[tuple[Labels, list[QueueDesk]]]:
        """The desks of each cell whose queues are all in memory."""
        found: dict[int, list[QueueDesk]] = defaultdict(list)
        settled = set()
        for place, cell in zip(self._places, self._cell.tolist(), strict=True):
            if isinstance(place.at, QueueDesk):
                found[cell].append(place.at)
            else:
                settled.add(cell)
        return [(self.cells[cell], found[cell]) for cell in sorted(found) if cell not in settled]

    @property
    def series(self) -> int:
        """How many series they make."""
        return 2 * len(self.cells) + len(self._queues)

    def busy(self, now_us: int) -> dict[Labels, Value]:
        """Seconds of work done since the beginning."""
        done = (self._busy_us(now_us) - self._before) / SECOND_US
        return dict(zip(self.cells, done.tolist(), strict=True))

    def capacity(self, now_us: int) -> dict[Labels, Value]:
        """Seconds of open time, times people, since the beginning."""
        total = np.zeros(len(self.cells))
        for calendar, people in self._people.values():
            total += people * (calendar.work_between(self._from_us, now_us) / SECOND_US)
        return dict(zip(self.cells, total.tolist(), strict=True))

    def queue(self) -> dict[Labels, Value]:
        """Jobs that wait."""
        return {cell: sum([desk.queued() for desk in desks]) for cell, desks in self._queues}

    def _busy_us(self, now_us: int) -> np.ndarray:
        """As the desks' own `tally` says, but for all of them in a thousandth of a second."""
        taken = np.array([place.at.taken_us(now_us) for place in self._places], dtype=np.int64)
        for people in self._people_at_work:
            taken -= people.left_us(now_us, len(taken))
        busy = np.zeros(len(self.cells), dtype=np.int64)
        np.add.at(busy, self._cell, taken)
        return busy


@dataclass(slots=True)
class _People:
    """Those with the same office hours, one by one: at which place, and with what days off."""

    hours: Calendar
    crews: list[Crew | AbsentCrew] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    own: list[Calendar] = field(default_factory=list)

    def left_us(self, now_us: int, places: int) -> np.ndarray:
        """The work taken on and not done, by place, as the crews themselves would say."""
        left = np.zeros(places, dtype=np.int64)
        free = np.array(list(chain.from_iterable([c.free_us for c in self.crews])), dtype=np.int64)
        late = np.flatnonzero(free > now_us)
        if not len(late):
            return left
        at, until = np.array(self.places)[late], free[late]
        work = self.hours.open_before(until) - self.hours.open_before(np.array([now_us]))
        # Who ends today is not away today: only for the others do days off matter.
        for n in np.flatnonzero(until // DAY_US != now_us // DAY_US).tolist():
            own = self.own[late[n]]
            if own is not self.hours:
                work[n] = own.work_between(now_us, int(until[n]))
        np.add.at(left, at, work)
        return left


def _by_calendar(places: Sequence[DeskPlace]) -> list[_People]:
    """The people of all desks, by the hours of their offices."""
    found: dict[int, _People] = {}
    for number, place in enumerate(places):
        crew, size = place.at.crew, len(place.at.crew.free_us)
        people = found.setdefault(id(place.calendar), _People(place.calendar))
        people.crews.append(crew)
        people.places += [number] * size
        people.own += [place.calendar] * size if isinstance(crew, Crew) else crew.calendars
    return list(found.values())
