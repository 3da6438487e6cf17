"""Whether an event keeps its contract, soon told of the many that do.

`topics.contract.check_contract` says what is wrong; here what is right is recognised first, by
the same rules made ready once, and by what was found right before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any

from topics import contract_rules  # noqa: F401 - registers what the fields of events may hold
from topics.catalogue import parse_topic
from topics.contract import CONTRACTS, Contract, Rule, check_contract
from topics.errors import Malformed
from topics.events import Event, type_name
from topics.record import Record

_ROWS = 65_536
_REPEATED = 512  # values of a field that has more than these are not remembered

Sound = Callable[[Any], Any]


def breach(topic: str, key: str, event: Event) -> str:
    """The reason for which an event is wrong there, with the name of the field; empty if none."""
    ready = _ready_for(type(event))
    if type(event) in parse_topic(topic).spec.events and ready.keeps(event):
        return ""
    try:
        check_contract(Record(topic, key, event, 0, 0, 0))
    except Malformed as error:
        return f"{error.reason}{_field(event, str(error))}"
    return ""


def _field(event: Event, message: str) -> str:
    """The field that a message of the contract is about: after the type's name and a colon."""
    parts = message.split(": ")
    return f" ({parts[1]})" if len(parts) > 2 and parts[1] in event.__struct_fields__ else ""


class _Ready:
    """The rules of one type. It errs on the side of doubt: then the contract itself is asked.

    Most fields hold the same again and again, and the row of them all was found right before.
    Those that never do are `single`; which, is seen from the first events.
    """

    def __init__(self, contract: Contract | None) -> None:
        self._contract = contract
        rules: Mapping[str, Rule] = contract.rules if contract is not None else {}
        self._rules = rules
        self._sound = {name: _sound(rule) for name, rule in rules.items()}
        self._values: dict[str, set[Any]] = {name: set() for name in rules}
        self._single: list[tuple[str, Sound]] = []
        self._rows: set[Any] = set()
        self._row = _getter(tuple(rules))

    def keeps(self, event: Event) -> bool:
        """Whether it certainly keeps them."""
        for name, sound in self._single:
            if not sound(getattr(event, name)):
                return False
        row = self._row(event)
        if row not in self._rows:
            if not self._keeps_all(event):
                return False
            if len(self._rows) < _ROWS:
                self._rows.add(row)
        return self._paired(event)

    def _keeps_all(self, event: Event) -> bool:
        contract = self._contract
        if contract is None:
            return True
        for name, known in self._values.items():
            value = getattr(event, name)
            if value not in known and not self._sound[name](value):
                return False
            known.add(value)
            if len(known) >= _REPEATED:
                return self._set_apart(name, event)
        return contract.either is None or contract.either.fault(event) is None

    def _set_apart(self, single: str, event: Event) -> bool:
        """Henceforth look at this field by itself; the others make the row."""
        sound = self._sound[single]
        if None not in self._values.pop(single):
            sound = _sound(self._rules[single], nothing=False)
        self._single.append((single, sound))
        self._rows.clear()
        self._row = _getter(tuple(dict.fromkeys((*self._values, *self._conditions()))))
        return self._keeps_all(event)

    def _conditions(self) -> tuple[str, ...]:
        """The fields that the rule between fields speaks of: a row that holds them has kept it."""
        either = None if self._contract is None else self._contract.either
        return () if either is None else (either.field, *either.then, *either.other)

    def _paired(self, event: Event) -> bool:
        if self._contract is None or self._contract.paired is None:
            return True
        one, other = self._contract.paired
        found = len(getattr(event, other))
        return not found or found == len(getattr(event, one))


def _getter(names: tuple[str, ...]) -> Callable[[Event], Any]:
    return attrgetter(*names) if names else lambda _: ()


_ready: dict[type[Event], _Ready] = {}


def _ready_for(cls: type[Event]) -> _Ready:
    found = _ready.get(cls)
    if found is None:
        found = _ready[cls] = _Ready(CONTRACTS.get(type_name(cls)))
    return found


def _sound(rule: Rule, *, nothing: bool = True) -> Sound:
    """Whether a value keeps one rule: true or not. `nothing`: it may be None."""
    if rule.pattern is not None and not rule.words and rule.least is None and rule.most is None:
        matches: Sound = re.compile(rule.pattern).fullmatch
        return (lambda value: value is None or matches(value)) if nothing else matches
    if rule.item is not None and not rule.unique:
        return _sound_items(rule, _sound(rule.item, nothing=False))
    return lambda value: rule.fault(value) is None


def _sound_items(rule: Rule, each: Sound) -> Sound:
    least, most = rule.least or 0, rule.most or 1 << 30
    return lambda values: least <= len(values) <= most and all(map(each, values))
