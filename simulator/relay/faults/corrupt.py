"""A message comes spoilt."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.relay.corruption import CORRUPTIONS
from simulator.relay.rules import Corrupt, Verdict, fault
from topics.errors import InputError


@fault("corrupt")
@dataclass(frozen=True, slots=True)
class Spoiling:
    """It comes spoilt in the way that `how` names."""

    how: str = "truncated"

    def __post_init__(self) -> None:
        if self.how not in CORRUPTIONS:
            raise InputError(f"fault corrupt: how={self.how}; one of {', '.join(CORRUPTIONS)}")

    def strike(self, draw: int) -> Verdict:  # noqa: ARG002 - every fault is asked alike
        """Always the same."""
        return Corrupt(self.how)
