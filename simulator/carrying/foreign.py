"""What somebody else wrote into the topics of a closed run: judged, put aside, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from simulator.relay.deadletter import dead_letter
from simulator.relay.entitlements import Entitlements
from simulator.relay.judge import Judge, Verdict, judge_deadline, read, sender_of
from topics.bus import Bus, Raw
from topics.errors import ErrorCode
from topics.events import DataReply, DataRequest
from topics.record import Record

_WHY = {
    "foreign_record": "a record of nobody in this run, on a topic that only its relay writes",
    "duplicate_differs": "it bears the number of a record of this run, and says other things",
}


@dataclass(slots=True)
class Aside:
    """Puts foreign records into dead-letter topics, which `make` makes when one is needed.

    `foreign` counts them by error.
    """

    bus: Bus
    entitled: Entitlements
    make: Callable[[str], object]
    foreign: Counter[str] = field(default_factory=Counter)
    _made: set[str] = field(default_factory=set)

    def put(self, raw: Raw, reason: str) -> None:
        """Write the dead letter of one record; `reason` is what its number says of it."""
        error, why = self._judged(raw, reason)
        letter = dead_letter(raw.wire, raw.partition, raw.offset, error, why)
        if letter.topic not in self._made:
            self.make(letter.topic)
            self._made.add(letter.topic)
        self.bus.publish_raw([letter])
        self.foreign[str(error)] += 1

    def _judged(self, raw: Raw, reason: str) -> tuple[ErrorCode, str]:
        """What is wrong with the record itself, or else that it is not ours."""
        found = read(raw.wire)
        verdict = found if isinstance(found, Verdict) else self._verdict(found)
        if verdict.error is not None:
            return verdict.error, verdict.message
        return ErrorCode("bus", "integrity", reason), _WHY[reason]

    def _verdict(self, record: Record) -> Verdict:
        """On the relay's topics whoever is named is taken for the sender."""
        event, judge = record.event, Judge(self.entitled)
        if isinstance(event, DataReply):
            return judge.of(event, event.provider)
        if not isinstance(event, DataRequest):
            return judge.of(event, sender_of(record.topic))
        verdict = judge.of(event, event.requester)
        return judge_deadline(event, record.sim_time_us) if verdict.accepted else verdict
