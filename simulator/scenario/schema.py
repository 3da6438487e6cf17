"""The scenario as a planner writes it: every section, its unit and its default.

A scenario is data only. What is drawn at random is named here by its law; the figures of the
catalogues (agencies, procedures) are brought in by name and may be overridden by id.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, Field, model_validator

from agents.deadlines import Duration
from simulator.scenario.catalogue import Level
from simulator.scenario.faults import Outage as Outage
from simulator.scenario.faults import PortalOutage, must_add_up
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
    Weight,
    wrong,
)
from simulator.scenario.said import Said
from simulator.scenario.sharing import Sharing

AttentionKey = Annotated[str, Field(pattern=ATTENTION_PATTERN)]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Channel = Literal["counter", "online", "post"]
OFFICE = "office"
"""The calendar of a level that names none."""
HourProfile = Annotated[list[Weight], Field(min_length=24, max_length=24)]


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


class Staff(Section):
    """People at a desk: a fixed number, or so many per 100,000 inhabitants, rounded up."""

    fixed: Annotated[int, Field(ge=1, le=100_000)] | None = None
    per_100k: Annotated[float, Field(ge=1e-6, le=10_000.0)] | None = None  # inhabitants of the unit

    @model_validator(mode="after")
    def _one(self) -> Staff:
        if (self.fixed is None) == (self.per_100k is None):
            found = "neither fixed nor per_100k" if self.fixed is None else "fixed and per_100k"
            raise wrong(f"found {found}", "staff is given by one of the two")
        return self

    def count(self, people: float) -> int:
        """How many that is in a unit of so many inhabitants; never nobody."""
        return self.fixed or max(1, ceil(people * (self.per_100k or 0.0) / 100_000))


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


class LevelOffice(Section):
    """The offices of one level and their desks."""

    id: Level
    calendar: str = OFFICE
    desks: Annotated[list[Desk], Field(min_length=1)]


class Answering(Section):
    """The people of an agency (or of its branch in a province) who answer letters."""

    central: Desk
    branch: Desk


def _adds_up(channels: dict[Channel, float]) -> dict[Channel, float]:
    must_add_up("the channels' shares", channels.values())
    return channels


class Arrivals(Section):
    """How many people ask, when, and by which channel; absolute rates."""

    per_1000_per_month: Annotated[float, Field(ge=1e-4, le=10_000.0)]
    growth_per_year: Annotated[float, Field(ge=-0.5, le=2.0)] = 0.0
    weekday: dict[Weekday, Weight]
    hours: dict[Channel, HourProfile]
    channels: Annotated[dict[Channel, Share], AfterValidator(_adds_up)]

    @model_validator(mode="after")
    def _fits(self) -> Arrivals:
        for channel, share in self.channels.items():
            if share > 0 and not sum(self.hours.get(channel, [])) > 0:
                raise wrong(f"channel {channel} has a share but no hours", f"add hours.{channel}")
        if not sum(self.weekday.values()) > 0:
            raise wrong("every weekday has weight 0", "one must be above 0 for anybody to arrive")
        return self


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
