"""The bus in memory, with Kafka's semantics, for runs and tests without a broker.

One thread owns it. Records stay as they were published until somebody looks: a closed run that
nobody reads pays for appending to a list and little else (see `topics.log`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from topics.bus import Delivered, transport
from topics.catalogue import parse_topic
from topics.errors import InputError, NotSent
from topics.log import PartitionLog, TopicLog
from topics.record import Record

Place = tuple[str, int]  # topic and partition

RETAIN_RECORDS = 10_000
# Past this many new records, topics nobody reads are cut back to what they retain. Doing it
# seldom makes it cheap; memory exceeds the retention by at most this many records.
_SWEEP_RECORDS = 32_768


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
        self._groups: dict[str, _Group] = {}
        self._closed = False

    def publish_many(self, records: Sequence[Record]) -> None:
        """Append records. See `topics.bus.Bus`."""
        append = self._append
        for record in records:
            append[record.topic](record)
        self._unswept_records += len(records)
        if self._unswept_records > _SWEEP_RECORDS:
            self._sweep()

    def _sweep(self) -> None:
        for log in self._logs.values():
            log.cut()
        self._unswept_records = 0

    def flush(self) -> None:
        """Nothing waits. See `topics.bus.Bus`."""
        self._must_be_open()

    def consumer(self, topics: Sequence[str], group: str | None = None) -> MemoryConsumer:
        """A reader. See `topics.bus.Bus`."""
        for topic in topics:
            self.topic_log(topic)
        shared = None if group is None else self._groups.setdefault(group, _Group(self))
        return MemoryConsumer(self, tuple(topics), shared)

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


class _Group:
    """Members that share topics, and how far they are done.

    Partitions are given out by range: topic by topic, to the members in order of joining, as
    evenly as can be, the first ones taking one more. Everything is given out anew whenever a
    member joins or leaves; what was read and not committed is then read again.
    """

    def __init__(self, bus: MemoryBus) -> None:
        self._bus = bus
        self.members: list[MemoryConsumer] = []
        self.committed: dict[Place, int] = {}
        self.generation = 0

    def join(self, member: MemoryConsumer) -> None:
        self.members.append(member)
        self._give_out()

    def leave(self, member: MemoryConsumer) -> None:
        if member in self.members:
            self.members.remove(member)
            self._give_out()

    def _give_out(self) -> None:
        self.generation += 1
        held: dict[int, list[Place]] = {id(member): [] for member in self.members}
        for topic in sorted({topic for member in self.members for topic in member.topics}):
            sharing = [member for member in self.members if topic in member.topics]
            partitions = len(self._bus.topic_log(topic).partitions)
            for rank, member in enumerate(sharing):
                for partition in range(*_share(rank, len(sharing), partitions)):
                    held[id(member)].append((topic, partition))
        for member in self.members:
            member.hold({place: self.committed.get(place, 0) for place in held[id(member)]})


def _share(rank: int, members: int, partitions: int) -> tuple[int, int]:
    """The first partition of a member's range, and the first after it."""
    each, more = divmod(partitions, members)
    start = rank * each + min(rank, more)
    return start, start + each + (rank < more)


class MemoryConsumer:
    """A reader of a `MemoryBus`. Made by its `consumer`. See `topics.bus.Consumer`."""

    def __init__(self, bus: MemoryBus, topics: tuple[str, ...], group: _Group | None) -> None:
        self._bus = bus
        self.topics = topics
        self.group = group
        self._positions: dict[Place, int] = {}
        self._generation = 0  # of the group, at the last poll
        self._turn = 0
        self._closed = False
        if group is None:
            self.hold({place: 0 for topic in topics for place in self._places(topic)})
        else:
            group.join(self)
            self._generation = group.generation

    def _places(self, topic: str) -> list[Place]:
        return [(topic, p) for p in range(len(self._bus.topic_log(topic).partitions))]

    def hold(self, positions: dict[Place, int]) -> None:
        """From now on read these partitions, from these offsets."""
        self._positions = positions

    def poll(self, max_records: int = 500) -> list[Delivered]:
        """The next records. See `topics.bus.Consumer`."""
        self._must_be_open()
        self._meet_group()
        places = list(self._positions)
        if not places:
            return []
        # Begin with another partition each time, so that a busy one cannot starve the others.
        self._turn = (self._turn + 1) % len(places)
        found: list[Delivered] = []
        for place in places[self._turn :] + places[: self._turn]:
            if len(found) == max_records:
                break
            self._read(place, max_records - len(found), found)
        return found

    def _meet_group(self) -> None:
        if self.group is None:
            return
        if self not in self.group.members:
            self.group.join(self)
        self._generation = self.group.generation

    def _read(self, place: Place, max_records: int, found: list[Delivered]) -> None:
        records, offsets = self._bus.partition_log(place).read(self._positions[place], max_records)
        if offsets:
            self._positions[place] = offsets[-1] + 1
            found += map(Delivered, records, [place[1]] * len(offsets), offsets)

    def commit(self) -> None:
        """Everything polled is done. See `topics.bus.Consumer`."""
        self._must_be_open()
        if self.group is None:
            raise InputError("a reader without a group has nowhere to commit to")
        if self not in self.group.members or self._generation != self.group.generation:
            raise NotSent("the group has given its partitions out anew: these records come again")
        self.group.committed.update(self._positions)

    def seek(self, topic: str, partition: int, offset: int) -> None:
        """Read on from `offset`. See `topics.bus.Consumer`."""
        self._must_be_open()
        if (topic, partition) not in self._positions:
            raise InputError(f"partition {partition} of {topic} is not held by this reader")
        self._positions[topic, partition] = offset

    def lag_records(self) -> int:
        """Offsets not read yet. See `topics.bus.Consumer`."""
        self._must_be_open()
        log = self._bus.partition_log
        return sum(max(0, log(place).end - at) for place, at in self._positions.items())

    def close(self) -> None:
        """Leave. See `topics.bus.Consumer`."""
        if not self._closed:
            self._closed = True
            self._bus.expire(self)

    def _must_be_open(self) -> None:
        if self._closed:
            raise NotSent("this reader is closed")
