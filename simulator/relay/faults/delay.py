"""A message comes later."""

from __future__ import annotations

from dataclasses import dataclass

from agents.draws import UNIT
from simulator.relay.rules import Delay, Verdict, fault
from topics.errors import InputError


@fault("delay")
@dataclass(frozen=True, slots=True)
class Lag:
    """It comes `us` later, spread evenly by up to `spread_us` more."""

    us: int
    spread_us: int = 0

    def __post_init__(self) -> None:
        if self.us < 0 or self.spread_us < 0 or self.us + self.spread_us == 0:
            raise InputError("fault delay: us and spread_us are at least 0, and not both 0")

    def strike(self, draw: int) -> Verdict:
        """The message's own delay."""
        return Delay(self.us + draw * self.spread_us // UNIT)
