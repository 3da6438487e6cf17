"""What a generated scenario draws: every choice is keyed by the scenario's number and its place.

So a new choice moves no other one, and the same number is the same scenario on every machine.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")
Document = dict[str, Any]

SIZES = {
    "second": ("1s", "4s", "40s", "2m"),
    "minute": ("4m", "10m", "25m", "45m"),
    "hour": ("1h", "4h", "8h", "20h"),
    "day": ("6h", "1d", "2.5d", "6d"),
    "work": ("30m", "2h", "1wd", "3wd"),
}
"""Durations of about one size, in rising order; those of `work` are working time."""
LAWS = (
    "fixed", "exponential", "lognormal by its mean", "lognormal by its median", "gamma", "uniform",
    "empirical", "empirical with weights",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chance:
    """The choices of one number, with laws of these kinds."""

    number: int
    kinds: Sequence[str] = LAWS

    def below(self, place: str, many: int) -> int:
        """A whole number from 0 to `many` - 1, all alike likely."""
        said = hashlib.blake2b(f"{self.number}/{place}".encode(), digest_size=8).digest()
        return int.from_bytes(said, "big") % many

    def one_of(self, place: str, options: Sequence[T]) -> T:
        """One of the options."""
        return options[self.below(place, len(options))]

    def some_of(self, place: str, options: Sequence[T]) -> list[T]:
        """Each option or not, at least one, in their order."""
        found = [one for n, one in enumerate(options) if self.below(f"{place}#{n}", 2)]
        return found or [self.one_of(place, options)]

    def law(self, place: str, size: str) -> Any:
        """A law of times of a size, written as a planner would."""
        kind, times = self.one_of(f"{place}/law", self.kinds), SIZES[size]
        low = self.below(f"{place}/low", 2)
        mean, high = times[low + 1], times[low + 2]
        cv = self.one_of(f"{place}/cv", (0.3, 0.8, 2.0))
        if kind == "fixed":
            return {"fixed": mean} if self.below(f"{place}/in words", 4) == 0 else mean
        if kind == "exponential":
            return {"exponential": {"mean": mean}}
        if kind == "gamma":
            return {"gamma": {"mean": mean, "cv": cv}}
        if kind == "uniform":
            return {"uniform": {"low": times[low], "high": high}}
        if kind.startswith("lognormal"):
            by_mean = {"mean": mean, "cv": cv}
            return {"lognormal": by_mean if "mean" in kind else {"median": mean, "p90": high}}
        weights = {"weights": [3.0, 0.0, 1.0]} if "weights" in kind else {}
        return {"empirical": {"values": [mean, times[low], high], **weights}}
