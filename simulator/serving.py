"""A small HTTP server that no client can fill: so many connections, the oldest gives way.

Each connection has a thread while it lasts. A client that says nothing is let go after
`SILENT_S`; where `MOST` connections are open, the one that came first is closed for a new one, so
half-open requests shut nobody out. A client that goes away is no news.
"""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from simulator.report.printing import tell

MOST = 64
SILENT_S = 10.0


class BoundedServer(ThreadingHTTPServer):
    """See the module."""

    daemon_threads = True
    request_queue_size = MOST  # of the system: connections that nobody has taken yet
    allow_reuse_address = True

    def __init__(self, *said: Any, **more: Any) -> None:
        self._guard = threading.Lock()
        self._open: dict[socket.socket, None] = {}  # in the order in which they came
        super().__init__(*said, **more)

    @property
    def connections(self) -> int:
        """How many are open."""
        return len(self._open)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer in a thread; make room for it first."""
        request.settimeout(SILENT_S)
        with self._guard:
            while len(self._open) >= MOST:
                oldest = next(iter(self._open))
                del self._open[oldest]
                with suppress(OSError):  # it may have gone by itself
                    oldest.shutdown(socket.SHUT_RDWR)
            self._open[request] = None
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """A connection has ended."""
        with self._guard:
            self._open.pop(request, None)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002
        """A fault of ours in one line; a client's reset or silence not at all."""
        error = sys.exception() if hasattr(sys, "exception") else sys.exc_info()[1]
        if not isinstance(error, OSError):
            tell(f"{type(self).__name__}: {type(error).__name__}: {error}")


@contextmanager
def serving(server: BoundedServer) -> Iterator[None]:
    """Answer while the block lasts."""
    thread = threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


Page = tuple[int, str, bytes]
"""Status, type of content, body."""


class PageServer(BoundedServer):
    """Hands out what `pages` makes of a path; takes nothing in."""

    def __init__(self, host: str, port: int, pages: Callable[[str], Page]) -> None:
        self.pages = pages
        super().__init__((host, port), _Reading)


class _Reading(BaseHTTPRequestHandler):
    server: PageServer
    timeout = SILENT_S

    def do_GET(self) -> None:
        self._send(*self.server.pages(self.path.partition("?")[0]))

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_POST(self) -> None:
        self._send(405, "text/plain; charset=utf-8", b"GET only\n")

    do_PUT = do_DELETE = do_PATCH = do_OPTIONS = do_POST  # noqa: N815 - the base class's names

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Whoever reads is no news."""
