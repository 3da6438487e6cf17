"""The audit chain: writing it, and finding its first broken link.

What a chain can show: a record changed, missing, repeated or out of order. What it cannot: that
its end was cut off, or that everything from some record on was made anew, hashes and all. For
these one must know the head (number and hash of the last record) from elsewhere; give it as
`head`. The relay prints it in its line of status.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

import msgspec

from simulator.relay.entitlements import Entitlements
from topics.audit import BEGINNING, Audited, audit_hash
from topics.errors import InputError
from topics.events import Event, type_name
from topics.history import HistoryReader

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,119}")
_UNKNOWN = "not of the catalogue"


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain: how many records it has, and the hash of the last."""

    count: int = 0
    hash: str = BEGINNING

    @classmethod
    def parse(cls, text: str) -> Head:
        """Read ``COUNT:HASH``, as the relay prints it."""
        count, _, digest = text.partition(":")
        if not (count.isdecimal() and re.fullmatch(r"[0-9a-f]{64}", digest)):
            raise InputError(f"audit head {text!r}; expected COUNT:HASH, the hash in 64 hex digits")
        return cls(int(count), digest)

    def __str__(self) -> str:
        return f"{self.count}:{self.hash}"


@dataclass(frozen=True, slots=True)
class Broken:
    """The first link that does not hold: `number` of the record, what is wrong, and a sentence."""

    number: int
    what: str  # changed | missing | out_of_order | truncated
    message: str


def verify(chain: Iterable[Audited], head: Head | None = None, first: int = 0) -> Broken | None:
    """The first broken link of a chain that should begin with record `first`; None if it holds.

    With `head`, also whether it ends there. Without it a chain that was cut off at its end holds.
    """
    expected = Head(first, BEGINNING)
    for event in chain:
        broken = _link(event, expected, trusted=bool(first) and expected.count == first)
        if broken is not None:
            return broken
        expected = Head(event.number + 1, event.hash)
    return _ending(expected, head) if head is not None else None


def _link(event: Audited, expected: Head, *, trusted: bool) -> Broken | None:
    """`trusted`: what came before this record has expired, so its hash cannot be known."""
    number = event.number
    if audit_hash(event) != event.hash:
        return Broken(number, "changed", f"record {number} says other things than its hash")
    if number > expected.count:
        return Broken(
            expected.count, "missing", f"record {expected.count} is missing: {number} comes instead"
        )
    if number < expected.count:
        return Broken(number, "out_of_order", f"record {number} comes after {expected.count - 1}")
    if event.previous != expected.hash and not trusted:
        return Broken(
            number, "changed", f"record {number} follows another record than the one before it"
        )
    return None


def _ending(found: Head, head: Head) -> Broken | None:
    if found == head:
        return None
    if found.count < head.count:
        return Broken(
            found.count, "truncated",
            f"the chain ends before record {found.count}; it should have {head.count} records",
        )  # fmt: skip
    return Broken(
        head.count - 1, "changed", f"record {head.count - 1} is not the one that was expected there"
    )


def verify_history(reader: HistoryReader, head: Head | None = None) -> Broken | None:
    """`verify` for the audit records of a history file, whose other records are passed over."""
    events = (record.event for record in reader)
    return verify((event for event in events if isinstance(event, Audited)), head)


# -- writing -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Source:
    """Where a message was read; empty when it is a time that came."""

    topic: str = ""
    partition: int = -1
    offset: int = -1


NOWHERE = Source()


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be put on record; `event` None for bytes that are no event."""

    event: Event | None
    sender: str
    outcome: str
    error: str | None = None
    rules: tuple[str, ...] = ()
    ended: str = ""


class Chain:
    """Makes each record from an entry and the record before it."""

    __slots__ = ("_entitlements", "head")

    def __init__(self, entitlements: Entitlements, head: Head | None = None) -> None:
        self._entitlements, self.head = entitlements, head or Head()

    def record(self, now_us: int, source: Source, entry: Entry) -> Audited:
        """The next record of the chain."""
        event = entry.event
        names: tuple[str, ...] = getattr(event, "fields", ())
        known = tuple(name for name in names if name in self._entitlements.field_names)
        unsealed = Audited(
            number=self.head.count,
            at_us=now_us,
            what="" if event is None else type_name(event),
            sender=entry.sender,
            topic=source.topic,
            partition=source.partition,
            offset=source.offset,
            request=_identity(getattr(event, "request", "")),
            dossier=_identity(getattr(event, "dossier", "")),
            procedure=_one_of(getattr(event, "procedure", ""), self._entitlements.by_procedure),
            requester=_identity(getattr(event, "requester", getattr(event, "agency", ""))),
            provider=_identity(getattr(event, "provider", "")),
            fields=known,
            unknown_fields=len(names) - len(known),
            basis=_one_of(getattr(event, "basis", ""), self._entitlements.bases),
            purpose=_one_of(getattr(event, "purpose", ""), self._entitlements.purposes),
            attempt=getattr(event, "attempt", 0),
            outcome=entry.outcome,
            error=entry.error,
            rules=entry.rules,
            ended=entry.ended,
            previous=self.head.hash,
            hash="",
        )
        sealed = msgspec.structs.replace(unsealed, hash=audit_hash(unsealed))
        self.head = Head(sealed.number + 1, sealed.hash)
        return sealed


def _identity(text: str) -> str:
    """An id as it is; what is none, though it stands for one, by the start of its hash."""
    if not text or _ID.fullmatch(text):
        return text
    return f"sha256-{sha256(text.encode()).hexdigest()[:16]}"


def _one_of(text: str, known: Iterable[str]) -> str:
    return text if not text or text in known else _UNKNOWN
