"""A national database: software that answers over the platform; letters go to its owner."""

from __future__ import annotations

from agents.agency import AgencyAtWork, Entry, Offices, agency_kind
from topics.errors import ModelError


@agency_kind("registry")
def build_registry(agency: AgencyAtWork, entry: Entry, offices: Offices) -> None:  # noqa: ARG001 - every kind is built alike
    """No unit and no desk of its own."""
    if agency.owner is None:
        raise ModelError(f"registry {agency.id} has no owner in this run")
