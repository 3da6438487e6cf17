"""What a record of others costs its reader as it grows, and the records at which most was to lose.

Every place of a record is tried, large in that place only. All are timed once; those that seem to
grow fastest and those that take longest are then timed with care, from 16 KB to the largest that a
broker takes, each size beside the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
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
    growths, longest = {}, {}
    for name in dict.fromkeys([*by_growth, *by_time]):
        growths[name], longest[name] = _measured(every[name])
    worst, slowest = max(growths, key=growths.__getitem__), max(longest, key=longest.__getitem__)
    made_of = f"{len(every):,} places, {len(growths)} of them with care; {worst}"
    return [
        Figure("reading-cpu-of-twice-the-size", growths[worst], "<=", 2.5, made_of),
        Figure("reading-slowest-ms", 1e3 * longest[slowest], "<=", 250, f"1 MB: {slowest}"),
    ]


def _screened(make: Growing) -> tuple[float, float]:
    small, large = (_best([make(size)], 2)[0] for size in _SCREENED)
    return small, large


def _measured(make: Growing) -> tuple[float, float]:
    """The largest growth of a doubling, and the seconds of the largest record."""
    wires = [wire for size in _SIZES if record_bytes(wire := make(size)) <= MAX_WIRE_BYTES]
    seconds = _best(wires, _TURNS)
    ratios = [
        (later / earlier) / (record_bytes(large) / record_bytes(small) / 2)
        for (small, large), (earlier, later) in zip(pairwise(wires), pairwise(seconds), strict=True)
    ]
    return max(ratios, default=0.0), seconds[-1]


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
