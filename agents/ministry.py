"""Central agencies: a unit that works dossiers, and people who answer letters.

An agency with branches (police, tax, social security) answers letters in each province.
"""

from __future__ import annotations

from agents.agency import WHOLE_COUNTRY, AgencyAtWork, Entry, Offices, Site, Unit, agency_kind


@agency_kind("ministry", "ministerial_agency", "government_agency")
def build_central(agency: AgencyAtWork, entry: Entry, offices: Offices) -> None:
    """One unit at the centre; answering desks at the centre and, with branches, in provinces.

    The centre's unit exists once and always takes part, so it stands for itself: weight 1.
    """
    people = offices.inhabitants()
    site = Site("central-001", people, 1.0)
    desks = offices.level_desks(agency.id, "central", site)
    unit_id = f"{agency.id}/{site.name}"
    unit = Unit(unit_id, agency, "central", WHOLE_COUNTRY, desks, people=people)
    agency.units["central"] = [unit]
    agency.answering[WHOLE_COUNTRY] = offices.answering_desk(agency.id, WHOLE_COUNTRY, people)
    if entry.branches:
        for province, inhabitants in offices.provinces():
            agency.answering[province] = offices.answering_desk(agency.id, province, inhabitants)
