"""The bus in memory, with Kafka's semantics, for runs and tests without a broker.

One thread owns it. Records stay as they were published until somebody looks: a closed run that
nobody reads pays for appending to a list and little else (see `topics.log`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from topics.bus import OnRejected, transport
from topics.catalogue import parse_topic
from topics.envelope import WireRecord
from topics.errors import InputError, NotSent
from topics.log import Foreign, PartitionLog, TopicLog
from topics.memory_reader import Group, MemoryConsumer, Place
from topics.record import Record

RETAIN_RECORDS = 10_000
# Past this many new records for each topic, topics nobody reads are cut back to what they retain.
# Doing it seldom makes it cheap; memory exceeds the retention by at most this many records a topic.
_SWEEP_RECORDS = 200


@transport("memory")
class MemoryBus:
    """A bus of this process. Topics exist as soon as they are in the catalogue.

    A topic keeps its newest `retain_records` records, a compacted one the latest of each key.
    """

    def __init__(self, *, retain_records: int = RETAIN_RECORDS) -> None:
        if retain_records < 0:
            raise InputError(f"retain_records {retain_records}; expected 0 or more")
        self._retain_records = retain_records
        self._logs: dict[str, TopicLog] = {}
        self._append = _Appenders(self.topic_log)
        self._unswept_records = 0
        self._groups: dict[str, Group] = {}
        self._closed = False

    def publish_many(self, records: Sequence[Record]) -> None:
        """Append records. See `topics.bus.Bus`."""
        append = self._append
        for record in records:
            append[record.topic](record)
        self._unswept_records += len(records)
        if self._unswept_records > _SWEEP_RECORDS * len(self._logs):
            self._sweep()

    def publish_raw(self, records: Sequence[WireRecord]) -> None:
        """Append bytes. See `topics.bus.Bus`."""
        for wire in records:
            log = self.topic_log(wire.topic)
            if wire.key is None and log.compacted:
                raise NotSent(
                    f"a record for {wire.topic}: no key, and the topic is compacted by key"
                )
            log.staged.append(Foreign(wire))
        self._unswept_records += len(records)

    def _sweep(self) -> None:
        for log in self._logs.values():
            log.cut()
        self._unswept_records = 0

    def flush(self) -> None:
        """Nothing waits. See `topics.bus.Bus`."""
        self._must_be_open()

    def consumer(
        self,
        topics: Sequence[str],
        group: str | None = None,
        on_rejected: OnRejected | None = None,
    ) -> MemoryConsumer:
        """A reader. See `topics.bus.Bus`."""
        for topic in topics:
            self.topic_log(topic)
        shared = None if group is None else self._groups.setdefault(group, Group(self))
        return MemoryConsumer(self, tuple(topics), shared, on_rejected)

    def end_offsets(self, topic: str) -> tuple[int, ...]:
        """The next offset of each partition. See `topics.bus.Bus`."""
        return tuple(log.end for log in self.topic_log(topic).partitions)

    def close(self) -> None:
        """Let go of everything. See `topics.bus.Bus`."""
        self._closed = True
        self._logs.clear()
        self._append.clear()
        for group in self._groups.values():
            group.members.clear()

    def abandon(self) -> None:
        """Let go of everything. See `topics.bus.Bus`."""
        self.close()

    def expire(self, consumer: MemoryConsumer) -> None:
        """Take a member out of its group, as a coordinator does that hears no more from it.

        Should it come back, its commit is refused and its next poll joins the group again.
        """
        if consumer.group is not None:
            consumer.group.leave(consumer)

    def topic_log(self, topic: str) -> TopicLog:
        """The log of a topic, made when it is first used. Raise `NotSent` for an unknown one."""
        self._must_be_open()
        log = self._logs.get(topic)
        if log is None:
            try:
                name = parse_topic(topic)
            except InputError as error:
                raise NotSent(str(error)) from error
            retain = None if name.cleanup == "compact" else self._retain_records
            log = self._logs[topic] = TopicLog(name.spec.partitions, retain)
        return log

    def partition_log(self, place: Place) -> PartitionLog:
        """The log of a partition, with everything published in it."""
        return self.topic_log(place[0]).partitions[place[1]]

    def _must_be_open(self) -> None:
        if self._closed:
            raise NotSent("the bus is closed")


class _Appenders(dict[str, Callable[[Record], None]]):
    """Topic -> what appends to its log. Makes the log of a topic that is not there yet."""

    def __init__(self, log_of: Callable[[str], TopicLog]) -> None:
        super().__init__()
        self._log_of = log_of

    def __missing__(self, topic: str) -> Callable[[Record], None]:
        append = self._log_of(topic).staged.append
        self[topic] = append
        return append
