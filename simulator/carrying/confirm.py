"""A closed run's records on a bus outside this process: sent, read back, and compared.

The broker's copies decide whether a run counts. Each record must come back, with the very bytes
that were sent; what comes twice is counted once. The engine may run ahead of its copies by a
bounded number of records, and rows are released only up to the first record still missing.

A record that somebody else wrote never enters the model. It is handed to `foreign`, also when it
bears one of our own numbers: then the record that was sent must come back as well.
"""

from __future__ import annotations

import re
import time
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from topics.bus import Bus, Consumer, Raw
from topics.envelope import WireRecord, to_wire
from topics.errors import CheckFailed, MaybeSent, NotSent, TransportError
from topics.record import Record

if TYPE_CHECKING:
    from simulator.model.options import KafkaRun

DIFFERS, FOREIGN = "duplicate_differs", "foreign_record"  # reasons of wire errors
_POLL_RECORDS = 2_000
_WAIT_S = 0.2  # for copies at a time, so that silence is noticed soon
_NAMED_AT_MOST = 3


class Confirmed:
    """Publishes a replication's records, numbered from 0, and watches for their copies.

    `reader` reads the run's topics, every partition of them, from before the first record.
    `released(seq)` is told that every record below `seq` has come back, `foreign(raw, reason)`
    of what is not ours; `aside` counts by error what became of that. `limits.give_up_s` is how long
    copies may fail to come before `MaybeSent`.
    """

    def __init__(
        self, bus: Bus, reader: Consumer, replication: int, limits: KafkaRun,
        released: Callable[[int], None], foreign: Callable[[Raw, str], None],
        aside: Mapping[str, int] | None = None,
    ) -> None:  # fmt: skip
        self._bus, self._reader, self._replication = bus, reader, b"%d" % replication
        self._released, self._foreign = released, foreign
        self.aside: Mapping[str, int] = {} if aside is None else aside
        self._give_up_s, self._run_ahead = limits.give_up_s, limits.run_ahead_records
        self._awaited: dict[int, WireRecord] = {}  # by number, in order
        self._differing: dict[int, list[Raw]] = {}  # bear its number, and other bytes
        self._sums = array("q")  # of every record sent, by number: what tells a copy from a forgery
        self.sent = self.repeated = 0

    def publish_many(self, records: Sequence[Record]) -> None:
        """Send records; wait while too many copies are missing."""
        wires = list(map(to_wire, records))
        self._awaited.update(zip((record.seq for record in records), wires, strict=True))
        self._sums.extend(map(_sum, wires))
        self.sent += len(wires)
        with self._counted():
            self._bus.publish_raw(wires)
            self._read(0.0)
            if len(self._awaited) > self._run_ahead:
                self._wait_for(self._run_ahead)

    def flush(self) -> None:
        """Wait until every record has come back.

        Raise `CheckFailed`, naming them, when the log holds other bytes for some, or lacks some.
        """
        with self._counted():
            self._bus.flush()
            self._wait_for(0)
        self._released(self.sent)  # also what was written since the last copy came

    @contextmanager
    def _counted(self) -> Iterator[None]:
        """Whatever the bus failed at, say what became of the records."""
        try:
            yield
        except TransportError as error:
            raise type(error)(
                f"{error}: {self.confirmed:,} of {self.sent:,} records of this replication are "
                f"confirmed by their copies, {len(self._awaited):,} are not"
            ) from error

    def _wait_for(self, missing: int) -> None:
        news_s, flushed = time.monotonic(), False
        while len(self._awaited) > missing:
            if self._read(_WAIT_S):
                news_s = time.monotonic()
            elif self._at_the_end():
                if flushed:  # all was sent, the log has been read to its end, and it is not there
                    raise CheckFailed(self._what_is_wrong())
                self._bus.flush()
                flushed = True
            if time.monotonic() - news_s > self._give_up_s:
                raise MaybeSent(f"no copy of a record came back for {self._give_up_s:g} s")

    def _at_the_end(self) -> bool:
        """Whether the log has been read to its end; not so if nobody can say just now."""
        try:
            return self._reader.lag_records() == 0
        except NotSent as error:
            if type(error) is not NotSent:  # it will not let us know
                raise
            return False

    @property
    def awaited(self) -> int:
        """How many records have been sent and have not come back."""
        return len(self._awaited)

    @property
    def confirmed(self) -> int:
        """How many records have come back."""
        return self.sent - len(self._awaited)

    def _read(self, timeout_s: float) -> int:
        copies, awaited = self._reader.poll_raw(_POLL_RECORDS, timeout_s), self._awaited
        for copy in copies:
            number = _claimed(copy.wire)
            if number not in self._differing and awaited.get(number) == copy.wire:
                del awaited[number]  # as nearly all do
            else:
                self._take(copy)
        if copies:
            self._released(next(iter(self._awaited), self.sent))
        return len(copies)

    def _take(self, copy: Raw) -> None:
        number = self._number(copy.wire)
        sent = self._awaited.get(number)
        if number < 0:
            self._foreign(copy, FOREIGN)
        elif sent == copy.wire:
            del self._awaited[number]
            for other in self._differing.pop(number, ()):
                self._foreign(other, DIFFERS)
        elif sent is not None:
            self._differing.setdefault(number, []).append(copy)
        elif self._sums[number] == _sum(copy.wire):
            self.repeated += 1
        else:
            self._foreign(copy, DIFFERS)

    def _number(self, wire: WireRecord) -> int:
        """Which of our records this claims to be; -1 for none."""
        said = {name: value for name, value in wire.headers if name in _NUMBERS}
        digits = said.get("ce_seq") or b""
        if said.get("ce_replication") != self._replication or not _DIGITS.fullmatch(digits):
            return -1
        return number if (number := int(digits)) < self.sent else -1

    def _what_is_wrong(self) -> str:
        wrong = [self._of(number) for number in list(self._awaited)[:_NAMED_AT_MOST]]
        more = len(self._awaited) - len(wrong)
        return (
            "the log does not hold what was sent: "
            + "; ".join(wrong)
            + (f"; and {more:,} more" if more else "")
        )

    def _of(self, number: int) -> str:
        name = f"record {number} of replication {self._replication.decode()}"
        found, sent = self._differing.get(number), self._awaited[number]
        if found is None:
            return f"{name} (key {(sent.key or b'').decode()}) is missing in {sent.topic}"
        return f"{name} was altered: {found[0].place} has other bytes than were sent"


def _claimed(wire: WireRecord) -> int:
    """The number that a record has where ours have theirs; -1 for none. It proves nothing."""
    headers = wire.headers
    if len(headers) < _FROM_THE_END or headers[-_FROM_THE_END][0] != "ce_seq":
        return -1
    digits = headers[-_FROM_THE_END][1] or b""
    return int(digits) if _DIGITS.fullmatch(digits) else -1


def _sum(wire: WireRecord) -> int:
    """Of all that a record is; it is compared within this process only."""
    return hash((wire.topic, wire.key, wire.value, tuple(wire.headers)))


_NUMBERS = frozenset(("ce_replication", "ce_seq"))
_DIGITS = re.compile(rb"[0-9]{1,18}")
_FROM_THE_END = 3  # `topics.envelope.to_wire` ends with the number, the id and the trace
