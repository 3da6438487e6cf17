"""The Kafka producers that a load test can send with, by name."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any, Protocol

from kafka import KafkaProducer
from kafka.errors import KafkaError

from topics.connection import Connection
from topics.envelope import WireRecord
from topics.errors import InputError
from topics.kafka.confluent import librdkafka_options
from topics.kafka.confluent_clients import INSTALLED
from topics.kafka.options import MAX_RECORD_BYTES
from topics.kafka.python_options import client_options, quiet

if INSTALLED:
    import confluent_kafka as ck

LINGER_MS = 1
LINGER_OFTEN_MS, OFTEN = 5, 1_000.0
"""How long a client waits for more to send together; from so many a second on, longer: a request
costs it as much as ten records."""

_BATCH_BYTES = 65_536
_POLL_S = 0.02
_LOOK_UP_S = 10.0
_WAITING = 1_000_000  # records that librdkafka keeps while a broker is away; more are given up

_MISSING = "client confluent: install it by pip install 'lienthong[confluent]'"

Done = Callable[[bool], None]


class Client(Protocol):
    """A Kafka producer, as far as a sender needs one."""

    def prepare(self, topics: Iterable[str]) -> None:
        """Know the topics' partitions, so that no send waits for them."""
        ...

    def send(self, wire: WireRecord, done: Done) -> None:
        """Hand a record over; `done` is told whether the broker has it, on any thread."""
        ...

    def flush(self, seconds: float) -> None:
        """Wait so long at most until all was told."""
        ...

    def close(self) -> None:
        """Let go, at once."""
        ...


# -- kafka-python ----------------------------------------------------------------------------------


def python_options(connection: Connection, linger_ms: int) -> dict[str, Any]:
    """How kafka-python's producer is set."""
    return client_options(connection) | {
        "metrics_enabled": False, "acks": "all", "linger_ms": linger_ms,
        "batch_size": _BATCH_BYTES, "max_request_size": MAX_RECORD_BYTES,
    }  # fmt: skip


class PythonClient:
    """kafka-python's producer. What a broker is too long silent for is given up by itself."""

    def __init__(self, connection: Connection, name: str, linger_ms: int = LINGER_MS) -> None:
        quiet()
        self._producer = KafkaProducer(**python_options(connection, linger_ms), client_id=name)

    def prepare(self, topics: Iterable[str]) -> None:
        """See `Client`."""
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
        with suppress(KafkaError):  # what was not sent was given up before
            self._producer.close(timeout=0)


def _tell(done: Done, outcome: object) -> None:
    done(not isinstance(outcome, BaseException))


# -- librdkafka ------------------------------------------------------------------------------------


def confluent_options(connection: Connection, linger_ms: int) -> dict[str, Any]:
    """How librdkafka's producer is set: as kafka-python's is."""
    return librdkafka_options(connection) | {
        "enable.idempotence": True, "acks": "all", "linger.ms": linger_ms,
        "batch.size": _BATCH_BYTES, "message.max.bytes": MAX_RECORD_BYTES,
        "partitioner": "murmur2_random",  # Kafka's own, so that a key's partition is the same
        "queue.buffering.max.messages": _WAITING,
    }  # fmt: skip


class ConfluentClient:
    """librdkafka's producer, of the extra ``confluent``. A thread hears what became of records.

    Raise `InputError` when the extra is not installed.
    """

    def __init__(self, connection: Connection, name: str, linger_ms: int = LINGER_MS) -> None:
        if not INSTALLED:
            raise InputError(_MISSING)
        self._producer = ck.Producer(confluent_options(connection, linger_ms) | {"client.id": name})
        self._over = threading.Event()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        while not self._over.is_set():
            self._producer.poll(_POLL_S)

    def prepare(self, topics: Iterable[str]) -> None:
        """See `Client`."""
        for topic in topics:
            self._producer.list_topics(topic, _LOOK_UP_S)

    def send(self, wire: WireRecord, done: Done) -> None:
        """See `Client`."""
        headers: list[Any] = wire.headers
        try:
            self._producer.produce(
                wire.topic, wire.value, wire.key, headers=headers, on_delivery=partial(_hear, done)
            )
        except (BufferError, ck.KafkaException):
            done(False)

    def flush(self, seconds: float) -> None:
        """See `Client`."""
        self._producer.flush(seconds)

    def close(self) -> None:
        """See `Client`."""
        self._over.set()
        self._listener.join()
        self._producer.purge()
        self._producer.flush(0)


def _hear(done: Done, error: object, _message: object) -> None:
    done(error is None)


CLIENTS: Mapping[str, Callable[[Connection, str, int], Client]] = {
    "python": PythonClient, "confluent": ConfluentClient,
}  # fmt: skip


def linger_ms(rate: float) -> int:
    """How long a client should wait that sends so many records a second."""
    return LINGER_MS if rate < OFTEN else LINGER_OFTEN_MS


def check_client(name: str) -> None:
    """Raise `InputError` for a client that is not known or not installed."""
    if name not in CLIENTS:
        raise InputError(f"client {name!r}; expected one of {', '.join(CLIENTS)}")
    if name == "confluent" and not INSTALLED:
        raise InputError(_MISSING)
