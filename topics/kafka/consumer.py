"""Reading: places, commits and foreign bytes, whichever client is underneath."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from topics.bus import Delivered, OnRejected, Raw, Rejected
from topics.envelope import from_wire
from topics.errors import InputError, Malformed, NotSent, TransportError
from topics.kafka.driver import GroupMovedOn, Place, Reader
from topics.kafka.faults import client_error
from topics.kafka.options import KafkaOptions

# So long a poll waits for a group that gives partitions out, in steps without a pause between
# them: kafka-python forgets that it has joined when it hears so while nobody polls, and gets
# nowhere with steps as short as its pause before another attempt.
_JOIN_S = 2.0
_JOIN_STEP_S = 0.5
_ALIVE_EVERY_S = 5.0
_CALL_S = 10.0


class BrokerConsumer:
    """A reader of a broker's topics. Made by the bus's `consumer`. See `topics.bus.Consumer`.

    It has read a record once `poll` has returned it: commits and positions count from there, not
    from what the client has fetched.
    """

    def __init__(
        self,
        reader: Reader,
        ends: Callable[[Sequence[Place], float], list[int]],
        errors: tuple[type[BaseException], ...],
        group: str | None,
        on_rejected: OnRejected | None,
        where: str,
        options: KafkaOptions,
        on_close: Callable[[BrokerConsumer], None],
        who: str = "this user",
    ) -> None:
        self._reader = reader
        self._ends = ends
        self._errors = errors
        self.group = group
        self._on_rejected = on_rejected
        self._where, self._who = where, who
        self._options = options
        self._on_close = on_close
        self._fetched: deque[Raw] = deque()  # by the client, not returned by a poll yet
        self._read: dict[Place, int] = {}  # the offset to read next, where something was read
        self._generation = reader.generation
        self._alive_s = self._asked_s = time.monotonic()
        self._records = 0
        self._closed = False

    def poll(self, max_records: int = 500, wait_s: float = 0.0) -> list[Delivered]:
        """The next records. See `topics.bus.Consumer`."""
        raws = self._take(max_records, wait_s)
        try:
            found, used = self._decoded(raws)
        except BaseException:
            self._fetched.extendleft(reversed(raws))
            raise
        self._fetched.extendleft(reversed(raws[used:]))
        self._note(raws[:used] if used < len(raws) else raws)
        return found

    def poll_raw(self, max_records: int = 500, wait_s: float = 0.0) -> list[Raw]:
        """The next records, undecoded. See `topics.bus.Consumer`."""
        raws = self._take(max_records, wait_s)
        self._note(raws)
        return raws

    def _decoded(self, raws: list[Raw]) -> tuple[list[Delivered], int]:
        """The records, and how many of `raws` have been dealt with."""
        found: list[Delivered] = []
        for used, raw in enumerate(raws):
            try:
                record = from_wire(raw.wire)
            except Malformed as error:
                if self._on_rejected is not None:
                    self._on_rejected(Rejected(raw, error.reason, str(error)))
                    continue
                if used:
                    return found, used
                raise Malformed(error.reason, f"{raw.place}: {error}") from error
            found.append(Delivered(record, raw.partition, raw.offset))
        return found, len(raws)

    def _note(self, raws: list[Raw]) -> None:
        read = self._read
        self._records += len(raws)
        for raw in raws:
            read[raw.wire.topic, raw.partition] = raw.offset + 1

    def _take(self, max_records: int, wait_s: float) -> list[Raw]:
        """The next raw records, from those fetched and then from the client."""
        self._must_be_open()
        with self._calling("reading"):
            self._get_joined(max(wait_s, _JOIN_S))
            if not self._fetched:
                self._fetch(max_records, wait_s)
            elif len(self._fetched) < max_records or self.group is not None:
                self._fetch(max(1, max_records - len(self._fetched)), 0.0)
        if not self._fetched:
            self._must_be_alive()
            return []
        self._alive_s = time.monotonic()
        count = min(max_records, len(self._fetched))
        return [self._fetched.popleft() for _ in range(count)]

    def _fetch(self, max_records: int, wait_s: float) -> None:
        raws = self._reader.poll(max_records, wait_s)
        if self._generation == self._reader.generation:
            self._fetched.extend(raws)
            return
        # Partitions were given out anew: each is read from its commit, by whoever has it now. A
        # client may go on where it was with one that it keeps, so it is told.
        generation = self._reader.generation
        self._fetched.clear()
        self._read.clear()
        self._reader.rewind(_CALL_S)
        self._generation = generation  # only now: what could not be rewound is tried again

    def _get_joined(self, wait_s: float) -> None:
        deadline_s = time.monotonic() + wait_s
        while self._reader.joining and time.monotonic() < deadline_s:
            self._fetch(1, _JOIN_STEP_S)

    def join(self, timeout_s: float = 30.0) -> bool:
        """Wait until the group has given this member its share; False when it has not in time.

        A service is ready when this is true. Nothing is read by it.
        """
        self._must_be_open()
        deadline_s = time.monotonic() + timeout_s
        while not self._reader.held():
            if time.monotonic() > deadline_s:
                return False
            self.attend(_JOIN_S)
        return True

    def attend(self, wait_s: float = 0.0) -> None:
        """Do what the group wants of its members, for at most `wait_s`; nothing is read by it.

        For a member that is long at work on what it has read: `poll` does the same.
        """
        self._must_be_open()
        with self._calling("taking part in a group"):
            self._get_joined(wait_s)
            self._fetch(1, 0.0)

    def held(self) -> list[Place]:
        """The topics and partitions that this reader reads at the moment."""
        return sorted(self._reader.held())

    def commit(self) -> None:
        """Everything polled is done. See `topics.bus.Consumer`."""
        self._must_be_open()
        if self.group is None:
            raise InputError("a reader without a group has nowhere to commit to")
        if self._generation != self._reader.generation:
            raise _moved_on()
        try:
            if self._read:
                self._reader.commit(self._read, self._options.give_up_s)
        except GroupMovedOn as error:
            raise _moved_on() from error
        except self._errors as error:
            raise client_error(
                "a commit", error, self._where, self._who, self.group or ""
            ) from error

    def seek(self, topic: str, partition: int, offset: int) -> None:
        """Read on from `offset`. See `topics.bus.Consumer`."""
        self._must_be_open()
        place = topic, partition
        if place not in self._reader.held():
            raise InputError(f"partition {partition} of {topic} is not held by this reader")
        kept = [raw for raw in self._fetched if (raw.wire.topic, raw.partition) != place]
        self._fetched = deque(kept)
        with self._calling("seeking"):
            self._reader.seek(place, offset)
        self._read[place] = offset

    def lag_records(self) -> int:
        """Offsets not read yet. See `topics.bus.Consumer`."""
        self._must_be_open()
        places = list(self._reader.held())
        with self._calling("asking for the lag"):
            ends = self._ends(places, _CALL_S) if places else []
            at = [self._position(place) for place in places]
        return sum(max(0, end - start) for end, start in zip(ends, at, strict=True))

    def _position(self, place: Place) -> int:
        """What comes next. The client knows of ends of transactions, which are offsets, too."""
        for raw in self._fetched:
            if (raw.wire.topic, raw.partition) == place:
                return raw.offset
        return max(self._reader.position(place, _CALL_S), self._read.get(place, 0))

    def close(self) -> None:
        """Leave. See `topics.bus.Consumer`."""
        if not self._closed:
            self._closed = True
            self._on_close(self)
            self._fetched.clear()
            with self._calling("leaving"):
                self._reader.close()

    def _must_be_alive(self) -> None:
        """Clients wait for ever for a broker that has gone; we ask it now and then."""
        now_s = time.monotonic()
        if now_s - max(self._alive_s, self._asked_s) < min(_ALIVE_EVERY_S, self._options.give_up_s):
            return
        self._asked_s = now_s
        places = list(self._reader.held())[:1]
        if not places:
            return
        try:
            self._ends(places, 1.0)
        except self._errors as error:
            if now_s - self._alive_s > self._options.give_up_s:
                raise self._gone(now_s - self._alive_s) from error
        else:
            self._alive_s = time.monotonic()

    def _gone(self, silent_s: float) -> TransportError:
        return NotSent(
            f"the broker at {self._where} has been silent for {silent_s:.0f} s: "
            f"{self._records:,} records have been read from it, and no more come"
        )

    def _must_be_open(self) -> None:
        if self._closed:
            raise NotSent("this reader is closed")

    @contextmanager
    def _calling(self, what: str) -> Iterator[None]:
        try:
            yield
        except self._errors as error:
            raise client_error(what, error, self._where, self._who, self.group or "") from error


def _moved_on() -> NotSent:
    return NotSent("the group has given its partitions out anew: these records come again")
