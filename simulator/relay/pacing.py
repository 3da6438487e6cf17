"""Whoever writes faster than an agency may waits, so that the others need not.

Of an agency so many records are read a second, and a second's worth at once. When more came, its
topics are not read until the time for them has passed. And where several write, none is read more
than its share of a step: a relay may be slower than the rate. Nothing is refused and nothing is
lost: what an agency wrote stays in its own topics, in their order, and the wait is its own.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from simulator.relay.judge import sender_of

SHARE = 64  # records of an agency in a step, where others are read as well
_RIVALS_S = 10.0  # so long after two were read in one step it is minded that there are several
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
        self._step: Counter[str] = Counter()
        self._rivals_until_s = 0.0
        self.waiting: set[str] = set()

    def took(self, records: Iterable[Any]) -> None:
        """So many were read; whoever has had its share is not read for a while."""
        for agency, count in Counter(sender_of(each.topic) for each in records).items():
            self._room[agency] -= count
            self._step[agency] += count
            if self._has_had_enough(agency) and agency not in self.waiting:
                self.waiting.add(agency)
                self._consumer.pause(*self._places[agency])

    def _has_had_enough(self, agency: str) -> bool:
        if self._rate and self._room[agency] <= 0:
            return True
        return self._filled_s < self._rivals_until_s and self._step[agency] >= SHARE

    def go_on(self) -> None:
        """A step begins: whoever may be read again is."""
        now_s = self._clock()
        if len(self._step) > 1:
            self._rivals_until_s = now_s + _RIVALS_S
        self._step.clear()
        more, self._filled_s = (now_s - self._filled_s) * self._rate, now_s
        for agency in self._room:
            self._room[agency] = min(float(self._rate), self._room[agency] + more)
        for agency in sorted(self.waiting):
            if not self._rate or self._room[agency] >= _AGAIN * self._rate:
                self.waiting.remove(agency)
                self._consumer.resume(*self._places[agency])
