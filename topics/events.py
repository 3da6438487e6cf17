"""The events that flow, and the register of their types.

An event is a frozen struct of plain values. Its type name carries its version: a change that an
old reader would misread is a new name and a new class beside the old one. A field that a type gains
later is optional and declared ``| UnsetType = UNSET``: then it is not written at all unless it was
said, and readers that do not know it, which are strict, still read the rest. A module adds a type
by decorating a class with `event_type`; nothing else needs to change.

Constructing an event runs no checks (it is done several times for each dossier); decoding one
does: unknown fields, missing fields and wrong types are refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Literal, TypeVar

import msgspec

from topics.errors import InputError, Malformed


class Event(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """The base of every event. Fields hold only str, int, None and tuples of them.

    Events therefore never form cycles, and the garbage collector need not visit them. Subclasses
    repeat ``frozen=True, kw_only=True``: the first for the type checker, the second because it
    holds only for the fields of the class that says it.
    """


E = TypeVar("E", bound=type[Event])
_TYPE_NAME = re.compile(r"vn\.lienthong(\.[a-z][a-z0-9-]*){2,}\.v[1-9][0-9]*")
_class_of: dict[str, type[Event]] = {}
_name_of: dict[type[Event], str] = {}
EVENT_TYPES: Mapping[str, type[Event]] = MappingProxyType(_class_of)
"""Type name -> class, of every type registered."""


def event_type(name: str) -> Callable[[E], E]:
    """Register the decorated class under `name`, such as ``vn.lienthong.status.create.v1``.

    Raise `InputError` if the name is not well formed or belongs to another class.
    """
    if not _TYPE_NAME.fullmatch(name):
        raise InputError(f"event type {name!r}: expected vn.lienthong.<domain>.<what>.v<N>")

    def register(cls: E) -> E:
        config = cls.__struct_config__
        if not (config.frozen and config.forbid_unknown_fields):
            raise InputError(f"event type {name!r}: must be frozen and forbid unknown fields")
        # A module that is loaded again replaces its own class; another module's is in the way.
        # Events made of the old class keep their name.
        taken = _class_of.get(name)
        if taken is not None and _identity(taken) != _identity(cls):
            raise InputError(f"event type {name!r} already belongs to {_identity(taken)}")
        _class_of[name] = cls
        _name_of[cls] = name
        return cls

    return register


def _identity(cls: type[Event]) -> str:
    return f"{cls.__module__}.{cls.__qualname__}"


def type_name(event: Event | type[Event]) -> str:
    """The registered name of an event or of its class. Raise `InputError` if it has none."""
    cls = event if isinstance(event, type) else type(event)
    try:
        return _name_of[cls]
    except KeyError:
        raise InputError(f"{_identity(cls)} is no registered event type") from None


UNREADABLE = (msgspec.MsgspecError, ValueError, RecursionError)
"""What reading JSON may raise, whatever the bytes are."""


def event_class(name: str) -> type[Event]:
    """The class registered as `name`. Raise `Malformed` (unknown_type) if there is none."""
    try:
        return _class_of[name]
    except KeyError:
        known = ", ".join(sorted(_class_of))
        raise Malformed("unknown_type", f"event type {name!r}; known are {known}") from None


def encode_event(event: Event) -> bytes:
    """The event as JSON, its fields in declared order, without its type name."""
    return msgspec.json.encode(event)


def decode_event(name: str, data: bytes | msgspec.Raw) -> Event:
    """Read the JSON of an event of type `name`.

    Raise `Malformed` with reason ``unknown_type``, ``invalid_json`` or ``invalid_fields``.
    """
    cls = event_class(name)
    try:
        return msgspec.json.decode(data, type=cls)
    except msgspec.ValidationError as error:
        raise Malformed("invalid_fields", f"{name}: {error}") from error
    except UNREADABLE as error:
        raise Malformed("invalid_json", f"{name}: {error}") from error


@event_type("vn.lienthong.exchange.request.v1")
class DataRequest(Event, frozen=True, kw_only=True):
    """`requester` asks `provider` for `fields` about one dossier, on a legal basis.

    `request` identifies it over all its attempts; `deadline_us` is when the asker stops waiting.
    `mode` says who answers: systems at once, or people, to whom it is a letter.
    """

    request: str
    dossier: str
    procedure: str
    requester: str
    provider: str
    fields: tuple[str, ...]
    basis: str
    purpose: str
    deadline_us: int
    attempt: int
    mode: Literal["platform", "letter"] = "platform"


@event_type("vn.lienthong.exchange.reply.v1")
class DataReply(Event, frozen=True, kw_only=True):
    """The answer to a `DataRequest`; `fields` are those given, `values` theirs, in that order.

    `attempt` is the one answered: people may answer after a platform refused. `error` is a wire
    `ErrorCode`. `request_hash` is `topics.envelope.request_hash` of the request answered, or empty.
    """

    request: str
    dossier: str
    requester: str
    provider: str
    outcome: Literal["answered", "refused"]
    error: str | None
    fields: tuple[str, ...]
    values: tuple[str, ...] = ()
    attempt: int = 0
    request_hash: str = ""


@event_type("vn.lienthong.status.create.v1")
class StatusCreate(Event, frozen=True, kw_only=True):
    """First step of a status push: the portal learns that the dossier exists."""

    dossier: str
    agency: str
    procedure: str
    channel: str
    received_us: int
    due_us: int


@event_type("vn.lienthong.status.progress.v1")
class StatusProgress(Event, frozen=True, kw_only=True):
    """Second step of a status push: the dossier entered `status` (1 to 10) at `at_us`."""

    dossier: str
    agency: str
    status: int
    at_us: int


@event_type("vn.lienthong.procedure.published.v1")
class ProcedurePublished(Event, frozen=True, kw_only=True):
    """`agency` published `version` of a procedure, in legal effect from `legal_effect_us`."""

    procedure: str
    version: int
    agency: str
    legal_effect_us: int
    published_us: int
