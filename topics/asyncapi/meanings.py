"""What each error reason of the wire means, for those who meet one."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from topics.errors import REASONS

MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        "protocol.invalid_json": "the value is not JSON, is cut short, or is missing",
        "protocol.invalid_fields": "a field is missing, unknown, of the wrong type or not allowed",
        "protocol.missing_header": "a header that must be there is not",
        "protocol.invalid_header": "a header is there twice, is not UTF-8, or is not what it "
        "should be: another than the value says, for one",
        "protocol.invalid_key": "no key, or not the one that the event has",
        "protocol.unknown_type": "ce_type is no type of event, or none of this topic",
        "protocol.unknown_schema": "ce_dataschema is not the schema of ce_type",
        "protocol.too_large": "key, value and headers together exceed 1 MiB",
        "protocol.quarantined": "the relay failed at this record, by a fault of its own",
        "authority.no_legal_basis": "the request has no legal basis, or none that is known",
        "authority.no_consent": "the person has not agreed",
        "authority.not_entitled": "this agency may not have these fields",
        "authority.excess_fields": "the reply gives a field that was not asked for",
        "authority.wrong_sender": "the record names another agency than the topic's",
        "addressing.unknown_agency": "no agency has this code",
        "addressing.unknown_service": "the agency has nothing of this kind",
        "addressing.not_serviced": "the agency does not answer over the bus",
        "addressing.disabled": "the agency's service is switched off",
        "addressing.maintenance": "the agency's service is down for a while",
        "business.not_found": "there is no such person or record",
        "business.ambiguous": "there are several",
        "business.mismatch": "what was given contradicts what is on record",
        "business.dossier_closed": "the dossier has ended",
        "business.update_before_create": "a status of a dossier that the portal does not know",
        "business.created_twice": "a dossier that the portal knows already",
        "business.refused": "the agency refuses, for its own reasons",
        "capacity.queue_full": "too much waits there already",
        "capacity.rate_limited": "too many in too short a time",
        "capacity.outside_office_hours": "nobody is there now",
        "capacity.quota": "the agency has as many requests open, or as much remembered, as it may",
        "time.no_reply": "no reply came within the time-out of an attempt",
        "time.deadline_passed": "the request's deadline is over",
        "time.attempts_exhausted": "the last attempt has failed",
        "time.late_reply": "the reply came after its request had ended",
        "time.in_future": "the record is dated in the future",
        "transport.lost": "the message was lost on its way",
        "transport.outage": "the platform was down",
        "transport.broker_refused": "the broker did not take the record",
        "transport.no_leader": "the partition had no leader",
        "integrity.bad_hash": "the hash is not that of the request",
        "integrity.duplicate_differs": "the same request id, with other content",
        "integrity.out_of_order": "a record before the one that it follows",
        "integrity.foreign_record": "a record that this run did not make",
        "integrity.unsolicited_reply": "a reply to no request, or to another agency's",
        "wait.supplement": "no failure: something must be supplied first",
        "wait.fee": "no failure: a fee must be paid first",
        "wait.account_setup": "no failure: the account is being set up",
    }
)
"""``class.reason`` -> what it means."""


def error_table() -> str:
    """Every reason with its meaning as a Markdown table."""
    rows = [
        f"| `{name}` | {'yes' if REASONS[_pair(name)] else 'no'} | {meaning} |"
        for name, meaning in MEANINGS.items()
    ]
    return "\n".join(["| class and reason | send again? | meaning |", "|---|---|---|", *rows])


def _pair(name: str) -> tuple[str, str]:
    error_class, reason = name.split(".")
    return error_class, reason
