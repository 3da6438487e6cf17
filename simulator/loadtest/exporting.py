"""Metrics of a load test for Prometheus, while it runs: the dashboard *Connector under test*."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from simulator.loadtest.metering import Meter, culprit_of
from simulator.metrics.catalogue import LOADTEST_METRICS, METRICS, WALL
from simulator.serving import Page, PageServer, serving
from topics.errors import CULPRITS, EnvironmentFailed
from topics.events import Event

HOST = "127.0.0.1"
BUCKETS_S = (
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0,
    5.0, 6.0, 8.0, 10.0, 15.0, 30.0, 60.0,
)  # fmt: skip


class Exported(Meter):
    """The metrics of the catalogue. Its server's threads only read."""

    listens = True

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._sent = self._made(Counter, "connector_sent_total")
        self._answered = self._made(Counter, "connector_answered_total")
        self._response = self._made(Histogram, "connector_response_seconds", buckets=BUCKETS_S)
        self._errors = self._made(Counter, "connector_errors_total")
        self._lag = self._made(Gauge, "connector_send_lag_seconds")
        # As a live run's, so that the same mark is drawn on the dashboard.
        self._faults = self._made(Counter, "faults_total").labels("accepted")
        for culprit in CULPRITS:  # what is born at 1 never grew, for Prometheus
            self._errors.labels(culprit)

    def _made(self, kind: Any, name: str, **settings: Any) -> Any:
        metric = {**METRICS, **LOADTEST_METRICS}[WALL + name]
        return kind(metric.family, metric.help, metric.labels, registry=self.registry, **settings)

    def page(self, path: str) -> Page:
        """What its server answers."""
        if path not in ("/", "/metrics"):
            return 404, "text/plain; charset=utf-8", b"/metrics\n"
        return 200, CONTENT_TYPE_LATEST, generate_latest(self.registry)

    def expected(self, groups: Iterable[str]) -> None:
        """See `Meter`."""
        for group in groups:
            for metric in (self._sent, self._answered, self._response):
                metric.labels(group)

    def struck(self) -> None:
        """See `Meter`."""
        self._faults.inc()

    def sent(self, group: str, late_us: int) -> None:
        """See `Meter`."""
        self._sent.labels(group).inc()
        self._lag.set(max(0, late_us) / 1e6)

    def answered(self, group: str, latency_us: int, event: Event) -> None:
        """See `Meter`."""
        self._answered.labels(group).inc()
        self._response.labels(group).observe(max(0, latency_us) / 1e6)
        if culprit := culprit_of(event):
            self._errors.labels(culprit).inc()


@contextmanager
def exported(port: int) -> Iterator[Exported]:
    """Metrics that are served on loopback. Raise `EnvironmentFailed` when the port is taken."""
    meter = Exported()
    try:
        server = PageServer(HOST, port, meter.page)
    except OSError as error:
        raise EnvironmentFailed(
            f"metrics: port {port} of {HOST} cannot be had: {error.strerror}; "
            "another --metrics-port may be free"
        ) from error
    with serving(server):
        yield meter
