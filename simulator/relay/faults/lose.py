"""A message is lost."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.relay.rules import Lose, Verdict, fault


@fault("lose")
@dataclass(frozen=True, slots=True)
class Loss:
    """It never comes."""

    def strike(self, draw: int) -> Verdict:  # noqa: ARG002 - every fault is asked alike
        """Always the same."""
        return Lose()
