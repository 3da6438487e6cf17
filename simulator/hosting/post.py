"""What the agencies of one process say, kept apart by agency until each has it committed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import count

from simulator.carrying.closed import Relay
from topics.catalogue import exchange_out
from topics.events import (
    DataReply,
    DataRequest,
    Event,
    ProcedurePublished,
    StatusCreate,
    StatusProgress,
)
from topics.record import Record

REPLICATION = 0


class Outgoing(Relay):
    """The relay's place in such a model: it moves nothing, but puts it on ``out`` topics.

    What an agency says that works elsewhere is dropped: its own process says it. So is what an
    agency has published before `since_us`, when its process last kept its work.
    """

    __slots__ = ("_boxes", "_first", "_prefix", "_seqs", "_since_us")

    def __init__(self, prefix: str, agencies: Sequence[str]) -> None:
        self._prefix, self._first = prefix, agencies[0]
        self._boxes: dict[str, list[tuple[int, str, str, Event]]] = {a: [] for a in agencies}
        self._seqs = dict.fromkeys(agencies, 0)
        self._since_us = dict.fromkeys(agencies, 0)
        self.seq, self.counts = 0, Counter[str]()

    def resume(self, agency: str, seq: int, since_us: int) -> None:
        """Number an agency's records from `seq` on; it has kept its work at `since_us`."""
        self._seqs[agency], self._since_us[agency] = seq, since_us

    def deliver(self, at_us: int, topic: str, key: str, event: Event) -> None:
        """See `agents.world.Post`."""
        agency = self._sender(event)
        box = self._boxes.get(agency)
        if box is None:
            return
        if isinstance(event, ProcedurePublished) and event.published_us < self._since_us[agency]:
            return
        if isinstance(event, DataRequest | DataReply):
            topic = exchange_out(self._prefix, agency)
        self.counts[type(event).__name__] += 1
        box.append((at_us, topic, key, event))

    def _sender(self, event: Event) -> str:
        if isinstance(event, DataRequest):
            return event.requester
        if isinstance(event, DataReply):
            return event.provider
        if isinstance(event, StatusCreate | StatusProgress | ProcedurePublished):
            return event.agency
        return self._first  # an operator's act

    def flush(self, before_us: int) -> None:
        """Nothing: what was said leaves with what is kept, by `taken`."""

    def taken(self, agency: str) -> list[Record]:
        """Take what an agency has said, numbered."""
        box, self._boxes[agency] = self._boxes[agency], []
        numbers = count(self._seqs[agency])
        self._seqs[agency] += len(box)
        self.seq += len(box)
        return [
            Record(topic, key, event, at, REPLICATION, next(numbers))
            for at, topic, key, event in box
        ]

    @property
    def seqs(self) -> Mapping[str, int]:
        """The number of each agency's next record."""
        return self._seqs
