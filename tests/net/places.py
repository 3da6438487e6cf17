"""Where generated scenarios take place: agencies, calendars, days off and worked in exchange."""

from __future__ import annotations

from typing import Any

from tests.net.chance import Chance, Document

SAID = {"source": "made up", "verified": False}
MINISTRIES = ("G01", "G15", "G22", "G24-BHXH")
STARTS = (
    "2023-07-03",  # a plain week
    "2023-08-28",  # with the National Day, and a day off in lieu
    "2024-02-26",  # over 29 February
    "2024-04-22",  # a Saturday that is worked for a Monday
    "2023-12-25",  # over New Year
)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_AND_NIGHT = {"open": [["00:00", "24:00"]], **SAID}
SHIFTS: Document = {
    "full": {"open": [["07:00", "11:30"], ["13:30", "17:00"]], **SAID},
    "long": {"open": [["08:00", "12:00"], ["13:00", "17:00"], ["18:00", "20:00"]], **SAID},
    "morning": {"open": [["07:30", "11:30"]], **SAID},
}
HOLIDAYS = {
    2022: ([], []),
    2023: (["2023-07-07", "2023-07-12", "2023-09-01", "2023-09-02", "2023-09-04"],
           [("2023-07-08", "2023-07-07")]),
    2024: (["2024-01-01", "2024-02-29", "2024-04-29", "2024-04-30", "2024-05-01"],
           [("2024-05-04", "2024-04-29")]),
    2025: (["2025-01-01"], []),
}  # fmt: skip


def agency(name: str, kind: str, **more: Any) -> Document:
    """One agency of the catalogue."""
    return {"id": name, "name_vi": f"Cơ quan {name}", "kind": kind, **SAID, **more}


def having_branches(chance: Chance) -> tuple[str, ...]:
    """The central agencies that have people in every province."""
    return chance.one_of("branches", (("G01",), ("G24-BHXH",), ("G01", "G24-BHXH")))


def agencies(chance: Chance) -> Document:
    """The catalogue: four central agencies, two registries, the portal, three provinces."""
    branches = dict.fromkeys(having_branches(chance), True)
    found = [
        agency(
            "G01",
            "ministry",
            branches=branches.get("G01", False),
            name_en="Security",
            note="made up",
        ),
        agency("G15", "ministerial_agency"),
        agency("G15-HOTICH", "registry", owner="G15"),
        agency("G01-DANCU", "registry", owner="G01"),
        agency("G22", "ministry"),
        agency("G22-DVCQG", "portal", owner="G22"),
        agency("G24-BHXH", "government_agency", branches=branches.get("G24-BHXH", False)),
        *(_province(chance, name) for name in ("H03", "H17", "H49")),
    ]
    return {"as_of": chance.one_of("as of", ("2023", "2025")), "note": "made up", "agencies": found}


def _province(chance: Chance, name: str) -> Document:
    people = chance.one_of(f"{name}/people", (8_000.0, 20_000.0, 55_000.0))
    districts = chance.one_of(f"{name}/districts", (1, 2, 3))
    communes = chance.one_of(f"{name}/communes", (2, 4, 7))
    more: Document = {}
    if chance.below(f"{name}/stated", 3) == 0:
        more["district_people"] = [people / districts / (n + 1) for n in range(districts)]
        more["commune_people"] = [people / communes / (n + 1) for n in range(communes)]
    return agency(
        name, "province", population=people, districts=districts, communes=communes, **more
    )


def calendars(chance: Chance) -> dict[str, Document]:
    """Files of three calendars and of the days off that they name."""
    week = [{"days": list(DAYS[:5]), "shift": chance.one_of("shift", ("full", "long")), **SAID}]
    saturday = [*week, {"days": ["sat"], "shift": "morning", **SAID}]
    always = [{"days": list(DAYS), "shift": "full", **SAID}]
    first = chance.one_of("first day", ("2021-01-01", "2022-01-01"))
    return {
        "office.yaml": _calendar("office", first, SHIFTS, week, ["days-off"]),
        "counter.yaml": _calendar("counter", first, SHIFTS, saturday, ["days-off"]),
        "night.yaml": _calendar("night", first, {"full": DAY_AND_NIGHT}, always, []),
        "days-off.yaml": {"years": [_year(chance, year) for year in HOLIDAYS]},
    }


def _calendar(
    name: str, first: str, shifts: Document, week: list[Document], holidays: list[str]
) -> Document:
    return {
        "name": name, "about": f"Calendar {name}", "first_day": first, "holidays": holidays,
        "shifts": shifts, "week": week,
    }  # fmt: skip


def _year(chance: Chance, year: int) -> Document:
    closed, worked = HOLIDAYS[year]
    if chance.below("no swaps", 4) == 0:
        worked = []
    return {
        "year": year, **SAID,
        "closed": [{"date": day, "name": "Ngày nghỉ"} for day in closed],
        "worked": [{"date": day, "replaces": instead} for day, instead in worked],
    }  # fmt: skip
