"""A province: its provincial departments, districts and communes, each with desks of its own."""

from __future__ import annotations

from agents.agency import WHOLE_COUNTRY, AgencyAtWork, Entry, Offices, Unit, agency_kind

DEPARTMENTS = 20
"""Specialised departments of a provincial people's committee: Decree 107/2020 names 17 to all
provinces and a few more to some; the number is a modelling assumption."""


@agency_kind("province")
def build_province(agency: AgencyAtWork, entry: Entry, offices: Offices) -> None:
    """Make the units of every level that exists here; each serves an equal part of the people.

    Those that take part stand for all: each weighs (units that exist / units kept).
    """
    people = entry.population or 0.0
    for level, count in unit_counts(entry).items():
        kept = offices.kept_units(agency.id, level, count)
        agency.units[level] = [
            _unit(agency, level, number, people / count, count / len(kept), offices)
            for number in kept
        ]
    agency.answering[WHOLE_COUNTRY] = offices.answering_desk(agency.id, agency.id, people)


def unit_counts(entry: Entry) -> dict[str, int]:
    """Level -> how many units of it a province has, before any of them are left out by scale."""
    return {"commune": entry.communes, "district": entry.districts, "province": DEPARTMENTS}


def _unit(
    agency: AgencyAtWork, level: str, number: int, people: float, weight: float, offices: Offices
) -> Unit:
    unit_id = f"{agency.id}/{level}-{number:03d}"
    return Unit(
        id=unit_id,
        agency=agency,
        level=level,
        province=agency.id,
        desks=offices.level_desks(agency.id, unit_id, level, people),
        weight=weight,
    )
