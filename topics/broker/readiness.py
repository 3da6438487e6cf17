"""Whether a broker answers as Kafka does: the only sign that it is ready."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from topics.broker.folder import Known
from topics.broker.parts import Report
from topics.broker.ports import listening
from topics.connection import Connection

_POLL_S = 0.1
_ANSWER_MS = 3_000
_PROGRESS_S = 5.0


def wait_ready(known: Known, alive: Callable[[], bool], timeout_s: float, report: Report) -> bool:
    """Wait until the broker answers; False if its process has ended or time is up."""
    start_s = told_s = time.monotonic()
    while alive() and time.monotonic() - start_s < timeout_s:
        if listening(known.port) and answers(known.connection()):
            return True
        if time.monotonic() - told_s >= _PROGRESS_S:
            told_s = time.monotonic()
            report(f"waiting for the broker to answer ({told_s - start_s:.0f} s)")
        time.sleep(_POLL_S)
    return False


def answers(connection: Connection) -> bool:
    """Whether the broker lists itself, within a few seconds: it is then open for business.

    Earlier it accepts connections, and after a crash it does so for seconds.
    """
    from kafka.admin import KafkaAdminClient  # here, since it takes half a second
    from kafka.errors import KafkaError
    from kafka.net.compat import KafkaNetClient

    from topics.kafka.python_options import client_options, quiet

    quiet()
    clients = []

    def remembered(**options: Any) -> Any:
        clients.append(KafkaNetClient(**options))
        return clients[-1]

    patience = {"bootstrap_timeout_ms": _ANSWER_MS, "request_timeout_ms": _ANSWER_MS}
    try:
        options = client_options(connection) | patience
        with KafkaAdminClient(kafka_client=remembered, **options) as admin:
            return bool(admin.describe_cluster()["brokers"])
    except (KafkaError, OSError):
        return False
    finally:
        for client in clients:
            client.close()  # one that could not connect would keep its thread
