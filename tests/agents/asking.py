"""One dossier that asks the provider of a small world for one thing."""

from __future__ import annotations

from typing import Any

from agents.spans import Cause
from agents.world import Rules
from tests.agents.worlds import QUIET, START, Asking, Done, Outages, SmallWorld, request_spec
from topics.events import DataRequest


class Asked:
    """The world after the request has ended. Times are microseconds after the start."""

    def __init__(
        self,
        by_rules: Rules = QUIET,
        *,
        origin: int = 1,
        by_letter: bool = False,
        attention: float = 1.0,
        start_us: int = START,
        spec: dict[str, Any] | None = None,
        outages: Outages | None = None,
    ) -> None:
        since = {
            target: [(a + START, b + START) for a, b in w] for target, w in (outages or {}).items()
        }
        self.small, self.done = SmallWorld(by_rules, start_us, outages=since), Done()
        self.small.provider.attention = attention
        asking = Asking([(request_spec(**spec or {}), self.small.provider, not by_letter)])
        self.dossier = self.small.dossier(asking, self.done, origin=origin)
        self.dossier.go(0, start_us)
        self.small.run()

    def ended(self) -> int:
        """When the dossier went on; it did once."""
        (ended,) = self.done.at_us
        return ended - START

    def shares(self) -> list[tuple[Cause, int, int]]:
        """Where its time went, in order."""
        return self.small.in_order(self.dossier)

    def sent(self) -> list[int]:
        """When a request was put on the bus."""
        return [letter.at_us - START for letter in self.small.mail.of(DataRequest)]

    def outcomes(self) -> dict[tuple[str, str], int]:
        """(mode, outcome) -> how often."""
        return {
            (mode, outcome): n for (_, _, mode, outcome), n in self.small.world.requests.items()
        }
