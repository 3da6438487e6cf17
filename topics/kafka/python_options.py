"""How a `Connection` is told to kafka-python."""

from __future__ import annotations

import logging
from typing import Any

from topics.connection import Connection
from topics.kafka.guard import guard_readers
from topics.kafka.last_words import hear_last_words
from topics.secret import Secret

_OPERATING = "kafka"  # kafka-python's logger


def client_options(connection: Connection) -> dict[str, Any]:
    """Options of every client of kafka-python, among them a short way back after an outage."""
    hear_last_words()
    guard_readers()
    options: dict[str, Any] = {
        "bootstrap_servers": list(connection.addresses),
        "security_protocol": connection.security_protocol,
        # The default, 30 s, is how long a client may wait before it looks for a broker again.
        "reconnect_backoff_max_ms": 500,
    }
    if connection.uses_tls:
        options["ssl_context"] = connection.ssl_context()
    if connection.uses_sasl:
        options["sasl_mechanism"] = connection.sasl_mechanism
        options["sasl_plain_username"] = connection.sasl_username
        # The client logs its settings at level DEBUG.
        options["sasl_plain_password"] = Secret(connection.sasl_password or "")
    return options


def quiet() -> None:
    """Keep kafka-python's log to itself, unless the program has set its level.

    It tells of every attempt what our errors tell once, and at level DEBUG whole records.
    """
    log = logging.getLogger(_OPERATING)
    if log.level == logging.NOTSET:
        log.setLevel(logging.CRITICAL + 1)
