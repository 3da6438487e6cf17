"""What an operator did, kept in order: for the history, for annotations, for whoever watches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from simulator.carrying.closed import Relay
from topics.catalogue import control_acts
from topics.control import ControlAct

PACE = ("pause", "resume", "speed")  # acts that leave the model alone


@dataclass(frozen=True, slots=True)
class Act:
    """One act. Instants are simulated; `until_us` is -1 when its effect stays, or is none.

    `number` counts accepted acts from 1 and is 0 for a refused one, whose `reason` says why.
    """

    number: int
    kind: str
    name: str
    settings: tuple[str, ...]
    at_us: int
    until_us: int = -1
    outcome: Literal["accepted", "refused"] = "accepted"
    reason: str = ""

    def text(self) -> str:
        """As it was asked for."""
        return " ".join(word for word in (self.kind, self.name, *self.settings) if word)

    def document(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "number": self.number,
            "act": self.kind,
            "name": self.name,
            "settings": list(self.settings),
            "at_us": self.at_us,
            "until_us": self.until_us,
            "outcome": self.outcome,
            "reason": self.reason,
        }


class ActLog:
    """All acts of a run. Those accepted are put on the bus, and so into the history."""

    def __init__(self, relay: Relay, prefix: str) -> None:
        self._relay, self._topic = relay, control_acts(prefix)
        self._acts: list[Act] = []
        self._accepted = 0

    @property
    def acts(self) -> Sequence[Act]:
        """In their order."""
        return tuple(self._acts)

    def of_model(self) -> list[Act]:
        """Those that changed the model: with any, a run is not the one of its scenario alone."""
        return [act for act in self._acts if act.outcome == "accepted" and act.kind not in PACE]

    def count(self, outcome: str) -> int:
        """How many were accepted, or refused."""
        accepted = self._accepted
        return accepted if outcome == "accepted" else len(self._acts) - accepted

    def accept(
        self, kind: str, name: str, settings: Sequence[str], at_us: int, until_us: int = -1
    ) -> Act:
        """Keep an act that has taken effect, and put it on record."""
        self._accepted += 1
        act = Act(self._accepted, kind, name, tuple(settings), at_us, until_us)
        self._acts.append(act)
        event = ControlAct(
            number=act.number,
            act=kind,
            name=name,
            settings=act.settings,
            at_us=at_us,
            until_us=until_us,
        )
        self._relay.deliver(at_us, self._topic, f"act-{act.number}", event)
        return act

    def refuse(self, kind: str, name: str, settings: Sequence[str], at_us: int, reason: str) -> Act:
        """Keep an act that was refused; nothing has happened."""
        act = Act(0, kind, name, tuple(settings), at_us, -1, "refused", reason)
        self._acts.append(act)
        return act
