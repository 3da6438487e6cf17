"""Laws of random times, as a planner writes them.

A law is a bare duration (always that long) or a mapping with one key:

    {exponential: {mean: 20m}}            {gamma: {mean: 2h, cv: 0.6}}
    {lognormal: {median: 2h, p90: 1d}}    {lognormal: {mean: 2h, cv: 0.8}}
    {uniform: {low: 1h, high: 3h}}        {empirical: {values: [1d, 3d], weights: [4, 1]}}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import AfterValidator, Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core.core_schema import CoreSchema

from agents.deadlines import Duration
from simulator.scenario.quantities import (
    ELAPSED_ONLY,
    ELAPSED_UNITS,
    LONGEST,
    LONGEST_WORK,
    WORK_ONLY,
    WORK_UNITS,
    DurationField,
    Section,
    Variation,
    Weight,
    at_most,
    hours_of,
    write_duration,
    wrong,
)


class ExponentialSpec(Section):
    """Exponential law by its mean."""

    mean: DurationField

    @model_validator(mode="after")
    def _lasts(self) -> ExponentialSpec:
        _positive("mean", self.mean)
        return self


class LogNormalSpec(Section):
    """Lognormal law by (median, p90) or by (mean, cv)."""

    median: DurationField | None = None
    p90: DurationField | None = None
    mean: DurationField | None = None
    cv: Variation | None = None

    @model_validator(mode="after")
    def _one_pair(self) -> LogNormalSpec:
        given = [name for name in type(self).model_fields if getattr(self, name) is not None]
        if given not in (["median", "p90"], ["mean", "cv"]):
            expected = "a lognormal law is given by median and p90, or by mean and cv"
            raise wrong(f"found {' and '.join(given) or 'nothing'}", expected)
        if self.median is not None and self.p90 is not None:
            _positive("median", self.median)
            if not hours_of(self.p90) > hours_of(self.median):
                raise wrong(f"p90 {self.p90} is not above the median {self.median}", "raise p90")
        elif self.mean is not None:
            _positive("mean", self.mean)
        return self


class GammaSpec(Section):
    """Gamma law by mean and coefficient of variation."""

    mean: DurationField
    cv: Variation

    @model_validator(mode="after")
    def _lasts(self) -> GammaSpec:
        _positive("mean", self.mean)
        return self


class UniformSpec(Section):
    """Uniform law between two durations."""

    low: DurationField
    high: DurationField

    @model_validator(mode="after")
    def _ordered(self) -> UniformSpec:
        if hours_of(self.low) > hours_of(self.high):
            raise wrong(f"low {self.low} is above high {self.high}", "exchange the two")
        return self


class EmpiricalSpec(Section):
    """Observed durations with weights (equal weights where none are given)."""

    values: Annotated[list[DurationField], Field(min_length=1)]
    weights: list[Weight] | None = None

    @model_validator(mode="after")
    def _weights_fit(self) -> EmpiricalSpec:
        if self.weights is not None and len(self.weights) != len(self.values):
            found = f"{len(self.values)} values but {len(self.weights)} weights"
            raise wrong(found, "give one weight for each value")
        if self.weights is not None and not sum(self.weights) > 0:
            raise wrong("the weights add up to nothing", "one of them must be above 0")
        return self


class LawSpec(Section):
    """Exactly one named law; a bare duration is read as `fixed`."""

    fixed: DurationField | None = None
    exponential: ExponentialSpec | None = None
    lognormal: LogNormalSpec | None = None
    gamma: GammaSpec | None = None
    uniform: UniformSpec | None = None
    empirical: EmpiricalSpec | None = None

    @model_validator(mode="before")
    @classmethod
    def _bare_duration(cls, value: Any) -> Any:
        return value if isinstance(value, (dict, LawSpec)) else {"fixed": value}

    @model_validator(mode="after")
    def _exactly_one(self) -> LawSpec:
        named = [name for name in type(self).model_fields if getattr(self, name) is not None]
        if len(named) != 1:
            expected = f"one law is needed, of {', '.join(type(self).model_fields)}"
            raise wrong(f"found {' and '.join(named) or 'no law'}", expected)
        units = {duration.unit for duration in self.durations()}
        if units >= {"d", "wd"}:
            expected = "count in one of them: a law has either elapsed or working time"
            raise wrong("found calendar days (d) and working days (wd) in one law", expected)
        return self

    def durations(self) -> Iterator[Duration]:
        """Every duration that the law is given by."""
        for part in (self.fixed, self.exponential, self.lognormal, self.gamma, self.uniform):
            inner = [part] if isinstance(part, Duration) else vars(part).values() if part else ()
            yield from (value for value in inner if isinstance(value, Duration))
        if self.empirical is not None:
            yield from self.empirical.values

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """A bare duration, or a mapping with one of the laws."""
        mapping = handler.resolve_ref_schema(handler(core))
        mapping |= {"minProperties": 1, "maxProperties": 1}
        for law in mapping["properties"].values():
            law.pop("default", None)
        bare = {"type": "string", "pattern": r"^\d+(\.\d+)?(s|m|h|d|wd)$"}
        return {"anyOf": [bare, mapping], "description": mapping.pop("description")}


def _law_in(units: tuple[str, ...], instead: str, longest: str = LONGEST) -> AfterValidator:
    within = at_most(longest)

    def check(law: LawSpec) -> LawSpec:
        for duration in law.durations():
            if duration.unit not in units:
                raise wrong(f"found {write_duration(duration)}", instead, "wrong-unit")
            within(duration)
        return law

    return AfterValidator(check)


WorkLaw = Annotated[LawSpec, _law_in(WORK_UNITS, WORK_ONLY, LONGEST_WORK)]
"""Work at a desk, or working time of somebody's calendar: at most two years of it."""
ElapsedLaw = Annotated[LawSpec, _law_in(ELAPSED_UNITS, ELAPSED_ONLY)]
"""Time that passes day and night: networks, carrying, outages, applicants."""


def _positive(name: str, duration: Duration) -> None:
    if not hours_of(duration) * 3600 >= 1e-6:  # a microsecond is the least that the model counts
        raise wrong(f"{name} is {duration}", "this law needs more than nothing")
