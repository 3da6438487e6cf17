"""A producer and a consumer of librdkafka, as `topics.kafka.driver` wants them.

Can be imported without the extra ``confluent``; `INSTALLED` says whether it is there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from topics.bus import Raw
from topics.envelope import WireRecord
from topics.kafka.driver import GroupMovedOn, Handle, Place
from topics.kafka.faults import (
    GROUP_FORBIDDEN,
    GROUP_MOVED_ON,
    LOGIN_FAILED,
    TOPIC_REFUSED,
    code_of,
)

try:
    import confluent_kafka as ck
except ImportError:
    INSTALLED = False
else:
    INSTALLED = True

UNREADABLE = "lienthong_unreadable_headers"
"""Stands for the headers of a record of which one has a name that is not UTF-8."""

# librdkafka's own: an assignment that was lost, no offset to commit, not in a state to commit.
_CANNOT_COMMIT = GROUP_MOVED_ON | {-142, -168, -172}
# Of errors met while reading, those that waiting does not mend. An assigned reader has nothing to
# do with the group that librdkafka wants it to name, and asks the broker for: it needs no right to.
_TELLING = {*TOPIC_REFUSED, LOGIN_FAILED}
_TELLING_MEMBERS = {*_TELLING, GROUP_FORBIDDEN}


class ConfluentHandle:
    """See `topics.kafka.driver.Handle`. Called by librdkafka when the fate is known."""

    __slots__ = ("exception", "is_done")

    def __init__(self) -> None:
        self.is_done = False
        self.exception: BaseException | None = None

    def __call__(self, error: Any, _message: object) -> None:
        """The fate is known."""
        if error is not None:
            self.exception = ck.KafkaException(error)
        self.is_done = True


class ConfluentSender:
    """See `topics.kafka.driver.Sender`."""

    def __init__(self, producer: ck.Producer) -> None:
        self._producer = producer

    def send(self, wire: WireRecord, partition: int) -> Handle:
        """Take a record over; its time is now."""
        handle = ConfluentHandle()
        headers: list[Any] = wire.headers  # invariant in its types, which is all that differs
        self._producer.produce(
            wire.topic,
            wire.value,
            wire.key,
            partition,
            on_delivery=handle,
            headers=headers,
        )
        return handle

    def flush(self, timeout_s: float) -> None:
        """Send what waits."""
        self._producer.flush(timeout_s)

    def wait(self, handle: Handle, timeout_s: float) -> None:
        """Wait for some fate."""
        if not handle.is_done:
            self._producer.poll(timeout_s)

    def abandon(self) -> None:
        """Throw away what waits, and hear of every fate."""
        with suppress(ck.KafkaException):
            self._producer.purge()
        self._producer.flush(1.0)


class ConfluentReader:
    """See `topics.kafka.driver.Reader`."""

    def __init__(self, consumer: ck.Consumer) -> None:
        self._consumer = consumer
        self._held: tuple[Place, ...] = ()
        self._error: ck.KafkaException | None = None
        self._changes = 0
        self._joining = False
        self._telling = _TELLING

    def assign(self, places: list[ck.TopicPartition]) -> None:
        """Read these partitions, without a group."""
        self._held = tuple((place.topic, place.partition) for place in places)
        self._consumer.assign(places)

    def subscribe(self, topics: Sequence[str]) -> None:
        """Join the group."""
        self._joining, self._telling = True, _TELLING_MEMBERS
        self._consumer.subscribe(
            list(topics), on_assign=self._given, on_revoke=self._taken, on_lost=self._taken
        )

    def _given(self, _consumer: object, places: list[ck.TopicPartition]) -> None:
        self._changes += 1
        self._joining = False
        self._held = tuple((place.topic, place.partition) for place in places)

    def _taken(self, _consumer: object, _places: object) -> None:
        self._changes += 1
        self._joining = True
        self._held = ()

    @property
    def generation(self) -> int:
        """Grows with every change of what it holds."""
        return self._changes

    @property
    def joining(self) -> bool:
        """Whether it has subscribed, and has not been told what it holds."""
        return self._joining

    def held(self) -> Sequence[Place]:
        """The partitions it reads now."""
        return self._held

    def poll(self, max_records: int, timeout_s: float) -> list[Raw]:
        """The next records."""
        # Asked for many, librdkafka waits until it has them all.
        messages = self._consumer.consume(max_records, 0.0)
        if not messages and timeout_s > 0:
            messages = self._consumer.consume(1, timeout_s)
            messages += self._consumer.consume(max_records - len(messages), 0.0)
        found = []
        for message in messages:
            error = message.error()
            if error is None:
                found.append(_raw(message))
            elif error.code() in self._telling:
                self._error = ck.KafkaException(error)
        if self._error is not None and not found:
            told, self._error = self._error, None
            raise told
        return found

    def position(self, place: Place, timeout_s: float) -> int:
        """What it reads next."""
        at = self._consumer.position([ck.TopicPartition(*place)])[0].offset
        if at >= 0:
            return int(at)
        if self._changes:
            at = self._consumer.committed([ck.TopicPartition(*place)], timeout_s)[0].offset
            if at >= 0:
                return int(at)
        low, _high = self._consumer.get_watermark_offsets(ck.TopicPartition(*place), timeout_s)
        return int(low)

    def seek(self, place: Place, offset: int) -> None:
        """Read on from there."""
        self._consumer.seek(ck.TopicPartition(*place, offset))

    def rewind(self, timeout_s: float) -> None:
        """Back to the last commits."""
        if self._held:
            wanted = [ck.TopicPartition(*place) for place in self._held]
            self._consumer.assign(
                [
                    ck.TopicPartition(
                        at.topic, at.partition, at.offset if at.offset >= 0 else ck.OFFSET_BEGINNING
                    )
                    for at in self._consumer.committed(wanted, timeout_s)
                ]
            )

    def commit(self, offsets: Mapping[Place, int], timeout_s: float) -> None:
        """Note where to read on."""
        del timeout_s
        wanted = [ck.TopicPartition(*place, offset) for place, offset in offsets.items()]
        try:
            done = self._consumer.commit(offsets=wanted, asynchronous=False)
        except ck.KafkaException as error:
            if code_of(error) in _CANNOT_COMMIT:
                raise GroupMovedOn(str(error)) from error
            raise
        for place in done or ():
            if place.error is not None:
                raise GroupMovedOn(str(place.error))

    def close(self) -> None:
        """Leave."""
        self._consumer.close()


def _raw(message: ck.Message) -> Raw:
    topic, partition, offset = message.topic(), message.partition(), message.offset()
    assert topic is not None  # a message without an error has a place
    assert partition is not None
    assert offset is not None
    try:
        headers: list[Any] = list(message.headers() or ())
        wire = WireRecord(topic, message.key(), message.value(), headers)
    except (UnicodeDecodeError, SystemError):
        # A header's name is not UTF-8. The binding then leaves an error behind instead of raising
        # it, and the next call that looks stumbles over it. What can be read is handed over.
        wire = WireRecord(topic, message.key(), message.value(), [(UNREADABLE, b"")])
    return Raw(wire, partition, offset)
