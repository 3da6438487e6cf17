"""The control API of a live run: HTTP and JSON on loopback, for its owner alone.

``GET /v1/status`` tells how the run is, ``GET /v1/offers`` which levers and faults it has;
``POST /v1/acts`` with ``{"act": …, "name": …, "settings": {…}}`` does something and answers with
the act. Every request bears ``Authorization: Bearer TOKEN`` (see `door`). An error is
``{"error": sentence}``: 400 refused, 401 without the token, 503 not done because the run is busy.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler
from typing import Any

import msgspec

from simulator.live.orders import MOST_SETTINGS, Order, Orders
from simulator.serving import SILENT_S, BoundedServer, serving
from topics.errors import EnvironmentFailed, InputError
from topics.events import UNREADABLE

HOST = "127.0.0.1"
PATIENCE_S = 30.0
_MOST_BYTES = 65_536
_DIGITS = 9  # of a length that is looked at
Document = dict[str, Any]


class Wanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of an act."""

    act: str
    name: str = ""
    settings: dict[str, str] = {}

    def order(self) -> Order:
        """As the run takes it. Raise `InputError` for a kind that is not known."""
        if len(self.settings) > MOST_SETTINGS:
            raise InputError(f"{len(self.settings)} settings; expected at most {MOST_SETTINGS}")
        return Order(self.act, self.name, tuple(self.settings.items()))


class ControlServer(BoundedServer):
    """Answers from threads of its own; `orders` is its only way into the run."""

    def __init__(
        self, port: int, token: str, orders: Orders, reads: dict[str, Callable[[], Document]]
    ) -> None:
        self.expected, self.orders, self.reads = f"Bearer {token}".encode(), orders, reads
        try:
            super().__init__((HOST, port), _Handler)
        except OSError as error:
            raise EnvironmentFailed(
                f"--control-port {port}: {HOST}:{port} cannot be listened at: {error.strerror}"
            ) from error

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])


@contextmanager
def controlled(server: ControlServer) -> Iterator[None]:
    """Answer while the block lasts."""
    with serving(server):
        try:
            yield
        finally:
            server.orders.close()


class _Handler(BaseHTTPRequestHandler):
    server: ControlServer
    timeout = SILENT_S
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer(lambda: self._read())

    def do_POST(self) -> None:
        self._answer(lambda: self._act())

    def _answer(self, make: Callable[[], tuple[int, Document]]) -> None:
        given = self.headers.get("Authorization", "").encode()
        if not hmac.compare_digest(given, self.server.expected):
            self._send(401, {"error": "the token of this run is wanted"})
            return
        try:
            status, document = make()
        except InputError as error:
            status, document = 400, {"error": str(error)}
        except EnvironmentFailed as error:
            status, document = 503, {"error": str(error)}
        self._send(status, document)

    def _read(self) -> tuple[int, Document]:
        read = self.server.reads.get(self.path)
        if read is None:
            return 404, {"error": f"{self.path}: there is {', '.join(self.server.reads)}"}
        return 200, read()

    def _act(self) -> tuple[int, Document]:
        if self.path != "/v1/acts":
            return 404, {"error": f"{self.path}: acts go to /v1/acts"}
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or len(length) > _DIGITS or int(length) > _MOST_BYTES:
            raise InputError(f"an act is at most {_MOST_BYTES} bytes, and says its length")
        try:
            wanted = msgspec.json.decode(self._body(int(length)), type=Wanted)
        except UNREADABLE as error:
            raise InputError(f"no act: {error}") from error
        return 200, self.server.orders.give(wanted.order(), PATIENCE_S).document()

    def _body(self, length: int) -> bytes:
        """What has come of it. Raise `InputError` when less comes than was said."""
        found = b""
        with suppress(TimeoutError):
            found = self.rfile.read(length)
        if len(found) < length:
            raise InputError(f"an act of {length} bytes was said; they did not come")
        return found

    def _send(self, status: int, document: Document) -> None:
        body = msgspec.json.encode(document)
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if status == 401 or self.command == "POST":
            self.send_header("Connection", "close")  # a body may be left unread
            self.close_connection = True
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Nothing: the terminal is the view's, and acts are kept elsewhere."""
