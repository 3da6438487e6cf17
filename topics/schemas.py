"""JSON Schema 2020-12 of every event type, made from its struct, its docstring and its contract.

The files in ``config/contracts/schemas/`` are these; `lienthong topics asyncapi --out` writes
them. A schema's ``$id`` is a URN, as is what a record's ``ce_dataschema`` may say: nothing is ever
fetched. What a schema cannot say: that 4.0, an integer to it, is refused here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import msgspec

from topics import contract_audit, contract_control, contract_rules  # noqa: F401 - they register
from topics.contract import CONTRACTS, Contract, Either, Rule, Schema
from topics.envelope import schema_urn
from topics.events import EVENT_TYPES, Event, encode_event

_PACKAGE = "topics."
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_files() -> dict[str, str]:
    """File name -> text, of the schema of every event type of this package that has a contract.

    Types without one are a program's notes to itself; other packages' types are their own.
    """
    return {
        f"{name}.schema.json": json.dumps(schema_of(name), indent=2, ensure_ascii=False) + "\n"
        for name in sorted(CONTRACTS)
        if EVENT_TYPES[name].__module__.startswith(_PACKAGE)
    }


def schema_of(name: str) -> Schema:
    """The schema of the event type `name`, which is registered."""
    return {"$schema": DIALECT, "$id": schema_urn(name), "title": name, **payload_schema(name)}


def payload_schema(name: str) -> Schema:
    """The same without what identifies it, for a document that has the schema within."""
    cls, contract = EVENT_TYPES[name], CONTRACTS.get(name)
    described = {"description": summary_of(cls), **_struct(cls)}
    if contract is None:
        return described
    for field, rule in contract.rules.items():
        described["properties"][field] = _merged(described["properties"][field], rule)
    if contract.either is not None:
        described |= _conditions(contract, contract.either)
    return described | {"examples": [example_of(contract)]}


def example_of(contract: Contract) -> Schema:
    """The contract's example as JSON has it."""
    found: Schema = json.loads(encode_event(contract.example))
    return found


def summary_of(cls: type[Event]) -> str:
    """The first paragraph of its docstring; what follows is for those who write Python."""
    paragraph = (cls.__doc__ or "").split("\n\n")[0]
    return " ".join(paragraph.split()).replace("`", "")


def _struct(cls: type[Event]) -> Schema:
    """What names and types alone say. Events hold no other structs, so nothing is referred to."""
    _, components = msgspec.json.schema_components([cls])
    found = components[cls.__name__]
    return {
        "type": "object",
        "properties": json.loads(msgspec.json.encode(found["properties"])),  # tuples to lists
        "required": found["required"],
        "additionalProperties": False,
    }


def _merged(found: Schema, rule: Rule) -> Schema:
    if rule.item is not None:
        found = {**found, "items": {**found["items"], **rule.item.schema()}}
    return {**rule.schema(), **found}


def _conditions(contract: Contract, either: Either) -> Schema:
    def said(fields: Mapping[str, bool]) -> Schema:
        return {
            "properties": {name: _filled(contract.rules[name], fields[name]) for name in fields}
        }

    return {
        "if": {"properties": {either.field: {"const": either.value}}},
        "then": said(either.then),
        "else": said(either.other),
    }


def _filled(rule: Rule, some: bool) -> Schema:
    """Keywords for a field that holds something, or nothing: no items, or null."""
    if rule.item is not None:
        return {"minItems": 1} if some else {"maxItems": 0}
    return {"type": "string" if some else "null"}
