"""A system does not answer."""

from __future__ import annotations

from simulator.live.registry import LiveFault, agency_of, live_fault, longer
from simulator.model.model import Model


@live_fault("outage")
class Outage(LiveFault, frozen=True):
    """The systems of `target` (portal, platform or an agency) are down; what is sent waits.

    Messages to the portal wait in its log and are then read late and in order; who wants to apply
    online does what the scenario says (`applicants.portal_outage`). Requests wait until
    platform and provider answer; one that was sent before gets its reply.
    """

    target: str

    def check(self, model: Model) -> None:
        """An agency has to take part."""
        if self.target not in ("portal", "platform"):
            agency_of(model, self.target)

    def strike(self, model: Model, begin_us: int, end_us: int) -> None:
        """As an outage of the scenario would be; one that is there already may get longer."""
        world = model.world
        if self.target == "portal":
            world.portal = longer(world.portal, begin_us, end_us)
        elif self.target == "platform":
            world.platform = longer(world.platform, begin_us, end_us)
        else:
            agency = agency_of(model, self.target)
            agency.windows = longer(agency.windows, begin_us, end_us)
