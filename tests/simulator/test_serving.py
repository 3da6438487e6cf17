"""A small server that nobody can fill, and that says nothing of clients that go away."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Iterator
from http.client import RemoteDisconnected
from urllib.request import urlopen

import pytest

from simulator.serving import MOST, Page, PageServer, serving


def pages(path: str) -> Page:
    if path == "/broken":
        raise RuntimeError("planted")
    return 200, "text/plain", b"here\n"


@pytest.fixture
def server() -> Iterator[PageServer]:
    made = PageServer("127.0.0.1", 0, pages)
    with serving(made):
        yield made


def get(server: PageServer, path: str = "/") -> bytes:
    with urlopen(f"http://127.0.0.1:{server.server_port}{path}", timeout=10) as answer:
        found: bytes = answer.read()
    return found


def half_open(server: PageServer) -> socket.socket:
    """A request that never ends."""
    found = socket.create_connection(("127.0.0.1", server.server_port))
    found.sendall(b"GET / HTTP/1.1\r\n")
    return found


def test_half_open_requests_shut_nobody_out_and_take_few_threads(server: PageServer) -> None:
    """Five times as many as it holds, and whoever asks is answered; the oldest gave way."""
    before = threading.active_count()
    opened = [half_open(server) for _ in range(5 * MOST)]
    assert get(server) == b"here\n"
    deadline_s = time.monotonic() + 20
    while server.connections > MOST or threading.active_count() - before > MOST + 2:
        assert time.monotonic() < deadline_s
        time.sleep(0.01)
    opened[0].settimeout(10)
    assert opened[0].recv(1) == b""
    for each in opened:
        each.close()


def test_a_reset_is_no_news_and_a_fault_of_ours_is_one_line(
    server: PageServer, capsys: pytest.CaptureFixture[str]
) -> None:
    """No traceback over an operator's view."""
    for _ in range(5):
        client = half_open(server)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.close()
    with pytest.raises(RemoteDisconnected):
        get(server, "/broken")
    assert get(server) == b"here\n"
    assert capsys.readouterr().err == "PageServer: RuntimeError: planted\n"
