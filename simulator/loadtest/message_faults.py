"""Faults of a plan that strike messages: rules of the relay, written as it reads them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from simulator.loadtest.plan import PlanFault
from simulator.relay.rules import parse_rule
from topics.errors import InputError

Settings = Mapping[str, int | str]
_DELAY_US = 200_000
_SPREAD_US = 500_000


def _delay(fault: PlanFault) -> Settings:
    return {"us": _or(fault.delay, _DELAY_US), "spread_us": _or(fault.spread, 0)}


def _reorder(fault: PlanFault) -> Settings:
    """Each waits for a time of its own, so that messages of different keys overtake each other."""
    return {"us": _or(fault.delay, 0), "spread_us": _or(fault.spread, _SPREAD_US)}


def _or(given: int | None, otherwise: int) -> int:
    return otherwise if given is None else given


def _how(way: str) -> Callable[[PlanFault], Settings]:
    return lambda fault: {"how": fault.how or way}


KINDS: Mapping[str, tuple[str, Callable[[PlanFault], Settings]]] = MappingProxyType(
    {
        "lose": ("lose", lambda _: {}),
        "delay": ("delay", _delay),
        "reorder": ("delay", _reorder),
        "duplicate": ("duplicate", lambda fault: {"copies": _or(fault.copies, 1)}),
        "corrupt": ("corrupt", _how("truncated")),
        "schema": ("corrupt", _how("schema")),
        "poison": ("corrupt", _how("poison")),
        "half-sync": ("lose", lambda _: {}),
    }
)
"""Fault of a plan -> fault of the relay, and its settings."""

_OWN: Mapping[str, Mapping[str, str]] = {
    # The first step of a push arrives, and the second never does.
    "half-sync": {"topic": "status", "event": "progress"},
}


def rule_of(fault: PlanFault, number: int, begin_us: int, end_us: int) -> str:
    """The rule of fault `number`, at work in a window of model time.

    Raise `InputError` for settings that the relay would refuse.
    """
    kind, settings = KINDS[fault.fault]
    every: dict[str, int | str] = {
        "name": f"{number}-{fault.fault}", **settings(fault), **_OWN.get(fault.fault, {}),
        **_given(fault),
        "share": f"{fault.share:.17g}", "begin_us": begin_us, "end_us": end_us,
    }  # fmt: skip
    text = f"{kind}:{','.join(f'{key}={value}' for key, value in every.items())}"
    try:
        parse_rule(text)
    except InputError as error:
        raise InputError(f"faults[{number}] ({fault.fault}): {error}") from error
    return text


def _given(fault: PlanFault) -> dict[str, int | str]:
    on = fault.on
    every = {name: getattr(on, name) for name in type(on).model_fields}
    return {name: value for name, value in every.items() if value is not None}
