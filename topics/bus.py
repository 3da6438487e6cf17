"""The bus as its users see it. Every transport keeps these promises; one test suite checks them.

The bus is a log, not a wire. A reader that stops does not lose records: they wait (lag) and then
come late, in order. Order holds within a partition, and a key always goes to the same partition.
Delivery is at least once. A transport adds no delay and no fault of its own: those belong to the
engine and the relay. The topics are those of the catalogue.

Anybody may write bytes to a topic. Records that are none of ours are handed over too: to whoever
reads raw, or asks to be told of them; otherwise reading stops there, with an error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Protocol, TypeVar

import msgspec

from topics.discovery import load_package
from topics.envelope import WireRecord
from topics.errors import InputError
from topics.record import Record


class Delivered(msgspec.Struct, frozen=True, gc=False):
    """A record as it was read, with its place: `offset` within `partition` of `record.topic`."""

    record: Record
    partition: int
    offset: int


class Raw(msgspec.Struct, frozen=True, gc=False):
    """The bytes of a record as they were read, whoever wrote them, with their place."""

    wire: WireRecord
    partition: int
    offset: int

    @property
    def place(self) -> str:
        """Where it is, for messages: topic, partition and offset."""
        return f"{self.wire.topic} partition {self.partition} offset {self.offset}"


class Rejected(msgspec.Struct, frozen=True, gc=False):
    """Bytes that are no record: `reason` is a reason of the wire, `message` says more."""

    raw: Raw
    reason: str
    message: str


OnRejected = Callable[[Rejected], None]


class Consumer(Protocol):
    """A reader of some topics. With a group it shares them with the group's other members."""

    def poll(self, max_records: int = 500, wait_s: float = 0.0) -> list[Delivered]:
        """The next records, at most `max_records`, in order within each partition.

        An empty list when there are none now, nor for another `wait_s`. A member of a group reads
        only the partitions it holds at the moment, from the group's last commit. Bytes that are no
        record go to the reader's `on_rejected`, in their turn. A reader that has none stops before
        them: raise `Malformed`, each time, until it seeks past them. What a callback raises passes
        through, and the records of this poll come again at the next.
        """
        ...

    def poll_raw(self, max_records: int = 500, wait_s: float = 0.0) -> list[Raw]:
        """The next records like `poll`, but undecoded, and whatever they are."""
        ...

    def commit(self) -> None:
        """Note in the group that everything polled so far is done.

        Raise `NotSent` when the group has since given the partitions out anew: those records
        come again, to whoever holds them now. Raise `InputError` for a reader without a group.
        """
        ...

    def seek(self, topic: str, partition: int, offset: int) -> None:
        """Read on from `offset`. Raise `InputError` for a partition that is not held."""
        ...

    def lag_records(self) -> int:
        """How many offsets lie between this reader and the ends of the partitions it holds."""
        ...

    def close(self) -> None:
        """Leave, without a commit. The group's other members take over. Closing twice is fine."""
        ...


class Bus(Protocol):
    """Where records are written and read."""

    def publish_many(self, records: Sequence[Record]) -> None:
        """Append records, in this order within each partition. They may wait for `flush`.

        Raise `NotSent` for a topic that does not exist; the records before it were appended.
        """
        ...

    def publish_raw(self, records: Sequence[WireRecord]) -> None:
        """Append bytes as they are: what a relay moves, or puts in a dead-letter topic.

        Like `publish_many`. Raise `NotSent` for a record without a key on a compacted topic.
        """
        ...

    def flush(self) -> None:
        """Return when every record published is safely in the log.

        Raise `NotSent` or `MaybeSent` when that cannot be had.
        """
        ...

    def consumer(
        self,
        topics: Sequence[str],
        group: str | None = None,
        on_rejected: OnRejected | None = None,
    ) -> Consumer:
        """A reader of `topics`, from the oldest record kept, or from the group's last commit.

        `on_rejected` is told of bytes that are no record (see `Consumer.poll`). Raise `NotSent`
        for a topic that does not exist.
        """
        ...

    def end_offsets(self, topic: str) -> tuple[int, ...]:
        """For each partition, the offset that the next record will get. Expired ones count."""
        ...

    def close(self) -> None:
        """Flush and let go. Closing twice is fine."""
        ...

    def abandon(self) -> None:
        """Let go at once, without a flush: what is not safely in the log may be lost.

        For whoever has failed; it does not wait for a broker that is gone. Closing afterwards does
        nothing.
        """
        ...


F = TypeVar("F", bound=Callable[..., Bus])
_transports: dict[str, Callable[..., Bus]] = {}
TRANSPORTS: Mapping[str, Callable[..., Bus]] = MappingProxyType(_transports)
"""Name -> what opens a bus of that transport, of every transport registered."""


def transport(name: str) -> Callable[[F], F]:
    """Register the decorated class or function as what opens transport `name`."""

    def register(opener: F) -> F:
        _transports[name] = opener
        return opener

    return register


def open_bus(name: str, **options: Any) -> Bus:
    """A bus of transport `name`. Raise `InputError` when no module registered one so named."""
    if name not in _transports:
        load_package("topics")  # those that nobody has imported yet
    if name not in _transports:
        known = ", ".join(sorted(_transports))
        raise InputError(f"transport {name!r} is not known; expected one of {known}")
    return _transports[name](**options)
