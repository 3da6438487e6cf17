"""The same metrics for a registry of prometheus_client."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from prometheus_client.core import Metric as Family
from prometheus_client.registry import Collector

from simulator.metrics.catalogue import METRICS, Metric
from simulator.metrics.reading import Labels, Reading, Times, Value
from simulator.metrics.text import LE


class ModelCollector(Collector):
    """A custom collector over the last reading; `latest` gives None before there is one."""

    def __init__(self, latest: Callable[[], Reading | None]) -> None:
        self._latest = latest

    def describe(self) -> Iterator[Family]:
        """Every metric there may be: a registry asks, and the model is not."""
        for metric in METRICS.values():
            yield _family(metric)

    def collect(self) -> Iterator[Family]:
        """The families of the last reading."""
        reading = self._latest()
        for name, values in (reading.values if reading else {}).items():
            metric, family = METRICS[name], _family(METRICS[name])
            for labels, value in values.items():
                _add(family, metric, labels, value)
            yield family


def _family(metric: Metric) -> Family:
    return Family(metric.family, metric.help, metric.kind)


def _add(family: Family, metric: Metric, labels: Labels, value: Value) -> None:
    named = dict(zip(metric.labels, labels, strict=True))
    if not isinstance(value, Times):
        family.add_sample(metric.name, named, value)
        return
    if value.buckets:
        for bound, count in zip(LE, (*value.buckets, value.total), strict=True):
            family.add_sample(f"{metric.name}_bucket", named | {"le": bound}, count)
    family.add_sample(f"{metric.name}_count", named, value.total)
    family.add_sample(f"{metric.name}_sum", named, value.sum_s)
