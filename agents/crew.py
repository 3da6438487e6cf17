"""The people of a desk: who is free when, and who can start first on a job."""

from __future__ import annotations

from heapq import heapify, heapreplace

from agents.calendar_spec import NEVER_US, Calendar


class Crew:
    """People who keep the same hours: the instants from which each is free, as a heap."""

    __slots__ = ("calendar", "free_us", "shared_interval")

    def __init__(self, calendar: Calendar, people: int) -> None:
        self.calendar = calendar
        self.shared_interval = calendar.interval_at  # in which all of them work at an instant
        self.free_us = [0] * people

    def earliest_us(self, now_us: int) -> int:
        """When the first of them can start on a job that is here at `now_us`."""
        return self.calendar.next_open(max(now_us, self.free_us[0]))

    def left_us(self, now_us: int) -> int:
        """The work that they have taken on and not done by `now_us`."""
        between = self.calendar.work_between
        return sum(between(now_us, free) for free in self.free_us if free > now_us)

    def open_us(self, a_us: int, b_us: int) -> int:
        """The time in [a_us, b_us) in which they are at work, of all together."""
        return self.calendar.work_between(a_us, b_us) * len(self.free_us)

    def place(self, now_us: int, work_us: int) -> tuple[int, int]:
        """Give a job to whoever can start first; returns (start, end) of its service."""
        free, calendar = self.free_us, self.calendar
        start = calendar.next_open(max(free[0], now_us))
        end = calendar.add_work(start, work_us)
        heapreplace(free, end)
        return start, end

    def state(self) -> list[int]:
        """What a snapshot keeps."""
        return list(self.free_us)

    def restore(self, state: list[int]) -> None:
        """Back to a snapshot."""
        self.free_us[:] = state
        heapify(self.free_us)


class AbsentCrew:
    """People with absences of their own, each with a calendar; the first who can start does."""

    __slots__ = ("calendars", "free_us")

    def __init__(self, calendars: list[Calendar]) -> None:
        self.calendars = calendars
        self.free_us = [0] * len(calendars)

    def _first(self, now_us: int) -> tuple[int, int]:
        """(start, person), the lowest number on a tie."""
        best, who = NEVER_US, -1
        for person, free in enumerate(self.free_us):
            if free >= best:  # no sooner, whatever the hours
                continue
            start = self.calendars[person].next_open(max(now_us, free))
            if start == now_us:  # nobody can be sooner
                return start, person
            if start < best:
                best, who = start, person
        return best, who

    def earliest_us(self, now_us: int) -> int:
        """When the first of them can start on a job that is here at `now_us`."""
        return self._first(now_us)[0]

    def left_us(self, now_us: int) -> int:
        """The work that they have taken on and not done by `now_us`."""
        people = zip(self.calendars, self.free_us, strict=True)
        return sum(each.work_between(now_us, free) for each, free in people if free > now_us)

    def open_us(self, a_us: int, b_us: int) -> int:
        """The time in [a_us, b_us) in which they are at work, of all together, without absences."""
        return sum(each.work_between(a_us, b_us) for each in self.calendars)

    def place(self, now_us: int, work_us: int) -> tuple[int, int]:
        """Give a job to whoever can start first; returns (start, end) of its service."""
        start, who = self._first(now_us)
        end = self.calendars[who].add_work(start, work_us)
        self.free_us[who] = end
        return start, end

    def shared_interval(self, start_us: int) -> tuple[int, int]:  # noqa: ARG002 - every crew is asked alike
        """None: each has hours of their own, so every job is placed one by one."""
        return 0, 0

    def state(self) -> list[int]:
        """What a snapshot keeps."""
        return list(self.free_us)

    def restore(self, state: list[int]) -> None:
        """Back to a snapshot."""
        self.free_us[:] = state
