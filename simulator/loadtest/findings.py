"""What checkers find, and the register of the checkers.

A checker is a pure function of a history's view, which holds the terms. It is found by name: a new
one is a new module in `simulator.loadtest.checkers` (or in a package of your own) with a function
decorated by `checker`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from topics.discovery import load_package
from topics.errors import InputError

if TYPE_CHECKING:
    from simulator.loadtest.parts import Place
    from simulator.loadtest.view import View

PACKAGE = "simulator.loadtest.checkers"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that happened, `at_us` since the test began: a record, unless `topic` is empty."""

    what: str
    at_us: int
    topic: str = ""
    partition: int = -1
    offset: int = -1
    key: str = ""

    def __str__(self) -> str:
        where = f" {self.topic}/{self.partition}@{self.offset}" if self.topic else ""
        key = f" key {self.key}" if self.key else ""
        return f"{self.at_us / 1e6:.3f} s: {self.what}{where}{key}"

    def document(self) -> dict[str, Any]:
        """Plain data; a record's place only where there is one."""
        place = {
            "topic": self.topic, "partition": self.partition, "offset": self.offset,
            "key": self.key,
        }  # fmt: skip
        return {"what": self.what, "at_us": self.at_us, **(place if self.topic else {})}


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence, and the shortest evidence for it. Neither holds a personal value."""

    message: str
    evidence: tuple[Evidence, ...] = ()


def record(what: str, place: Place) -> Evidence:
    """A record as evidence, at the time when it was read."""
    return Evidence(what, place.at_us, place.topic, place.partition, place.offset, place.key)


Check = Callable[["View"], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Checker:
    """`says` is one sentence on what it looks for."""

    name: str
    says: str
    check: Check


_checkers: dict[str, Checker] = {}
CHECKERS: Mapping[str, Checker] = MappingProxyType(_checkers)
"""Name -> checker, of every one registered."""


def checker(name: str, says: str) -> Callable[[Check], Check]:
    """Register the decorated function as the checker `name`."""

    def register(check: Check) -> Check:
        _checkers[name] = Checker(name, says, check)
        return check

    return register


def checkers(only: Iterable[str] = (), package: str = PACKAGE) -> list[Checker]:
    """The checkers of these names, or all, by name. Raise `InputError` for one not known."""
    load_package(package)
    wanted = sorted(set(only)) or sorted(_checkers)
    for name in wanted:
        if name not in _checkers:
            known = ", ".join(sorted(_checkers))
            raise InputError(f"checker {name!r} is not known; expected one of {known}")
    return [_checkers[name] for name in wanted]
