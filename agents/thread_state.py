"""Threads as plain data: what a snapshot keeps of each kind of open work.

A class of threads is *open* when its threads are made while the model runs: a snapshot keeps their
slots, and makes them again. It is *fixed* when its threads are made with the model: a snapshot
only names them. Every class is registered as one or the other, here or in the module that adds it,
so that none is forgotten silently.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from agents.alarm import Alarm
from agents.desk import QueueDesk
from agents.dossier import Dossier
from agents.environment import Thread
from agents.exchange import Request, Stage
from agents.remote import Patience, RemoteRequest
from agents.serving import Doing, Serving
from agents.spans import Cause
from agents.sync import Enquiry, Push
from topics.errors import ModelError


class Unset(Enum):
    """Stands for a slot that has no value yet."""

    UNSET = 0


UNSET = Unset.UNSET
_OF_THE_QUEUE = ("callbacks", "key")  # what an environment knows of a thread


@dataclass(frozen=True, slots=True)
class OpenKind:
    """How the threads of one class are kept.

    `slots` are the kept ones, sorted; `rebuilt` says of each other slot how it follows from the
    thread once all threads have theirs: for what is only there for speed.
    """

    cls: type[Thread]
    slots: tuple[str, ...]
    rebuilt: Mapping[str, Callable[[Any], object]]

    def values(self, thread: Thread) -> list[object]:
        """The values of the kept slots."""
        return [getattr(thread, slot, UNSET) for slot in self.slots]

    def blank(self, key: int) -> Thread:
        """A thread with its key only, not armed."""
        thread = self.cls.__new__(self.cls)
        thread.key, thread.callbacks = key, None
        return thread

    def fill(self, thread: Thread, values: list[object]) -> None:
        """Give a blank thread its kept slots."""
        for slot, value in zip(self.slots, values, strict=True):
            if value is not UNSET:
                setattr(thread, slot, value)

    def rebuild(self, thread: Thread) -> None:
        """Give a thread the slots that follow from the others."""
        for slot, made in self.rebuilt.items():
            setattr(thread, slot, made(thread))


OPEN: dict[type[Thread], OpenKind] = {}
FIXED: set[type[Thread]] = set()
ENUMS: dict[str, type[Enum]] = {}
"""The enumerations whose members stand in slots, by name."""


def open_threads(
    cls: type[Thread],
    *,
    enums: tuple[type[Enum], ...] = (),
    rebuilt: Mapping[str, Callable[[Any], object]] | None = None,
) -> None:
    """Register a class whose threads are made while the model runs.

    `enums` are the enumerations whose members stand in its slots; `rebuilt` the slots that are
    not kept. Raises ModelError for a slot that is not there, and for two enumerations of one name.
    """
    rebuilt, slots = dict(rebuilt or {}), _slots_of(cls)
    if unknown := sorted(set(rebuilt) - set(slots)):
        raise ModelError(f"{cls.__name__} has no slot {unknown[0]} that could be rebuilt")
    for enum in enums:
        if ENUMS.setdefault(enum.__name__, enum) is not enum:
            raise ModelError(f"two enumerations {enum.__name__} stand in the slots of threads")
    kept = tuple(slot for slot in slots if slot not in rebuilt)
    OPEN[cls] = OpenKind(cls, kept, rebuilt)


def fixed_threads(cls: type[Thread]) -> None:
    """Register a class whose threads are made with the model and keep their own state."""
    FIXED.add(cls)


def open_kind(cls: type[Thread]) -> OpenKind | None:
    """How threads of a class are kept; None when they are fixed. ModelError: not registered."""
    kind = OPEN.get(cls)
    if kind is None and cls not in FIXED:
        raise ModelError(
            f"no snapshot can keep a {cls.__name__}: register the class with open_threads or "
            "fixed_threads of agents.thread_state"
        )
    return kind


def _slots_of(cls: type[Thread]) -> tuple[str, ...]:
    """All slots of a class and its bases, sorted."""
    slots: list[str] = []
    for base in cls.__mro__[:-1]:
        own = base.__dict__.get("__slots__")
        if own is None:
            raise ModelError(
                f"{base.__name__} has no __slots__, so nobody knows what to keep of it"
            )
        slots += [own] if isinstance(own, str) else own
    return tuple(sorted(slot for slot in slots if slot not in _OF_THE_QUEUE))


open_threads(
    Dossier,
    enums=(Cause,),
    rebuilt={
        "FIRE": lambda dossier: dossier.program.fires[dossier.pc],
        "columns": lambda dossier: dossier.program.columns.index,
    },
)
open_threads(Push)
open_threads(Enquiry)
open_threads(Request, enums=(Stage,))
open_threads(Alarm)
open_threads(RemoteRequest, enums=(Stage,))
open_threads(Patience)
open_threads(Serving, enums=(Doing,))
fixed_threads(QueueDesk)
