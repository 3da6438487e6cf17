"""Kafka's admin client, for as long as something is administered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from kafka import KafkaAdminClient
from kafka.errors import KafkaError

from topics.connection import Connection, probe
from topics.kafka.faults import client_error
from topics.kafka.python_options import client_options, quiet

_CONNECT_S = 10.0
_CALL_MS = 60_000


@contextmanager
def administering(connection: Connection, what: str) -> Iterator[KafkaAdminClient]:
    """An admin client; `what` is what is being done, for messages.

    Raise `BrokerAbsent`, `LoginRefused` or `TlsRefused` within seconds, after one attempt for each
    address, `Forbidden` when the user may not do it, and `NotSent` when the broker fails.
    """
    quiet()
    probe(connection, _CONNECT_S)
    try:
        with KafkaAdminClient(
            **client_options(connection),
            bootstrap_timeout_ms=int(_CONNECT_S * 1_000),
            request_timeout_ms=_CALL_MS,
        ) as admin:
            yield admin
    except KafkaError as error:
        raise client_error(what, error, connection.bootstrap, connection.who) from error
