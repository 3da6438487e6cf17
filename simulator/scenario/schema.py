"""The scenario as a planner writes it: every section, its unit and its default.

A scenario is data only. What is drawn at random is named here by its law; the figures of the
catalogues (agencies, procedures) are brought in by name and may be overridden by id.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, get_args

from pydantic import AfterValidator, Field

from agents.deadlines import Duration
from simulator.scenario.arrivals import Arrivals
from simulator.scenario.catalogue import Level
from simulator.scenario.faults import Outage as Outage
from simulator.scenario.faults import PortalOutage
from simulator.scenario.faults import Sync as Sync
from simulator.scenario.law_specs import ElapsedLaw, WorkLaw
from simulator.scenario.publication import Publication
from simulator.scenario.quantities import (
    ATTENTION_PATTERN,
    AgencyId,
    AllOr,
    ClockTime,
    Date,
    Factor,
    LegalLimit,
    RunLength,
    Section,
    Share,
    SlugId,
    wrong,
)
from simulator.scenario.said import Said
from simulator.scenario.sharing import Sharing
from simulator.scenario.staffing import OFFICE, Answering, LevelOffice

AttentionKey = Annotated[str, Field(pattern=ATTENTION_PATTERN)]


def calendar_of_the_rest(offices: Mapping[str, str]) -> str:
    """The calendar of all that names none: answering desks, publication, the legal clock.

    `offices`: level -> its calendar. It is `office` where any level keeps it, else the calendar of
    the highest level: who has a calendar of their own for every office needs no other.
    """
    if OFFICE in offices.values():
        return OFFICE
    highest = [offices[level] for level in reversed(get_args(Level)) if level in offices]
    return highest[0] if highest else OFFICE


def _lasts(duration: Duration) -> Duration:
    if not duration.elapsed_us > 0:
        raise wrong("a duration of nothing", "dossiers are measured in a window above 0")
    return duration


class AgencySelection(Section):
    """Which agencies of which catalogue take part; what they talk to is checked."""

    catalogue: str
    ministries: AllOr[AgencyId] = "all"
    provinces: AllOr[AgencyId] = "all"
    override: list[dict[str, Any]] = []  # merged into the catalogue by id


class ProcedureSelection(Section):
    """Which procedures of which catalogue are asked for."""

    catalogue: str
    include: AllOr[SlugId] = "all"
    override: list[dict[str, Any]] = []  # merged into the catalogue by id


class Applicants(Section):
    """What the person at the counter or the screen needs of their own time."""

    supplement: ElapsedLaw  # to bring papers asked for
    pay: ElapsedLaw  # to pay a fee
    collect: ElapsedLaw  # counter: from being told to coming for the result
    patience: ElapsedLaw  # online: how long without news before asking
    enquiry: WorkLaw  # handling of one enquiry at the one-stop desk
    enquiries_max: Annotated[int, Field(ge=0, le=5)] = 2
    withdraw: Share = 0.0  # of those asked for a supplement, who give up (status 7)
    portal_outage: PortalOutage = PortalOutage()


class Paper(Section):
    """What post and paper cost."""

    scan: WorkLaw  # at the one-stop desk, for a dossier that came by counter or post
    post: ElapsedLaw  # carrying the result to a post applicant, elapsed


class LegalClock(Section):
    """When the legal clock starts and how often a due date may move."""

    cutoff: ClockTime = "15:00"
    reschedule: Share = 0.0  # of late dossiers, those given a new date (once)
    extension: LegalLimit


class Scenario(Section):
    """One world to simulate. Times of day and dates are local (UTC+7)."""

    name: SlugId
    title: Said
    question: Said
    seed: Annotated[int, Field(ge=0, lt=2**63)]
    replications: Annotated[int, Field(ge=1, le=100_000)] = 10
    start: Date
    warmup: RunLength
    duration: Annotated[RunLength, AfterValidator(_lasts)]
    drain: RunLength
    scale: Annotated[float, Field(gt=0.0, le=1.0)] = 1.0
    agencies: AgencySelection
    procedures: ProcedureSelection
    offices: Annotated[list[LevelOffice], Field(min_length=1)]
    answering: Answering
    arrivals: Arrivals
    applicants: Applicants
    attention: dict[AttentionKey, Factor] = {"default": 1.0}
    sharing: Sharing
    publication: Publication
    sync: Sync
    outages: list[Outage] = []
    paper: Paper
    legal_clock: LegalClock
    levers: dict[SlugId, dict[str, Any]] = {}  # named overlays, applied on request

    @property
    def default_calendar(self) -> str:
        """The name of the calendar of all that names none; see `calendar_of_the_rest`."""
        return calendar_of_the_rest({office.id: office.calendar for office in self.offices})

    def attention_of(self, agency: str) -> float:
        """How an agency's people are to be scaled; 1 is as the laws say."""
        return self.attention.get(agency, self.attention.get("default", 1.0))
