"""A run's metrics as OpenMetrics text, each sample at its simulated instant.

One sample of every series at each simulated midnight (or each hour) of local time, from the
beginning of the warm-up to the end of the run. A day is the default: a year of hours is twenty-four
times as much, and Prometheus reads it for minutes. Timestamps are Unix seconds of the simulated
instant. Nothing of the real world is in it. Desks do not settle their work beforehand (no
elision), so that queues are known; the run's rows and digest are the same.

Prometheus shows a sample for five minutes: start one over such data with
`--query.lookback-delta=25h` (65m for hours).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from math import isnan, nan
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import numpy as np

from agents.calendar_spec import DAY_US, HOUR_US, date_of
from agents.world import Flow
from simulator.ledger.runfolder import disk_errors
from simulator.metrics.catalogue import METRICS, Metric
from simulator.metrics.gauges import Gauges
from simulator.metrics.reading import Labels, unix_s
from simulator.metrics.text import beginnings, numbers
from topics.unshared import part_of

if TYPE_CHECKING:
    from simulator.run.engine import Drive, Engine, Progress

EVERY_US = {"day": DAY_US, "hour": HOUR_US}
"""How often series are sampled."""


@dataclass(slots=True)
class _Lines:
    """A value's lines: how they begin, and their numbers from sample `first` on."""

    begins: tuple[str, ...]
    first: int
    values: list[array[float]] = field(default_factory=list)

    def add(self, at: int, told: Sequence[int | float]) -> None:
        for values, number in zip(self.values, told, strict=True):
            values.extend([nan] * (at - self.first - len(values)))
            values.append(number)

    def between(self, first: int, last: int) -> Iterator[tuple[int, tuple[float, ...]]]:
        """(number of the sample, values) of those from `first` to before `last`."""
        begin, end = (max(number - self.first, 0) for number in (first, last))
        parts = [values[begin:end] for values in self.values]
        for number, row in enumerate(zip(*parts, strict=True), self.first + begin):
            if not isnan(row[0]):
                yield number, row


class Recorder:
    """Watches an engine from its beginning and keeps what its metrics were; 8 bytes a sample."""

    def __init__(self, engine: Engine, every_us: int = DAY_US) -> None:
        self._engine, self._every_us, self._gauges = engine, every_us, Gauges(engine)
        self._kept: dict[str, dict[Labels, _Lines]] = {name: {} for name in METRICS}
        self.at_us: list[int] = []  # of each sample
        engine.slice_us = min(engine.slice_us, every_us)
        engine.watch(self)
        self._sample()

    @property
    def samples(self) -> int:
        """How many values it has."""
        lines = [one for kept in self._kept.values() for one in kept.values()]
        return sum(len(values) for one in lines for values in one.values)

    def rows(self, rows: np.ndarray) -> None:
        """As of an observer."""
        self._gauges.rows(rows)

    def advanced(self, flow: Flow, now_us: int) -> None:
        """As of an observer; keeps a sample when it is time."""
        self._gauges.advanced(flow, now_us)
        if now_us % self._every_us == 0 and now_us > self.at_us[-1]:
            self._sample()

    def _sample(self) -> None:
        reading, number = self._gauges.read(), len(self.at_us)
        self.at_us.append(reading.now_us)
        for name, values in reading.values.items():
            kept = self._kept[name]
            for labels, value in values.items():
                lines = kept.get(labels)
                if lines is None:
                    begins = beginnings(METRICS[name], labels, value)
                    lines = kept[labels] = _Lines(begins, number, [array("d") for _ in begins])
                lines.add(number, numbers(value))

    def months(self) -> Iterator[tuple[int, int]]:
        """The samples of each simulated month: numbers of its first, and of the next one's."""
        days = [date_of(at // DAY_US) for at in self.at_us]
        months = [(day.year, day.month) for day in days]
        starts = [n for n, month in enumerate(months) if n == 0 or month != months[n - 1]]
        yield from zip(starts, [*starts[1:], len(months)], strict=True)

    def write(self, path: Path, first: int = 0, last: int | None = None) -> None:
        """Write the samples from `first` to before `last`; the file is there whole, or not.

        Raises EnvironmentFailed when the disk refuses.
        """
        part = part_of(path)
        with disk_errors(path):
            try:
                with part.open("w", encoding="utf-8", newline="\n") as out:
                    self._write(out, first, len(self.at_us) if last is None else last)
                part.replace(path)
            finally:
                with suppress(OSError):
                    part.unlink(missing_ok=True)

    def _write(self, out: TextIO, first: int, last: int) -> None:
        stamps = [f" {unix_s(at):.0f}\n" for at in self.at_us]
        for name, kept in self._kept.items():
            if kept:
                out.write(_head(METRICS[name]))
            for lines in kept.values():
                for number, row in lines.between(first, last):
                    pairs, stamp = zip(lines.begins, row, strict=True), stamps[number]
                    out.writelines(f"{begin} {value!r}{stamp}" for begin, value in pairs)
        out.write("# EOF\n")


def _head(metric: Metric) -> str:
    return f"# TYPE {metric.family} {metric.kind}\n# HELP {metric.family} {metric.help}\n"


def to_file(path: Path, every_us: int = DAY_US, progress: Progress | None = None) -> Drive:
    """A `drive` for `run_replication`: to the end, and the series into a file."""

    def drive(engine: Engine) -> None:
        recorder = Recorder(engine, every_us)
        engine.finish(progress)
        recorder.write(path)

    return drive
