"""What a closed run puts on record: each data request and reply that its relay let through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simulator.relay.audit import NOWHERE, Chain, Entry
from simulator.relay.entitlements import Entitlements
from topics.catalogue import audit
from topics.events import DataReply, DataRequest, Event

Passed = tuple[int, str, str, Event]  # when, topic, key, what


class Auditor:
    """One replication's chain."""

    def __init__(self, prefix: str, entitled: Entitlements) -> None:
        self._topic, self._chain = audit(prefix), Chain(entitled)

    def among(self, entries: Sequence[Passed]) -> Iterator[Passed]:
        """The entries in their order, each that is of the exchange with its record behind it."""
        for entry in entries:
            yield entry
            at_us, _, _, event = entry
            if isinstance(event, DataRequest | DataReply):
                audited = self._chain.record(at_us, NOWHERE, _said(event))
                yield at_us, self._topic, event.request, audited


def _said(event: DataRequest | DataReply) -> Entry:
    if isinstance(event, DataRequest):
        return Entry(event, event.requester, "delivered")
    # After a refusal people may still be asked, by letter: that has not ended the request.
    ended = "answered" if event.error is None else ""
    return Entry(event, event.provider, "delivered", event.error, ended=ended)
