"""Who can be asked for data in a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from agents.agency import AgencyAtWork


@dataclass(frozen=True, slots=True)
class Network:
    """Who is there to be asked: agencies by id, provinces with their shares of the people.

    `departments`: procedure -> the department that works it, of those that one works.
    """

    agencies: Mapping[str, AgencyAtWork]
    provinces: tuple[str, ...]
    shares: tuple[int, ...]  # cumulative, as raw thresholds
    departments: Mapping[str, str] = field(default_factory=dict)

    def province_of(self, draw: int) -> str:
        """The province that a raw draw falls on."""
        for province, upto in zip(self.provinces, self.shares, strict=True):
            if draw < upto:
                return province
        return self.provinces[-1]
