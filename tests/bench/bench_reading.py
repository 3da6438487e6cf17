"""What a record of others costs its reader as it grows, and the records at which most was to lose.

Every place of a record is tried, large in that place only. All are timed once; those that seem to
grow fastest and those that take longest are then timed with care, from 16 KB to the largest that a
broker takes. What a doubling costs is the mean of them all, since a single step may be that from
one cache of the processor to the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import log2
from time import process_time

from simulator.relay.judge import read
from tests.bench.harness import Figure, bench
from tests.simulator.relay.growing import places
from tests.simulator.relay.hostile import Growing
from topics.envelope import MAX_WIRE_BYTES, WireRecord, record_bytes

_FIRST = 1 << 14
_SIZES = [_FIRST << times for times in range(6)] + [1_000_000]
_SCREENED = (1 << 17, 1 << 18)
_CHOSEN = 40
_LEAST_S = 0.002  # of one timing; a record that takes less is read several times
_TURNS = 7


@bench("reading")
def reading() -> list[Figure]:
    """CPU of a record of twice the size over that of its half, and the slowest of all."""
    every = places()
    times = {name: _screened(make) for name, make in every.items()}
    by_growth = sorted(times, key=lambda name: times[name][1] / times[name][0])[-_CHOSEN:]
    by_time = sorted(times, key=lambda name: times[name][1])[-_CHOSEN:]
    found = {name: _measured(every[name]) for name in dict.fromkeys([*by_growth, *by_time])}
    growth, name = max((mean, name) for name, (mean, _, _) in found.items())
    step = max(step for _, step, _ in found.values())
    slowest_s, slowest = max((seconds, name) for name, (_, _, seconds) in found.items())
    made_of = f"{len(every):,} places, {len(found)} of them with care: {name}; one step {step:.3g}"
    return [
        Figure("reading-cpu-of-twice-the-size", growth, "<=", 2.5, made_of),
        Figure("reading-slowest-ms", 1e3 * slowest_s, "<=", 250, f"1 MB: {slowest}"),
    ]


def _screened(make: Growing) -> tuple[float, float]:
    small, large = (_best([make(size)], 2)[0] for size in _SCREENED)
    return small, large


def _measured(make: Growing) -> tuple[float, float, float]:
    """The growth of a doubling, the mean of all and the largest; seconds of the largest record."""
    wires = [wire for size in _SIZES if record_bytes(wire := make(size)) <= MAX_WIRE_BYTES]
    seconds, sizes = _best(wires, _TURNS), list(map(record_bytes, wires))
    doublings = log2(sizes[-1] / sizes[0])
    mean = (seconds[-1] / seconds[0]) ** (1 / doublings) if doublings else 0.0
    ratios = [later / earlier for earlier, later in pairwise(seconds)]
    return mean, max(ratios, default=0.0), seconds[-1]


def _best(wires: Sequence[WireRecord], turns: int) -> list[float]:
    """The least CPU time of each, in turns."""
    best = [float("inf")] * len(wires)
    for _ in range(turns):
        for number, wire in enumerate(wires):
            best[number] = min(best[number], _seconds(wire))
    return best


def _seconds(wire: WireRecord) -> float:
    began, times = process_time(), 0
    while (spent := process_time() - began) < _LEAST_S:
        read(wire)
        times += 1
    return spent / times
