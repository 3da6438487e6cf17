"""The National Public Service Portal: it reads statuses; its owner's people answer letters."""

from __future__ import annotations

from agents.agency import AgencyAtWork, Entry, Offices, agency_kind
from topics.errors import ModelError


@agency_kind("portal")
def build_portal(agency: AgencyAtWork, entry: Entry, offices: Offices) -> None:  # noqa: ARG001 - every kind is built alike
    """No unit and no desk: the portal is software; outages are windows of the run."""
    if agency.owner is None:
        raise ModelError(f"portal {agency.id} has no owner in this run")
