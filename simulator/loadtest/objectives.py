"""What was measured, beside what the plan wants of it.

Names: ``p50 p75 p90 p95 p99 p999 max`` of the response time, in µs from the intended send to the
connector's record; ``errors`` and ``<culprit>_errors``, shares of what was asked; ``lag`` in
records; ``recovery`` in µs from a fault's end until all is well again; ``throughput`` in
responses a second (at least); ``memory`` in bytes. All but `recovery` are of the load's phase.
What a rule of the relay lost, delayed or spoilt on its way is not measured.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from simulator.loadtest.latency import Latency
from simulator.loadtest.parts import NEVER, Window
from simulator.loadtest.responses import Response
from simulator.loadtest.terms import SECOND_US
from simulator.loadtest.view import MESSAGE_FAULTS, View

Array = NDArray[np.int64]

PERCENT = {"p50": 50.0, "p75": 75.0, "p90": 90.0, "p95": 95.0, "p99": 99.0, "p999": 99.9}
_TIMES = (*PERCENT, "max", "recovery")
_BUCKETS = 120  # of the measurements over time, at most
_SLOW = 4  # times the usual median: slow; until few are for some seconds, it has not recovered
_FEW, _CALM_US = 0.05, 5_000_000


@dataclass(frozen=True, slots=True)
class Figure:
    """One objective: what was measured (None: nothing could be), and the limit."""

    name: str
    measured: float | None
    relation: Literal["<=", ">="]
    limit: float

    @property
    def met(self) -> bool:
        """Whether the limit is kept. What could not be measured is not."""
        if self.measured is None:
            return False
        if self.relation == ">=":
            return self.measured >= self.limit
        return self.measured <= self.limit

    @property
    def sentence(self) -> str:
        """What is wrong with it, if it is not met."""
        wanted = "at least" if self.relation == ">=" else "at most"
        found = "nothing was measured" if self.measured is None else shown(self.name, self.measured)
        return f"objective {self.name}: {found}; expected {wanted} {shown(self.name, self.limit)}"


def shown(name: str, value: float) -> str:
    """A value of the objective `name`, with its unit."""
    if name in _TIMES:
        return f"{value / 1e3:,.1f} ms" if value < 1e7 else f"{value / 1e6:,.1f} s"
    if name.endswith("errors"):
        return f"{value:.2%}"
    if name == "memory":
        return f"{value / 1e6:,.0f} MB"
    return f"{value:,.1f}/s" if name == "throughput" else f"{value:,.0f}"


@dataclass(frozen=True, slots=True)
class Slice:
    """What was intended from `at_us` on, for a while: times in µs, -1 if there are none."""

    at_us: int
    count: int
    failed: int
    p50_us: int
    p95_us: int
    p99_us: int
    max_us: int


@dataclass(frozen=True, slots=True)
class Measured:
    """`latency` holds count, mean and percentiles of the load's phase, `histogram` all of them."""

    figures: tuple[Figure, ...]
    latency: dict[str, float]
    over_time: tuple[Slice, ...]
    histogram: str
    left_out: int  # messages that a rule struck


def measure(view: View) -> Measured:
    """Measure all, and set it beside the objectives of the terms, in their order."""
    responses = view.responses
    begin_us, end_us = view.load
    loaded = [one for one in responses.found if begin_us <= one.intended_us < end_us]
    latency = Latency()
    latency.record_many([one.done_us - one.intended_us for one in loaded if one.done_us >= 0])
    values = _values(view, loaded, responses.found, latency)
    figures = tuple(
        Figure(name, values.get(name), ">=" if name == "throughput" else "<=", float(limit))
        for name, limit in view.terms.objectives.items()
    )
    told = {name: value for name, value in values.items() if value is not None}
    over_time = _over_time(responses.found)
    return Measured(figures, told, over_time, latency.encoded(), responses.struck)


def _values(
    view: View, loaded: list[Response], every: list[Response], latency: Latency
) -> dict[str, float | None]:
    begin_us, _ = view.load
    values: dict[str, float | None] = {"count": float(len(loaded))}
    if latency.count:
        values |= {name: float(latency.at(percent)) for name, percent in PERCENT.items()}
        values["max"] = float(latency.at(100.0))
    values |= _errors(view, loaded)
    values["lag"] = _lag(view)
    values["recovery"] = _recovery(view, every)
    values["throughput"] = _throughput(loaded, begin_us)
    resident = [one.resident_bytes for one in view.processes if one.resident_bytes >= 0]
    values["memory"] = float(max(resident)) if resident else None
    return values


def _throughput(loaded: list[Response], begin_us: int) -> float | None:
    """Responses a second until the last was asked for; a backlog at that moment is missing."""
    last_us = max((one.intended_us for one in loaded), default=begin_us)
    if last_us == begin_us:
        return None
    done = sum(begin_us <= one.done_us <= last_us for one in loaded)
    return done / ((last_us - begin_us) / 1e6)


def _errors(view: View, loaded: list[Response]) -> dict[str, float | None]:
    """`errors` are those that the connector has to answer for; others have their culprit's name."""
    if not loaded:
        return {}
    counts = dict.fromkeys(("requester", "provider", "bus", "portal", "person"), 0)
    for one in loaded:
        if one.culprit:
            counts[one.culprit] = counts.get(one.culprit, 0) + 1
    own = counts[view.terms.role] if view.terms.role in counts else sum(counts.values())
    shares = {f"{name}_errors": count / len(loaded) for name, count in counts.items()}
    return {"errors": own / len(loaded), **shares}


def _lag(view: View) -> float | None:
    """The most records that waited in one partition when the group's offset was asked for."""
    most = None
    begin_us, end_us = view.load
    for place, commits in view.commits.items():
        read = view.read.get(place)
        if read is None:
            continue
        ages, offsets = list(read[0::2]), list(read[1::2])
        for commit in commits:
            if begin_us <= commit.at_us < end_us:
                there = bisect_right(ages, commit.at_us)
                waiting = there - bisect_left(offsets, commit.offset, 0, there)
                most = max(most or 0, waiting)
    return None if most is None else float(most)


def _recovery(view: View, every: list[Response]) -> float | None:
    """The longest over the faults of processes; None if there was none."""
    faults = [window for window in view.windows if window.name not in MESSAGE_FAULTS]
    if not faults:
        return None
    usual = [
        one.done_us - one.intended_us
        for one in every
        if one.done_us >= 0 and not view.disturbed(one.intended_us, one.done_us)
    ]
    slow_us = _SLOW * max(float(np.median(usual)), 1e4) if usual else 1e6
    begins = sorted(window.begin_us for window in faults)
    return max(_until_well(view, window, begins, every, slow_us) for window in faults)


def _until_well(
    view: View, window: Window, begins: list[int], every: list[Response], slow_us: float
) -> float:
    """From its end until the last slow response of what was intended before all was well again.

    That is when few are slow for some seconds: some are slow in any long test.
    """
    ended_us = min(window.end_us, view.end_us)
    following = next((begin for begin in begins if begin > ended_us), view.end_us + 1)
    times = sorted(
        (one.intended_us, one.done_us if one.done_us >= 0 else view.end_us)
        for one in every
        if window.begin_us - slow_us <= one.intended_us < following
    )
    intended, done = np.array(times, np.int64).reshape(-1, 2).T
    slow = (done - intended > slow_us) | (done >= view.end_us)
    well_us = _well_us(intended, slow, ended_us)
    late = done[slow & (intended < well_us)]
    return max(0.0, float(late.max() - ended_us)) if len(late) else 0.0


def _well_us(intended: Array, slow: NDArray[np.bool_], ended_us: int) -> int:
    """The first whole second after a fault's end from which few are slow for `_CALM_US`."""
    for at_us in range(ended_us, int(intended.max(initial=0)) + 1, SECOND_US):
        first, last = np.searchsorted(intended, (at_us, at_us + _CALM_US))
        if last > first and np.count_nonzero(slow[first:last]) <= _FEW * (last - first):
            return at_us
    return NEVER


# -- over time ---------------------------------------------------------------------------------


def _over_time(every: list[Response]) -> tuple[Slice, ...]:
    if not every:
        return ()
    intended = np.array([one.intended_us for one in every], np.int64)
    done = np.array([one.done_us for one in every], np.int64)
    failed = np.array([bool(one.culprit) for one in every], np.bool_)
    first = int(intended.min())
    width = max(1_000_000, -(-(int(intended.max()) - first + 1) // _BUCKETS))
    number = (intended - first) // width
    order = np.argsort(number, kind="stable")
    cuts = np.flatnonzero(np.diff(number[order])) + 1
    return tuple(
        _slice(first + int(number[part[0]]) * width, intended[part], done[part], failed[part])
        for part in np.split(order, cuts)
    )


def _slice(at_us: int, intended: Array, done: Array, failed: NDArray[np.bool_]) -> Slice:
    times = (done - intended)[done >= 0]
    found = np.percentile(times, (50, 95, 99, 100)) if len(times) else np.full(4, -1.0)
    p50, p95, p99, most = (int(value) for value in found)
    return Slice(at_us, len(intended), int(np.count_nonzero(failed)), p50, p95, p99, most)
