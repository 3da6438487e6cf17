"""What the metrics are at one instant, as plain values: the middle between model and formats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from simulator.metrics.catalogue import METRICS

OFFSET_US = 7 * 3_600_000_000  # local time is seven hours ahead of UTC
SECOND_US = 1_000_000
_HOURS = (0.25, 1, 4)
_DAYS = (1, 2, 3, 5, 7, 10, 15, 20, 30, 45, 60, 90)
BOUNDS_US = tuple(int(h * 3_600_000_000) for h in _HOURS) + tuple(d * 86_400_000_000 for d in _DAYS)
"""Upper bounds of the histograms' buckets, minutes to months."""

Labels = tuple[str, ...]


class Times(NamedTuple):
    """A histogram's or a summary's value: counts up to each bound and in all, and the sum."""

    buckets: tuple[int, ...]  # cumulative, without the last, which is `total`
    total: int
    sum_s: float


Value = int | float | Times


@dataclass(slots=True)
class Reading:
    """Values by metric and label values, at `now_us`. A metric that is not known is not there."""

    now_us: int
    values: dict[str, Mapping[Labels, Value]] = field(default_factory=dict)

    def put(self, name: str, values: Mapping[Labels, Value]) -> None:
        """Say what a metric is; one without a series is left out. KeyError for an unknown one."""
        if values:
            self.values[METRICS[name].name] = values

    def series(self) -> int:
        """How many series it has: every bucket, sum and count is one."""
        return sum(
            len(values) * lines_of(next(iter(values.values()))) for values in self.values.values()
        )


def lines_of(value: Value) -> int:
    """How many series a value makes."""
    if not isinstance(value, Times):
        return 1
    return len(value.buckets) + 3 if value.buckets else 2


def unix_s(local_us: int) -> float:
    """The instant as seconds since 1970-01-01 UTC."""
    return (local_us - OFFSET_US) / SECOND_US
