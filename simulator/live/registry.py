"""Faults that an operator injects into a live run: what goes wrong from now on, for a while.

A fault is a frozen struct whose fields are its settings. It marks windows of time in the model, or
says what becomes of the rules while it lasts; nothing is changed and changed back: the rules in
force are made anew from the scenario's and from the faults that last. A new fault is a new module
in `simulator.live.faults` (or in a package of your own) with a class decorated by `live_fault`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Annotated, TypeVar

import msgspec

from agents.agency import AgencyAtWork
from agents.world import Rules, Windows
from simulator.model.model import Model
from topics.discovery import load_package
from topics.errors import InputError

PACKAGE = "simulator.live.faults"
Share = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]


class LiveFault(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The base of every fault; override what it does."""

    def check(self, model: Model) -> None:
        """Raise `InputError` when it does not fit this model."""

    def strike(self, model: Model, begin_us: int, end_us: int) -> None:
        """Mark its window [begin_us, end_us) in the model; `begin_us` is now."""

    def alter(self, rules: Rules) -> Rules:
        """The rules while it lasts, made from those without it."""
        return rules


F = TypeVar("F", bound=type[LiveFault])
_faults: dict[str, type[LiveFault]] = {}
LIVE_FAULTS: Mapping[str, type[LiveFault]] = MappingProxyType(_faults)
"""Name -> class, of every fault registered."""


def live_fault(name: str) -> Callable[[F], F]:
    """Register the decorated class as the fault `name`."""

    def register(cls: F) -> F:
        _faults[name] = cls
        return cls

    return register


def make_live_fault(name: str, settings: Mapping[str, str], package: str = PACKAGE) -> LiveFault:
    """The fault `name` with these settings, given as texts. Raise `InputError` if it cannot be."""
    load_package(package)
    if name not in _faults:
        known = ", ".join(sorted(_faults))
        raise InputError(f"fault {name!r} is not known; expected one of {known}")
    try:
        return msgspec.convert(dict(settings), _faults[name], strict=False)
    except msgspec.ValidationError as error:
        raise InputError(f"fault {name}: {error}; its settings are {_usage(name)}") from error


def known_faults(package: str = PACKAGE) -> dict[str, tuple[str, str]]:
    """Name -> (settings, what it is), of every fault, in order."""
    load_package(package)
    return {name: (_usage(name), _says(_faults[name])) for name in sorted(_faults)}


def _usage(name: str) -> str:
    fields = [f"{found.name}=" for found in msgspec.structs.fields(_faults[name])]
    return ", ".join([*fields, "for="])


def _says(cls: type[LiveFault]) -> str:
    return (cls.__doc__ or "").split("\n\n")[0].replace("\n", " ").strip()


def agency_of(model: Model, code: str) -> AgencyAtWork:
    """An agency that takes part. Raise `InputError` for another."""
    if code not in model.agencies:
        known = ", ".join(sorted(model.agencies))
        raise InputError(f"agency {code!r} does not take part; expected one of {known}")
    return model.agencies[code]


def longer(windows: Windows | None, begin_us: int, end_us: int) -> Windows:
    """The same windows and one more. Windows are values: who looks up the old ones is past."""
    return Windows([*(windows.pairs() if windows is not None else []), (begin_us, end_us)])
