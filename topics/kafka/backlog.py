"""What has to be sent again, in its order, and of what it is suspected.

A client that was refused one record fails others with the same error, of other topics too. So
nobody is believed guilty before he is refused alone; then his whole topic is, if it was its fault.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import NamedTuple

from topics.envelope import WireRecord
from topics.kafka.driver import Handle
from topics.kafka.faults import RECORD_REFUSED, TOPIC_REFUSED, code_of

NOTHING, SOMETHING = 0, -1  # of which a record may be suspected, but for Kafka's own numbers
REFUSED = {*TOPIC_REFUSED, *RECORD_REFUSED}


class Unconfirmed(NamedTuple):
    """A record whose fate is not known yet."""

    handle: Handle
    wire: WireRecord
    partition: int

    @property
    def error(self) -> BaseException | None:
        """What its client said of it."""
        return self.handle.exception

    @property
    def code(self) -> int | None:
        """The number of that error."""
        error = self.handle.exception
        return None if error is None else code_of(error)

    @property
    def suspicion(self) -> int:
        """Of what its client's error makes it suspect."""
        return code if (code := self.code) in REFUSED and code is not None else NOTHING


class Backlog:
    """Records to be sent before anything else; each that is suspected of something, alone."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[WireRecord, int, int]] = deque()

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def suspect(self) -> bool:
        """Whether the next is to be sent alone."""
        return self._waiting[0][2] != NOTHING

    def take(self) -> tuple[WireRecord, int, int]:
        """The next: record, partition, of what it is suspected."""
        return self._waiting.popleft()

    def put_first(self, records: Iterable[tuple[WireRecord, int, int]]) -> None:
        """Before all others, in this order."""
        self._waiting.extendleft(reversed(list(records)))

    def put_last(self, wire: WireRecord, partition: int) -> None:
        """Behind all others; a client would not take it."""
        self._waiting.append((wire, partition, SOMETHING))

    def clear(self) -> None:
        """Forget them."""
        self._waiting.clear()

    def acquit(self, topic: str) -> None:
        """One of the topic was accepted alone: what others said of the topic was not so."""
        self._waiting = deque(
            (wire, partition, NOTHING)
            if wire.topic == topic and suspicion in TOPIC_REFUSED
            else (wire, partition, suspicion)
            for wire, partition, suspicion in self._waiting
        )

    def drop(self, topic: str) -> int:
        """One of the topic was refused alone, for the topic's sake: the others with it."""
        before = len(self._waiting)
        self._waiting = deque(each for each in self._waiting if each[0].topic != topic)
        return before - len(self._waiting)
