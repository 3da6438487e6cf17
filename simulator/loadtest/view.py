"""What the checkers need of a history, indexed once.

All times are microseconds since the test began. The time of a record is that of its stamp, brought
to that clock; it is never later than when the record was read.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np

from simulator.loadtest.entries import Commit, Process
from simulator.loadtest.parts import (
    NEVER,
    Exchange,
    Place,
    Said,
    Sends,
    Window,
    Work,
)
from simulator.loadtest.responses import Responses, responses_of
from simulator.loadtest.terms import SECOND_US, Terms
from topics.envelope import request_hash
from topics.events import DataReply, StatusCreate, StatusProgress

_PUSHES = (StatusCreate, StatusProgress)  # made once: many are asked whether they are one
VIET_NAM_US = 7 * 3600 * SECOND_US
MESSAGE_FAULTS = frozenset(
    ("lose", "delay", "duplicate", "corrupt", "reorder", "schema", "poison", "half-sync")
)
"""Faults that strike messages: the audit says which. All others strike processes, for a time."""

STUCK = 3
"""So many undone at the end, and it has stopped; fewer may be single losses."""

_CLOCKED = 10_000  # readings from which a clock is known well enough
_RECOVERY_US = 10 * SECOND_US
_READ_US = SECOND_US  # whatever a recorded history holds of a record is there so soon after it
_COMMITTED_US = 10 * SECOND_US  # twice as long as clients usually wait between two commits
# The clock of a connector's records is trusted when they are read so soon after they say.
_SOONEST_US, _LATEST_US = -50_000, 1_000_000


@dataclass
class View:
    """A history, indexed. Requests are known by their id, which is unique in a test."""

    terms: Terms
    header: dict[str, Any]
    began_us: int  # local time, µs since 1970
    cut: str = ""
    entries: int = 0
    end_us: int = 0  # of the last entry
    phases: dict[str, int] = field(default_factory=dict)
    sends: Sends = field(default_factory=Sends)
    exchanges: defaultdict[str, Exchange] = field(default_factory=lambda: defaultdict(Exchange))
    letters: dict[str, Exchange] = field(default_factory=dict)
    """Of a recorded history: what of an exchange was by letter, which no time-out of it counts."""
    not_judged: int = 0  # requests of a recorded history that were asked before it, or at its end
    works: list[Work] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    strays: list[Said] = field(default_factory=list)  # the connector's, on others' topics
    turned_away: dict[tuple[str, int, int], str] = field(default_factory=dict)
    """Place of a record of the connector -> the error with which the relay refused it."""
    dead_keys: set[str] = field(default_factory=set)  # of dead letters of what it was to read
    commits: dict[tuple[str, int], list[Commit]] = field(default_factory=dict)
    read: dict[tuple[str, int], array[int]] = field(default_factory=dict)
    """(topic, partition) that it may read -> at_us and offset of each record, alternately."""
    processes: list[Process] = field(default_factory=list)
    windows: list[Window] = field(default_factory=list)
    lag_us: array[int] = field(default_factory=lambda: array("q"))  # at - log, of others' records
    audited: int = 0

    # -- time ----------------------------------------------------------------------------------

    @cached_property
    def shift_us(self) -> int:
        """What is added to a log time.

        Others' records are stamped by processes of the harness, whose clock its history tells;
        where the broker stamps them, by its own clock, none is later than its quickest reading (one
        in a thousand is let be quicker).
        """
        own_us = VIET_NAM_US - self.began_us
        lags = np.frombuffer(self.lag_us, np.int64) if self.lag_us else self._own_lags
        if not len(lags):
            return own_us
        place = len(lags) // 1000
        return min(own_us, int(np.partition(lags, place)[place]))

    @cached_property
    def _own_lags(self) -> np.ndarray[Any, np.dtype[np.int64]]:
        every = self.said[:: len(self.said) // _CLOCKED + 1]
        places = (said.place for said in every if said.place.log_us < NEVER)
        return np.array([place.at_us - place.log_us for place in places], np.int64)

    @cached_property
    def skew_us(self) -> int:
        """How far the stamps of the connector's records are behind; below 0: ahead.

        None can be read before it is written, so stamps are ahead when the quickest readings are.
        How much they are behind is a matter of medians: behind the time of reading, or behind the
        stamps of others, whichever is less; all may be read late, and what others write in
        transactions is read late by itself. Where the two disagree on the side, it is neither.
        """
        if not len(self._own_lags):
            return 0
        lags = np.sort(self._own_lags) - self.shift_us
        quickest = int(lags[len(lags) // 100])
        if quickest < 0:
            return quickest
        middle = float(np.median(lags))
        if not self.lag_us:
            return int(middle)
        others = float(np.median(np.frombuffer(self.lag_us, np.int64))) - self.shift_us
        return int(min(middle, max(0.0, middle - others)))

    @cached_property
    def trusted(self) -> bool:
        """Whether the stamps of the connector's records can be used."""
        return _SOONEST_US <= self.skew_us <= _LATEST_US

    def at(self, place: Place) -> int:
        """When the broker had a record of the harness or the relay."""
        return min(place.at_us, place.log_us + self.shift_us)

    def said_us(self, said: Said) -> int:
        """When the broker had a record of the connector."""
        place = said.place
        return min(place.at_us, place.log_us + self.shift_us) if self.trusted else place.at_us

    def local_us(self, at_us: int) -> int:
        """The local time of Viet Nam at a time of the test."""
        return at_us - self.shift_us + VIET_NAM_US

    def settle(self) -> None:
        """Put every exchange on the clock of the test, when all of them are known."""
        shift_us, trusted = self.shift_us, self.trusted
        for x in self.exchanges.values():
            if x.deliveries:
                place = x.deliveries[0]
                stamp_us = place.log_us + shift_us
                x.delivered_us = min(place.at_us, stamp_us)
            if x.spoilt:
                x.delivered_us = min(x.delivered_us, self.at(x.spoilt[0]))
            if x.replies:
                place = x.replies[0].place
                stamp_us = place.log_us + shift_us
                x.replied_us = stamp_us if trusted and stamp_us < place.at_us else place.at_us

    # -- phases and faults ---------------------------------------------------------------------

    def phase_us(self, name: str, otherwise: int) -> int:
        """When a phase began, or `otherwise`."""
        return self.phases.get(name, otherwise)

    @cached_property
    def load(self) -> tuple[int, int]:
        """The time in which objectives are measured: after the warm-up, before the drain."""
        last = self.phase_us("drain", self.phase_us("end", self.end_us + 1))
        return self.phase_us("load", self.phase_us("heal", 0)), last

    @property
    def recovery_us(self) -> int:
        """How long after a process's fault it may still show."""
        return int(self.terms.objectives.get("recovery", _RECOVERY_US))

    @cached_property
    def disturbances(self) -> list[Window]:
        """The faults of processes, each with the time to recover."""
        return [
            Window(w.number, w.name, w.begin_us, w.end_us + self.recovery_us)
            for w in self.windows
            if w.name not in MESSAGE_FAULTS
        ]

    def disturbed(self, begin_us: int, end_us: int, prefix: str = "") -> bool:
        """Whether a process's fault touches this time; of those whose name begins so."""
        return bool(self.disturbances) and any(
            window.begin_us <= end_us and begin_us <= window.end_us
            for window in self.disturbances
            if window.name.startswith(prefix)
        )

    # -- requests ------------------------------------------------------------------------------

    def asked(self) -> Iterator[tuple[str, Exchange]]:
        """The harness's requests, by id."""
        return ((name, x) for name, x in self.exchanges.items() if x.intended_us >= 0)

    def conversations(self) -> Iterator[tuple[str, Exchange]]:
        """All exchanges, by id; what went by letter apart from what did not."""
        return chain(self.exchanges.items(), self.letters.items())

    def due_by_end(self, x: Exchange) -> bool:
        """Whether the connector had its time for a request before the history ends.

        In a recorded one it has that time once, for all attempts; the end comes in the midst of it.
        """
        if self.terms.recorded:
            return self.at(x.deliveries[0]) + self.terms.deadline_us + _READ_US <= self.end_us
        return self.at(x.deliveries[-1]) + self.terms.deadline_us <= self.end_us

    @property
    def commit_us(self) -> int:
        """So long after a record was there the connector's group should have passed it.

        At the end of a load test all is quiet and was committed; in a recorded run it goes on.
        """
        return self.terms.deadline_us + (_COMMITTED_US if self.terms.recorded else 0)

    @cached_property
    def unanswered(self) -> list[tuple[str, Exchange]]:
        """Requests delivered soundly and in time, to which there is no reply at all."""
        return [
            (name, x)
            for name, x in self.exchanges.items()
            if not (x.replies or (x.told and not x.ended))
            and x.deliveries
            and x.asked is not None
            and self.due_by_end(x)
        ]

    @cached_property
    def tails(self) -> dict[int, list[tuple[str, Exchange]]]:
        """Partition -> the unanswered requests at its end, if so many that it has stopped."""
        if not self.unanswered:
            return {}
        by_partition: dict[int, list[tuple[int, str, Exchange]]] = {}
        for name, x in self.exchanges.items():
            if x.deliveries and (x.replies or self.due_by_end(x)):
                place = x.deliveries[-1]
                by_partition.setdefault(place.partition, []).append((place.offset, name, x))
        tails = {number: _tail(found) for number, found in sorted(by_partition.items())}
        return {number: tail for number, tail in tails.items() if len(tail) >= STUCK}

    @cached_property
    def by_hash(self) -> dict[str, str]:
        """Hash of each request -> its id."""
        return {self.hash_of(x): name for name, x in self.exchanges.items() if x.asked is not None}

    @staticmethod
    def hash_of(x: Exchange) -> str:
        """The hash of a request that is known."""
        if not x.hash and x.asked is not None:
            x.hash = request_hash(x.asked)
        return x.hash

    @cached_property
    def replies(self) -> list[tuple[Said, DataReply, Exchange]]:
        """The connector's replies to what is known to have been asked, as they were written."""
        found = []
        for said in self.said:
            if isinstance(said.event, DataReply):
                x = self.exchanges[said.event.request]
                if x.asked is not None:
                    found.append((said, said.event, x))
        return found

    @cached_property
    def responses(self) -> Responses:
        """How long the connector took over each thing."""
        return responses_of(self)

    @cached_property
    def pushes(self) -> dict[str, list[Said]]:
        """The connector's status pushes by dossier, in the order in which they were written."""
        found: dict[str, list[Said]] = {}
        for said in self.said:
            if isinstance(said.event, _PUSHES):
                found.setdefault(said.event.dossier, []).append(said)
        if self.terms.recorded:  # of a dossier that was created before, not all is known
            found = {key: s for key, s in found.items() if isinstance(s[0].event, StatusCreate)}
        return found


def _tail(found: list[tuple[int, str, Exchange]]) -> list[tuple[str, Exchange]]:
    found.sort(key=lambda one: one[0])
    length = 0
    while length < len(found) and not found[-1 - length][2].replies:
        length += 1
    return [(name, x) for _, name, x in found[len(found) - length :]]
