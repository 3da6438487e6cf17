"""A provider is asked, and answers nothing."""

from __future__ import annotations

from simulator.live.registry import LiveFault, agency_of, live_fault, longer
from simulator.model.model import Model


@live_fault("silence")
class Silence(LiveFault, frozen=True):
    """`agency` takes requests and answers none: attempts time out, letters lie until it is over.

    The people who answer letters for an agency without people of its own are its owner's: to
    silence these, name the owner.
    """

    agency: str

    def check(self, model: Model) -> None:
        """It has to take part."""
        agency_of(model, self.agency)

    def strike(self, model: Model, begin_us: int, end_us: int) -> None:
        """For requests sent, and letters written, from now on."""
        agency = agency_of(model, self.agency)
        agency.silent = longer(agency.silent, begin_us, end_us)
