"""What the relay thinks of one message: pure checks, each with the error that it ends in.

Reading comes first (is it an event at all), then what can be seen from the message alone (who
writes, to whom, on what basis), then what depends on the requests that are open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from simulator.relay.entitlements import NO_LEGAL_BASIS, UNKNOWN_AGENCY, Entitlements
from topics import contract_rules  # noqa: F401 - registers what the fields of events may hold
from topics.catalogue import parse_topic
from topics.contract import check_contract
from topics.envelope import WireRecord, from_wire
from topics.errors import REASONS, ErrorCode, Malformed
from topics.events import DataReply, DataRequest, Event, StatusCreate, StatusProgress, event_class
from topics.record import Record

MAX_VALUE_BYTES = 262_144
"""Of a message that is passed on: with its reply it has to fit one record of the relay's table."""

_READ, _SHOWN = 4_000, 400  # characters of a message that are looked at, and that are shown
# Values in messages are quoted; field names that we do not know may be values too. A quotation
# that is cut off goes to the end: nothing of it is shown, and no place is tried twice.
_QUOTED = re.compile(
    r"""b?'(?:[^'\\]|\\.)*(?:'|\\?\Z)"""
    r"""|b?"(?:[^"\\]|\\.)*(?:"|\\?\Z)|(?<=unknown field )`[^`]*(?:`|\Z)""",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Accepted, or an error and one sentence about it without any value of the message."""

    error: ErrorCode | None = None
    message: str = ""

    @property
    def accepted(self) -> bool:
        """Whether nothing is wrong."""
        return self.error is None


ACCEPTED = Verdict()


def refused(culprit: str, error_class: str, reason: str, message: str) -> Verdict:
    """A verdict with that error."""
    return Verdict(ErrorCode(culprit, error_class, reason), message)


# -- reading -----------------------------------------------------------------------------------


def read(wire: WireRecord) -> Record | Verdict:
    """The record that some bytes are, by envelope and contract, or what is wrong with them."""
    try:
        record = from_wire(wire)
        check_contract(record)
        _check_room(wire)
    except Malformed as error:
        return _malformed(error, wire)
    return record


def _check_room(wire: WireRecord) -> None:
    size = len(wire.value or b"")
    if size > MAX_VALUE_BYTES:
        raise Malformed(
            "too_large", f"value of {size:,} bytes; the relay passes on at most {MAX_VALUE_BYTES:,}"
        )


def _malformed(error: Malformed, wire: WireRecord) -> Verdict:
    known = next((found for found, reason in REASONS if reason == error.reason), "protocol")
    return refused(culprit_of(wire), known, error.reason, without_values(str(error)))


def without_values(message: str) -> str:
    """A message of an error with everything quoted in it left out: it may be personal."""
    return _QUOTED.sub("'…'", message[:_READ])[:_SHOWN]


def culprit_of(wire: WireRecord) -> str:
    """Whoever wrote it, by what it says it is: replies are the provider's, all else is asked."""
    said = {name: value for name, value in wire.headers if name == "ce_type"}.get("ce_type")
    try:
        cls: type[Event] | None = event_class((said or b"").decode())
    except (Malformed, UnicodeDecodeError):
        cls = None
    return "provider" if cls is DataReply else "requester"


def sender_of(topic: str) -> str:
    """The agency whose topic it is; empty for a topic of nobody."""
    return parse_topic(topic).agency or ""


# -- what is seen from the message alone -------------------------------------------------------


class Judge:
    """Judges by the entitlements of a scenario; knows no open request."""

    __slots__ = ("_entitlements",)

    def __init__(self, entitlements: Entitlements) -> None:
        self._entitlements = entitlements

    def of(self, event: Event, sender: str) -> Verdict:
        """Who writes, to whom, with what right."""
        if isinstance(event, DataRequest):
            return self._request(event, sender)
        if isinstance(event, DataReply):
            return self._reply(event, sender)
        if isinstance(event, StatusCreate | StatusProgress):
            return _wrong_sender("requester", event.agency, sender)
        return ACCEPTED

    def _request(self, event: DataRequest, sender: str) -> Verdict:
        verdict = _wrong_sender("requester", event.requester, sender)
        if not verdict.accepted:
            return verdict
        error = self._entitlements.check(event)
        return ACCEPTED if error is None else Verdict(error, _explained(error))

    def _reply(self, event: DataReply, sender: str) -> Verdict:
        verdict = _wrong_sender("provider", event.provider, sender)
        if verdict.accepted and event.requester not in self._entitlements.agencies:
            return refused("provider", "addressing", "unknown_agency", _NO_AGENCY)
        return verdict


_NO_AGENCY = "the requester or the provider is no agency of this bus"


def _wrong_sender(culprit: str, named: str, sender: str) -> Verdict:
    if named == sender:
        return ACCEPTED
    message = f"the message names another {culprit} than {sender}, on whose topic it is"
    return refused(culprit, "authority", "wrong_sender", message)


def _explained(error: ErrorCode) -> str:
    if error == UNKNOWN_AGENCY:
        return _NO_AGENCY
    if error == NO_LEGAL_BASIS:
        return "the legal basis is none on which this procedure asks this provider"
    if error.error_class == "addressing":
        return "the procedure is not in the catalogue of this bus"
    return "the procedure does not entitle this requester to these fields of this provider"


# -- what depends on the request ---------------------------------------------------------------


def judge_deadline(event: DataRequest, now_us: int) -> Verdict:
    """A request that nobody waits for any more is not passed on."""
    if event.deadline_us >= now_us:
        return ACCEPTED
    return refused(
        "requester", "time", "deadline_passed", "the request came when its deadline had passed"
    )


def judge_answer(reply: DataReply, asked: DataRequest, asked_hash: str) -> Verdict:
    """Whether a reply answers the request that it says it answers, and gives no more."""
    if reply.provider != asked.provider or reply.attempt > asked.attempt:
        return unsolicited()
    if reply.dossier != asked.dossier:
        return refused(
            "provider", "business", "mismatch", "the reply is about another dossier than asked"
        )
    if reply.request_hash != asked_hash:
        return refused(
            "provider", "integrity", "bad_hash", "the reply bears another hash than the request"
        )
    excess = set(reply.fields).difference(asked.fields)
    if excess:
        return refused(
            "provider", "authority", "excess_fields",
            f"{len(excess)} of {len(reply.fields)} fields were not asked for",
        )  # fmt: skip
    return ACCEPTED


def unsolicited() -> Verdict:
    """A reply to nothing that is known to have been asked of this provider."""
    return refused(
        "provider", "integrity", "unsolicited_reply",
        "nothing is known to have been asked of this provider to which this is a reply",
    )  # fmt: skip
