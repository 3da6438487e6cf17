"""A twin at work on a bus: what it read is committed when all that it said of it is in the log."""

from __future__ import annotations

import secrets
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing

from simulator.loadtest.twins.base import Twin
from simulator.relay.process import local_time_us
from topics.bus import Bus, Consumer, Rejected
from topics.envelope import WireRecord, to_wire
from topics.errors import NotSent
from topics.record import Record

Stop = Callable[[], bool]
Tell = Callable[[str], None]
_WAIT_S = 0.02


def serve(twin: Twin, bus: Bus, stop: Stop, tell: Tell) -> None:
    """Be the twin until `stop()`. `tell` gets a line when it begins, when it ends, and of trouble.

    Raise `TransportError` when the bus cannot be used any more. What was not committed is read
    again by whoever comes next.
    """
    served = _Served(twin, bus, tell)
    with closing(served):
        served.tell("ready")
        while not stop():
            served.step()
        served.tell("stopped")


class _Served:
    """One life of a twin."""

    def __init__(self, twin: Twin, bus: Bus, tell: Tell) -> None:
        self._twin, self._bus, self._tell = twin, bus, tell
        self._counts: Counter[str] = Counter()
        self._answers: list[Record] = []
        self._life = secrets.token_hex(8)
        topics, group = twin.reads(), twin.brief.member
        self._reader: Consumer | None = None
        if topics:
            self._reader = bus.consumer(topics, group, self._rejected)

    def step(self) -> None:
        """Read, answer and speak, for what there is now."""
        self._answers = []
        read = self._read()
        self._answers += self._twin.speak(local_time_us())
        if self._answers:
            self._bus.publish_raw([self._under_new_id(each) for each in self._answers])
            self._bus.flush()
        if read and self._reader is not None:
            self._commit(self._reader)

    def _under_new_id(self, record: Record) -> WireRecord:
        """What is said again is another record, as the contract has it."""
        self._counts["written"] += 1
        wire, own = to_wire(record), f"{self._life}-{self._counts['written']}"
        headers = [each for each in wire.headers if each[0] != "ce_id"]
        return WireRecord(wire.topic, wire.key, wire.value, [*headers, ("ce_id", own.encode())])

    def _read(self) -> int:
        """How many records there were; what they are answered with is in `_answers`."""
        if self._reader is None:
            time.sleep(_WAIT_S)
            return 0
        spoilt = self._counts["unreadable"]
        found = self._reader.poll(wait_s=_WAIT_S)
        for each in found:
            self._answers += self._twin.take(each.record.event)
        self._counts["read"] += len(found)
        return len(found) + self._counts["unreadable"] - spoilt

    def _rejected(self, rejected: Rejected) -> None:
        self._counts["unreadable"] += 1
        self._answers += self._twin.refuse(rejected)
        self._tell(f"{rejected.raw.place} cannot be read: {rejected.reason}")

    def _commit(self, reader: Consumer) -> None:
        try:
            reader.commit()
        except NotSent as error:  # they come again, to whoever has the partitions now
            self._tell(f"not committed: {error}")

    def tell(self, what: str) -> None:
        """A line with what it has done."""
        done = ", ".join(f"{self._counts[name]} {name}" for name in ("read", "written"))
        self._tell(f"twin {self._twin.role} of {self._twin.brief.agency}: {what}, {done}")

    def close(self) -> None:
        """Leave the group."""
        if self._reader is not None:
            self._reader.close()
