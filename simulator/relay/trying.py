"""What a life of the relay was at when it ended, so that one record cannot end every life.

The relay's table has one row of it. A life that ends as it was told to takes the row away; one that
finds it knows that the life before died. It then reads carefully for a while: one record a
transaction, each named in the row before it is looked at. A record at which two lives died is set
aside unread, and those behind it are passed on.

An error of ours while a record is handled names the record at once. A process that is killed from
outside is at some record, too; it would have to die twice at the same one, with nothing committed
between, for a sound record to be set aside.
"""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from topics.envelope import UNREAD, WireRecord
from topics.errors import LienthongError

TRYING = "trying"
"""Key of the row."""

MOST_DEATHS = 2
CAREFUL = 500  # records, after a death: as many as one transaction may have


class Trying(msgspec.Struct, frozen=True):
    """`record`: which one was being handled, as TOPIC/PARTITION@OFFSET; empty: any.

    `deaths`: how many lives had died at it before.
    """

    record: str = ""
    deaths: int = 0


class RecordKills(LienthongError):
    """A record at which the relay fails, by a fault of ours; the next life knows it."""


class Care:
    """How carefully a life reads, by what the one before left."""

    def __init__(self, left: bytes | None, *, by_broker: bool = False) -> None:
        """`by_broker`: that it was the broker that ended the life before, and no record."""
        found = Trying() if left is None else msgspec.json.decode(left, type=Trying)
        self._suspect = found.record
        self._deaths = found.deaths + (not by_broker) if found.record else 0
        self._left = 0 if left is None or (by_broker and not found.record) else CAREFUL

    @property
    def careful(self) -> bool:
        """Whether records are to be handled one by one."""
        return self._left > 0

    def before(self, place: str) -> Trying:
        """The row that holds while this record is handled."""
        return Trying(place, self._deaths if place == self._suspect else 0)

    def after(self) -> None:
        """One more was handled and committed."""
        self._left = max(0, self._left - 1)

    def kills(self, place: str) -> bool:
        """Whether a record is not to be looked at any more."""
        return place == self._suspect and self._deaths >= MOST_DEATHS


def place_of(record: Any) -> str:
    """Where a record as kafka-python gives it stands."""
    return f"{record.topic}/{record.partition}@{record.offset}"


def unread(wire: WireRecord) -> WireRecord:
    """What stands in for a record that is not looked at any more."""
    whole = (wire.key or b"") + (wire.value or b"")
    said = (
        f"{len(whole):,} bytes of sha256 {hashlib.sha256(whole).hexdigest()} in key and value; "
        f"the relay ended at it {MOST_DEATHS} times"
    )
    return WireRecord(wire.topic, None, None, [(UNREAD, said.encode())])
