"""A reading as Prometheus's text, version 0.0.4.

prometheus_client's own writer needs 10 µs a line, 50 ms for a whole country, and whoever writes
holds the interpreter: a scrape each second would slow the model by a twentieth. Here the part of a
line before its value is made once. A test holds both writers to the same samples.
"""

from __future__ import annotations

from collections.abc import Iterator

from simulator.metrics.catalogue import METRICS, Metric
from simulator.metrics.reading import BOUNDS_US, SECOND_US, Labels, Reading, Times, Value

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
LE = (*(repr(bound / SECOND_US) for bound in BOUNDS_US), "+Inf")
_ESCAPES = str.maketrans({"\\": r"\\", "\n": r"\n", '"': r"\""})


def labelled(name: str, labels: tuple[str, ...], values: Labels) -> str:
    """`name{label="value",…}`, as a sample begins."""
    pairs = zip(labels, values, strict=True)
    inner = ",".join(f'{label}="{value.translate(_ESCAPES)}"' for label, value in pairs)
    return f"{name}{{{inner}}}" if inner else name


def beginnings(metric: Metric, values: Labels, value: Value) -> tuple[str, ...]:
    """The beginnings of a value's lines, in the order of `numbers`."""
    if not isinstance(value, Times):
        return (labelled(metric.name, metric.labels, values),)
    last = tuple(
        labelled(f"{metric.name}_{part}", metric.labels, values) for part in ("count", "sum")
    )
    if not value.buckets:
        return last
    names, bucket = (*metric.labels, "le"), f"{metric.name}_bucket"
    return *(labelled(bucket, names, (*values, bound)) for bound in LE), *last


def numbers(value: Value) -> tuple[int | float, ...]:
    """The numbers of a value's lines."""
    if not isinstance(value, Times):
        return (value,)
    last = (value.total, value.sum_s)
    return (*value.buckets, value.total, *last) if value.buckets else last


class Writer:
    """Writes readings; keeps the beginnings of lines."""

    def __init__(self) -> None:
        self._kept: dict[str, dict[Labels, tuple[str, ...]]] = {name: {} for name in METRICS}

    def exposition(self, reading: Reading) -> bytes:
        """The whole text of a reading."""
        return "".join(self._lines(reading)).encode()

    def _lines(self, reading: Reading) -> Iterator[str]:
        for name, values in reading.values.items():
            metric, kept = METRICS[name], self._kept[name]
            yield f"# HELP {name} {metric.help}\n# TYPE {name} {metric.kind}\n"
            for labels, value in values.items():
                begins = kept.get(labels)
                if begins is None:
                    begins = kept[labels] = beginnings(metric, labels, value)
                if len(begins) == 1:
                    yield f"{begins[0]} {_number(value)}\n"  # type: ignore[arg-type]
                else:
                    yield from _several(begins, numbers(value))


def _several(begins: tuple[str, ...], told: tuple[int | float, ...]) -> Iterator[str]:
    for begin, number in zip(begins, told, strict=True):
        yield f"{begin} {_number(number)}\n"


def _number(value: int | float) -> str:
    return "+Inf" if value == float("inf") else repr(value)
