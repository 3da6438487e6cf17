"""A province: its departments, districts and communes, each with desks of its own."""

from __future__ import annotations

from agents.agency import WHOLE_COUNTRY, AgencyAtWork, Entry, Offices, Site, Unit, agency_kind

LEVELS = ("commune", "district", "province")


@agency_kind("province")
def build_province(agency: AgencyAtWork, entry: Entry, offices: Offices) -> None:
    """Make the units of every level that exists here; those that take part stand for all."""
    for level in LEVELS:
        sites = offices.sites(agency.id, level)
        agency.units[level] = [_unit(agency, level, site, offices) for site in sites]
    people = entry.population or 0.0
    agency.answering[WHOLE_COUNTRY] = offices.answering_desk(agency.id, agency.id, people)


def _unit(agency: AgencyAtWork, level: str, site: Site, offices: Offices) -> Unit:
    return Unit(
        id=f"{agency.id}/{site.name}",
        agency=agency,
        level=level,
        province=agency.id,
        desks=offices.level_desks(agency.id, level, site),
        weight=site.weight,
        people=site.people,
        department=site.department,
    )
