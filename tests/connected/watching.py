"""A real Prometheus that watches real processes by our rules, and what it has been able to answer.

Time is fifteen times quicker than for an operator: scrapes, and the windows of every expression.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from simulator.metrics.catalogue import LOADTEST_METRICS, METRICS, RELAY_METRICS, Metric
from tests.connected.prometheus import Prometheus, prometheus_over
from tests.simulator.dashboards import expressions
from tests.simulator.dashboards.expressions import Asked

QUICKER = 15
SCRAPE_MS = 333
PATIENCE_S = 150.0
SECONDS = {"s": 1, "m": 60, "h": 3600}
DURATION = re.compile(r"(\[|offset )(\d+)([smh])\b")
# A process with some agencies, and their relay, have this to tell beside what every live run tells.
OF_HOSTED = (METRICS["lienthong_wall_blamed_total"], *RELAY_METRICS.values())


# -- who has the answers ---------------------------------------------------------------------------


def asked_of_live() -> list[Asked]:
    """What a live run that hosts all agencies has to answer, and Prometheus about it."""
    told = _series(*(metric for metric in METRICS.values() if metric not in OF_HOSTED))
    return [a for a in expressions.everything() if expressions.metrics_of(a.expr) <= told]


def asked_of_hosted() -> list[Asked]:
    """What has an answer only where some agencies work elsewhere."""
    told, own = _series(*METRICS.values()), _series(*OF_HOSTED)
    return [
        asked
        for asked in expressions.everything()
        if (named := expressions.metrics_of(asked.expr)) & own and named <= told
    ]


def asked_of_loadtest() -> list[Asked]:
    """What a load test has to answer."""
    told = _series(*LOADTEST_METRICS.values())
    return [
        asked
        for asked in expressions.everything()
        if (named := expressions.metrics_of(asked.expr)) and named <= told
    ]


def _series(*metrics: Metric) -> set[str]:
    return {series for metric in metrics for series in metric.series}


# -- Prometheus ------------------------------------------------------------------------------------


@contextmanager
def watched(program: Path, folder: Path, *ports: int) -> Iterator[Prometheus]:
    """Scrapes what is served on `ports` of loopback, with our rules, all of it quicker."""
    group = {"name": "ours", "interval": "1s", "rules": list(_rules())}
    (folder / "rules.yml").write_text(yaml.safe_dump({"groups": [group]}))
    targets = [f"127.0.0.1:{port}" for port in ports]
    scrape = {
        "job_name": "lienthong", "scrape_interval": f"{SCRAPE_MS}ms",
        "scrape_timeout": f"{SCRAPE_MS}ms", "static_configs": [{"targets": targets}],
    }  # fmt: skip
    config = folder / "prometheus.yml"
    config.write_text(yaml.safe_dump({"rule_files": ["rules.yml"], "scrape_configs": [scrape]}))
    with prometheus_over(program, folder / "data", config) as started:
        yield started


def _rules() -> Iterator[dict[str, Any]]:
    """Alerts fire at once: how long something lasts is promtool's to try."""
    for group in expressions.rule_groups():
        for rule in group["rules"]:
            kept = {key: value for key, value in rule.items() if key != "for"}
            yield kept | {"expr": quicker(rule["expr"])}


def quicker(expr: str) -> str:
    """With every window and offset fifteen times shorter."""

    def shorter(found: re.Match[str]) -> str:
        begin, number, unit = found.groups()
        return f"{begin}{int(number) * SECONDS[unit] * 1_000 // QUICKER}ms"

    return DURATION.sub(shorter, expr)


# -- answers ---------------------------------------------------------------------------------------


def numbers(prometheus: Prometheus, asked: Asked, begin_s: float) -> list[float]:
    """Every number that was an answer since then."""
    found = prometheus.course(quicker(asked.filled()), begin_s, time.time(), 1)
    return [float(value) for one in found for _, value in one["values"] if value != "NaN"]


def await_answers(prometheus: Prometheus, wanted: list[Asked], begin_s: float) -> None:
    """Each of them has had an answer once."""
    end_s = time.monotonic() + PATIENCE_S
    while wanted := [asked for asked in wanted if not numbers(prometheus, asked, begin_s)]:
        assert time.monotonic() < end_s, "\n".join(asked.where for asked in wanted)
        time.sleep(0.5)
