"""The open-loop sender: each message goes at its time, whatever becomes of the others.

It never waits for an answer, so a connector that stands still is asked on all the same. What it
has to say of each message is queued for a thread that reports; only that thread may wait.
"""

from __future__ import annotations

import gc
import threading
import time
from collections import deque
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

import msgspec

from simulator.loadtest.clients import Client, Done
from simulator.loadtest.clock import Clock
from simulator.loadtest.entries import Send
from simulator.loadtest.roles.base import Role
from topics.envelope import WireRecord, to_wire
from topics.events import type_name
from topics.record import Record

AHEAD = 512
"""So many messages are made before their time, while there is nothing to send."""

_SPARE_US = 300  # with less time than that until the next message, none is made ahead
_NAP_S = 0.02
_LONG_US = 20_000
_TIDY_S = 10.0
_BURST = 256  # so many that are due go before anything else is looked at
_LOOKED_AT = 2_000


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
        self._tidied_s = time.monotonic()

    def run(self) -> None:
        """Until the last message was sent, or `stopped` is set."""
        while not self.stopped.is_set() and (self._ahead or self._make()):
            left_us = self._send_due()
            if left_us > _SPARE_US and len(self._ahead) < AHEAD and self._make():
                continue
            if left_us > 0:
                self._nap(left_us)

    def _nap(self, left_us: int) -> None:
        """The collector is off while messages go; a long pause is when it may look."""
        if left_us > _LONG_US and time.monotonic() - self._tidied_s > _TIDY_S:
            gc.collect()
            self._tidied_s = time.monotonic()
            return
        time.sleep(min(left_us / 1e6, _NAP_S))

    def _send_due(self) -> int:
        """Send those whose time has come; how long it is until the next, 0 if that is not known."""
        ahead, now_us = self._ahead, self._clock.now_us
        sent, send = self._reports.sent, self._client.send
        for _ in range(min(len(ahead), _BURST)):
            left_us = ahead[0].intended_us - (at_us := now_us())
            if left_us > 0:
                return left_us
            made = ahead.popleft()
            send(made.wire, sent(made, at_us))
        return 0

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
