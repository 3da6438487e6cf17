"""How agencies get data of one another, as a planner writes it: for all, and request by request."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from simulator.scenario.faults import Retry
from simulator.scenario.law_specs import ElapsedLaw, WorkLaw
from simulator.scenario.quantities import (
    ASKED_PATTERN,
    AgencyId,
    AllOr,
    Elapsed,
    LegalLimit,
    Section,
    Share,
    SlugId,
    wrong,
)

Asked = Annotated[str, Field(pattern=ASKED_PATTERN)]


class Platform(Section):
    """Requests over the data-sharing platform: seconds, when it works."""

    share: Share  # of requests not met by reuse, those between connected systems
    transit: ElapsedLaw  # there and back
    failure: Share  # an attempt that gets no reply in time
    timeout: Elapsed
    retry: Retry
    fallback: Literal["letter", "none"] = "letter"
    refusal: Share = 0.0
    established: Share = 1.0  # pairs whose account exists at the start
    setup: WorkLaw  # of an account, in the provider's working time (ND 47/2020: at most 5wd)


class Letter(Section):
    """Requests that people answer."""

    carry: ElapsedLaw  # one way, elapsed time
    pick_up: WorkLaw  # the coordination delay: the provider's working time, scaled by attention
    answer: WorkLaw  # work at the provider's answering desk
    refusal: Share = 0.0
    expiry: Literal["wait", "proceed"] = "wait"  # at the legal limit of the answer


class RequestChange(Section):
    """Requests of routes that are otherwise: those that fit all that is said of them.

    `{id: criminal_lookup, platform: 1.0}` is the request of that name, in every procedure. With
    `between` or `to` the `id` is a name of one's own, and all requests of these agencies are meant.
    An agency stands for its registries and the bodies below it: G15 for G15-HOTICH, too.
    """

    id: SlugId
    requests: AllOr[SlugId] | None = None  # by name; the one named by `id` if nothing is said
    procedures: AllOr[SlugId] = "all"
    to: Annotated[list[Asked], Field(min_length=1)] | None = None  # agencies, or roles as in routes
    between: Annotated[list[AgencyId], Field(min_length=2, max_length=2)] | None = None  # both ways
    leave_out: bool = False  # it is not asked at all
    probability: Share | None = None
    reuse: Share | None = None
    platform: Share | None = None  # the share over the platform, of what is not reused
    limit: LegalLimit | None = None

    @model_validator(mode="after")
    def _says_something(self) -> RequestChange:
        if self.leave_out and self.changes().keys() != {"probability"}:
            expected = "leave the request out, or change it"
            raise wrong("leave_out beside another change", expected)
        if not self.changes():
            expected = "say leave_out, probability, reuse, platform or limit"
            raise wrong("a request of which nothing is changed", expected)
        return self

    def changes(self) -> dict[str, Any]:
        """What becomes of a step. One that is left out keeps its place, so nothing is redrawn."""
        names = ("probability", "reuse", "platform", "limit")
        said = {name: getattr(self, name) for name in names}
        found = {name: value for name, value in said.items() if value is not None}
        return found | ({"probability": 0.0} if self.leave_out else {})

    def names(self) -> list[str] | None:
        """The requests that are meant, by name; None for all."""
        if self.requests is None and self.to is None and self.between is None:
            return [self.id]
        return None if self.requests in (None, "all") else list(self.requests or ())


class Sharing(Section):
    """How agencies get data of one another."""

    reuse: Share  # requests that digitised data makes unnecessary
    platform: Platform
    letter: Letter
    requests: list[RequestChange] = []  # by id; single requests otherwise than the routes say
