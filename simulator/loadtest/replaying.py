"""The moments of an earlier load test, to send at them again."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np

from simulator.loadtest.entries import Entry, Phase, Send
from simulator.loadtest.profiles import Moments
from topics.errors import EnvironmentFailed, InputError

_decoder = msgspec.json.Decoder(Entry)


def replayed(path: Path, speed: float = 1.0) -> tuple[Moments, int]:
    """The intended moments of a history's load, from its beginning, and how long it lasted.

    At `speed` 2 the gaps are half as long. Raise `InputError` when it is no history of a load,
    `EnvironmentFailed` when it cannot be read.
    """
    try:
        lines = path.read_bytes().splitlines()[1:]
    except FileNotFoundError as error:
        raise InputError(f"{path}: there is no such history") from error
    except OSError as error:
        raise EnvironmentFailed(f"{path}: cannot be read: {error.strerror}") from error
    begins_us, ends_us, times = _load(path, lines)
    if begins_us < 0 or not times:
        raise InputError(f"{path}: nothing was sent in its load; replay another history")
    inside = np.sort(np.array(times, dtype=np.int64)) - begins_us
    inside = inside[inside >= 0]
    lasted_us = max(ends_us - begins_us, int(inside[-1]) + 1)
    return np.rint(inside / speed).astype(np.int64), max(1, round(lasted_us / speed))


def _load(path: Path, lines: list[bytes]) -> tuple[int, int, list[int]]:
    begins_us, ends_us, times = -1, -1, list[int]()
    for number, line in enumerate(lines, start=2):
        try:
            entry = _decoder.decode(line)
        except msgspec.DecodeError as error:
            if number == len(lines) + 1:
                break  # cut where the writer was
            raise InputError(f"{path}:{number}: no entry of a history: {error}") from error
        if isinstance(entry, Phase):
            begins_us = entry.at_us if entry.name == "load" else begins_us
            ends_us = entry.at_us if entry.name in ("heal", "drain") and ends_us < 0 else ends_us
        elif isinstance(entry, Send):
            times.append(entry.intended_us)
    return begins_us, ends_us, times
