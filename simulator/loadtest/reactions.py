"""What the harness says because of what it saw, such as the replies of a provider that it is."""

from __future__ import annotations

from simulator.loadtest.clients import PythonClient
from simulator.loadtest.clock import Clock
from simulator.loadtest.entries import Send
from simulator.loadtest.roles.base import Reaction
from simulator.loadtest.sender import Made, Reports
from topics.connection import Connection
from topics.envelope import to_wire

_FLUSH_S = 2.0


class Reactions:
    """Sends at once. A reaction is intended for the moment in which it was decided on."""

    def __init__(self, connection: Connection, prefix: str, clock: Clock) -> None:
        self._connection, self._prefix, self._clock = connection, prefix, clock
        self._reports = Reports(clock)
        self._client: PythonClient | None = None

    def send(self, reaction: Reaction) -> None:
        """Hand one over."""
        if self._client is None:
            self._client = PythonClient(self._connection, f"{self._prefix}.reactions")
        now_us = self._clock.now_us()
        made = Made(reaction.number, now_us, reaction.record, to_wire(reaction.record))
        self._client.send(made.wire, self._reports.sent(made, now_us))

    def reports(self) -> list[Send]:
        """What has become of them since."""
        return self._reports.take()

    def close(self) -> None:
        """Let go."""
        if self._client is not None:
            self._client.flush(_FLUSH_S)
            self._client.close()
