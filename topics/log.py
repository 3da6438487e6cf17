"""The log of one topic in memory: partitions, offsets, retention and compaction.

Publishing only appends to `TopicLog.staged`. Records are given their partitions and offsets when
somebody looks at the partitions, many at a time. What expires before that is only counted, so
offsets are the same whether anybody looked or not.
"""

from __future__ import annotations

from bisect import bisect_left

import numpy as np
from numpy.typing import NDArray

from topics.envelope import WireRecord
from topics.partition import partitions_of
from topics.record import Record

# A compacted topic is compacted when it holds so many records more than twice its keys.
_COMPACT_SLACK_RECORDS = 1_000
# Keys of records that expired unread are hashed so many at a time: the array code pays by then.
_COUNT_KEYS = 4_096


class Foreign:
    """Bytes in the place of a record, as they were published; whether they are one is not known."""

    __slots__ = ("key", "wire")

    def __init__(self, wire: WireRecord) -> None:
        self.wire = wire
        # As `Record.key`, so that the log treats both alike: the same bytes, the same partition.
        self.key = (wire.key or b"").decode(errors="surrogateescape")


Kept = Record | Foreign


class PartitionLog:
    """The records of one partition that are still there, and their offsets, in order."""

    __slots__ = ("_offsets", "_records", "end")

    def __init__(self) -> None:
        self._records: list[Kept] = []
        self._offsets: list[int] = []
        self.end = 0  # the next record's offset

    def __len__(self) -> int:
        return len(self._records)

    def extend(self, records: list[Kept]) -> None:
        """Add records at the end."""
        self._records += records
        self._offsets += range(self.end, self.end + len(records))
        self.end += len(records)

    def read(self, offset: int, max_records: int) -> tuple[list[Kept], list[int]]:
        """At most `max_records` records from `offset` on, or from the oldest kept after it."""
        start = bisect_left(self._offsets, offset)
        stop = start + max_records
        return self._records[start:stop], self._offsets[start:stop]

    def drop(self, records: int) -> None:
        """Forget the oldest records."""
        del self._records[:records], self._offsets[:records]

    def compact(self) -> None:
        """Keep only the latest record of each key, at its own offset."""
        last = {record.key: i for i, record in enumerate(self._records)}
        kept = sorted(last.values())
        self._records = [self._records[i] for i in kept]
        self._offsets = [self._offsets[i] for i in kept]


class TopicLog:
    """All partitions of a topic. `retain_records` None: compacted, and nothing expires."""

    __slots__ = (
        "_compact_at", "_order", "_partitions", "_retain_records", "_uncounted",
        "compacted", "staged",
    )  # fmt: skip

    def __init__(self, partitions: int, retain_records: int | None) -> None:
        self._partitions = tuple(PartitionLog() for _ in range(partitions))
        self._retain_records = retain_records or 0
        self.compacted = retain_records is None
        self._order: list[int] = []  # the partition of each record laid out, oldest first
        self._uncounted: list[str] = []  # keys of records that expired before anybody looked
        self._compact_at = _COMPACT_SLACK_RECORDS
        self.staged: list[Kept] = []  # published, without a partition yet, oldest first

    @property
    def partitions(self) -> tuple[PartitionLog, ...]:
        """The partitions, with everything published laid out and what expired gone."""
        if self._uncounted:
            self._count()
        if self.staged:
            self._settle()
        return self._partitions

    def cut(self) -> None:
        """Bound the memory: expire what is past retention, or compact.

        Expiry waits until twice the retention is held: a batch costs little more than a record.
        """
        if self.compacted:
            self._settle()
        elif len(self._order) + len(self.staged) > 2 * self._retain_records:
            self._expire()

    def compact(self) -> None:
        """Compact every partition now, rather than when they have doubled."""
        self._settle()
        self._compact()

    def _compact(self) -> None:
        for log in self._partitions:
            log.compact()
        held = sum(map(len, self._partitions))
        self._compact_at = 2 * held + _COMPACT_SLACK_RECORDS

    def _settle(self) -> None:
        if not self.compacted:
            self._expire()
            self._count()
        places = partitions_of([record.key for record in self.staged], len(self._partitions))
        for partition, log in enumerate(self._partitions):
            mine = np.flatnonzero(places == partition).tolist()
            log.extend([self.staged[i] for i in mine])
        self.staged.clear()
        if not self.compacted:
            self._order += places.tolist()
        elif sum(map(len, self._partitions)) > self._compact_at:
            self._compact()

    def _expire(self) -> None:
        excess = len(self._order) + len(self.staged) - self._retain_records
        if excess <= 0:
            return
        laid_out = min(excess, len(self._order))
        for log, count in zip(self._partitions, self._counts(self._order[:laid_out]), strict=True):
            log.drop(count)
        del self._order[:laid_out]
        unread = excess - laid_out
        self._uncounted += [record.key for record in self.staged[:unread]]
        del self.staged[:unread]
        if len(self._uncounted) >= _COUNT_KEYS:
            self._count()

    def _count(self) -> None:
        """Give offsets to the records that expired unread."""
        places = partitions_of(self._uncounted, len(self._partitions))
        for log, count in zip(self._partitions, self._counts(places), strict=True):
            log.end += count
        self._uncounted.clear()

    def _counts(self, places: NDArray[np.intp] | list[int]) -> list[int]:
        counted = np.bincount(np.asarray(places, np.intp), minlength=len(self._partitions))
        return [int(count) for count in counted]
