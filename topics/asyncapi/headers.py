"""The headers of a message, as a schema: what each says, and which must be there.

Who receives a message can count on every header that the relay writes. Who sends one owes fewer:
those by which a record is known, routed, audited and timed out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from topics.contract import CONTRACTS, Schema
from topics.envelope import ALWAYS, EVENT_HEADERS, REPEATED_ALWAYS, SUBJECTS, schema_urn
from topics.envelope.numbers import LARGEST
from topics.events import Event, type_name

_HASH = "^[0-9a-f]{64}$"
_NUMBER = "^(0|[1-9][0-9]*)$"
_SOME_TEXT = r"^[^\u0000-\u001f\u007f-\u009f]+$"

SAYS: Mapping[str, str] = {
    "content-type": "Media type of the value: binary mode of CloudEvents.",
    "ce_specversion": "Version of CloudEvents.",
    "ce_id": (
        "Id of this record, unique within ce_source. A record that is sent again keeps its id. "
        "The relay's are replication and seq, with a hyphen between."
    ),
    "ce_source": "Who wrote the record, as a URI reference; yours may be any that is only yours.",
    "ce_type": "Type of the event in the value.",
    "ce_subject": "Whom it is about: the dossier, or the procedure.",
    "ce_time": (
        "The simulated time ce_simtime as RFC 3339. Leave it out if you do not know the "
        "simulated time."
    ),
    "ce_dataschema": "URN of the JSON Schema of the value.",
    "ce_correlationid": "Id of the request that the record is, or answers.",
    "ce_causationid": "ce_id of the record that led to this one: in a reply, the request's.",
    "ce_dossierid": "Code of the dossier.",
    "ce_requester": "National code of the agency that asks.",
    "ce_provider": "National code of the agency that is asked.",
    "ce_legalbasis": "Legal basis of the request, UTF-8.",
    "ce_purpose": "What the fields are needed for, UTF-8.",
    "ce_deadline": "Until when the requester waits, in simulated microseconds like deadline_us.",
    "ce_attempt": "Attempts of the request before this one; a reply has that which it answers.",
    "ce_idempotencykey": (
        "Hash of what is asked, the same for all attempts of a request. Do the work once for "
        "each, and answer the next ones with the reply that you stored."
    ),
    "ce_requesthash": (
        "Hash of what was asked: the ce_idempotencykey of the request, computed from its value "
        "or copied. It shows which question the reply answers."
    ),
    "ce_replication": (
        "Replication of the run. In a reply, copy it from the request, or leave it out."
    ),
    "ce_seq": (
        "Running number within replication and source, from 0, by which lost and repeated "
        "records are found. Leave it out if you do not number your records."
    ),
    "ce_simtime": (
        "When it happened, in simulated microseconds since 1970-01-01T00:00 local time of Viet "
        "Nam. Leave it out if you do not know the simulated time."
    ),
    "ce_traceparent": "W3C trace context. In a reply, keep the request's trace id.",
    "kafka_correlationId": "The same as ce_correlationid, under Spring's name; either will do.",
    "kafka_replyTopic": "Where the reply to this request is written, under Spring's name.",
}
"""Header -> what it is."""

OPTIONAL = ("ce_causationid", "ce_dataschema")
"""Headers that the relay does not write, and a sender may."""

_PATTERNS: Mapping[str, str] = {
    "ce_id": _SOME_TEXT,
    "ce_source": r"^[A-Za-z0-9!#$%&'()*+,\-./:;=?@\[\]_~]+$",
    "ce_time": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$",
    "ce_causationid": _SOME_TEXT,
    "ce_idempotencykey": _HASH,
    "ce_requesthash": _HASH,
    "ce_traceparent": "^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$",
    "kafka_replyTopic": r"^[a-z0-9.-]+$",
    **{f"ce_{attribute}": _NUMBER for attribute in LARGEST},
}


def headers_schema(event: Event, names: Iterable[str], required: Iterable[str]) -> Schema:
    """An object schema of the headers `names` of a message that carries events like this one."""
    return {
        "type": "object",
        "properties": {name: _header(event, name) for name in names},
        "required": list(required),
    }


def owed(names: Iterable[str]) -> list[str]:
    """Of the headers of an event, those that whoever sends it must write."""
    hashes = ("ce_idempotencykey", "ce_requesthash")
    always = ("content-type", "ce_specversion", *ALWAYS, *REPEATED_ALWAYS, *hashes)
    return [name for name in names if name in always]


def _header(event: Event, name: str) -> Schema:
    schema: Schema = {"type": "string", "description": SAYS[name]}
    fixed = {
        "content-type": "application/json",
        "ce_specversion": "1.0",
        "ce_type": type_name(event),
        "ce_dataschema": schema_urn(type_name(event)),
    }
    if name in fixed:
        return schema | {"const": fixed[name]}
    pattern = _PATTERNS.get(name) or _repeated(event, name)
    return schema | ({"pattern": pattern} if pattern else {})


def _repeated(event: Event, name: str) -> str | None:
    """The pattern of a header that repeats a field: that field's own."""
    fields = [field for field, headers in EVENT_HEADERS.items() if name in headers]
    if name == "ce_subject":
        fields = [field for field in SUBJECTS if hasattr(event, field)]
    if not isinstance(getattr(event, fields[0]), str):
        return _NUMBER
    contract = CONTRACTS.get(type_name(event))
    rule = contract.rules.get(fields[0]) if contract else None
    return rule.pattern if rule else None
