"""A real Prometheus scrapes a run that goes on; promtool finds nothing wrong with what it gets."""

from __future__ import annotations

import subprocess
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from simulator.metrics.catalogue import METRICS, RELAY_METRICS
from simulator.metrics.exporter import Exporter
from simulator.metrics.reading import unix_s
from simulator.metrics.relay import exporter_of
from simulator.metrics.wall import Wall
from simulator.relay.session import Tally
from tests.connected.prometheus import Prometheus, prometheus_over
from tests.simulator.metrics.watched import Watched, small

pytestmark = [pytest.mark.connected, pytest.mark.filterwarnings("ignore::ResourceWarning")]

WAIT_S = 60.0
CONFIG = """
global: {{scrape_interval: 1s}}
scrape_configs:
  - job_name: lienthong
    static_configs: [{{targets: ["127.0.0.1:{port}"]}}]
"""


def whole() -> tuple[Watched, Exporter]:
    """A run that has something to tell of every metric."""
    watched = small({"publication.documents_per_year": 40.0})
    watched.advance(9)
    wall = Wall(
        speed_ratio=3600.0, drift_seconds=0.0, transport_lag_records=0,
        dead_letters=Counter(bus=1), acts=Counter(accepted=1), blamed=Counter({("G01", "late"): 1}),
    )  # fmt: skip
    exporter = Exporter(watched.gauges, wall, every_s=0.1)
    exporter.refresh(now=True)
    exporter.refresh(now=True)  # which tells how long the first took
    return watched, exporter


def tally_at_first() -> Tally:
    """Of a relay that has begun, and has done nothing."""
    tally = Tally()
    tally.rows = 0
    return tally


def test_promtool_finds_no_fault(require: Callable[[str], Path]) -> None:
    """Of names, types and help, of every metric of a run, and of a relay."""
    _, run = whole()
    relay = exporter_of(tally_at_first(), "tiny")
    relay.refresh(now=True)
    told = [set(one.latest.values) for one in (run, relay) if one.latest is not None]
    assert set().union(*told) == set(METRICS)
    assert told[1] >= set(RELAY_METRICS)
    for exporter in (run, relay):
        done = subprocess.run(
            [require("promtool"), "check", "metrics"],
            input=exporter.text, capture_output=True, timeout=60,
        )  # fmt: skip
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_a_run_is_scraped_while_it_goes_on(require: Callable[[str], Path], tmp_path: Path) -> None:
    """Every series gets to Prometheus, and the simulated clock moves there."""
    program, config = require("prometheus"), tmp_path / "prometheus.yml"
    watched, exporter = whole()
    exporter.start(0)
    try:
        config.write_text(CONFIG.format(port=exporter.port))
        with prometheus_over(program, tmp_path / "data", config) as prometheus:
            first = scraped(prometheus, watched, exporter, unix_s(watched.engine.now_us) - 1)
            assert scraped(prometheus, watched, exporter, first) > first
            asked = 'count({__name__=~"lienthong_.+"})'
            [found] = prometheus.instant(asked, time.time())
            assert exporter.latest is not None
            assert float(found["value"][1]) >= 0.9 * exporter.latest.series()
    finally:
        exporter.close()


def scraped(prometheus: Prometheus, watched: Watched, exporter: Exporter, after: float) -> float:
    """The simulated clock in Prometheus, once it is past `after`; the run goes on meanwhile."""
    end = time.monotonic() + WAIT_S
    while time.monotonic() < end:
        watched.advance(0.05)
        exporter.refresh()
        found = prometheus.instant("lienthong_sim_clock_seconds", time.time())
        if found and float(found[0]["value"][1]) > after:
            return float(found[0]["value"][1])
        time.sleep(0.1)
    pytest.fail(f"nothing was scraped within {WAIT_S} s")
