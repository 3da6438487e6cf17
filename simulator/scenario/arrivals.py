"""How many people ask, when, and by which channel, as a planner writes it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from simulator.scenario.faults import must_add_up
from simulator.scenario.quantities import AgencyId, Section, Share, SlugId, Weight, wrong

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Channel = Literal["counter", "online", "post"]
HourProfile = Annotated[list[Weight], Field(min_length=24, max_length=24)]
Rate = Annotated[float, Field(ge=1e-4, le=10_000.0)]
Count = Annotated[float, Field(ge=0.0, le=1e9)]
RATES = ("per_1000_per_month", "catalogue_per_1000_per_month", "per_month")
"""The keys that say how many dossiers there are: one of them is written."""
_ALIKE = 0.005  # two totals of the same count may differ by so much of it: both are rounded


class PerMonth(Section):
    """Dossiers of an ordinary month, counted: in all, by procedure, by province, or by both.

    What is not counted is shared out: among procedures by weight, among provinces by inhabitants.
    """

    total: Count | None = None  # of all procedures and provinces that take part
    by_procedure: dict[SlugId, Count] | None = None  # each selected procedure that people ask for
    by_province: dict[AgencyId, Count] | None = None  # each province that takes part

    @model_validator(mode="before")
    @classmethod
    def _bare_number(cls, value: Any) -> Any:
        return value if isinstance(value, (dict, PerMonth)) else {"total": value}

    @model_validator(mode="after")
    def _adds_up(self) -> PerMonth:
        counts = [sum(part.values()) for part in (self.by_procedure, self.by_province) if part]
        if (self.total is None) == (not counts):
            expected = "write one number for all, or by_procedure, by_province, or both of these"
            raise wrong("found a total beside them" if counts else "found no count", expected)
        if not self.all() > 0:
            raise wrong("the counts add up to nothing", "one must be above 0")
        if len(counts) == 2 and abs(counts[0] - counts[1]) > _ALIKE * max(counts):
            found = f"by_procedure adds up to {counts[0]:g}, by_province to {counts[1]:g}"
            raise wrong(found, "both count the same dossiers, so they must add up to the same")
        return self

    def all(self) -> float:
        """Dossiers of all procedures and provinces."""
        if self.total is not None:
            return self.total
        return sum((self.by_procedure or self.by_province or {}).values())

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """A bare number, or a mapping."""
        mapping = handler.resolve_ref_schema(handler(core)) | {"minProperties": 1}
        bare = {"type": "number", "exclusiveMinimum": 0, "maximum": 1e9}
        return {"anyOf": [bare, mapping], "description": mapping.pop("description")}


def _adds_up(channels: dict[Channel, float]) -> dict[Channel, float]:
    must_add_up("the channels' shares", channels.values())
    return channels


class Arrivals(Section):
    """How many people ask, when, and by which channel; one of the first three says how many."""

    per_1000_per_month: Rate | None = None  # dossiers of the selected procedures, all together
    catalogue_per_1000_per_month: Rate | None = (
        None  # of the whole catalogue; those selected have the share that their weights have of it
    )
    per_month: PerMonth | None = None  # dossiers counted; of the selected procedures
    growth_per_year: Annotated[float, Field(ge=-0.5, le=2.0)] = 0.0
    weekday: dict[Weekday, Weight]
    hours: dict[Channel, HourProfile]
    channels: Annotated[dict[Channel, Share], AfterValidator(_adds_up)]

    @model_validator(mode="after")
    def _fits(self) -> Arrivals:
        given = [name for name in RATES if getattr(self, name) is not None]
        if len(given) != 1:
            found = f"found {' and '.join(given) or 'no number of dossiers'}"
            raise wrong(found, f"write one of {', '.join(RATES)}")
        for channel, share in self.channels.items():
            if share > 0 and not sum(self.hours.get(channel, [])) > 0:
                raise wrong(f"channel {channel} has a share but no hours", f"add hours.{channel}")
        if not sum(self.weekday.values()) > 0:
            raise wrong("every weekday has weight 0", "one must be above 0 for anybody to arrive")
        return self
