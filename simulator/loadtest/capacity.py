"""The highest rate that a connector still carries: what is tried next, and how sure the answer is.

Rates are doubled until one is too much, then the gap is halved (in its logarithm) until it is small
enough. The halving is repeated; each repetition finds a rate of its own, and their mean has an
interval by Student's t, to which half of the gap is added. What the machine of the test cannot
offer is never taken for a limit of the connector.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from simulator.answer.statistics import t_interval
from simulator.loadtest.verdict import EXIT, Word
from topics.errors import EnvironmentFailed

LEAST = 1.0
"""Requests a second; a connector that cannot carry that carries nothing."""

_INTERVAL = "Student's t over the rates of the repetitions, and half of the last gap"
Limit = Literal["connector", "generator", "most"]


@dataclass(frozen=True, slots=True)
class Trial:
    """One short test at one rate. `repetition` is 0 while rates are doubled."""

    rate: float
    repetition: int
    word: Word
    reason: str
    folder: str


Try = Callable[[float, int], Trial]


@dataclass(frozen=True, slots=True)
class Search:
    """`begin`: the first rate; `most`: no higher one is tried; `within`: the gap that is left."""

    begin: float
    most: float
    within: float
    repeats: int
    wanted: float | None = None


@dataclass(frozen=True, slots=True)
class Capacity:
    """`found` has the rate of each repetition; `rate` is their mean, and 0 if none is carried.

    `low` and `high`: its 95 % interval; None of a single repetition, or when nothing limited the
    connector. `limit`: what set the upper bound.
    """

    search: Search
    trials: tuple[Trial, ...]
    found: tuple[float, ...]
    limit: Limit
    rate: float
    low: float | None
    high: float | None

    @property
    def word(self) -> Word:
        """pass, unless it carries nothing, less than is wanted, or the test could not offer it."""
        if self.limit != "connector" and not self.found:
            return "invalid"
        wanted = LEAST if self.search.wanted is None else self.search.wanted
        sure = self.rate if self.low is None else self.low
        if sure >= wanted:
            return "pass"
        return "fail" if self.limit == "connector" else "invalid"

    @property
    def exit_status(self) -> int:
        """What the command ends with."""
        return EXIT[self.word]

    @property
    def sentence(self) -> str:
        """The answer."""
        if not self.found:
            what = "carried" if self.limit == "connector" else "could be offered"
            return f"not even {min(one.rate for one in self.trials):,.3g} requests a second {what}"
        if self.limit != "connector":
            why = "more was not to be tried" if self.limit == "most" else (
                "the machine of the test could not offer more"
            )  # fmt: skip
            return f"at least {self.rate:,.4g} requests a second; {why}"
        if self.low is None or self.high is None:
            return f"{self.rate:,.4g} requests a second, from one repetition without an interval"
        return (
            f"{self.rate:,.4g} requests a second (95 % interval {self.low:,.4g} to "
            f"{self.high:,.4g}, Student's t over {len(self.found)} repetitions)"
        )

    def document(self) -> dict[str, Any]:
        """Plain data for verdict.json."""
        return {
            "format": "lienthong-capacity", "version": 1, "verdict": self.word,
            "exit_status": self.exit_status, "sentence": self.sentence, "limit": self.limit,
            "rate_per_s": self.rate, "low_per_s": self.low, "high_per_s": self.high,
            "confidence": 0.95, "interval": _INTERVAL,
            "found_per_s": list(self.found), "search": msgspec.to_builtins(self.search),
            "trials": [msgspec.to_builtins(one) for one in self.trials],
        }  # fmt: skip


def find_capacity(search: Search, attempt: Try) -> Capacity:
    """Search by trials. Raise `EnvironmentFailed` when one has no verdict."""
    return _Searching(search, attempt).run()


class _Searching:
    def __init__(self, search: Search, attempt: Try) -> None:
        self._search, self._attempt = search, attempt
        self._trials: list[Trial] = []

    def run(self) -> Capacity:
        low, high = self._bracket()
        if low is None or high is None:
            limit: Limit = "most" if high is None else self._limit(high)
            return self._capacity(() if low is None else (low,), limit)
        if self._limit(high) == "generator":
            return self._capacity((low,), "generator")
        repeats = range(1, self._search.repeats + 1)
        return self._capacity(tuple(self._halved(low, high, n) for n in repeats), "connector")

    def _bracket(self) -> tuple[float | None, float | None]:
        """The highest rate that was carried and the lowest that was not, as far as there are."""
        low, high, rate = None, None, self._search.begin
        while LEAST <= rate <= self._search.most:
            if self._carries(rate, 0):
                low = rate
                if high is not None:
                    break
                rate = 2 * rate if rate == self._search.most else min(2 * rate, self._search.most)
            else:
                high = rate
                if low is not None:
                    break
                rate /= 2
        return low, high

    def _halved(self, low: float, high: float, repetition: int) -> float:
        while high / low > 1 + self._search.within:
            middle = math.sqrt(low * high)
            if self._carries(middle, repetition):
                low = middle
            else:
                high = middle
        return math.sqrt(low * high)

    def _carries(self, rate: float, repetition: int) -> bool:
        """Whether the connector passes at a rate; an invalid trial is tried once more."""
        for _ in range(2):
            trial = self._attempt(rate, repetition)
            if trial.word == "error":
                raise EnvironmentFailed(f"the trial at {rate:g} a second: {trial.reason}")
            self._trials.append(trial)
            if trial.word != "invalid":
                break
        return trial.word == "pass"

    def _limit(self, rate: float) -> Limit:
        """Why a rate is too much: of the machine as long as no test there was valid."""
        words = {one.word for one in self._trials if one.rate == rate}
        return "generator" if words == {"invalid"} else "connector"

    def _capacity(self, found: tuple[float, ...], limit: Limit) -> Capacity:
        rate = sum(found) / len(found) if found else 0.0
        low = high = None
        interval = t_interval(found) if limit == "connector" else None
        if interval is not None and interval.half_width is not None:
            half = interval.half_width + rate * self._search.within / 2
            low, high = max(0.0, rate - half), rate + half
        return Capacity(self._search, tuple(self._trials), found, limit, rate, low, high)
