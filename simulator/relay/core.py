"""The relay without any input or output: records in, records out, and rows that remember.

What it does follows from its rows, the message and the time that it is given; nothing else. So a
process may keep the rows wherever it likes and go on from them, and a test needs no broker.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from simulator.relay.audit import Entry, Head, Source
from simulator.relay.entitlements import Entitlements
from simulator.relay.judge import Judge, Verdict, read, refused, sender_of
from simulator.relay.post import Output, Post
from simulator.relay.requests import Exchange
from simulator.relay.rows import Asked, Policy, Rows, Waiting
from simulator.relay.rules import Rule
from simulator.relay.statuses import Statuses
from topics.envelope import WireRecord
from topics.errors import ErrorCode
from topics.events import DataReply, DataRequest, StatusCreate, StatusProgress

QUARANTINED = "requester.protocol.quarantined"
"""Of a record that was set aside unread; see `simulator.relay.trying`."""


class Core:
    """One relay. Times are simulated microseconds; they never go back from call to call.

    Every message that comes in ends in exactly one record of the audit, and in a dead letter if
    it was not accepted: nothing raises, nothing is dropped without a word.
    """

    __slots__ = ("_exchange", "_post", "_rows", "_statuses")

    def __init__(
        self,
        prefix: str,
        entitlements: Entitlements,
        *,
        rules: Sequence[Rule] = (),
        seed: int = 0,
        policy: Policy | None = None,
    ) -> None:
        policy, judge = policy or Policy(), Judge(entitlements)
        self._rows = Rows()
        self._post = Post(prefix, entitlements, self._rows, rules, seed)
        self._exchange = Exchange(prefix, judge, self._rows, self._post, policy)
        self._statuses = Statuses(prefix, judge, self._rows, self._post, policy)

    def handle(self, now_us: int, partition: int, offset: int, wire: WireRecord) -> list[Output]:
        """What comes of one record, read from that place of an ``out`` topic."""
        source = Source(wire.topic, partition, offset)
        record = read(wire)
        if isinstance(record, Verdict):
            self._unreadable(now_us, source, wire, record)
            return self._post.taken()
        event = record.event
        if isinstance(event, DataRequest):
            self._exchange.request(now_us, source, wire, event)
        elif isinstance(event, DataReply):
            self._exchange.reply(now_us, source, wire, event)
        elif isinstance(event, StatusCreate):
            self._statuses.create(now_us, source, wire, event)
        elif isinstance(event, StatusProgress):
            self._statuses.progress(now_us, source, wire, event)
        else:
            self._unreadable(now_us, source, wire, _not_for_us())
        return self._post.taken()

    def set_aside(self, now_us: int, partition: int, offset: int, wire: WireRecord) -> list[Output]:
        """What comes of a record at which the relay ended again and again; `wire` stands for it."""
        verdict = Verdict(ErrorCode.parse(QUARANTINED), "the relay ended at this record")
        self._unreadable(now_us, Source(wire.topic, partition, offset), wire, verdict)
        return self._post.taken()

    def due(self, now_us: int) -> list[Output]:
        """What comes of the time: delayed messages, expiries."""
        for row in self._rows.due(now_us):
            if isinstance(row, Waiting):
                self._post.waited(now_us, row)
            elif isinstance(row, Asked):
                self._exchange.due(now_us, row)
            else:
                self._statuses.due(row)
        return self._post.taken()

    def next_due_us(self) -> int | None:
        """When `due` will next have something to do, if ever."""
        return self._rows.next_us()

    def _unreadable(self, now_us: int, source: Source, wire: WireRecord, verdict: Verdict) -> None:
        self._post.bury(wire, source, verdict)
        entry = Entry(None, sender_of(wire.topic), "dead_lettered", str(verdict.error))
        self._post.put_on_record(now_us, source, entry)

    # -- rules and state -----------------------------------------------------------------------

    def use(self, rules: Sequence[Rule]) -> None:
        """Go on with other fault rules; what they did before stays done."""
        self._post.rules = tuple(rules)

    @property
    def head(self) -> Head:
        """The end of the audit chain."""
        return self._post.head

    @property
    def remembered(self) -> int:
        """How many rows there are."""
        return len(self._rows)

    def state(self) -> dict[str, bytes]:
        """All that it remembers: key -> row."""
        return self._rows.state()

    def changed(self) -> dict[str, bytes | None]:
        """The rows that changed since the last call; None for one that is forgotten."""
        return self._rows.changed()

    def restore(self, state: Mapping[str, bytes]) -> None:
        """Go on from a `state`. Raise `InputError` for one of other software."""
        self._rows.restore(state)
        self._post.resume()


def _not_for_us() -> Verdict:
    return refused("requester", "protocol", "unknown_type", "the event is none that a relay moves")
