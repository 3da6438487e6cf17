"""A bus over a broker, and the transport ``kafka``."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

from topics.bus import OnRejected, transport
from topics.catalogue import parse_topic
from topics.connection import Connection, probe
from topics.envelope import WireRecord, to_wire
from topics.errors import InputError, LienthongError, Malformed, NotSent
from topics.kafka.consumer import BrokerConsumer
from topics.kafka.driver import Driver, Place
from topics.kafka.faults import UNKNOWN_TOPIC, client_error, topic_error
from topics.kafka.options import KafkaOptions
from topics.kafka.producer import Outbox
from topics.kafka.python_client import PythonDriver
from topics.partition import positive_hashes
from topics.record import Record

_CALL_S = 10.0

OpenDriver = Callable[[Connection, KafkaOptions], Driver]


class BrokerBus:
    """A bus over Kafka, on the client that `open_driver` makes. See `topics.bus.Bus`.

    Opening raises `BrokerAbsent`, `LoginRefused` or `TlsRefused` within `connect_s`. Topics must
    exist: `topics.kafka.admin` makes them. How many partitions one has is asked once. One thread
    owns a bus and its readers.
    """

    def __init__(
        self,
        open_driver: OpenDriver,
        connection: Connection,
        options: KafkaOptions | None = None,
    ) -> None:
        self.options = options or KafkaOptions()
        self.connection = connection
        probe(connection, self.options.connect_s)
        self._where = connection.bootstrap
        self._driver = open_driver(connection, self.options)
        self._outbox = Outbox(
            self._driver.sender,
            self._driver.errors,
            lambda timeout_s: probe(connection, timeout_s),
            self._where,
            self.options,
            connection.who,
        )
        self._partitions = _Partitions(self._count)
        self._readers: list[BrokerConsumer] = []
        self._turn = itertools.count()
        self._closed = False

    @property
    def confirmed(self) -> int:
        """How many records the broker has confirmed."""
        return self._outbox.confirmed

    @property
    def unconfirmed(self) -> int:
        """How many records are published and not confirmed yet."""
        return self._outbox.unconfirmed

    def publish_many(self, records: Sequence[Record]) -> None:
        """Append records. See `topics.bus.Bus`."""
        self._must_be_open()
        self._outbox.put(self._addressed(records))

    def _addressed(self, records: Sequence[Record]) -> Iterator[tuple[WireRecord, int]]:
        partitions = self._partitions
        hashes = positive_hashes([record.key for record in records])
        for record, number in zip(records, hashes, strict=True):
            count = partitions[record.topic]
            try:
                wire = to_wire(record)
            except Malformed as error:
                raise NotSent(f"a record for {record.topic}: {error}") from error
            yield wire, number % count

    def publish_raw(self, records: Sequence[WireRecord]) -> None:
        """Append bytes. See `topics.bus.Bus`."""
        self._must_be_open()
        hashes = positive_hashes(
            [(wire.key or b"").decode(errors="surrogateescape") for wire in records]
        )
        self._outbox.put(
            (wire, self._partition_of(wire, number))
            for wire, number in zip(records, hashes, strict=True)
        )

    def _partition_of(self, wire: WireRecord, number: int) -> int:
        count = self._partitions[wire.topic]
        if wire.key is not None:
            return number % count
        if parse_topic(wire.topic).cleanup == "compact":
            raise NotSent(f"a record for {wire.topic}: no key, and the topic is compacted by key")
        return next(self._turn) % count

    def flush(self) -> None:
        """Wait until all is confirmed. See `topics.bus.Bus`."""
        self._must_be_open()
        self._outbox.flush()

    def consumer(
        self,
        topics: Sequence[str],
        group: str | None = None,
        on_rejected: OnRejected | None = None,
    ) -> BrokerConsumer:
        """A reader. See `topics.bus.Bus`."""
        self._must_be_open()
        counts = self._partitions.of(topics)
        places = [(topic, n) for topic in topics for n in range(counts[topic])]
        with self._calling("a reader"):
            if group is None:
                reader = self._driver.reader(places)
            else:
                reader = self._driver.member(topics, group)
        made = BrokerConsumer(
            reader,
            self._driver.ends,
            self._driver.errors,
            group,
            on_rejected,
            self._where,
            self.options,
            self.left,
            self.connection.who,
        )
        self._readers.append(made)
        return made

    def left(self, reader: BrokerConsumer) -> None:
        """A reader has been closed, by whoever had it."""
        self._readers.remove(reader)

    def end_offsets(self, topic: str) -> tuple[int, ...]:
        """The next offset of each partition. See `topics.bus.Bus`."""
        self._must_be_open()
        places: list[Place] = [
            (topic, n) for n in range(self._partitions.of([topic], "describe")[topic])
        ]
        with self._calling(f"asking for the ends of {topic}"):
            return tuple(self._driver.ends(places, _CALL_S))

    def close(self) -> None:
        """Flush and let go. See `topics.bus.Bus`."""
        self._end(self._outbox.close)

    def abandon(self) -> None:
        """Let go at once, without a flush. See `topics.bus.Bus`."""
        self._end(self._outbox.abandon)

    def _end(self, end: Callable[[], None]) -> None:
        if self._closed:
            return
        self._closed = True
        try:
            end()
        finally:
            for reader in list(self._readers):
                with suppress(LienthongError):  # it leaves, whether or not the broker hears it
                    reader.close()
            with suppress(*self._driver.errors):
                self._driver.close()

    def _count(self, topics: Sequence[str], right: str) -> dict[str, int]:
        """How many partitions each topic has. Raise `NotSent` for one that cannot be used.

        `right` is what somebody wants to do there who asks: to see it comes with that.
        """
        for topic in topics:
            try:
                parse_topic(topic)
            except InputError as error:
                raise NotSent(str(error)) from error
        with self._calling("asking for topics"):
            found = self._driver.partitions(topics, _CALL_S)
        for topic in topics:
            partitions, code = found.get(topic, (0, UNKNOWN_TOPIC))
            if code or not partitions:
                raise topic_error(
                    topic, code or UNKNOWN_TOPIC, self._where, self.connection.who, right
                )
        return {topic: found[topic][0] for topic in topics}

    def _must_be_open(self) -> None:
        if self._closed:
            raise NotSent("the bus is closed")

    @contextmanager
    def _calling(self, what: str) -> Iterator[None]:
        try:
            yield
        except self._driver.errors as error:
            raise client_error(what, error, self._where, self.connection.who) from error


class _Partitions(dict[str, int]):
    """Topic -> how many partitions it has; asks for those not known yet."""

    def __init__(self, count: Callable[[Sequence[str], str], dict[str, int]]) -> None:
        super().__init__()
        self._count = count

    def __missing__(self, topic: str) -> int:
        return self.of([topic], "write")[topic]

    def of(self, topics: Sequence[str], right: str = "read") -> dict[str, int]:
        """The same for many, in one question, by somebody who needs that right."""
        unknown = [topic for topic in topics if topic not in self]
        if unknown:
            self.update(self._count(unknown, right))
        return {topic: self[topic] for topic in topics}


@transport("kafka")
class KafkaBus(BrokerBus):
    """A bus over Kafka, on kafka-python. See `BrokerBus`."""

    def __init__(self, connection: Connection, options: KafkaOptions | None = None) -> None:
        super().__init__(PythonDriver, connection, options)
