"""Who asks, when: non-homogeneous Poisson arrivals by thinning, in layers that levers do not move.

A stream is one procedure at one place. Its candidates are points of a planar Poisson process
under a ceiling: layer 0 covers the heights [0, BASE), layer j the heights [BASE 2**(j-1), BASE
2**j), each a Poisson process in time of its own with its own keys, and a candidate is accepted
when its height lies under the rate at its instant (Lewis and Shedler 1979). A lever that raises a
rate adds arrivals, one that lowers it takes some away, and all others stay who and when they were.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from agents.calendar_spec import DAY_US
from agents.draws import UNIT, Quantile, arrival_keys, mix_array, raw_array, tag, uniform

HOUR_US = DAY_US // 24
WEEK_US = 7 * DAY_US
BASE_PER_DAY = 1.0
LAYER_SHIFT = 34  # an arrival's number is (layer << 34) | candidate: 40 bits
GAP, HEIGHT = tag("arrival-gap"), tag("arrival-height")

Array = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Profile:
    """When people come: `by_hour[day kind, hour, channel]`, mean 1 over a week without holidays.

    A day's kind is its weekday (0 Monday); a public holiday counts as a Sunday.
    """

    by_hour: npt.NDArray[np.float64]  # shape (7, 24, channels)
    kinds: npt.NDArray[np.int8]  # of each day from `first_day`
    first_day: int
    growth_per_day: float
    growth_from_us: int

    def peak(self, until_us: int) -> float:
        """The most that the profile reaches up to `until_us`."""
        grown = 1.0 + max(0.0, self.growth_per_day * (until_us - self.growth_from_us) / DAY_US)
        return float(self.by_hour.sum(axis=2).max()) * grown

    def accepted(self, times: Array, heights: npt.NDArray[np.float64]) -> npt.NDArray[np.int8]:
        """The channel of each candidate, -1 where rejected; heights are relative to the mean."""
        kinds = self.kinds[times // DAY_US - self.first_day]
        bands = self.by_hour[kinds, times % DAY_US // HOUR_US].cumsum(axis=1)
        growth = 1.0 + self.growth_per_day * (times - self.growth_from_us) / DAY_US
        channel = (heights[:, None] >= bands * growth[:, None]).sum(axis=1)
        return np.where(channel < self.by_hour.shape[2], channel, -1).astype(np.int8)


@dataclass(frozen=True, slots=True)
class Batch:
    """Arrivals in order of (time, stream, number)."""

    times: Array
    streams: Array
    numbers: Array
    channels: npt.NDArray[np.int8]
    keys: npt.NDArray[np.uint64]


def _band(number: int) -> tuple[float, float]:
    """The heights of a layer, arrivals a day."""
    low = 0.0 if number == 0 else BASE_PER_DAY * 2.0 ** (number - 1)
    return low, BASE_PER_DAY * 2.0**number


class _Layer:
    """One height band of all streams that reach it: candidates up to a moving horizon."""

    def __init__(
        self, number: int, streams: Array, keys: npt.NDArray[np.uint64], gap: Quantile
    ) -> None:
        self.low, self.high = _band(number)
        self.number, self.streams, self.keys, self.gap = number, streams, keys, gap
        self.drawn = np.zeros(len(streams), dtype=np.int64)
        self.at: Array = np.zeros(len(streams), dtype=np.int64)

    def until(self, end_us: int) -> tuple[Array, Array, Array]:
        """(row, candidate, time) of every candidate before `end_us` not given yet."""
        none = np.zeros(0, dtype=np.int64)
        rows, numbers, times = [none], [none], [none]
        active = np.arange(len(self.streams))
        expected = max(
            1.0, float((end_us - self.at.min(initial=end_us)) / DAY_US) * (self.high - self.low)
        )
        width = int(expected + 4.0 * expected**0.5) + 4
        while len(active):
            counts = self.drawn[active, None] + np.arange(1, width + 1)
            number = counts.astype(np.uint64) | np.uint64(self.number << LAYER_SHIFT)
            keys = arrival_keys(self.keys[active, None], number)
            gaps = self.gap.quantile_us(uniform(raw_array(keys, np.uint64(GAP))).ravel())
            at = self.at[active, None] + gaps.reshape(keys.shape).cumsum(axis=1)
            taken = at < end_us
            many = taken.sum(axis=1)
            rows.append(np.repeat(active, many))
            numbers.append(number[taken].astype(np.int64))
            times.append(at[taken])
            self.drawn[active] += many
            some = many > 0
            self.at[active[some]] = at[some, many[some] - 1]
            active = active[many == width]
        return np.concatenate(rows), np.concatenate(numbers), np.concatenate(times)


class Streams:
    """All streams of a run. `rates` are mean arrivals a day, `keys` the streams' keys."""

    def __init__(
        self, keys: npt.NDArray[np.uint64], rates: npt.NDArray[np.float64], profile: Profile,
        begin_us: int, end_us: int, gap_law: Callable[[float], Quantile],
    ) -> None:  # fmt: skip
        self._keys, self.rates, self._profile = keys, rates, profile
        ceiling = rates * profile.peak(end_us)
        most = max(BASE_PER_DAY, float(ceiling.max(initial=0.0)))
        layers = 1 + max(0, int(np.ceil(np.log2(most / BASE_PER_DAY))))
        self._layers = []
        for number in range(layers):
            low, high = _band(number)
            reach = np.flatnonzero(ceiling > low)
            layer_keys = mix_array(keys[reach] + np.uint64(number + 1))
            layer = _Layer(number, reach, layer_keys, gap_law(DAY_US / (high - low)))
            layer.at[:] = begin_us
            self._layers.append(layer)

    def before(self, end_us: int) -> Batch:
        """The arrivals before `end_us` that were not given yet."""
        parts = [self._of_layer(layer, end_us) for layer in self._layers]
        times, streams, numbers, channels, keys = (
            np.concatenate([part[i] for part in parts]) for i in range(5)
        )
        order = np.lexsort((numbers, streams, times))
        return Batch(times[order], streams[order], numbers[order], channels[order], keys[order])

    def _of_layer(self, layer: _Layer, end_us: int) -> tuple[np.ndarray, ...]:
        rows, numbers, times = layer.until(end_us)
        keys = arrival_keys(layer.keys[rows], numbers.astype(np.uint64))
        u = raw_array(keys, np.uint64(HEIGHT)).astype(np.float64) / UNIT
        streams = layer.streams[rows]
        heights = (layer.low + u * (layer.high - layer.low)) / self.rates[streams]
        channels = self._profile.accepted(times, heights)
        kept = channels >= 0
        return times[kept], streams[kept], numbers[kept], channels[kept], keys[kept]

    def state(self) -> list[dict[str, list[int]]]:
        """What a snapshot keeps: how far each stream of each layer was drawn."""
        return [{"drawn": x.drawn.tolist(), "at_us": x.at.tolist()} for x in self._layers]

    def restore(self, state: list[dict[str, list[int]]]) -> None:
        """Back to a snapshot."""
        for layer, kept in zip(self._layers, state, strict=True):
            layer.drawn[:], layer.at[:] = kept["drawn"], kept["at_us"]


def windows(begin_us: int, end_us: int, width_us: int = WEEK_US) -> Iterator[tuple[int, int]]:
    """[begin, end) cut into windows of `width_us`."""
    at = begin_us
    while at < end_us:
        yield at, min(at + width_us, end_us)
        at += width_us
