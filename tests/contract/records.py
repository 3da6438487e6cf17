"""Records that the promises are tried with."""

from __future__ import annotations

from collections.abc import Iterable

from topics.bus import Consumer, Delivered
from topics.events import StatusProgress
from topics.record import Record

KEYS = [f"000.00.00.H26-230705-{number:04d}" for number in range(8)]


def records(topic: str, count: int, first: int = 0) -> list[Record]:
    """`count` records in turn over the keys, numbered from `first`."""
    made = []
    for seq in range(first, first + count):
        key = KEYS[seq % len(KEYS)]
        event = StatusProgress(dossier=key, agency="H26", status=4, at_us=seq)
        made.append(Record(topic, key, event, seq * 1_000, 0, seq))
    return made


def seqs(delivered: Iterable[Delivered]) -> list[int]:
    return [found.record.seq for found in delivered]


def read(reader: Consumer, count: int) -> list[Delivered]:
    """So many records, in as many polls as it takes."""
    found: list[Delivered] = []
    for _ in range(100):
        found += reader.poll(count - len(found), 0.3)
        if len(found) == count:
            return found
    raise AssertionError(f"{len(found)} of {count} records came")
