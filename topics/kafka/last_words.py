"""A fault of kafka-python 3.0 made good: it drops what a broker says just before it hangs up.

A broker that refuses a login answers so and closes at once. When both arrive together, the
client's transport takes the end for all there is, and a wrong password looks like a broken
connection, which it tries again and again.
"""

from __future__ import annotations

from typing import Any

from kafka.net import manager
from kafka.net.transport import KafkaSSLTransport, KafkaTCPTransport


class _Hearing:
    """Of what a read gives, first the bytes; the end is still there for the next read."""

    def _sock_recv(self) -> tuple[bytes, Any]:
        data, error = super()._sock_recv()  # type: ignore[misc]
        return data, None if data else error


class HearingTransport(_Hearing, KafkaTCPTransport):  # type: ignore[misc]
    """Over TCP."""


class HearingTlsTransport(_Hearing, KafkaSSLTransport):  # type: ignore[misc]
    """Over TLS."""


def hear_last_words() -> None:
    """Have every client of kafka-python made from now on read to the end. Twice is fine."""
    manager.KafkaTCPTransport = HearingTransport
    manager.KafkaSSLTransport = HearingTlsTransport
