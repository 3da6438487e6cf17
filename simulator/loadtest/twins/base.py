"""What a twin is: records and time in, records out. It knows of no client and no broker."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, TypeVar

from simulator.scenario.suggest import did_you_mean
from topics.bus import Rejected
from topics.envelope import UNNUMBERED
from topics.errors import InputError
from topics.events import Event
from topics.record import Record


@dataclass(frozen=True, slots=True)
class Brief:
    """What a twin is told: whom it stands for, and where the work is of one that speaks first.

    The people whose data it gives out are those of `seed`.
    """

    prefix: str
    agency: str
    work: Path | None = None
    seed: int = 0

    @property
    def member(self) -> str:
        """What it is called on the bus: its client, and its agency's group of readers."""
        return f"{self.prefix}.{self.agency.lower()}.twin"


class Twin:
    """A connector of one role. It may be given a record twice, and then says the same again."""

    role: ClassVar[str]

    def __init__(self, brief: Brief) -> None:
        self.brief = brief

    def reads(self) -> Sequence[str]:
        """The topics that it reads, as a member of its agency's group."""
        return ()

    def take(self, event: Event) -> list[Record]:  # noqa: ARG002 - roles differ
        """What it writes because of an event that it read."""
        return []

    def refuse(self, rejected: Rejected) -> list[Record]:  # noqa: ARG002 - the same
        """What it writes because of bytes that are no record."""
        return []

    def speak(self, now_us: int) -> list[Record]:  # noqa: ARG002 - the same
        """What it writes by itself, at a local time in µs since 1970."""
        return []


def said(topic: str, key: str, event: Event) -> Record:
    """A record of a connector: the relay gives it its number."""
    return Record(topic, key, event, UNNUMBERED, UNNUMBERED, UNNUMBERED)


_twins: dict[str, type[Twin]] = {}
T = TypeVar("T", bound=type[Twin])


def twin(role: str) -> Callable[[T], T]:
    """Register the decorated class as the twin of that role."""

    def register(cls: T) -> T:
        cls.role = role
        _twins[role] = cls
        return cls

    return register


def twin_of(role: str, brief: Brief) -> Twin:
    """The twin of a role. Raise `InputError` when there is none."""
    if role not in _twins:
        raise InputError(f"no twin has the role {role!r}{did_you_mean(role, sorted(_twins))}")
    return _twins[role](brief)
