"""Latencies as an HdrHistogram: from 1 µs to 7 days, with 3 digits, in files that add up.

A file has a line for each histogram: its name, a space, and HdrHistogram's own V2 encoding in
base 64, which the libraries of other languages read too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from hdrh.histogram import HdrHistogram  # type: ignore[import-untyped]
from numpy.typing import NDArray

from topics.errors import EnvironmentFailed, InputError

LOWEST_US, HIGHEST_US, DIGITS = 1, 7 * 86_400_000_000, 3
_MANY = 256  # from so many on it pays to sort them first
_BITS = 11  # of a value that the histogram looks at: 3 digits need 2,048 steps
PERCENTILES = (50.0, 75.0, 90.0, 95.0, 99.0, 99.9, 100.0)


class Latency:
    """A histogram of times in µs. What is below or beyond its range counts as the limit."""

    def __init__(self) -> None:
        self._found = HdrHistogram(LOWEST_US, HIGHEST_US, DIGITS)

    def record(self, us: int) -> None:
        """Count one time."""
        self._found.record_value(min(max(us, LOWEST_US), HIGHEST_US))

    def record_many(self, us: Sequence[int] | NDArray[np.int64]) -> None:
        """Count many times, as `record` counts each."""
        if len(us) < _MANY:
            for one in us:
                self.record(int(one))
            return
        times = np.clip(np.asarray(us, np.int64), LOWEST_US, HIGHEST_US)
        # Of values that the histogram does not tell apart, one is counted for all; the least and
        # the greatest are kept as they are. frexp gives the number of bits, exactly below 2**53.
        spare = np.maximum(np.frexp(times.astype(np.float64))[1] - _BITS, 0)
        values, counts = np.unique(times >> spare << spare, return_counts=True)
        for value, count in zip(values.tolist(), counts.tolist(), strict=True):
            self._found.record_value(value, count)
        self._found.min_value = min(self._found.min_value, int(times.min()))
        self._found.max_value = max(self._found.max_value, int(times.max()))

    @property
    def count(self) -> int:
        """How many times were counted."""
        return int(self._found.get_total_count())

    def at(self, percentile: float) -> int:
        """The time in µs that so many percent did not exceed, to 3 digits; 0 of nothing."""
        return int(self._found.get_value_at_percentile(percentile)) if self.count else 0

    def add(self, other: Latency) -> None:
        """Count all that the other has counted."""
        self._found.add(other._found)

    def encoded(self) -> str:
        """HdrHistogram's V2 encoding, in base 64."""
        return bytes(self._found.encode()).decode("ascii")

    @classmethod
    def decoded(cls, text: str) -> Latency:
        """Read what `encoded` wrote. Raise `InputError` for anything else."""
        made = cls()
        try:
            made._found.decode_and_add(text.encode("ascii"))
        except Exception as error:  # the library raises what its parts raise
            raise InputError(f"no histogram of HdrHistogram V2: {error}") from error
        return made


def save(path: Path, latencies: Mapping[str, Latency]) -> None:
    """Write a file. Raise `EnvironmentFailed` when the disk refuses."""
    lines = [f"{name} {latency.encoded()}\n" for name, latency in latencies.items()]
    try:
        path.write_text("".join(lines), encoding="ascii")
    except OSError as error:
        raise EnvironmentFailed(f"{path}: {error.strerror or error}") from error


def merged(*paths: Path) -> dict[str, Latency]:
    """What is in all of some files, added by name. Raise `InputError` for no such file."""
    found: dict[str, Latency] = {}
    for path in paths:
        try:
            lines = path.read_text(encoding="ascii").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"{path}: no file of histograms: {error}") from error
        for number, line in enumerate(lines, start=1):
            name, _, text = line.partition(" ")
            try:
                found.setdefault(name, Latency()).add(Latency.decoded(text))
            except InputError as error:
                raise InputError(f"{path}:{number}: {error}") from error
    return found
