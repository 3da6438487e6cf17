"""The open-loop sender: each message goes at its time, whatever becomes of the others.

It never waits for an answer, so a connector that stands still is asked on all the same. What it
has to say of each message is queued for a thread that reports; only that thread may wait.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NamedTuple, Protocol

import msgspec
from kafka import KafkaProducer
from kafka.errors import KafkaError

from simulator.loadtest.clock import Clock
from simulator.loadtest.entries import Send
from simulator.loadtest.roles.base import Role
from topics.connection import Connection
from topics.envelope import WireRecord, to_wire
from topics.events import type_name
from topics.kafka.options import MAX_RECORD_BYTES
from topics.kafka.python_options import client_options, quiet
from topics.record import Record

AHEAD = 512
"""So many messages are made before their time, while there is nothing to send."""

_SPARE_US = 2_000  # with less time than that until the next message, none is made ahead
_NAP_S = 0.02
_LINGER_MS = 1
_BATCH_BYTES = 65_536
_LOOKED_AT = 2_000

Done = Callable[[bool], None]


class Client(Protocol):
    """A Kafka producer, as far as a sender needs one."""

    def send(self, wire: WireRecord, done: Done) -> None:
        """Hand a record over; `done` is told whether the broker has it, on any thread."""
        ...

    def flush(self, seconds: float) -> None:
        """Wait so long at most until all was told."""
        ...

    def close(self) -> None:
        """Let go, at once."""
        ...


class PythonClient:
    """kafka-python's producer. What a broker is too long silent for is given up by itself."""

    def __init__(self, connection: Connection, name: str) -> None:
        quiet()
        self._producer = KafkaProducer(
            **client_options(connection), client_id=name, metrics_enabled=False, acks="all",
            linger_ms=_LINGER_MS, batch_size=_BATCH_BYTES, max_request_size=MAX_RECORD_BYTES,
        )  # fmt: skip

    def prepare(self, topics: Iterable[str]) -> None:
        """Know the topics' partitions, so that no send waits for them."""
        for topic in topics:
            self._producer.partitions_for(topic)

    def send(self, wire: WireRecord, done: Done) -> None:
        """See `Client`."""
        sent = self._producer.send(wire.topic, wire.value, wire.key, wire.headers)
        sent.add_both(partial(_tell, done))

    def flush(self, seconds: float) -> None:
        """See `Client`."""
        try:
            self._producer.flush(timeout=seconds)
        except KafkaError:
            return  # what was not confirmed is reported as such

    def close(self) -> None:
        """See `Client`."""
        self._producer.close(timeout=0)


def _tell(done: Done, outcome: object) -> None:
    done(not isinstance(outcome, BaseException))


class Made(NamedTuple):
    """A message that is ready to go."""

    number: int
    intended_us: int
    record: Record
    wire: WireRecord


class Reports:
    """What becomes of messages, until it is taken. Any thread may add."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ready: deque[Send] = deque()
        self._waiting: dict[int, tuple[Made, int]] = {}

    def sent(self, made: Made, at_us: int) -> Done:
        """A message is handed over; the returned function is told how it ended."""
        self._waiting[made.number] = made, at_us
        return partial(self._ended, made.number)

    def _ended(self, number: int, confirmed: bool) -> None:
        found = self._waiting.pop(number, None)
        if found is not None:
            at_us = self._clock.now_us() if confirmed else -1
            self._ready.append(entry_of(*found, at_us))

    def take(self) -> list[Send]:
        """Those that are known to have ended, in the order in which they did."""
        return [self._ready.popleft() for _ in range(len(self._ready))]

    def give_up(self) -> list[Send]:
        """All others, as never confirmed."""
        for number in sorted(self._waiting):
            self._ended(number, confirmed=False)
        return self.take()


def entry_of(made: Made, at_us: int, confirmed_us: int) -> Send:
    """The history's entry of a message."""
    record = made.record
    return Send(
        number=made.number, intended_us=made.intended_us, at_us=at_us, confirmed_us=confirmed_us,
        topic=record.topic, key=record.key, type=type_name(record.event),
        event=msgspec.Raw(made.wire.value or b"null"),
    )  # fmt: skip


class Sender:
    """Sends the messages of `numbers`, which ascend, of a role's schedule."""

    def __init__(
        self, role: Role, clock: Clock, client: Client, reports: Reports, numbers: range
    ) -> None:
        self._clock, self._client, self._reports = clock, client, reports
        self._made = made_of(role, clock, numbers)
        self._ahead: deque[Made] = deque()
        self.stopped = threading.Event()

    def run(self) -> None:
        """Until the last message was sent, or `stopped` is set."""
        while not self.stopped.is_set():
            if not self._ahead and not self._make():
                return
            self._send_on_time(self._ahead[0])

    def _send_on_time(self, made: Made) -> None:
        left_us = made.intended_us - self._clock.now_us()
        if left_us > _SPARE_US and len(self._ahead) < AHEAD and self._make():
            return
        if left_us > 0:
            time.sleep(min(left_us / 1e6, _NAP_S))
            return
        del self._ahead[0]
        done = self._reports.sent(made, self._clock.now_us())
        self._client.send(made.wire, done)

    def _make(self) -> bool:
        made = next(self._made, None)
        if made is not None:
            self._ahead.append(made)
        return made is not None


def made_of(role: Role, clock: Clock, numbers: range) -> Iterator[Made]:
    """The messages of some numbers, made one by one."""
    moments = role.schedule.moments
    for number in numbers:
        record = role.record(number, clock.began_us)
        yield Made(number, int(moments[number]), record, to_wire(record))


def topics_of(role: Role) -> list[str]:
    """The topics to which a role's first messages go; others are looked up when they come."""
    numbers = range(min(len(role.schedule), _LOOKED_AT))
    return sorted({role.record(number, 0).topic for number in numbers})
