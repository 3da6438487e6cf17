"""The messages of a document: headers, value, key and a worked example of each."""

from __future__ import annotations

import json

from topics.asyncapi.headers import OPTIONAL, SAYS, headers_schema, owed
from topics.catalogue import TopicSpec, topic_name
from topics.contract import CONTRACTS, Schema
from topics.envelope import KEYS, schema_urn, to_wire
from topics.events import DataReply, Event, encode_event, type_name
from topics.record import Record
from topics.schemas import summary_of

EventClass = type[Event]

_BINDING = "0.5.0"
_MADE_US = 1_688_544_000_250_000  # of the examples: 2023-07-05T08:00:00.25+07:00
_SEQ = 41
_OWN_ID = "0b9d7f1c-52ad-4c1e-9a35-6f2f6d3f8a10"
_OWN_SPAN = "00f067aa0ba902b7"
_LEFT_OUT = ("ce_replication", "ce_seq", "ce_simtime", "ce_time", "kafka_correlationId",
             "kafka_replyTopic")  # fmt: skip

Headers = dict[str, str]


def message(cls: EventClass, topic: TopicSpec, prefix: str, agency: str, *, sent: bool) -> Schema:
    """An event type as a role sends or receives it on a topic, with an example of `agency`."""
    name = type_name(cls)
    example = CONTRACTS[name].example
    relayed = _relayed(example, topic, prefix, agency)
    names = [header for header in SAYS if header in relayed or (sent and header in OPTIONAL)]
    found: Schema = {
        "name": cls.__name__,
        "title": name,
        "summary": summary_of(cls),
        "contentType": "application/json",
        "headers": headers_schema(example, names, owed(names) if sent else names),
        "payload": {"$ref": f"#/components/schemas/{cls.__name__}"},
        "bindings": {"kafka": {"key": _key(example, topic), "bindingVersion": _BINDING}},
        "examples": [
            {
                "name": "example",
                "summary": f"{agency} {'writes' if sent else 'reads'} it, key {_key_of(example)}",
                "headers": _own(example, relayed, agency) if sent else relayed,
                "payload": json.loads(encode_event(example)),
            }
        ],
        "x-schema-id": schema_urn(name),
    }
    if "ce_correlationid" in names:
        found["correlationId"] = {
            "description": "The request's id, over all its attempts and in its replies",
            "location": "$message.header#/ce_correlationid",
        }
    return found


def _key_of(example: Event) -> str:
    return str(next(getattr(example, field) for field in KEYS if hasattr(example, field)))


def _key(example: Event, topic: TopicSpec) -> Schema:
    return {"type": "string", "description": f"The {topic.key}", "examples": [_key_of(example)]}


def _relayed(example: Event, topic: TopicSpec, prefix: str, agency: str) -> Headers:
    """The headers of a record as the relay writes it, in the order in which they are described."""
    name = topic_name(topic, prefix, agency if topic.per_agency else None)
    follows = int(isinstance(example, DataReply))
    record = Record(
        name, _key_of(example), example, _MADE_US + 2_000_000 * follows, 0, _SEQ + follows
    )
    written = {header: value.decode() for header, value in to_wire(record).headers}
    return {header: written[header] for header in SAYS if header in written}


def _own(example: Event, relayed: Headers, agency: str) -> Headers:
    """The headers of a record as an agency's own software may write it."""
    headers = {name: text for name, text in relayed.items() if name not in _LEFT_OUT}
    headers |= {"ce_id": _OWN_ID, "ce_source": f"urn:example:{agency.lower()}:connector"}
    trace = headers["ce_traceparent"].split("-")
    headers["ce_traceparent"] = "-".join([*trace[:2], _OWN_SPAN, trace[3]])
    if isinstance(example, DataReply):
        headers["ce_causationid"] = f"0-{_SEQ}"
    return headers
