"""Where: homes, births and hospitals. The province is that of the applicant's id."""

from __future__ import annotations

from agents.draws import raw
from agents.people.fields import Case, below, field, field_tag
from agents.people.persons import birthday, province
from agents.people.pool import FIRST_DATE, LAST_DATE

_HOME, _ORIGIN, _BIRTH, _STAY, _MOVED = map(
    field_tag, ("home", "origin", "child-birth", "hospital-stay", "moved")
)
_STAYS_FROM = LAST_DATE.toordinal() - FIRST_DATE.toordinal() - 364


@field("address")
def address(of: Case) -> str:
    """House and street, commune, province."""
    draw = raw(of.key, _HOME)
    commune = f"{of.pool.communes[draw >> 8 & 255]}, {of.pool.provinces[province(of.who)]}"
    return f"{of.pool.streets[draw & 255]}, {commune}"


@field("residence_history")
def residence_history(of: Case) -> str:
    """Since when the applicant has lived at the address: from birth on, or from later."""
    born = birthday(of.who)
    last = LAST_DATE.toordinal() - FIRST_DATE.toordinal()
    since = born + below(raw(of.key, _MOVED), last - born)
    return f"Từ {of.pool.dates[since]}: {address(of)}"


@field("place_of_origin")
def place_of_origin(of: Case) -> str:
    """Commune and province."""
    return f"{of.pool.communes[raw(of.key, _ORIGIN) & 255]}, {of.pool.provinces[province(of.who)]}"


@field("marriage_place")
def marriage_place(of: Case) -> str:
    """The people's committee of the commune of origin."""
    return f"UBND {place_of_origin(of)}"


@field("birth_place")
def birth_place(of: Case) -> str:
    """A hospital of the province, where the child was born."""
    number = 1 + (raw(of.key, _BIRTH) & 7)
    return f"Bệnh viện Đa khoa số {number}, {of.pool.provinces[province(of.who)]}"


@field("birth_time")
def birth_time(of: Case) -> str:
    """``HH:MM``, of the child's birth."""
    hour, minute = divmod(below(raw(of.key, _BIRTH), 1440), 60)
    return f"{hour:02d}:{minute:02d}"


@field("admission_date")
def admission_date(of: Case) -> str:
    """Of the patient's stay in hospital, in 2022."""
    return of.pool.dates[_STAYS_FROM + (raw(of.key, _STAY) & 255)]


@field("discharge_date")
def discharge_date(of: Case) -> str:
    """One to 16 days after the admission."""
    draw = raw(of.key, _STAY)
    return of.pool.dates[_STAYS_FROM + (draw & 255) + 1 + (draw >> 8 & 15)]
