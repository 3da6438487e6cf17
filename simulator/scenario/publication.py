"""Publication of procedures as a planner writes it: for all, and for some otherwise."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from agents.deadlines import parse_duration
from simulator.scenario.catalogue import Procedure
from simulator.scenario.faults import must_add_up
from simulator.scenario.law_specs import ElapsedLaw, LawSpec, WorkLaw
from simulator.scenario.quantities import (
    AgencyId,
    AllOr,
    RuleDays,
    Section,
    Share,
    SlugId,
    Yearly,
    at_most,
    wrong,
)

Lateness = Annotated[float, Field(ge=0.0, le=20.0)]
Sooner = Annotated[RuleDays, AfterValidator(at_most("365d"))]
NOT_SOONER = parse_duration("0d")


class PublicationStage(Section):
    """One publisher's lateness against its rule: on time, or late by a law."""

    rule: RuleDays  # before legal effect: 20d for a ministry, 5d for a province
    on_time: Share
    late: ElapsedLaw  # elapsed time after the rule's date, scaled by attention and `lateness`
    earlier: Sooner = NOT_SOONER  # every decision comes so much sooner than it else would


class StageChange(Section):
    """What a publisher does otherwise; what is not said stays."""

    on_time: Share | None = None
    late: ElapsedLaw | None = None
    earlier: Sooner | None = None


class PublicationException(Section):
    """Some procedures whose publication is otherwise: those that fit all three lists.

    Where two exceptions fit a procedure, the later one counts.
    """

    id: SlugId
    ministries: AllOr[AgencyId] = "all"  # that own the procedures
    groups: AllOr[SlugId] = "all"  # such as land
    procedures: AllOr[SlugId] = "all"
    lateness: Lateness | None = None
    ministry: StageChange | None = None
    province: StageChange | None = None

    @model_validator(mode="after")
    def _says_something(self) -> PublicationException:
        if self.lateness is None and self.ministry is None and self.province is None:
            expected = "say lateness, ministry or province, or leave it away"
            raise wrong("an exception that changes nothing", expected)
        if self.ministries == self.groups == self.procedures == "all":
            expected = "say for which ministries, groups or procedures; else change publication"
            raise wrong("an exception for everything", expected)
        return self

    def fits(self, procedure: Procedure) -> bool:
        """Whether it is for this procedure."""
        return all(
            chosen == "all" or name in chosen
            for chosen, name in (
                (self.ministries, procedure.owner),
                (self.groups, procedure.group),
                (self.procedures, procedure.id),
            )
        )


class Policy(Section):
    """What a unit does with a dossier whose version is not yet published where it is worked."""

    hold: Share
    old_version: Share
    guidance: Share

    @model_validator(mode="after")
    def _shares(self) -> Policy:
        must_add_up("the policy's shares", (self.hold, self.old_version, self.guidance))
        return self


class Publication(Section):
    """Legal documents make new versions; ministries, then provinces publish them."""

    history: Literal["resampled", "fixed"] = "resampled"
    documents_per_year: Yearly  # per procedure
    lateness: Lateness = 1.0  # the lever: scales every lateness
    ministry: PublicationStage
    post: LawSpec  # from the ministry's decision to the National Database
    province: PublicationStage
    prepare: LawSpec  # province's own work after it can see the ministry's decision
    configure: LawSpec  # setting up the province's systems
    policy: Policy
    guidance: WorkLaw  # the ministry's answer, its working time, scaled by attention
    exceptions: list[PublicationException] = []  # by id

    def of(self, procedure: Procedure) -> Publication:
        """What holds for one procedure."""
        own = self
        for exception in self.exceptions:
            if exception.fits(procedure):
                own = own.model_copy(update=own.changed_by(exception))
        return own

    def changed_by(self, exception: PublicationException) -> dict[str, object]:
        """The fields that an exception changes."""
        found: dict[str, object] = {}
        if exception.lateness is not None:
            found["lateness"] = exception.lateness
        for name in ("ministry", "province"):
            change: StageChange | None = getattr(exception, name)
            if change is not None:
                said = {key: value for key, value in dict(change).items() if value is not None}
                found[name] = getattr(self, name).model_copy(update=said)
        return found
