"""Data requests by pair of agencies: the pairs with the most have series of their own.

A series that a pair once has stays, and what happened before it was made stays under `other`: so
every series only grows, and all of them together are the truth at any time. To be the largest
pairs, and not only the first, half of them are named when there were enough requests to tell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from agents.world import World
from simulator.metrics.catalogue import OTHER
from simulator.metrics.reading import SECOND_US, Labels, Times, Value

MOST = 200
AT_ONCE = MOST // 2
ENOUGH = 10_000  # requests, after which the largest pairs are known
_NEW = 8  # series that a pair may come to
_LATE = "late"  # a reply after the end: no end of a request


@dataclass(frozen=True, slots=True)
class Ended:
    """Requests that have ended: how many of each outcome, in all, and their microseconds."""

    outcomes: Mapping[Labels, int] = field(default_factory=dict)  # (…, mode, outcome)
    count: Mapping[Labels, int] = field(default_factory=dict)  # (requester, provider, mode)
    spent_us: Mapping[Labels, int] = field(default_factory=dict)


class Pairs:
    """Reads the world's counters; `room` is how many series pairs may have."""

    def __init__(self, world: World, room: int) -> None:
        self._world, self._room = world, room
        self._begun = dict(world.requests), dict(world.request_us)
        self._last = Ended()
        self.named: set[Labels] = set()
        self._outcomes: dict[Labels, int] = {}  # by series: what `other` had when it was made
        self._times: dict[Labels, tuple[int, int]] = {}  # the same, (count, microseconds)

    def read(self) -> tuple[Mapping[Labels, Value], Mapping[Labels, Value]]:
        """Counts by (requester, provider, mode, outcome), times by (requester, provider, mode)."""
        ended = self._ended()
        self._name(ended)
        self._make(ended)
        self._last = ended
        return self._counts(ended), self._seconds(ended)

    def _ended(self) -> Ended:
        """What has ended since this began to look."""
        requests, spent = self._begun
        outcomes: dict[Labels, int] = {
            key: count - requests.get(key, 0)
            for key, count in self._world.requests.items()
            if key[3] != _LATE
        }
        count: Counter[Labels] = Counter()
        for key, number in outcomes.items():
            count[key[:3]] += number
        times: dict[Labels, int] = {
            key: us - spent.get(key, 0) for key, us in self._world.request_us.items()
        }
        return Ended(outcomes, count, times)

    def _used(self) -> int:
        return len(self._outcomes) + 2 * len(self._times)

    def _name(self, ended: Ended) -> None:
        """Give pairs series of their own, the largest first."""
        most = MOST if sum(ended.count.values()) >= ENOUGH else AT_ONCE
        free = min(most - len(self.named), (self._room - self._used()) // _NEW)
        if free > 0:
            total: Counter[Labels] = Counter()
            for key, number in ended.count.items():
                total[key[:2]] += number
            waiting = [pair for pair in total if pair not in self.named]
            waiting.sort(key=lambda pair: (-total[pair], pair))
            self.named.update(waiting[:free])

    def _make(self, ended: Ended) -> None:
        """Begin the series of named pairs that are not there yet, while there is room."""
        last, room = self._last, self._room - self._used()
        for key in ended.outcomes:
            if key[:2] not in self.named or key in self._outcomes:
                continue
            way = key[:3]
            needed = 1 if way in self._times else 3
            if needed > room:
                break
            room -= needed
            self._outcomes[key] = last.outcomes.get(key, 0)
            self._times.setdefault(way, (last.count.get(way, 0), last.spent_us.get(way, 0)))

    def _counts(self, ended: Ended) -> Mapping[Labels, Value]:
        counts: Counter[Labels] = Counter()
        for key, number in ended.outcomes.items():
            others = self._outcomes.get(key, number)
            if key in self._outcomes:
                counts[key] = number - others
            if others:
                counts[OTHER, OTHER, *key[2:]] += others
        return dict(counts)

    def _seconds(self, ended: Ended) -> Mapping[Labels, Value]:
        found: dict[Labels, Value] = {}
        number: Counter[Labels] = Counter()
        spent: Counter[Labels] = Counter()
        for key, count, spent_us in self._ways(ended):
            others = self._times.get(key, (count, spent_us))
            if key in self._times:
                found[key] = Times((), count - others[0], (spent_us - others[1]) / SECOND_US)
            if others[0]:
                folded = (OTHER, OTHER, key[2])
                number[folded] += others[0]
                spent[folded] += others[1]
        return found | {key: Times((), number[key], spent[key] / SECOND_US) for key in number}

    @staticmethod
    def _ways(ended: Ended) -> Iterator[tuple[Labels, int, int]]:
        for key, count in ended.count.items():
            yield key, count, ended.spent_us.get(key, 0)
