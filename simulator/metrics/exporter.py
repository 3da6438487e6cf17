"""`/metrics` and `/healthz`, on loopback if nothing else is asked for, while a run goes on.

The engine's thread reads the model and writes the text, between ticks (a relay's, between steps);
the server's threads hand out what was written last, so a scrape never waits for the model nor
disturbs it. The text is made
anew once a second at most, and where making it takes long, so rarely that it takes a hundredth of
the time.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Protocol

from simulator.metrics.reading import Reading
from simulator.metrics.text import CONTENT_TYPE, Writer
from simulator.metrics.wall import Wall
from simulator.serving import Page, PageServer, serving
from topics.errors import EnvironmentFailed

HOST = "127.0.0.1"
EVERY_S = 1.0
SHARE = 0.01  # of the time, at most, for making the text
HEALTHY_S = 30.0  # a run that has not refreshed for so long is not well
Clock = Callable[[], float]


class Source(Protocol):
    """What the metrics are of: `Gauges` of an engine, or a relay."""

    def read(self) -> Reading:
        """What they are now, but for those of the real world."""


class Exporter:
    """Makes and serves the exposition of one engine, which `gauges` watches, or of a relay.

    `told` is called before each reading, to set `wall`. What has not refreshed for `healthy_s` is
    not well; `whose` names it then.
    """

    def __init__(
        self,
        gauges: Source,
        wall: Wall | None = None,
        told: Callable[[Wall], None] = lambda _: None,
        every_s: float = EVERY_S,
        clock: Clock = time.perf_counter,
        healthy_s: float = HEALTHY_S,
        whose: str = "run",
    ) -> None:
        self._gauges, self.wall, self._told = gauges, wall or Wall(), told
        self._every_s, self._clock, self._writer = every_s, clock, Writer()
        self._healthy_s, self._whose = healthy_s, whose
        self.latest: Reading | None = None
        self._text, self._made_s, self._alive_s = b"", -1e9, clock()
        self._server: PageServer | None = None
        self._serving = ExitStack()

    @property
    def port(self) -> int:
        """Where it listens; 0 before `start`."""
        return self._server.server_port if self._server else 0

    @property
    def text(self) -> bytes:
        """The exposition made last."""
        return self._text

    def refresh(self, *, now: bool = False) -> None:
        """Make the text anew if it is time, or `now`; called by the engine's thread, often.

        A paused run calls it, too: that is how it shows that it is well.
        """
        began = self._alive_s = self._clock()
        took = self.wall.scrape_seconds or 0.0
        if not now and began - self._made_s < max(self._every_s, took / SHARE):
            return
        self._told(self.wall)
        reading = self._gauges.read()
        self.wall.add_to(reading)
        self._text, self.latest = self._writer.exposition(reading), reading
        self._made_s = self._clock()
        self.wall.scrape_seconds = self._made_s - began

    # -- serving -------------------------------------------------------------------------------

    def start(self, port: int, host: str = HOST) -> None:
        """Serve at an address of this machine, on any free port if `port` is 0.

        Raises EnvironmentFailed if the port cannot be had.
        """
        self.refresh(now=True)
        try:
            self._server = PageServer(host, port, self.answer)
        except OSError as error:
            raise EnvironmentFailed(
                f"metrics: port {port} of {host} cannot be had: {error.strerror}; "
                "another --metrics-port may be free"
            ) from error
        self._serving.enter_context(serving(self._server))

    def close(self) -> None:
        """Answer no more."""
        self._serving.close()
        self._server = None

    def answer(self, path: str) -> Page:
        """What a path has: what was made last, or whether the run is well."""
        if path == "/metrics":
            return 200, CONTENT_TYPE, self._text
        status, body = self._health() if path == "/healthz" else (404, b"/metrics, /healthz\n")
        return status, "text/plain; charset=utf-8", body

    def _health(self) -> tuple[int, bytes]:
        silent_s = self._clock() - self._alive_s
        if silent_s < self._healthy_s:
            return 200, b"ok\n"
        return 503, f"the {self._whose} has not moved for {silent_s:.0f} s\n".encode()
