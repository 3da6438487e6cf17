"""Every series that dashboards and rules may ask for, with its labels."""

from __future__ import annotations

from simulator.metrics.catalogue import METRICS, NOT_YET, Metric

# What load tests will export: the catalogue has their names, dashboards need their labels too.
_KINDS_AND_LABELS = (
    Metric("lienthong_wall_connector_sent_total", "counter", ("group",), ""),
    Metric("lienthong_wall_connector_answered_total", "counter", ("group",), ""),
    Metric("lienthong_wall_connector_response_seconds", "histogram", ("group",), ""),
    Metric("lienthong_wall_connector_errors_total", "counter", ("culprit",), ""),
    Metric("lienthong_wall_connector_send_lag_seconds", "gauge", (), ""),
)
EXPORTED = tuple(METRICS.values())
TO_COME = tuple(metric for metric in _KINDS_AND_LABELS if metric.name in NOT_YET)


def labels_of(metric: Metric, series: str) -> set[str]:
    """The labels of one of a metric's series, with those that a scrape adds."""
    return {*metric.labels, "job", "instance"} | ({"le"} if series.endswith("_bucket") else set())
