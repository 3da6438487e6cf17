"""Status pushes are lost on their way to the portal."""

from __future__ import annotations

from dataclasses import replace

from agents.draws import threshold
from agents.world import Rules
from simulator.live.registry import LiveFault, Share, live_fault


@live_fault("status-loss")
class StatusLoss(LiveFault, frozen=True):
    """A `share` of the messages to the portal is lost, in place of the scenario's share."""

    share: Share

    def alter(self, rules: Rules) -> Rules:
        """For messages sent while it lasts."""
        return replace(rules, sync=replace(rules.sync, loss=threshold(self.share)))
