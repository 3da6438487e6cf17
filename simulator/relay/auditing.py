"""What a closed run puts on record: each data request and reply that its relay let through."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from simulator.relay.audit import NOWHERE, Chain, Entry
from simulator.relay.entitlements import Entitlements
from topics.catalogue import audit
from topics.envelope import UNNUMBERED
from topics.events import DataReply, DataRequest
from topics.record import Record

Publish = Callable[[Sequence[Record]], None]


class Auditor:
    """One replication's chain. Its records bear no number: they are none of the model's own.

    `publish` takes them, where there is a log that keeps them.
    """

    def __init__(
        self, prefix: str, replication: int, entitled: Entitlements, publish: Publish | None
    ) -> None:
        self._topic, self._replication, self._publish = audit(prefix), replication, publish
        self._chain = Chain(entitled)

    def note(self, records: Sequence[Record]) -> list[Record]:
        """Put these on record, in their order; returns what was written."""
        noted = [
            self._noted(record, record.event)
            for record in records
            if isinstance(record.event, DataRequest | DataReply)
        ]
        if self._publish is not None and noted:
            self._publish(noted)
        return noted

    def _noted(self, record: Record, event: DataRequest | DataReply) -> Record:
        if isinstance(event, DataRequest):
            entry = Entry(event, event.requester, "delivered")
        else:  # after a refusal people may still be asked, by letter
            ended = "answered" if event.error is None else ""
            entry = Entry(event, event.provider, "delivered", event.error, ended=ended)
        at = record.sim_time_us
        audited = self._chain.record(at, NOWHERE, entry)
        return Record(self._topic, event.request, audited, at, self._replication, UNNUMBERED)
