"""Every series that dashboards and rules may ask for, with its labels."""

from __future__ import annotations

from simulator.metrics.catalogue import LOADTEST_METRICS, METRICS, Metric

EXPORTED = (*METRICS.values(), *LOADTEST_METRICS.values())


def labels_of(metric: Metric, series: str) -> set[str]:
    """The labels of one of a metric's series, with those that a scrape adds."""
    return {*metric.labels, "job", "instance"} | ({"le"} if series.endswith("_bucket") else set())
