"""Agencies at work: their units, desks and the people who answer letters.

Each kind of agency is one module that registers a builder; a new kind is a new module. A builder
gets the catalogue's entry and an `Offices` that makes desks, and returns an `AgencyAtWork`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple, Protocol

from agents.calendar_spec import Calendar
from agents.desk import Desk
from agents.draws import UNIT, threshold
from agents.world import Windows

WHOLE_COUNTRY = ""  # the branch of an agency that answers for the country as a whole


class Entry(Protocol):
    """A catalogue's agency, as far as a builder needs it."""

    @property
    def id(self) -> str:
        """National code."""

    @property
    def kind(self) -> str:
        """Which builder makes it."""

    @property
    def owner(self) -> str | None:
        """Whose people answer letters for it, if it has none."""

    @property
    def branches(self) -> bool:
        """Whether it has people in every province."""

    @property
    def population(self) -> float | None:
        """Inhabitants of a province."""


class Site(NamedTuple):
    """Where a unit is: its name in its agency, whom it serves, how many units it stands for."""

    name: str
    people: float
    weight: float
    department: str = ""  # of a province


class Offices(Protocol):
    """Makes the desks of a run from the scenario's offices."""

    def level_desks(self, agency: str, level: str, site: Site) -> dict[str, Desk]:
        """The desks of one unit."""

    def answering_desk(self, agency: str, branch: str, people: float) -> Desk:
        """The desk that answers letters to an agency, or to its branch, from `people` in all."""

    def sites(self, province: str, level: str) -> list[Site]:
        """The units of a level of a province that take part at this scale."""

    def inhabitants(self) -> float:
        """All people of the provinces of the run, whatever the scale."""

    def provinces(self) -> list[tuple[str, float]]:
        """(id, inhabitants) of every province, whatever the scale, sorted by id."""


@dataclass(slots=True)
class Unit:
    """A place where dossiers are worked; `index` is its number in the run's dimensions."""

    id: str
    agency: AgencyAtWork
    level: str
    province: str  # or WHOLE_COUNTRY
    desks: dict[str, Desk]
    index: int = -1
    weight: float = 1.0  # how many existing units of its kind it stands for
    people: float = 0.0  # whom it serves
    department: str = ""  # of a province; "" where it has none


def upto_by_people(units: Sequence[Unit]) -> tuple[int, ...]:
    """Raw thresholds by which a draw chooses one of the units, in proportion to their people."""
    total = sum(unit.people for unit in units)
    upto = [threshold(people / total) for people in accumulate(unit.people for unit in units)]
    return (*upto[:-1], UNIT)


@dataclass(slots=True)
class AgencyAtWork:
    """One agency during a run. `answering` is by branch: a province's id or WHOLE_COUNTRY."""

    id: str
    kind: str
    inbox: str
    status_topic: str
    attention: float
    calendar: Calendar
    windows: Windows
    silent: Windows | None = None  # it is asked, and answers nothing
    owner: AgencyAtWork | None = None  # of a registry or the portal: its people answer letters
    units: dict[str, list[Unit]] = field(default_factory=dict)  # by level
    answering: dict[str, Desk] = field(default_factory=dict)
    _answers: dict[str, Desk] = field(default_factory=dict)  # found before, by province
    _choices: dict[tuple[str, str], tuple[list[Unit], tuple[int, ...]]] = field(
        default_factory=dict
    )

    def units_of(self, level: str, department: str) -> list[Unit]:
        """Its units of a level that work what a department works."""
        return [u for u in self.units.get(level, ()) if u.department == department]

    def choice_of(self, level: str, department: str) -> tuple[list[Unit], tuple[int, ...]]:
        """The same, and the thresholds by which a draw chooses one of them."""
        found = self._choices.get((level, department))
        if found is None:
            units = self.units_of(level, department)
            found = self._choices[level, department] = units, upto_by_people(units)
        return found

    def people(self) -> AgencyAtWork:
        """Whose people answer a letter to this agency."""
        return self.owner.people() if self.owner is not None else self

    def answering_desk(self, province: str) -> Desk:
        """The desk of this agency's people that answers letters from `province`."""
        desk = self._answers.get(province)
        if desk is None:
            answering = self.people().answering
            desk = answering[province if province in answering else WHOLE_COUNTRY]
            self._answers[province] = desk
        return desk


Builder = Callable[[AgencyAtWork, Entry, Offices], None]
BUILDERS: dict[str, Builder] = {}


def agency_kind(*kinds: str) -> Callable[[Builder], Builder]:
    """Register what builds the units and desks of agencies of these kinds."""

    def register(builder: Builder) -> Builder:
        for kind in kinds:
            if BUILDERS.setdefault(kind, builder) is not builder:
                raise ValueError(f"agency kind {kind} is registered twice")
        return builder

    return register
