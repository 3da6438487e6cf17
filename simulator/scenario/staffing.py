"""Offices, their desks and their people, as a planner writes them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from simulator.scenario.catalogue import Level
from simulator.scenario.quantities import Factor, Section, SlugId, wrong

OFFICE = "office"
"""The calendar of a level that names none."""
LEAST_PEOPLE = 0.01
"""The least that a desk has: a hundredth of a person, about five minutes a day."""


class Staff(Section):
    """People at a desk: a fixed number, or so many per 100,000 inhabitants and at least so many.

    A fraction is a part of somebody's time: half a person is one whose work takes twice as long.
    The factor is of all of them, of those that there are at least, too: cutting always costs.
    """

    fixed: Annotated[float, Field(ge=LEAST_PEOPLE, le=100_000)] | None = None
    per_100k: Annotated[float, Field(ge=1e-6, le=10_000.0)] | None = None  # inhabitants of the unit
    at_least: Annotated[float, Field(ge=LEAST_PEOPLE, le=1000.0)] | None = None  # beside per_100k
    factor: Factor = 1.0  # 0.8: a fifth fewer; the last one written counts, they do not multiply

    @model_validator(mode="after")
    def _one(self) -> Staff:
        if (self.fixed is None) == (self.per_100k is None):
            found = "neither fixed nor per_100k" if self.fixed is None else "fixed and per_100k"
            expected = "staff is given by one of the two; a factor changes what one of them says"
            raise wrong(f"found {found}", expected)
        if self.fixed is not None and self.at_least is not None:
            raise wrong("found fixed and at_least", "at_least goes with per_100k")
        return self

    def people(self, inhabitants: float) -> float:
        """How many that is in a unit of so many inhabitants, to a millionth; never nobody."""
        by_size = max(self.at_least or 0.0, inhabitants * (self.per_100k or 0.0) / 100_000)
        return max(LEAST_PEOPLE, round((self.fixed or by_size) * self.factor, 6))


class StaffFactor(Section):
    """All desks of an office have so many times their people."""

    factor: Factor = 1.0  # 0.8: a fifth fewer; times the factor of a desk's own staff


class Desk(Section):
    """A service station of every unit of a level."""

    id: SlugId
    staff: Staff
    pace: Annotated[float, Field(ge=0.0005, le=20.0)] = (
        1.0  # below 1: other duties too; work takes 1/pace
    )
    discipline: Literal["fifo", "priority", "earliest-due"] = "fifo"
    absence: Annotated[float, Field(ge=0.0, le=0.5)] = 0.0  # share of a person's working days
    calendar: str | None = None  # overrides the level's; see `default_calendar` for answering


class Department(Section):
    """A specialised department of every province (sở): it works the procedures of its groups."""

    id: SlugId
    name_vi: str
    name_en: str | None = None
    groups: Annotated[list[SlugId], Field(min_length=1)]  # of procedures
    staff: dict[SlugId, Staff] = {}  # by desk; a desk that is not here has the level's staff


class LevelOffice(Section):
    """The offices of one level and their desks.

    A province has one office of level province, or one of each department if there are any.
    """

    id: Level
    calendar: str = OFFICE
    size_cv: Annotated[float, Field(ge=0.0, le=3.0)] = (
        0.0  # of a province's units by inhabitants: standard deviation over mean; 0: all alike
    )
    staff: StaffFactor = StaffFactor()
    desks: Annotated[list[Desk], Field(min_length=1)]
    departments: list[Department] = []  # of level province only

    @model_validator(mode="after")
    def _fits(self) -> LevelOffice:
        if self.departments and self.id != "province":
            raise wrong(f"departments at level {self.id}", "only level province has departments")
        if self.size_cv and self.id not in ("commune", "district"):
            raise wrong(f"size_cv at level {self.id}", "only communes and districts have sizes")
        return self

    def department_of(self, group: str) -> str:
        """The department that works a group of procedures; "" where the level has none."""
        return next((d.id for d in self.departments if group in d.groups), "")

    def people(self, desk: Desk, inhabitants: float, department: str = "") -> float:
        """How many people a desk has in a unit of so many inhabitants; fractions count."""
        own = next((d.staff.get(desk.id) for d in self.departments if d.id == department), None)
        people = (own or desk.staff).people(inhabitants) * self.staff.factor
        return max(LEAST_PEOPLE, round(people, 6))


class Answering(Section):
    """The people of an agency (or of its branch in a province) who answer letters."""

    central: Desk
    branch: Desk
