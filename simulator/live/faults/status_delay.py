"""Status pushes come to the portal late."""

from __future__ import annotations

from dataclasses import replace

from agents.draws import threshold
from agents.world import Rules
from simulator.live.registry import LiveFault, Share, live_fault
from simulator.model.model import Model
from topics.errors import InputError


@live_fault("status-delay")
class StatusDelay(LiveFault, frozen=True):
    """A `share` of the messages to the portal is late by the scenario's law, `sync.delay`."""

    share: Share

    def check(self, model: Model) -> None:
        """The scenario has to say how late."""
        if model.world.rules.sync.delay is None:
            raise InputError("fault status-delay: the scenario has no sync.delay to draw from")

    def alter(self, rules: Rules) -> Rules:
        """For messages sent while it lasts."""
        return replace(rules, sync=replace(rules.sync, delayed=threshold(self.share)))
