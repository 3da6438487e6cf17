"""What a Kafka client does for us. Each client library is one module that fills these in.

Errors of a client pass through as they are; `topics.kafka.faults` says what they mean.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from topics.bus import Raw
from topics.envelope import WireRecord

Place = tuple[str, int]  # topic and partition


class GroupMovedOn(Exception):
    """The group has given its partitions out anew; what was read before cannot be committed."""


class Handle(Protocol):
    """The fate of one record sent."""

    @property
    def is_done(self) -> bool:
        """Whether it is known."""

    @property
    def exception(self) -> BaseException | None:
        """Why it was not accepted; None when it was, or when that is not known yet."""


class Sender(Protocol):
    """An idempotent producer that waits for all in-sync replicas."""

    def send(self, wire: WireRecord, partition: int) -> Handle:
        """Take a record over. Raise `BlockingIOError` when there is no room for it just now."""

    def flush(self, timeout_s: float) -> None:
        """Send what waits, and wait for fates, at most so long."""

    def wait(self, handle: Handle, timeout_s: float) -> None:
        """Wait for the fate of one record, at most so long."""

    def abandon(self) -> None:
        """Stop at once. Afterwards every fate is known as far as it will ever be."""


class Reader(Protocol):
    """A consumer, of given partitions or as a member of a group. It commits nothing by itself."""

    @property
    def generation(self) -> int:
        """Grows each time partitions are taken away or given."""

    @property
    def joining(self) -> bool:
        """Whether its group is still giving partitions out; never without a group."""

    def held(self) -> Sequence[Place]:
        """The partitions that it reads now."""

    def poll(self, max_records: int, timeout_s: float) -> list[Raw]:
        """The next records, after at most so long; in order within a partition."""

    def position(self, place: Place, timeout_s: float) -> int:
        """The offset that it reads next."""

    def seek(self, place: Place, offset: int) -> None:
        """Read on from there."""

    def rewind(self, timeout_s: float) -> None:
        """Read each partition that it holds from the group's last commit."""

    def commit(self, offsets: Mapping[Place, int], timeout_s: float) -> None:
        """Note in the group where to read on. Raise `GroupMovedOn` when it does not let us."""

    def close(self) -> None:
        """Leave the group and let go, without a commit."""


class Driver(Protocol):
    """One client library, for one connection."""

    errors: tuple[type[BaseException], ...]
    """What its calls raise."""

    def sender(self) -> Sender:
        """A new producer."""

    def reader(self, places: Sequence[Place]) -> Reader:
        """A new consumer of these partitions, from their oldest records."""

    def member(self, topics: Sequence[str], group: str) -> Reader:
        """A new member of a group, from its last commit or else the oldest records."""

    def partitions(self, topics: Sequence[str], timeout_s: float) -> dict[str, tuple[int, int]]:
        """Topic -> how many partitions it has, and the protocol's error number (0: none)."""

    def ends(self, places: Sequence[Place], timeout_s: float) -> list[int]:
        """The offset after the last record of each partition, of a topic that exists."""

    def close(self) -> None:
        """Let go of what the driver itself keeps open."""
