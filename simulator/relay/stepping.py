"""Reading on where kafka-python cannot: it gives up a partition at a header that is not UTF-8.

Any software may write such a record, and it would stop the relay for ever. Where a poll fails, the
partitions are read one by one and record by record; what still cannot be read is named and passed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kafka.errors import CorruptRecordError

_UNREADABLE = (UnicodeDecodeError, CorruptRecordError)
_STEP_MS = 1_000


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Where a record is that the client cannot read."""

    topic: str
    partition: int
    offset: int


def polled(consumer: Any, wait_ms: int, most: int) -> list[Any]:
    """The next records of an assigned consumer, and `Unreadable` in the place of one that is."""
    try:
        found = consumer.poll(timeout_ms=wait_ms, max_records=most)
    except _UNREADABLE:
        return _one_by_one(consumer)
    return [record for records in found.values() for record in records]


def _one_by_one(consumer: Any) -> list[Any]:
    """Up to and with the first unreadable record of each partition that has one."""
    every = list(consumer.assignment())
    ends = consumer.end_offsets(every)
    found: list[Any] = []
    try:
        for place in every:
            if consumer.position(place) >= ends[place]:
                continue
            consumer.pause(*(other for other in every if other != place))
            consumer.resume(place)
            found += _of_one(consumer, place)
    finally:
        consumer.resume(*every)
    return found


def _of_one(consumer: Any, place: Any) -> list[Any]:
    offset = consumer.position(place)
    consumer.seek(place, offset)  # forget what was fetched: the failed batch is read anew
    try:
        records: list[Any] = consumer.poll(timeout_ms=_STEP_MS, max_records=1).get(place, [])
    except _UNREADABLE:
        return [_passed(consumer, place, offset)]
    return records


def _passed(consumer: Any, place: Any, offset: int) -> Unreadable:
    consumer.seek(place, offset + 1)
    return Unreadable(place.topic, place.partition, offset)
