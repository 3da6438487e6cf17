"""What the fields of an event may hold, said once: for schemas, for documents and for the relay.

Decoding an event checks names and types. The contract adds what a value must look like; the relay
holds every message to it with `check_contract`, and `topics.schemas` writes it down as JSON Schema.
A module that adds an event type adds its contract beside it with `register_contract`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import msgspec

from topics.catalogue import parse_topic
from topics.envelope.numbers import LARGEST
from topics.errors import InputError, Malformed
from topics.events import Event, type_name
from topics.record import Record

Schema = dict[str, Any]

LAST_US = LARGEST["simtime"]
"""The last time that a message can say."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What one field holds. Null is allowed wherever the field's type allows it.

    `pattern` is a regular expression that both Python and ECMAScript read alike, anchored at both
    ends. `least` and `most` bound a number, or how many items a list has; `item` is what each is,
    and `unique` that no two are the same.
    """

    says: str
    pattern: str | None = None
    least: int | None = None
    most: int | None = None
    words: tuple[str, ...] = ()
    item: Rule | None = None
    unique: bool = True

    def fault(self, value: Any) -> str | None:
        """What is wrong with a value of the right type, or None."""
        if value is None:
            return None
        if self.pattern is not None and not re.fullmatch(self.pattern, value):
            return f"{_cut(value)} does not match {self.pattern}"
        if self.words and value not in self.words:
            return f"{_cut(value)}; expected one of {', '.join(self.words)}"
        measured = len(value) if self.item else value
        if self.least is not None and measured < self.least:
            return f"{measured}; expected at least {self.least}"
        if self.most is not None and measured > self.most:
            return f"{measured}; expected at most {self.most}"
        return self._fault_within(value) if self.item else None

    def _fault_within(self, values: tuple[Any, ...]) -> str | None:
        assert self.item is not None
        if self.unique and len(set(values)) != len(values):
            return "the same item twice"
        return next((fault for value in values if (fault := self.item.fault(value))), None)

    def schema(self) -> Schema:
        """The same as keywords of JSON Schema."""
        length = self.item is not None
        found = {
            "description": self.says,
            "pattern": self.pattern,
            "minItems" if length else "minimum": self.least,
            "maxItems" if length else "maximum": self.most,
            "enum": list(self.words) or None,
            "uniqueItems": (length and self.unique) or None,
        }
        return {keyword: value for keyword, value in found.items() if value is not None}


def _cut(value: str) -> str:
    return repr(value if len(value) <= 60 else value[:60] + "…")


@dataclass(frozen=True, slots=True)
class Either:
    """When `field` is `value`, the fields of `then` are as it says; otherwise as `other` says.

    Of these fields, True says that there is something (a text, items), False that there is none.
    """

    field: str
    value: str
    then: Mapping[str, bool]
    other: Mapping[str, bool]

    def fault(self, event: Event) -> str | None:
        """What is wrong with an event, or None."""
        found = getattr(event, self.field)
        for name, some in (self.then if found == self.value else self.other).items():
            if bool(getattr(event, name)) is not some:
                wanted = "something" if some else "nothing"
                return f"{name}: expected {wanted} when {self.field} is {found}"
        return None


@dataclass(frozen=True, slots=True)
class Contract:
    """The rules of an event type's fields, and one event that keeps them.

    `paired` names two lists of which the second is empty or as long as the first.
    """

    example: Event
    rules: Mapping[str, Rule]
    either: Either | None = None
    paired: tuple[str, str] | None = None


_contracts: dict[str, Contract] = {}
CONTRACTS: Mapping[str, Contract] = MappingProxyType(_contracts)
"""Type name -> contract, of every event type that has one."""


def register_contract(contract: Contract) -> Contract:
    """Add the contract of its example's type.

    Raise `InputError` when a rule is of no field, or the example breaks one.
    """
    name = type_name(contract.example)
    known = {found.name for found in msgspec.structs.fields(contract.example)}
    if unknown := [rule for rule in contract.rules if rule not in known]:
        raise InputError(f"contract of {name}: no field is called {', '.join(unknown)}")
    if fault := _fault(contract, contract.example):
        raise InputError(f"contract of {name}: its example breaks it: {fault}")
    _contracts[name] = contract
    return contract


def check_contract(record: Record) -> None:
    """Raise `Malformed` when a record breaks the contract of its event or of its topic.

    Reason ``unknown_type`` for an event that its topic does not carry, ``invalid_fields`` for a
    value that a field may not have. A type without a contract has only its names and types.
    """
    event = record.event
    carried = parse_topic(record.topic).spec.events
    if type(event) not in carried:
        names = ", ".join(type_name(cls) for cls in carried)
        what = f"event {type_name(event)} on topic {record.topic}, which is for {names}"
        raise Malformed("unknown_type", what)
    contract = _contracts.get(type_name(event))
    if contract is not None and (fault := _fault(contract, event)):
        raise Malformed("invalid_fields", f"{type_name(event)}: {fault}")


def _fault(contract: Contract, event: Event) -> str | None:
    for name, rule in contract.rules.items():
        if fault := rule.fault(getattr(event, name)):
            return f"{name}: {fault}"
    if contract.paired is not None:
        one, other = contract.paired
        count, found = len(getattr(event, one)), len(getattr(event, other))
        if found not in (0, count):
            return f"{other}: {found}; expected none, or {count} as in {one}"
    return contract.either.fault(event) if contract.either else None
