"""Whether a broker answers and lets us in, found out step by step, so that each can be told."""

from __future__ import annotations

import socket
import ssl
import time
from typing import Any

from kafka import errors
from kafka.net.compat import KafkaNetClient

from topics.connection import BrokerAbsent, Connection, LoginRefused, TlsRefused
from topics.errors import NotSent
from topics.kafka.python_options import client_options, quiet

_LEAST_S = 0.1  # what a step gets when time has run out


def probe_broker(connection: Connection, timeout_s: float) -> None:
    """See `topics.connection.probe`."""
    quiet()
    deadline_s = time.monotonic() + timeout_s
    context = connection.ssl_context() if connection.uses_tls else None
    refused: NotSent | None = None
    for number, address in enumerate(connection.addresses):
        share_s = (deadline_s - time.monotonic()) / (len(connection.addresses) - number)
        try:
            _probe(connection, address, context, time.monotonic() + max(share_s, _LEAST_S))
        except NotSent as error:
            refused = refused if isinstance(error, BrokerAbsent) and refused else error
        else:
            return
    assert refused is not None  # there is at least one address
    raise refused


def _probe(
    connection: Connection, address: str, context: ssl.SSLContext | None, deadline_s: float
) -> None:
    host, _, port = address.rpartition(":")
    host = host.strip("[]")
    try:
        with socket.create_connection((host, int(port)), _left_s(deadline_s)) as plain:
            if context is not None:
                _shake_hands(plain, host, context, address, _left_s(deadline_s))
    except OSError as error:
        reason = "no answer" if isinstance(error, TimeoutError) else error.strerror or str(error)
        raise BrokerAbsent(f"no broker answers at {address}: {reason}") from error
    _say_hello(connection, address, deadline_s)


def _left_s(deadline_s: float) -> float:
    return max(deadline_s - time.monotonic(), _LEAST_S)


def _shake_hands(
    plain: socket.socket, host: str, context: ssl.SSLContext, address: str, timeout_s: float
) -> None:
    plain.settimeout(timeout_s)
    try:
        with context.wrap_socket(plain, server_hostname=host) as wrapped:
            # In TLS 1.3 a server that wants our certificate says so only after its own handshake.
            wrapped.settimeout(min(timeout_s, 0.2))
            wrapped.recv(1)
    except TimeoutError as error:
        if "handshake" in str(error):
            raise TlsRefused(f"the broker at {address} does not answer in TLS") from error
    except (ConnectionError, ssl.SSLEOFError) as error:
        raise TlsRefused(
            f"the broker at {address} broke off the TLS handshake: it may not use TLS there"
        ) from error
    except ssl.SSLError as error:
        reason = getattr(error, "verify_message", "") or error.reason or str(error)
        raise TlsRefused(f"the broker at {address} and we do not agree on TLS: {reason}") from error


def _say_hello(connection: Connection, address: str, deadline_s: float) -> None:
    """One connection, logged in, that asks for the list of brokers."""
    client = KafkaNetClient(**client_options(connection) | {"bootstrap_servers": address})
    try:
        client._manager.run(_hello, client._manager, _left_s(deadline_s) * 1_000)
    except (errors.SaslAuthenticationFailedError, errors.UnsupportedSaslMechanismError) as error:
        raise _login_refused(connection, address, error) from error
    except (errors.KafkaError, OSError) as error:
        in_time = time.monotonic() < deadline_s - _LEAST_S
        raise BrokerAbsent(_odd(connection, address, in_time=in_time)) from error
    finally:
        client.close()


async def _hello(manager: Any, timeout_ms: float) -> None:
    node = manager.cluster.bootstrap_brokers()[0].node_id
    reached = manager.get_connection(
        node, timeout_ms=timeout_ms, pop_on_close=False, refresh_metadata_on_err=False
    )
    await manager.wait_for(reached.init_future, timeout_ms)
    asked = manager.call_soon(manager.cluster.refresh_metadata, node)
    await manager.wait_for(asked, timeout_ms)


def _login_refused(connection: Connection, address: str, error: Exception) -> LoginRefused:
    if isinstance(error, errors.UnsupportedSaslMechanismError):
        return LoginRefused(
            f"the broker at {address} knows no login by {connection.sasl_mechanism}"
        )
    return LoginRefused(
        f"the broker at {address} refused the login of user {connection.sasl_username!r}: "
        f"no such user, or another password"
    )


def _odd(connection: Connection, address: str, *, in_time: bool) -> str:
    if not in_time:
        return f"what listens at {address} does not answer as Kafka does"
    if connection.security_protocol == "PLAINTEXT":
        return (
            f"the broker at {address} broke off: it may want TLS or a login, "
            "and security.protocol says PLAINTEXT"
        )
    return f"the broker at {address} broke off: security.protocol may not be the one it expects"
