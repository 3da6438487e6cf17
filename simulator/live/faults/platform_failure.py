"""Requests over the platform get no reply."""

from __future__ import annotations

from dataclasses import replace

from agents.draws import threshold
from agents.world import Rules
from simulator.live.registry import LiveFault, Share, live_fault


@live_fault("platform-failure")
class PlatformFailure(LiveFault, frozen=True):
    """A `share` of the attempts over the platform gets no reply, in place of the scenario's."""

    share: Share

    def alter(self, rules: Rules) -> Rules:
        """For attempts sent while it lasts."""
        return replace(rules, platform=replace(rules.platform, failure=threshold(self.share)))
