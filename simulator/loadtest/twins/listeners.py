"""Twins that act on what they read: who is asked for data, and who follows publications."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agents.people import People
from simulator.loadtest.payloads import reply_to
from simulator.loadtest.twins.base import Brief, Twin, said, twin
from topics.bus import Rejected
from topics.catalogue import exchange_in, exchange_out, procedure_table, published
from topics.envelope import request_hash
from topics.errors import ErrorCode, InputError
from topics.events import DataReply, DataRequest, Event, type_name
from topics.record import Record

_REQUEST = type_name(DataRequest)
_NO_SUCH_DATA = ErrorCode("provider", "business", "not_found")


@twin("provider")
class Provider(Twin):
    """Answers each request with the data of invented people, the same each time.

    What it does not have, it refuses; also what it cannot read, if it says whose it is.
    """

    def __init__(self, brief: Brief) -> None:
        super().__init__(brief)
        self._people = People(brief.seed)
        self._answers = exchange_out(brief.prefix, brief.agency)

    def reads(self) -> Sequence[str]:
        """What is asked of its agency."""
        return (exchange_in(self.brief.prefix, self.brief.agency),)

    def take(self, event: Event) -> list[Record]:
        """The reply to a request."""
        if not isinstance(event, DataRequest):
            return []
        try:
            reply = reply_to(event, self._people)
        except InputError:  # a field that nobody has invented
            reply = _refusal(event)
        return [said(self._answers, reply.request, reply)]

    def refuse(self, rejected: Rejected) -> list[Record]:
        """A refusal, addressed by the headers alone."""
        wire = rejected.raw.wire
        told = {name: (value or b"").decode(errors="replace") for name, value in wire.headers}
        error = ErrorCode("bus", "protocol", rejected.reason)
        reply = _addressed(self.brief.agency, wire.key or b"", told, error)
        return [] if reply is None else [said(self._answers, reply.request, reply)]


def _refusal(asked: DataRequest) -> DataReply:
    return DataReply(
        request=asked.request, dossier=asked.dossier, requester=asked.requester,
        provider=asked.provider, outcome="refused", error=str(_NO_SUCH_DATA), fields=(),
        attempt=asked.attempt, request_hash=request_hash(asked),
    )  # fmt: skip


def _addressed(
    agency: str, key: bytes, told: Mapping[str, str], error: ErrorCode
) -> DataReply | None:
    if told.get("ce_type") != _REQUEST:
        return None
    try:
        return DataReply(
            request=key.decode(), dossier=told["ce_dossierid"], requester=told["ce_requester"],
            provider=agency, outcome="refused", error=str(error), fields=(),
            attempt=int(told["ce_attempt"]), request_hash=told["ce_idempotencykey"],
        )  # fmt: skip
    except (KeyError, ValueError):  # not even the headers say whose it is
        return None


@twin("subscriber")
class Subscriber(Twin):
    """Follows what ministries and provinces publish, and the table of procedures."""

    def reads(self) -> Sequence[str]:
        """Both public topics."""
        return published(self.brief.prefix), procedure_table(self.brief.prefix)
