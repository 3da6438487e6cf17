"""The bad network of tests: each fault on real sockets, and what is the same after it."""

from __future__ import annotations

import socket
import socketserver
import threading
import time
from collections.abc import Iterator

import pytest

from simulator.loadtest.tcp_proxy import FAIR, Conditions, TcpProxy, chance_of
from topics.errors import EnvironmentFailed

PATIENCE_S = 20.0


class Echo(socketserver.BaseRequestHandler):
    """Says all again, and ends when the other side has."""

    def handle(self) -> None:
        while data := self.request.recv(65_536):
            self.request.sendall(data)


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, *_said: object) -> None:
        """A connection that was reset is what is tried here."""


@pytest.fixture
def proxy() -> Iterator[TcpProxy]:
    """Before a server that echoes."""
    with Server(("127.0.0.1", 0), Echo) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        with TcpProxy(server.server_address[:2], seed=7) as made:  # type: ignore[arg-type]
            yield made
        server.shutdown()


def connected(proxy: TcpProxy) -> socket.socket:
    return socket.create_connection(("127.0.0.1", proxy.port), PATIENCE_S)


def said(client: socket.socket, data: bytes) -> bytes:
    """What comes back of it, as much as there was."""
    client.sendall(data)
    return heard(client, len(data))


def heard(client: socket.socket, count: int) -> bytes:
    found = b""
    while len(found) < count and (data := client.recv(65_536)):
        found += data
    return found


def silent(client: socket.socket, seconds: float = 0.2) -> bool:
    """Whether nothing comes for a while."""
    client.settimeout(seconds)
    try:
        return client.recv(1) == b"unheard"
    except TimeoutError:
        return True
    finally:
        client.settimeout(PATIENCE_S)


def test_bytes_pass_as_they_are_and_an_end_is_an_end(proxy: TcpProxy) -> None:
    """Both ways, a megabyte of them; an end of one side lets the other finish."""
    data = bytes(range(256)) * 4_096
    with connected(proxy) as client:
        sender = threading.Thread(target=client.sendall, args=(data,))
        sender.start()
        assert heard(client, len(data)) == data
        sender.join()
        client.shutdown(socket.SHUT_WR)
        assert client.recv(1) == b""
    assert proxy.passed_bytes == {"to": len(data), "from": len(data)}
    assert proxy.accepted == 1


def test_latency_is_on_both_ways(proxy: TcpProxy) -> None:
    """An echo takes at least twice as long; many chunks on the way at once do not add up."""
    proxy.use(Conditions(latency_us=100_000))
    with connected(proxy) as client:
        began_s = time.monotonic()
        assert said(client, b"x") == b"x"
        assert time.monotonic() - began_s >= 0.2
        assert said(client, b"y" * 500_000) == b"y" * 500_000
        proxy.use(FAIR)
        assert said(client, b"z") == b"z"


def test_jitter_follows_the_seed() -> None:
    """The same for a connection's number and direction, and within its bounds."""
    slow = Conditions(latency_us=1_000, jitter_us=400)

    def times(seed: int, number: int = 1) -> list[float]:
        chance = chance_of(seed, number, "to")
        return [slow.late_us(chance) for _ in range(50)]

    assert times(3) == times(3) != times(4)
    assert times(3) != times(3, number=2)
    assert all(600 <= late <= 1_400 for late in times(3))
    assert Conditions(latency_us=1, jitter_us=9).late_us(chance_of(1, 1, "from")) >= 0


def test_bandwidth_holds_a_connection_back(proxy: TcpProxy) -> None:
    """200 KB there and back at 1 MB/s take a fifth of a second, however fast they are sent."""
    proxy.use(Conditions(bytes_per_s=1_000_000))
    with connected(proxy) as client:
        began_s = time.monotonic()
        assert said(client, b"x" * 200_000) == b"x" * 200_000
        assert time.monotonic() - began_s >= 0.2


def test_a_reset_ends_every_connection_in_disorder(proxy: TcpProxy) -> None:
    """Each client learns it at once; a new connection is as good as any."""
    with connected(proxy) as one, connected(proxy) as other:
        assert (said(one, b"1"), said(other, b"2")) == (b"1", b"2")
        assert proxy.reset() == 2
        for client in (one, other):
            with pytest.raises(ConnectionResetError):
                client.recv(1)
    with connected(proxy) as again:
        assert said(again, b"3") == b"3"


def test_in_a_partition_nothing_passes_and_nothing_is_lost(proxy: TcpProxy) -> None:
    """Neither on an old connection nor on a new one; afterwards both go on."""
    with connected(proxy) as old:
        assert said(old, b"1") == b"1"
        before = dict(proxy.passed_bytes)
        with proxy.during(Conditions(partition=True)):
            old.sendall(b"2")
            with connected(proxy) as new:
                new.sendall(b"3")
                assert silent(old)
                assert silent(new)
                assert proxy.passed_bytes == before
                proxy.use(FAIR)
                assert heard(new, 1) == b"3"
        assert heard(old, 1) == b"2"
        assert said(old, b"4") == b"4"


def test_a_half_open_connection_says_nothing_until_it_is_found_out(proxy: TcpProxy) -> None:
    """What is written is taken and lost; a new connection is the same; later both are reset."""
    with connected(proxy) as old:
        assert said(old, b"1") == b"1"
        with proxy.during(Conditions(deaf=True)), connected(proxy) as new:
            for client in (old, new):
                client.sendall(b"2")
                assert silent(client)
            proxy.use(FAIR)
            for client in (old, new):
                with pytest.raises(ConnectionResetError):
                    client.recv(1)
    with connected(proxy) as again:
        assert said(again, b"3") == b"3"


def test_a_server_that_is_not_there_is_a_reset(proxy: TcpProxy) -> None:
    """As where nobody listens."""
    proxy.server = ("127.0.0.1", 1)
    with pytest.raises(ConnectionResetError), connected(proxy) as client:
        client.recv(1)


def test_a_port_that_is_taken_is_told(proxy: TcpProxy) -> None:
    """In one sentence."""
    with pytest.raises(EnvironmentFailed, match=f"cannot listen on 127.0.0.1:{proxy.port}"):
        TcpProxy(proxy.server, port=proxy.port).__enter__()
