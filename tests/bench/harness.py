"""Timing contestants against one another, and the figures and registry of the benches.

A bench is a function without arguments that returns its figures. It is registered by name and
found because its module is called `tests/bench/bench_*.py`:

    @bench("engine-vs-ciw")
    def engine_vs_ciw() -> list[Figure]:
        return [versus("engine-vs-ciw", w_engine.run, w_ciw.run, 30.0)]

`versus` (in `tests.bench.versus`) does all that two contestants of network W need.
"""

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Literal

MIN_PAIRS = 5
# A contestant whose first run takes this long is not repeated.
REPEAT_BELOW_S = 20.0


@dataclass(frozen=True, slots=True)
class Contestant:
    """Something to time: `work` handles `units` units (dossiers) per call."""

    name: str
    work: Callable[[], object]
    units: int


@dataclass(frozen=True, slots=True)
class Timings:
    """Seconds of each contestant by pair, its units per call and what its last call returned."""

    units: dict[str, int]
    seconds: dict[str, list[float]]
    results: dict[str, object]

    def rate(self, name: str) -> float:
        """Units per second of a contestant, from its median time."""
        return self.units[name] / median(self.seconds[name])

    def ratios(self, name: str, base: str) -> list[float]:
        """How many times faster than `base` a contestant was, pair by pair, per unit of work."""
        per_unit = self.units[name] / self.units[base]
        pairs = zip(self.seconds[name], self.seconds[base], strict=True)
        return [per_unit * base_s / name_s for name_s, base_s in pairs]

    def ratio(self, name: str, base: str) -> float:
        """The median of `ratios`."""
        return median(self.ratios(name, base))


def interleaved(pairs: int, contestants: Sequence[Contestant]) -> Timings:
    """Time the contestants in turn, `pairs` times over (at least 5), in alternating order.

    Each call follows a full garbage collection; the collector stays on, as a user would have it,
    but does not walk through what was there before, such as the numbers that were drawn. A
    contestant that needs 20 s is run once, and that time stands in every pair.
    """
    if pairs < MIN_PAIRS:
        raise ValueError(f"{pairs} pairs are too few for a median; at least {MIN_PAIRS}")
    timings = Timings({c.name: c.units for c in contestants}, {c.name: [] for c in contestants}, {})
    for pair in range(pairs):
        for contestant in contestants if pair % 2 == 0 else reversed(contestants):
            _time(contestant, timings)
    return timings


def _time(contestant: Contestant, timings: Timings) -> None:
    seconds = timings.seconds[contestant.name]
    if seconds and seconds[0] >= REPEAT_BELOW_S:
        seconds.append(seconds[0])
        return
    gc.collect()
    gc.freeze()
    start = perf_counter()
    result = contestant.work()
    seconds.append(perf_counter() - start)
    gc.unfreeze()
    timings.results[contestant.name] = result


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value and its target; `detail` says in words what it was made of."""

    name: str
    value: float
    relation: Literal[">=", "<="]
    target: float
    detail: str = ""

    @property
    def met(self) -> bool:
        """Whether the value is on the right side of the target."""
        if self.relation == ">=":
            return self.value >= self.target
        return self.value <= self.target

    def line(self) -> str:
        """`bench: NAME VALUE >= TARGET`."""
        return f"bench: {self.name} {number(self.value)} {self.relation} {number(self.target)}"


def number(value: float) -> str:
    """Three significant digits, without an exponent: 0.512, 9.35, 24,500."""
    if value == 0:
        return "0"
    whole_digits = len(str(int(abs(value))))
    if abs(value) >= 100:
        return f"{round(value, 3 - whole_digits):,.0f}"
    return f"{value:.3g}"


Bench = Callable[[], list[Figure]]
REGISTRY: dict[str, Bench] = {}


def bench(name: str) -> Callable[[Bench], Bench]:
    """Register a bench under a name not yet taken."""

    def register(function: Bench) -> Bench:
        if name in REGISTRY:
            raise ValueError(f"two benches are called {name}")
        REGISTRY[name] = function
        return function

    return register
