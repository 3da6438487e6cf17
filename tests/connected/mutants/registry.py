"""The flaws by name: each is a sound connector's class with one thing wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeVar

from tests.connected.mutants.base import Connector

C = TypeVar("C", bound=type[Connector])


@dataclass(frozen=True, slots=True)
class Mutant:
    """A flaw, the checker that has to find it, and what its plan has beside the usual."""

    name: str
    checker: str
    program: type[Connector]
    plan: Mapping[str, Any]

    @property
    def role(self) -> str:
        return self.program.role

    @property
    def says(self) -> str:
        return " ".join((self.program.__doc__ or "").split())


_mutants: dict[str, Mutant] = {}
MUTANTS: Mapping[str, Mutant] = MappingProxyType(_mutants)
"""By name; the names are those of the classes, in words."""


def flaw(checker: str, **plan: Any) -> Callable[[C], C]:
    """Register the decorated class as a mutant which `checker` has to find."""

    def register(cls: C) -> C:
        name = re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()
        _mutants[name] = Mutant(name, checker, cls, plan)
        return cls

    return register
