"""Ports of this machine's loopback."""

from __future__ import annotations

import errno
import random
import socket
from pathlib import Path

from topics.broker.plan import LOOPBACK
from topics.errors import EnvironmentFailed

_TRIES = 200
_LOWEST = 15_000
_EPHEMERAL = Path("/proc/sys/net/ipv4/ip_local_port_range")
_random = random.SystemRandom()  # two runs that start together must not choose alike


def free_port() -> int:
    """A port on which nothing listens, below those that clients get.

    A client that keeps trying a port of its own range on loopback may meet itself there, and then
    a broker that was killed could not come back to it.
    """
    highest = _first_ephemeral() - 1
    for _ in range(_TRIES):
        port = _random.randint(min(_LOWEST, highest - 1), highest)
        if _refusal(port) is None:
            return port
    raise EnvironmentFailed(f"no free port between {_LOWEST} and {highest} on {LOOPBACK}")


def refuse_taken(port: int) -> None:
    """Raise `EnvironmentFailed` unless a broker can listen on the port."""
    number = _refusal(port)
    if number == errno.EADDRINUSE:
        raise EnvironmentFailed(
            f"something already listens on {LOOPBACK}:{port}; port 0 takes a free one, and "
            "LIENTHONG_BOOTSTRAP uses a Kafka that is already there"
        )
    if number is not None:
        raise EnvironmentFailed(f"cannot listen on {LOOPBACK}:{port}: {errno.errorcode[number]}")


def listening(port: int) -> bool:
    """Whether something accepts connections there."""
    try:
        socket.create_connection((LOOPBACK, port), timeout=2.0).close()
    except OSError:
        return False
    return True


def _refusal(port: int) -> int | None:
    """The number of the error with which binding fails."""
    with socket.socket() as probe:
        # As Kafka does: connections of a broker that is gone do not hold the port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
            probe.listen(1)
        except OSError as error:
            return error.errno or errno.EIO
    return None


def _first_ephemeral() -> int:
    try:
        return int(_EPHEMERAL.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return 32_768  # Linux's default, and below that of others
