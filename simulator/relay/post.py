"""What goes out of the relay: deliveries by the fault rules, what waits, dead letters, audit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from simulator.relay.audit import Chain, Entry, Head, Source
from simulator.relay.corruption import spoilt
from simulator.relay.deadletter import dead_letter
from simulator.relay.entitlements import Entitlements
from simulator.relay.judge import Verdict
from simulator.relay.rows import Asked, Rows, Waiting
from simulator.relay.rules import Fate, Message, Rule, fate_of
from topics import catalogue
from topics.envelope import WireRecord, to_wire
from topics.events import Event, decode_event, encode_event, type_name
from topics.record import Record

DUE = "lienthong_due"
"""Header of a record on a retry topic: when it is due, in simulated microseconds."""

REPLICATION = 0  # the relay as a process knows no replications


class Output(msgspec.Struct, frozen=True):
    """One record to be written, and as what."""

    what: Literal["delivery", "waiting", "dead_letter", "audit"]
    wire: WireRecord


class Post:
    """Collects the outputs of one step; numbers everything that it writes."""

    __slots__ = ("_behind", "_chain", "_outputs", "_prefix", "_rows", "rules", "seed")

    def __init__(
        self, prefix: str, entitlements: Entitlements, rows: Rows, rules: Sequence[Rule], seed: int
    ) -> None:
        self._prefix, self._rows, self.rules, self.seed = prefix, rows, tuple(rules), seed
        self._chain = Chain(entitlements)
        self._outputs: list[Output] = []
        self._behind: dict[tuple[str, str], int] = {}
        self.resume()

    @property
    def head(self) -> Head:
        """The end of the audit chain."""
        return self._chain.head

    def resume(self) -> None:
        """Go on from the rows, which were restored."""
        counters = self._rows.counters
        self._chain.head = Head(counters.audit_count, counters.audit_hash)
        self._behind = {
            (row.topic, row.record_key): row.until_us
            for row in self._rows.waiting()
            if not row.wanted_by
        }

    def taken(self) -> list[Output]:
        """The outputs collected since the last call."""
        outputs, self._outputs = self._outputs, []
        return outputs

    # -- deliveries ----------------------------------------------------------------------------

    def send(
        self, now_us: int, topic: str, key: str, event: Event, message: Message,
        *, beside: str | None = None,
    ) -> tuple[str, tuple[str, ...]]:  # fmt: skip
        """Send a message on, as the rules let it. Return the outcome and the rules that struck.

        Messages with one key stay in order: what comes after a delayed one waits behind it. A
        table has no retry topic; `beside` is the topic whose retry topic is told instead.
        """
        fate = fate_of(self.rules, self.seed, message, now_us, self._rows.counters.matched)
        if fate.lost:
            return "lost", fate.rules
        due_us = max(now_us + fate.delay_us, self._behind.get((topic, key), 0))
        if due_us > now_us:
            self._behind[(topic, key)] = due_us
            self.wait(now_us, due_us, topic, key, event, fate=fate, beside=beside)
            return "delayed", fate.rules
        self.deliver(now_us, topic, key, event, fate)
        doubled = "duplicated" if fate.copies > 1 else "delivered"
        return "corrupted" if fate.spoilt else doubled, fate.rules

    def deliver(
        self, now_us: int, topic: str, key: str, event: Event, fate: Fate | None = None
    ) -> None:
        """Write a message now: once, or as its fate says."""
        copies, ways = (fate.copies, fate.spoilt) if fate is not None else (1, ())
        for _ in range(copies):
            wire = self._numbered(now_us, topic, key, event)
            for how in ways:
                wire = spoilt(wire, how)
            self._outputs.append(Output("delivery", wire))

    def wait(
        self, now_us: int, due_us: int, topic: str, key: str, event: Event,
        *, fate: Fate | None = None, wanted_by: str = "", beside: str | None = None,
    ) -> None:  # fmt: skip
        """Put a message off; the retry topic says until when."""
        counters = self._rows.counters
        counters.waits += 1
        copies, ways = (fate.copies, fate.spoilt) if fate is not None else (1, ())
        row = Waiting(
            f"waiting/{counters.waits:012d}", due_us, topic, key, type_name(event),
            encode_event(event), copies, ways, wanted_by,
        )  # fmt: skip
        self._rows.put(row)
        wire = self._numbered(now_us, catalogue.retry(beside or topic), key, event)
        headers = [*wire.headers, (DUE, b"%d" % due_us)]
        self._outputs.append(Output("waiting", msgspec.structs.replace(wire, headers=headers)))

    def waited(self, now_us: int, row: Waiting) -> None:
        """The time of what waited has come: deliver it, unless nobody wants it any more."""
        self._rows.drop(row.key)
        place = (row.topic, row.record_key)
        if not row.wanted_by and self._behind.get(place) == row.until_us:
            del self._behind[place]
        event = decode_event(row.type, row.event)
        outcome = "delivered" if self._wanted(row, event) else "void"
        if outcome == "delivered":
            fate = Fate(copies=row.copies, spoilt=row.spoilt)
            self.deliver(now_us, row.topic, row.record_key, event, fate)
        self.put_on_record(now_us, Source(), Entry(event, "", outcome))

    def _wanted(self, row: Waiting, event: Event) -> bool:
        if not row.wanted_by:
            return True
        asked = self._rows.get(row.wanted_by, Asked)
        return asked is not None and asked.state == "open" and asked.event == event

    def _numbered(self, now_us: int, topic: str, key: str, event: Event) -> WireRecord:
        counters = self._rows.counters
        record = Record(topic, key, event, now_us, REPLICATION, counters.seq)
        counters.seq += 1
        return to_wire(record)

    # -- what is wrong, and what is on record --------------------------------------------------

    def bury(self, wire: WireRecord, source: Source, verdict: Verdict) -> None:
        """Write a dead letter."""
        assert verdict.error is not None
        letter = dead_letter(wire, source.partition, source.offset, verdict.error, verdict.message)
        self._outputs.append(Output("dead_letter", letter))

    def put_on_record(self, now_us: int, source: Source, entry: Entry) -> None:
        """Write the next record of the audit chain."""
        audited = self._chain.record(now_us, source, entry)
        counters = self._rows.counters
        counters.audit_count, counters.audit_hash = self.head.count, self.head.hash
        topic = catalogue.audit(self._prefix)
        wire = self._numbered(now_us, topic, audited.request, audited)
        self._outputs.append(Output("audit", wire))
