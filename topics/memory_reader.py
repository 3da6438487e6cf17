"""Readers of the bus in memory, and the groups that they share."""

from __future__ import annotations

from typing import Protocol

from topics.bus import Delivered, OnRejected, Raw, Rejected
from topics.envelope import WireRecord, from_wire, to_wire
from topics.errors import InputError, Malformed, NotSent
from topics.log import Foreign, PartitionLog, TopicLog
from topics.record import Record

Place = tuple[str, int]  # topic and partition


class Logs(Protocol):
    """What a reader needs of the bus."""

    def topic_log(self, topic: str) -> TopicLog:
        """The log of a topic."""

    def partition_log(self, place: Place) -> PartitionLog:
        """The log of a partition."""

    def expire(self, consumer: MemoryConsumer) -> None:
        """Take a member out of its group."""


class Group:
    """Members that share topics, and how far they are done.

    Partitions are given out by range: topic by topic, to the members in order of joining, as
    evenly as can be, the first ones taking one more. Everything is given out anew whenever a
    member joins or leaves; what was read and not committed is then read again.
    """

    def __init__(self, bus: Logs) -> None:
        self._bus = bus
        self.members: list[MemoryConsumer] = []
        self.committed: dict[Place, int] = {}
        self.generation = 0

    def join(self, member: MemoryConsumer) -> None:
        """Add a member; everything is given out anew."""
        self.members.append(member)
        self._give_out()

    def leave(self, member: MemoryConsumer) -> None:
        """Take a member out, if it is in."""
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
                for partition in range(*share(rank, len(sharing), partitions)):
                    held[id(member)].append((topic, partition))
        for member in self.members:
            member.hold({place: self.committed.get(place, 0) for place in held[id(member)]})


def share(rank: int, members: int, partitions: int) -> tuple[int, int]:
    """The first partition of a member's range, and the first after it."""
    each, more = divmod(partitions, members)
    start = rank * each + min(rank, more)
    return start, start + each + (rank < more)


class MemoryConsumer:
    """A reader of a `MemoryBus`. Made by its `consumer`. See `topics.bus.Consumer`."""

    def __init__(
        self,
        bus: Logs,
        topics: tuple[str, ...],
        group: Group | None,
        on_rejected: OnRejected | None,
    ) -> None:
        self._bus = bus
        self._on_rejected = on_rejected
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

    def poll(self, max_records: int = 500, wait_s: float = 0.0) -> list[Delivered]:
        """The next records. See `topics.bus.Consumer`. Nothing comes by waiting in one thread."""
        del wait_s
        before = self._position_of_poll()
        found: list[Delivered] = []
        try:
            for place in self._places_in_turn():
                if len(found) == max_records or not self._read(
                    place, max_records - len(found), found
                ):
                    break
        except BaseException:
            self._positions.update(before)
            raise
        return found

    def poll_raw(self, max_records: int = 500, wait_s: float = 0.0) -> list[Raw]:
        """The next records, undecoded. See `topics.bus.Consumer`."""
        del wait_s
        self._position_of_poll()
        found: list[Raw] = []
        for place in self._places_in_turn():
            kept, offsets = self._next(place, max_records - len(found))
            for record, offset in zip(kept, offsets, strict=True):
                found.append(Raw(_wire_of(record), place[1], offset))
                self._positions[place] = offset + 1
        return found

    def _position_of_poll(self) -> dict[Place, int]:
        self._must_be_open()
        self._meet_group()
        return dict(self._positions)

    def _places_in_turn(self) -> list[Place]:
        places = list(self._positions)
        if not places:
            return []
        # Begin with another partition each time, so that a busy one cannot starve the others.
        self._turn = (self._turn + 1) % len(places)
        return places[self._turn :] + places[: self._turn]

    def _meet_group(self) -> None:
        if self.group is None:
            return
        if self not in self.group.members:
            self.group.join(self)
        self._generation = self.group.generation

    def _next(self, place: Place, max_records: int) -> tuple[list[Record | Foreign], list[int]]:
        return self._bus.partition_log(place).read(self._positions[place], max_records)

    def _read(self, place: Place, max_records: int, found: list[Delivered]) -> bool:
        """Read on in one partition. False when the poll ends here, before what is no record."""
        kept, offsets = self._next(place, max_records)
        for record, offset in zip(kept, offsets, strict=True):
            if isinstance(record, Foreign):
                decoded = self._judged(Raw(record.wire, place[1], offset), stop=bool(found))
                if decoded is None and found and self._on_rejected is None:
                    return False
            else:
                decoded = record
            if decoded is not None:
                found.append(Delivered(decoded, place[1], offset))
            self._positions[place] = offset + 1
        return True

    def _judged(self, raw: Raw, *, stop: bool) -> Record | None:
        """The record that some bytes are, or None, once `on_rejected` knows or poll has to stop."""
        try:
            return from_wire(raw.wire)
        except Malformed as error:
            if self._on_rejected is not None:
                self._on_rejected(Rejected(raw, error.reason, str(error)))
            elif not stop:
                raise Malformed(error.reason, f"{raw.place}: {error}") from error
            return None

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


def _wire_of(record: Record | Foreign) -> WireRecord:
    return record.wire if isinstance(record, Foreign) else to_wire(record)
