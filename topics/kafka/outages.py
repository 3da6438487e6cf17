"""How long a process that lives on kafka-python goes on without its broker."""

from __future__ import annotations

import time

from kafka.errors import AuthorizationError, KafkaError

from topics.connection import Connection
from topics.kafka.faults import client_error, described


class Outages:
    """Errors of Kafka that a process outlives: no refusals, and none for longer than `give_up_s`.

    `doing` is said of those that it does not outlive.
    """

    def __init__(self, doing: str, connection: Connection, give_up_s: float) -> None:
        self._doing, self._connection, self._give_up_s = doing, connection, give_up_s
        self._seen_s = time.monotonic()

    def outlive(self, error: KafkaError, seen_s: float) -> str:
        """What happened, in words; `seen_s` is when all was well last, 0 for never.

        Raise `NotSent` when there is nothing to wait for, or no more patience.
        """
        self._seen_s = max(self._seen_s, seen_s)
        gone_s = time.monotonic() - self._seen_s
        if isinstance(error, AuthorizationError) or gone_s > self._give_up_s:
            where, who = self._connection.bootstrap, self._connection.who
            raise client_error(self._doing, error, where, who) from error
        return described(error)
