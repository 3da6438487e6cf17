"""What a view of a history is made of."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

import msgspec

from topics.events import DataRequest, Event

NEVER = 1 << 62


class Place(msgspec.Struct, frozen=True, gc=False):
    """Where and when a record was read."""

    topic: str
    partition: int
    offset: int
    key: str
    at_us: int
    log_us: int


class Work(msgspec.Struct, frozen=True, gc=False):
    """What the connector was given to write: the harness's plan of it, and its intended time."""

    key: str
    intended_us: int
    type: str
    event: msgspec.Raw


class Said(msgspec.Struct, frozen=True, gc=False):
    """A record that the connector wrote; `error` is why it is no message; `event` is None then."""

    place: Place
    type: str
    event: Event | None
    error: str = ""

    @property
    def where(self) -> tuple[str, int, int]:
        """Topic, partition and offset."""
        return self.place.topic, self.place.partition, self.place.offset


class Exchange(msgspec.Struct, gc=False):
    """All about one request: who asked, what was delivered, what was replied, what rules did.

    Hundreds of thousands are made: tuples, which are empty for nothing, and no garbage collection.
    """

    asked: DataRequest | None = None
    hash: str = ""  # of what was asked, once it is wanted
    intended_us: int = -1  # of the harness's first send, as the next two
    sent_us: int = -1
    confirmed_us: int = -1
    delivered_us: int = NEVER  # the first time, sound or not
    replied_us: int = NEVER
    asks: tuple[Said, ...] = ()  # of the connector, when it is the one that asks
    deliveries: tuple[Place, ...] = ()  # to the connector, sound ones
    spoilt: tuple[Place, ...] = ()  # the same, but unreadable
    replies: tuple[Said, ...] = ()  # of the connector
    outcomes: tuple[str, ...] = ()  # of the request at the relay
    told: tuple[Place, ...] = ()  # replies delivered to whoever asked
    ended: bool = False  # by the relay itself

    @property
    def struck(self) -> bool:
        """Whether a rule lost, delayed or spoilt the request."""
        return self.outcomes != _SOUND and any(word in _STRUCK for word in self.outcomes)


_SOUND, _STRUCK = ("delivered",), ("lost", "delayed", "corrupted")


@dataclass(frozen=True, slots=True)
class Window:
    """A fault was at work; `end_us` is `NEVER` if nothing says that it ended."""

    number: int
    name: str
    begin_us: int
    end_us: int


@dataclass(slots=True)
class Sends:
    """Of each send, in the order of the history: when intended, done, confirmed (-1: never)."""

    intended_us: array[int] = field(default_factory=lambda: array("q"))
    at_us: array[int] = field(default_factory=lambda: array("q"))
    confirmed_us: array[int] = field(default_factory=lambda: array("q"))
