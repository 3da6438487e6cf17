"""A role's AsyncAPI 3.0 document, as plain data and as YAML."""

from __future__ import annotations

from typing import Any

import yaml

from topics.asyncapi import texts
from topics.asyncapi.messages import message
from topics.asyncapi.roles import ROLES, EventClass, Role, Step
from topics.catalogue import TopicSpec
from topics.contract import Schema
from topics.envelope import MAX_WIRE_BYTES
from topics.errors import InputError
from topics.events import type_name
from topics.schemas import payload_schema, schema_files

VERSION = "1.0.0"
"""Of the contract: the first number grows with every change that existing software notices."""

_BINDING = "0.5.0"
_EXAMPLE_PREFIX = "sim"
_SERVERS = {
    "open": ("kafka", 9092, "Without login, for tests on one machine", ()),
    "login": ("kafka", 9092, "Name and password by SASL/SCRAM", ("scram512", "scram256")),
    "secure": ("kafka-secure", 9093, "SASL/SCRAM within TLS", ("scram512", "scram256")),
    "certificate": ("kafka-secure", 9093, "TLS with a client certificate", ("certificate",)),
}


def document(role_name: str, prefix: str | None = None) -> Schema:
    """The document of a role as plain data.

    With `prefix` addresses have it in them; else it is a parameter. Raise `InputError` for a role
    that does not exist.
    """
    try:
        role = ROLES[role_name]
    except KeyError:
        known = ", ".join(ROLES)
        raise InputError(f"role {role_name!r}; expected one of {known}") from None
    return {
        "asyncapi": "3.0.0",
        "info": _info(role),
        "defaultContentType": "application/json",
        "servers": {name: _server(*about) for name, about in _SERVERS.items()},
        "channels": {
            _channel_name(topic): _channel(role, topic, prefix) for topic in _topics(role)
        },
        "operations": {step.name: _operation(role, step) for step in role.steps},
        "components": _components(role, prefix),
    }


def document_yaml(role_name: str, prefix: str | None = None) -> str:
    """The document as YAML: the same text for the same role and prefix."""
    return yaml.dump(
        document(role_name, prefix),
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=2**31 - 1,
    )


def contract_files(prefix: str | None = None) -> dict[str, str]:
    """Path -> text of all contracts: every role's document, and every event type's schema."""
    documents = {f"asyncapi-{name}.yaml": document_yaml(name, prefix) for name in ROLES}
    return documents | {f"schemas/{name}": text for name, text in schema_files().items()}


class _Dumper(yaml.SafeDumper):
    """Text of several lines as a block; nothing by reference."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - the base class asks for it
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)


_Dumper.add_representer(str, _text)


# -- who, what and where -----------------------------------------------------------------------


def _info(role: Role) -> Schema:
    sections = [
        ("", role.summary),
        *role.how,
        ("Topics", texts.ADDRESSES),
        ("Records", texts.ENVELOPE),
        ("Time", texts.TIME),
        ("Login", texts.SECURITY),
        ("Errors", texts.errors()),
    ]
    return {
        "title": role.title,
        "version": VERSION,
        "license": {"name": "Apache-2.0"},
        "description": texts.markdown(sections),
        "x-lienthong": {
            "role": role.name,
            "delivery": "at-least-once",
            "order": "by-key",
            "maxRecordBytes": MAX_WIRE_BYTES,
        },
    }


def _server(protocol: str, port: int, says: str, security: tuple[str, ...]) -> Schema:
    found: Schema = {
        "host": "{bootstrap}",
        "protocol": protocol,
        "description": says,
        "variables": {
            "bootstrap": {
                "default": f"localhost:{port}",
                "description": "Host and port of a broker. A connector under test finds it in "
                "LIENTHONG_BOOTSTRAP, the topics' prefix and its agency in LIENTHONG_PREFIX and "
                "LIENTHONG_AGENCY, its login in LIENTHONG_KAFKA_USERNAME and _PASSWORD",
            }
        },
    }
    if security:
        found["security"] = [{"$ref": f"#/components/securitySchemes/{name}"} for name in security]
    return found


def _topics(role: Role) -> list[TopicSpec]:
    found = {}
    for step in role.steps:
        found[step.topic.template] = step.topic
        if step.reply is not None:
            found[step.reply[0].template] = step.reply[0]
    return list(found.values())


def _messages(role: Role, topic: TopicSpec) -> list[tuple[EventClass, bool]]:
    """What the role sends (True) or receives on a topic."""
    found = {}
    for step in role.steps:
        sends = step.action == "send"
        if step.topic is topic:
            found[step.event] = sends
        if step.reply is not None and step.reply[0] is topic:
            found[step.reply[1]] = not sends
    return list(found.items())


def _component(cls: EventClass, *, sent: bool) -> str:
    return f"{cls.__name__}{'Sent' if sent else 'Received'}"


def _channel_name(topic: TopicSpec) -> str:
    last = "" if topic.per_agency else topic.name.capitalize()
    return f"{topic.domain}{topic.kind.capitalize()}{last}"


def _address(topic: TopicSpec, prefix: str | None) -> str:
    found = topic.template.replace("<prefix>", prefix or "{prefix}")
    return found.replace("<agency>", "{agency}")


def _channel(role: Role, topic: TopicSpec, prefix: str | None) -> Schema:
    messages = {
        cls.__name__: {"$ref": f"#/components/messages/{_component(cls, sent=sent)}"}
        for cls, sent in _messages(role, topic)
    }
    names = [*([] if prefix else ["prefix"]), *(["agency"] if topic.per_agency else [])]
    found: Schema = {
        "address": _address(topic, prefix),
        "description": _purpose(topic),
        "messages": messages,
        "bindings": {
            "kafka": {
                "partitions": topic.partitions,
                "topicConfiguration": {"cleanup.policy": [topic.cleanup]},
                "bindingVersion": _BINDING,
            }
        },
        "x-lienthong": {"key": topic.key, "kind": topic.kind},
    }
    if names:
        found["parameters"] = {n: {"$ref": f"#/components/parameters/{n}"} for n in names}
    return found


_PURPOSES = {
    "in": "What the relay delivers to the agency. Only the agency reads it",
    "out": "What the agency says, for the relay. Only the agency writes it",
    "evt": "A stream of facts. Everybody may read it",
    "tbl": "The latest record of each key, compacted. Everybody may read it",
}


def _purpose(topic: TopicSpec) -> str:
    return f"{_PURPOSES[topic.kind]}. The key is the {topic.key}; order holds for each key."


def _operation(role: Role, step: Step) -> Schema:
    channel = f"#/channels/{_channel_name(step.topic)}"
    found: Schema = {
        "action": step.action,
        "channel": {"$ref": channel},
        "summary": step.summary,
        "messages": [{"$ref": f"{channel}/messages/{step.event.__name__}"}],
    }
    if step.action == "receive" or step.reply is not None:
        found["bindings"] = {"kafka": _group(role)}
    if step.reply is not None:
        answers, cls = step.reply
        back = f"#/channels/{_channel_name(answers)}"
        found["reply"] = {
            "channel": {"$ref": back},
            "messages": [{"$ref": f"{back}/messages/{cls.__name__}"}],
        }
    return found


def _group(role: Role) -> Schema:
    example = f"{_EXAMPLE_PREFIX}.{role.agency.lower()}.{role.name}"
    return {
        "groupId": {
            "type": "string",
            "description": "Begins with <prefix>.<agency>., agency in lower case",
            "examples": [example],
        },
        "bindingVersion": _BINDING,
    }


def _components(role: Role, prefix: str | None) -> Schema:
    used = [(topic, *found) for topic in _topics(role) for found in _messages(role, topic)]
    return {
        "messages": {
            _component(cls, sent=sent): message(
                cls, topic, prefix or _EXAMPLE_PREFIX, role.agency, sent=sent
            )
            for topic, cls, sent in used
        },
        "schemas": {cls.__name__: payload_schema(type_name(cls)) for _, cls, _ in used},
        "parameters": _parameters(role, prefix),
        "securitySchemes": {
            "scram512": {"type": "scramSha512", "description": "SASL/SCRAM-SHA-512"},
            "scram256": {"type": "scramSha256", "description": "SASL/SCRAM-SHA-256"},
            "certificate": {"type": "X509", "description": "A client certificate"},
        },
    }


def _parameters(role: Role, prefix: str | None) -> Schema:
    found: Schema = {}
    if not prefix:
        found["prefix"] = {
            "description": "One word of the deployment or of the test run; the operator says it",
            "examples": [_EXAMPLE_PREFIX],
        }
    if any(topic.per_agency for topic in _topics(role)):
        found["agency"] = {
            "description": "National code of your agency, in lower case",
            "examples": [role.agency.lower()],
        }
    return found
