"""A message comes more than once."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.relay.rules import Duplicate, Verdict, fault
from topics.errors import InputError


@fault("duplicate")
@dataclass(frozen=True, slots=True)
class Doubled:
    """It comes `copies` times more."""

    copies: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.copies <= 100:
            raise InputError(f"fault duplicate: copies={self.copies}; expected 1 to 100")

    def strike(self, draw: int) -> Verdict:  # noqa: ARG002 - every fault is asked alike
        """Always the same."""
        return Duplicate(self.copies)
