"""What is read, written and remembered, committed together, by steps that end in bounded time.

kafka-python waits without end for a coordinator's answer; one that was lost when a broker died may
never come. Whoever meets that end throws its producer away: a new one with the same transactional
id undoes what was open.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.errors import AuthorizationError, KafkaError, KafkaTimeoutError
from kafka.structs import OffsetAndMetadata

from topics.connection import Connection
from topics.contract import check_contract
from topics.envelope import WireRecord, from_wire
from topics.errors import Malformed
from topics.events import Event
from topics.kafka.faults import client_error
from topics.kafka.options import MAX_RECORD_BYTES
from topics.kafka.python_options import client_options, quiet

E = TypeVar("E", bound=Event)

STEP_S = 12.0
_READ_MS = 1_000
# Each commit waits for one retry of the client; with its default of 100 ms that is all it does.
_BACKOFF_MS = 5
_TRANSACTION_MS = 30_000
_CLOSE_S = 2.0


def within(seconds: float, what: str, step: Callable[[], object]) -> None:
    """Do a step. Raise what it raises, or `KafkaTimeoutError` when it takes longer."""
    raised: list[BaseException] = []

    def run() -> None:
        try:
            step()
        except BaseException as error:  # noqa: BLE001 - it is raised again by who waits
            raised.append(error)

    worker = threading.Thread(target=run, name="transaction", daemon=True)
    worker.start()
    worker.join(seconds)
    if worker.is_alive():
        raise KafkaTimeoutError(f"no answer within {seconds:g} s when {what}")
    if raised:
        raise raised[0]


class Transactor:
    """A reader and a writer whose work holds at once, or not at all.

    `name` is its transactional id and its consumer group: whoever takes over by it shuts out who
    had it. `linger_ms` is how long what is written waits for more. Raises what kafka-python
    raises, and `Forbidden` when the user may not do it; then it is over, and wants closing.
    """

    def __init__(
        self, connection: Connection, name: str, connect_s: float, *, linger_ms: int
    ) -> None:
        quiet()
        self.name, self._connection = name, connection
        self._common = client_options(connection) | {
            "client_id": name,
            "bootstrap_timeout_ms": int(connect_s * 1_000),
            "allow_auto_create_topics": False,
            "metrics_enabled": False,
        }
        self.consumer = self._reader(name)
        try:
            self._producer = self._writer(int(connect_s * 1_000), linger_ms)
        except BaseException:
            self.consumer.close(autocommit=False)
            raise

    def take_over(self) -> None:
        """Undo what an earlier one of this name has open, and shut it out."""
        with self._permitted("taking over"):
            within(STEP_S, "taking over", self._producer.init_transactions)

    def remembered(self, table: str, kind: type[E], passed: list[str]) -> dict[str, E]:
        """The latest event of each key of a one-partition table, as last committed.

        What is no event of this `kind` is passed, whoever wrote it, and its place put into
        `passed`: the row before it holds.
        """
        place, reader = TopicPartition(table, 0), self._reader(None)
        try:
            reader.assign([place])
            return latest(to_the_end(reader, place), kind, passed)
        finally:
            reader.close(autocommit=False)

    def commit(
        self, wires: Iterable[WireRecord], offsets: Mapping[TopicPartition, int] | None = None
    ) -> None:
        """Let records hold, and the offsets from which to read on."""
        producer = self._producer
        with self._permitted("committing"):
            producer.begin_transaction()
            for wire in wires:
                producer.send(wire.topic, wire.value, wire.key, wire.headers)
            if offsets:
                told = {at: OffsetAndMetadata(offset, "", -1) for at, offset in offsets.items()}
                send = producer.send_offsets_to_transaction
                within(STEP_S, "adding offsets", lambda: send(told, self.name))
            within(STEP_S, "committing", producer.commit_transaction)

    def close(self) -> None:
        """Let go; what was not committed was never done."""
        with suppress(KafkaError):
            self.consumer.close(autocommit=False)
        with suppress(KafkaError):
            self._producer.close(_CLOSE_S)

    @contextmanager
    def _permitted(self, what: str) -> Iterator[None]:
        try:
            yield
        except AuthorizationError as error:
            at = self._connection
            raise client_error(what, error, at.bootstrap, at.who, self.name) from error

    def _reader(self, group_id: str | None) -> Any:
        return KafkaConsumer(
            **self._common,
            group_id=group_id,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            isolation_level="read_committed",
        )

    def _writer(self, block_ms: int, linger_ms: int) -> Any:
        return KafkaProducer(
            **self._common,
            transactional_id=self.name,
            transaction_timeout_ms=_TRANSACTION_MS,
            acks="all",
            retry_backoff_ms=_BACKOFF_MS,
            linger_ms=linger_ms,
            compression_type="gzip",
            max_request_size=MAX_RECORD_BYTES,
            max_block_ms=block_ms,
        )


def to_the_end(consumer: Any, place: TopicPartition) -> Iterator[Any]:
    """The records of a partition that a client is assigned, from the first to the present end."""
    consumer.seek_to_beginning(place)
    end = consumer.end_offsets([place])[place]
    while consumer.position(place) < end:
        yield from consumer.poll(timeout_ms=_READ_MS).get(place, ())


def latest(records: Iterable[Any], kind: type[E], passed: list[str]) -> dict[str, E]:
    """Of records as kafka-python gives them; see `Transactor.remembered`."""
    found: dict[str, E] = {}
    for record in records:
        key = (record.key or b"").decode(errors="replace")
        if record.value is None:
            found.pop(key, None)
        elif (event := event_of(record, kind)) is not None:
            found[key] = event
        else:
            passed.append(place_of(record))
    return found


def event_of(record: Any, kind: type[E]) -> E | None:
    """The event of a record as kafka-python gives it; None if it is none of this kind."""
    try:
        found = from_wire(wire_of(record))
        check_contract(found)
    except Malformed:
        return None
    return found.event if isinstance(found.event, kind) else None


def place_of(record: Any) -> str:
    """Where a record as kafka-python gives it stands: TOPIC/PARTITION@OFFSET."""
    return f"{record.topic}/{record.partition}@{record.offset}"


def wire_of(record: Any) -> WireRecord:
    """A record as kafka-python gives it."""
    return WireRecord(record.topic, record.key, record.value, record.headers)
