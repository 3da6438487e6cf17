"""The bus's driver on librdkafka, and the transport ``confluent``.

Needs the extra ``confluent``. Without it this module can be imported all the same; only opening
such a bus is an error.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from typing import Any

from topics.bus import transport
from topics.connection import Connection
from topics.errors import InputError
from topics.kafka.bus import BrokerBus
from topics.kafka.confluent_clients import INSTALLED, ConfluentReader, ConfluentSender
from topics.kafka.driver import Place, Reader, Sender
from topics.kafka.faults import ELECTING, code_of
from topics.kafka.options import MAX_RECORD_BYTES, KafkaOptions

if INSTALLED:
    import confluent_kafka as ck
    from confluent_kafka import admin as ck_admin

_log = logging.getLogger("topics.kafka.librdkafka")
_log.addHandler(logging.NullHandler())
_log.propagate = False
_NEVER_EXPIRES_S = 120.0
_RETRY_S = 0.05
_HEARTBEAT_MS = 500


CONSUMER: dict[str, Any] = {
    "enable.auto.commit": False,
    "enable.auto.offset.store": False,
    "auto.offset.reset": "earliest",
    "isolation.level": "read_committed",  # what a relay undid was never said
    "fetch.wait.max.ms": 100,
    "fetch.error.backoff.ms": 50,
    "queued.max.messages.kbytes": 65_536,
}
"""How every consumer of librdkafka is set here."""


def librdkafka_options(connection: Connection) -> dict[str, Any]:
    """How a `Connection` is told to librdkafka."""
    options: dict[str, Any] = {
        "bootstrap.servers": connection.bootstrap,
        "security.protocol": connection.security_protocol,
        "reconnect.backoff.max.ms": 500,
        "topic.metadata.refresh.fast.interval.ms": 50,
        "retry.backoff.ms": 50,
        "allow.auto.create.topics": False,
        "logger": _log,
    }
    if connection.uses_sasl:
        options["sasl.mechanism"] = connection.sasl_mechanism
        options["sasl.username"] = connection.sasl_username
        options["sasl.password"] = connection.sasl_password
    if connection.uses_tls:
        files = {
            "ssl.ca.location": connection.ssl_cafile,
            "ssl.certificate.location": connection.ssl_certfile,
            "ssl.key.location": connection.ssl_keyfile or connection.ssl_certfile,
        }
        options |= {key: str(path) for key, path in files.items() if path is not None}
        if connection.ssl_password is not None:
            options["ssl.key.password"] = connection.ssl_password
        if not connection.ssl_check_hostname:
            options["ssl.endpoint.identification.algorithm"] = "none"
    return options


class ConfluentDriver:
    """See `topics.kafka.driver.Driver`."""

    def __init__(self, connection: Connection, options: KafkaOptions) -> None:
        if not INSTALLED:
            raise InputError("transport 'confluent' needs pip install 'lienthong[confluent]'")
        self.errors: tuple[type[BaseException], ...] = (ck.KafkaException, OSError)
        self._options, self._user = options, connection.sasl_username
        self._common = librdkafka_options(connection) | {"client.id": options.client_id}
        self._asking: ck_admin.AdminClient | None = None

    def sender(self) -> Sender:
        """A new idempotent producer."""
        options = self._options
        return ConfluentSender(
            ck.Producer(
                self._common
                | {
                    "enable.idempotence": True,
                    "acks": "all",
                    "compression.type": options.compression,
                    "linger.ms": options.linger_ms,
                    "batch.size": options.batch_bytes,
                    "message.max.bytes": MAX_RECORD_BYTES,
                    "message.timeout.ms": int((options.give_up_s + _NEVER_EXPIRES_S) * 1_000),
                    # The outbox sets the bounds; these are only never to be met.
                    "queue.buffering.max.messages": options.max_unconfirmed_records + 1_000,
                    "queue.buffering.max.kbytes": 2 * options.max_unconfirmed_bytes // 1_024
                    + 65_536,
                }
            )
        )

    def reader(self, places: Sequence[Place]) -> Reader:
        """A consumer of given partitions."""
        reader = ConfluentReader(self._consumer(self._unused_group(places), {}))
        reader.assign([ck.TopicPartition(*place, ck.OFFSET_BEGINNING) for place in places])
        return reader

    def _unused_group(self, places: Sequence[Place]) -> str:
        """A name: librdkafka wants one even of a reader that never joins or commits.

        It asks the broker for its coordinator again and again, so it is one for which an agency's
        rules allow that (see `topics.kafka.acl`). Nothing depends on it, so a refusal is not told.
        """
        prefix = places[0][0].partition(".")[0] if places else "lienthong"
        return f"{prefix}.{(self._user or 'nobody').lower()}.unused"

    def member(self, topics: Sequence[str], group: str) -> Reader:
        """A member of a group, with Kafka's classic protocol and ranges."""
        session_ms = int(self._options.session_s * 1_000)
        more: dict[str, Any] = {
            "session.timeout.ms": session_ms,
            "heartbeat.interval.ms": min(session_ms // 4, _HEARTBEAT_MS),
            "partition.assignment.strategy": "range",
        }
        if self._options.instance is not None:
            more["group.instance.id"] = self._options.instance
        reader = ConfluentReader(self._consumer(group, more))
        reader.subscribe(topics)
        return reader

    def _consumer(self, group: str, more: dict[str, Any]) -> ck.Consumer:
        return ck.Consumer(
            self._common
            | {
                "group.id": group,
            }
            | CONSUMER
            | more
        )

    def partitions(self, topics: Sequence[str], timeout_s: float) -> dict[str, tuple[int, int]]:
        """How many partitions each topic has, or why not."""
        if len(topics) == 1:
            found = self._admin().list_topics(topics[0], timeout_s).topics
        else:
            found = self._admin().list_topics(timeout=timeout_s).topics
        known = {
            name: (len(each.partitions), each.error.code() if each.error else 0)
            for name, each in found.items()
        }
        if len(topics) > 1:  # a list of all leaves out those not allowed: ask for each by name
            for topic in topics:
                if topic not in known:
                    known |= self.partitions([topic], timeout_s)
        return known

    def ends(self, places: Sequence[Place], timeout_s: float) -> list[int]:
        """The next offset of each partition."""
        latest = ck_admin.OffsetSpec.latest()  # type: ignore[attr-defined,no-untyped-call]
        wanted = {ck.TopicPartition(*place): latest for place in places}
        deadline_s = time.monotonic() + timeout_s
        while True:
            found = self._admin().list_offsets(wanted, request_timeout=timeout_s)
            try:
                return [int(future.result(timeout_s).offset) for future in found.values()]
            except ck.KafkaException as error:
                if code_of(error) not in ELECTING or time.monotonic() > deadline_s:
                    raise
            time.sleep(_RETRY_S)

    def _admin(self) -> ck_admin.AdminClient:
        if self._asking is None:
            self._asking = ck_admin.AdminClient(self._common)
        return self._asking

    def close(self) -> None:
        """Let go of the client that answers questions."""
        self._asking = None


@transport("confluent")
class ConfluentBus(BrokerBus):
    """A bus over Kafka, on librdkafka. See `BrokerBus`."""

    def __init__(self, connection: Connection, options: KafkaOptions | None = None) -> None:
        super().__init__(ConfluentDriver, connection, options)
