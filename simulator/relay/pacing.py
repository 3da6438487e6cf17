"""Whoever writes faster than an agency may waits, so that the others need not.

Of an agency so many records are read a second, and a second's worth at once. When more came, its
topics are not read until the time for them has passed. Nothing is refused and nothing is lost: what
it wrote stays in its own topics, in their order, and the wait is its own.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from simulator.relay.judge import sender_of

_AGAIN = 0.1  # of a second's worth, before an agency is read again: not each record by itself


class Pace:
    """Pauses partitions of a consumer, and resumes them.

    `places` are those that the consumer reads; `rate` is in records a second, 0 for as many as
    come. `clock` tells real seconds.
    """

    def __init__(
        self,
        consumer: Any,
        places: Iterable[Any],
        rate: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._consumer, self._rate, self._clock = consumer, rate, clock
        self._places: dict[str, list[Any]] = {}
        for place in places:
            self._places.setdefault(sender_of(place.topic), []).append(place)
        self._room: dict[str, float] = dict.fromkeys(self._places, float(rate))
        self._filled_s = clock()
        self.waiting: set[str] = set()

    def took(self, records: Iterable[Any]) -> None:
        """So many were read; those who had no more are not read for a while."""
        if self._rate:
            for agency, count in Counter(sender_of(each.topic) for each in records).items():
                self._room[agency] -= count
                if self._room[agency] <= 0 and agency not in self.waiting:
                    self.waiting.add(agency)
                    self._consumer.pause(*self._places[agency])

    def go_on(self) -> None:
        """Time has passed: whoever may be read again is."""
        now_s = self._clock()
        more, self._filled_s = (now_s - self._filled_s) * self._rate, now_s
        for agency in self._room:
            self._room[agency] = min(float(self._rate), self._room[agency] + more)
        for agency in sorted(self.waiting):
            if self._room[agency] >= _AGAIN * self._rate:
                self.waiting.remove(agency)
                self._consumer.resume(*self._places[agency])
