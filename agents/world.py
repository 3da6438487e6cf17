"""What every agent of one replication shares: the clock, the post, the rules, the books."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from agents.calendar_spec import NEVER_US, Calendar
from agents.draws import UNIT, Quantile
from agents.environment import KeyedEnvironment
from agents.people import People
from agents.spans import Spans
from topics.events import Event

if TYPE_CHECKING:
    from agents.dossier import Dossier
    from agents.remote import Remote


DONE_WIDTH = 18  # what a dossier leaves behind when it ends; see `agents.route.finish`
Ints = npt.NDArray[np.int64]


class Post(Protocol):
    """The relay, as the agents see it."""

    def deliver(self, at_us: int, topic: str, key: str, event: Event) -> None:
        """Hand over what passes the relay's rules at `at_us`: now, or later and settled already."""


class Windows:
    """Stretches of time in which something does not answer: disjoint, in order, [begin, end)."""

    __slots__ = ("_begins", "_ends", "_from_us", "_until_us")

    def __init__(self, windows: list[tuple[int, int]]) -> None:
        self._begins: list[int] = []
        self._ends: list[int] = []
        for begin, end in sorted(windows):
            if self._ends and begin <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            elif begin < end:
                self._begins.append(begin)
                self._ends.append(end)
        self._from_us = self._until_us = 0  # the stretch between two windows met last

    def clear_us(self, t_us: int) -> int:
        """The earliest instant from `t_us` on at which it answers."""
        if self._from_us <= t_us < self._until_us:
            return t_us
        i = bisect_right(self._begins, t_us)
        if i and t_us < self._ends[i - 1]:
            return self._ends[i - 1]
        self._from_us = self._ends[i - 1] if i else t_us
        self._until_us = self._begins[i] if i < len(self._begins) else NEVER_US
        return t_us

    def pairs(self) -> list[tuple[int, int]]:
        """All windows, in order."""
        return list(zip(self._begins, self._ends, strict=True))


@dataclass(frozen=True, slots=True)
class Backoff:
    """Waits between attempts: base * factor**k, spread by +- jitter; `most` follow the first."""

    most: int
    base_us: int
    factor: float
    jitter: float

    def wait_us(self, k: int, u: float) -> int:
        """The wait after attempt `k` (from 0), with `u` in (0, 1) for the jitter."""
        return round(self.base_us * self.factor**k * (1.0 + self.jitter * (2.0 * u - 1.0)))


@dataclass(frozen=True, slots=True)
class ApplicantRules:
    """The applicant's own time; laws as in the scenario, shares as raw thresholds."""

    supplement: Quantile
    pay: Quantile
    collect: Quantile
    patience: Quantile
    enquiry: Quantile
    post: Quantile
    scan: Quantile
    enquiries_max: int
    withdraw: int
    outage_wait: int = UNIT  # online while the portal is out: below it they wait,
    outage_counter: int = UNIT  # below this one they go to the counter, above they give up


@dataclass(frozen=True, slots=True)
class PlatformRules:
    """Requests over the data-sharing platform; shares as raw thresholds."""

    transit: Quantile
    failure: int
    refusal: int
    timeout_us: int
    retry: Backoff
    fallback: bool
    setup: Quantile
    established: int


@dataclass(frozen=True, slots=True)
class LetterRules:
    """Requests that people answer; `failure` and `retry` are letters lost on the way."""

    carry: Quantile
    pick_up: Quantile
    answer: Quantile
    guidance: Quantile
    refusal: int
    proceed: bool
    failure: int = 0
    retry: Backoff = Backoff(0, 0, 1.0, 0.0)


@dataclass(frozen=True, slots=True)
class SyncRules:
    """The push of statuses to the portal; shares as raw thresholds."""

    transit: Quantile
    loss: int
    duplicate: int
    delayed: int
    delay: Quantile | None
    retry: Backoff
    reconciliation_us: int | None  # time of day
    fine: int = field(init=False)  # a message's draw from here on: nothing happens to it

    def __post_init__(self) -> None:
        object.__setattr__(self, "fine", self.loss + self.duplicate + self.delayed)


@dataclass(frozen=True, slots=True)
class ClockRules:
    """The legal clock."""

    cutoff_us: int
    reschedule: int
    extension: tuple[float, str]


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules of a run."""

    applicant: ApplicantRules
    platform: PlatformRules
    letter: LetterRules
    sync: SyncRules
    clock: ClockRules


@dataclass(slots=True)
class SyncTally:
    """How far the portal has followed, in all and by unit.

    `by_unit` is flat: for each unit, by its index, changes, those synced, and their lag.
    """

    changes: int = 0
    synced: int = 0
    lag_us: int = 0
    abandoned: int = 0
    by_unit: list[int] = field(default_factory=list)
    foreseen: list[int] = field(default_factory=list)  # (unit, since, synced at), flat

    def count_changes(self, units: Ints) -> None:
        """Count a change of status for each element, which is its unit."""
        self.changes += len(units)
        self._add(units, {0: np.ones_like(units)})

    def _add(self, units: Ints, amounts: dict[int, Ints]) -> None:
        if not len(units):
            return
        table = np.zeros((max(len(self.by_unit) // 3, int(units.max()) + 1), 3), dtype=np.int64)
        table.ravel()[: len(self.by_unit)] = self.by_unit
        for column, amount in amounts.items():
            np.add.at(table[:, column], units, amount)
        self.by_unit = table.ravel().tolist()

    def settle(self, before_us: int) -> Ints:
        """Count what was synced, or foreseen to be, before `before_us`: shape (n, 3)."""
        foreseen = np.array(self.foreseen, dtype=np.int64).reshape(-1, 3)
        past = foreseen[:, 2] < before_us
        synced = foreseen[past]
        self.synced += len(synced)
        lags = synced[:, 2] - synced[:, 1]
        self.lag_us += int(lags.sum())
        self._add(synced[:, 0], {1: np.ones_like(lags), 2: lags})
        self.foreseen = foreseen[~past].ravel().tolist()
        return synced


class Flow(NamedTuple):
    """What happened to dossiers since the last look, packed as its writers say."""

    opened: Ints  # unit << 24 | procedure << 4 | channel
    moves: Ints  # unit << 8 | status before << 4 | status after
    synced: Ints  # (unit, since, synced at), shape (n, 3)


@dataclass(slots=True)
class World:
    """One replication's shared things. Agents reach each other only through messages and desks."""

    env: KeyedEnvironment
    spans: Spans
    post: Post
    rules: Rules
    portal: Windows
    platform: Windows
    office: Calendar  # the calendar of legal deadlines
    elsewhere: int  # the holder of time that no office holds: an always open calendar
    ended: Counter[tuple[str, str, str, str, float]] = field(default_factory=Counter)
    """Requests by (requester, provider, mode, outcome, weight of the unit whose dossier it was)."""
    request_us: Counter[tuple[str, str, str]] = field(default_factory=Counter)  # to the end
    sends: list[int] = field(default_factory=lambda: [0, 0])  # attempts: platform, letter
    opened: array[int] = field(default_factory=lambda: array("q"))  # see `Flow`
    moves: array[int] = field(default_factory=lambda: array("q"))
    sync: SyncTally = field(default_factory=SyncTally)
    ready_us: dict[tuple[str, str], int] = field(default_factory=dict)  # accounts, by pair
    open: dict[int, Dossier] = field(default_factory=dict)
    done: list[int] = field(default_factory=list)  # DONE_WIDTH numbers for each ended dossier
    elide: bool = False  # foresee what meets no contention
    seed: int = 0  # key of the replication, for draws that no dossier owns
    people: People = field(default_factory=lambda: People(0))  # whose data replies give
    remote: Remote | None = None  # where every other agency works elsewhere

    @property
    def requests(self) -> Counter[tuple[str, str, str, str]]:
        """Simulated requests by (requester, provider, mode, outcome)."""
        found: Counter[tuple[str, str, str, str]] = Counter()
        for (requester, provider, mode, outcome, _), count in self.ended.items():
            found[requester, provider, mode, outcome] += count
        return found

    def flow(self, before_us: int) -> Flow:
        """Take what dossiers wrote, and settle what was synced before `before_us`."""
        opened, moves = (np.array(log, dtype=np.int64) for log in (self.opened, self.moves))
        del self.opened[:], self.moves[:]
        self.sync.count_changes(moves >> 8)
        return Flow(opened, moves, self.sync.settle(before_us))
