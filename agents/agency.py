"""Agencies at work: their units, desks and the people who answer letters.

Each kind of agency is one module that registers a builder; a new kind is a new module. A builder
gets the catalogue's entry and an `Offices` that makes desks, and returns an `AgencyAtWork`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from agents.calendar_spec import Calendar
from agents.desk import Desk
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

    @property
    def districts(self) -> int:
        """Number of districts of a province."""

    @property
    def communes(self) -> int:
        """Number of communes of a province."""


class Offices(Protocol):
    """Makes the desks of a run from the scenario's offices."""

    def level_desks(self, agency: str, unit: str, level: str, people: float) -> dict[str, Desk]:
        """The desks of one unit that serves `people` inhabitants."""

    def answering_desk(self, agency: str, branch: str, people: float) -> Desk:
        """The desk that answers letters to an agency, or to its branch, from `people` in all."""

    def kept_units(self, agency: str, level: str, count: int) -> list[int]:
        """The numbers (from 1) of the units of a level that take part at this scale."""

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
