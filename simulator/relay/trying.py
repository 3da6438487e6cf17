"""What a life of the relay was at when it ended, so that one record cannot end every life.

The relay's table has one row of it. A life that ends as it was told to takes the row away; one that
finds it knows that the life before died, and for a while names in the row which records it is about
to handle together. Whoever finds such a name handles those one by one, each named before. A record
at which two lives died, alone, is set aside unread, and those behind it are passed on.

An error of ours while a record is handled names the record at once. A process that is killed from
outside is at some record, too; it would have to die twice at the same one, alone and with nothing
committed between, for a sound record to be set aside.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from topics.envelope import UNREAD, WireRecord
from topics.errors import LienthongError
from topics.kafka.transactions import place_of

TRYING = "trying"
"""Key of the row."""

MOST_DEATHS = 2
NAMED = 500  # records, after a death, before which their names are written


class Trying(msgspec.Struct, frozen=True):
    """What was being handled when a life ended; all empty: nobody knows.

    `batch`: TOPIC/PARTITION -> first and last offset of records handled together. `record`: one
    that was handled alone, as TOPIC/PARTITION@OFFSET, and how many lives had died so before.
    """

    batch: dict[str, tuple[int, int]] = {}
    record: str = ""
    deaths: int = 0


class RecordKills(LienthongError):
    """A record at which the relay fails, by a fault of ours; the next life knows it."""


class Care:
    """How carefully a life reads, by what the one before left."""

    def __init__(self, left: bytes | None, *, by_broker: bool = False) -> None:
        """`by_broker`: that it was the broker that ended the life before, and no record."""
        found = Trying() if left is None else msgspec.json.decode(left, type=Trying)
        self._batch, self._suspect = {} if by_broker else found.batch, found.record
        self._deaths = found.deaths + (not by_broker) if found.record else 0
        self._left = 0 if left is None or by_broker else NAMED

    @property
    def knows_a_suspect(self) -> bool:
        """Whether the row names a record that must not be forgotten."""
        return bool(self._suspect or self._batch)

    def groups(self, records: Sequence[Any]) -> Iterator[Sequence[Any]]:
        """What to handle together: a suspect by itself, all between two suspects at once."""
        start = 0
        for number, each in enumerate(records):
            if self._is_suspect(each):
                if start < number:
                    yield records[start:number]
                yield [each]
                start = number + 1
        if start < len(records):
            yield records[start:]

    def before(self, group: Sequence[Any]) -> Trying | None:
        """The row that is to hold while a group is handled, if one is needed."""
        if len(group) == 1 and self._is_suspect(group[0]):
            return self.alone(place_of(group[0]))
        return Trying(batch=_batch(group)) if group and self._left else None

    def alone(self, place: str) -> Trying:
        """The row of a record by itself."""
        return Trying(record=place, deaths=self._deaths if place == self._suspect else 0)

    def after(self, count: int) -> None:
        """So many more were handled and committed."""
        self._left = max(0, self._left - count)

    def kills(self, place: str) -> bool:
        """Whether a record is not to be looked at any more."""
        return place == self._suspect and self._deaths >= MOST_DEATHS

    def _is_suspect(self, record: Any) -> bool:
        first, last = self._batch.get(f"{record.topic}/{record.partition}", (0, -1))
        return first <= record.offset <= last or place_of(record) == self._suspect


def _batch(group: Sequence[Any]) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for each in group:
        place = f"{each.topic}/{each.partition}"
        first, _ = found.get(place, (each.offset, 0))
        found[place] = first, each.offset
    return found


def unread(wire: WireRecord) -> WireRecord:
    """What stands in for a record that is not looked at any more."""
    whole = (wire.key or b"") + (wire.value or b"")
    said = (
        f"{len(whole):,} bytes of sha256 {hashlib.sha256(whole).hexdigest()} in key and value; "
        f"the relay ended at it {MOST_DEATHS} times"
    )
    return WireRecord(wire.topic, None, None, [(UNREAD, said.encode())])
