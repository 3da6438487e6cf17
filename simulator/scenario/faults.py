"""The scenario's sections on what goes wrong on the way: retries, the status sync, outages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema, model_validator

from agents.deadlines import Duration
from simulator.scenario.law_specs import ElapsedLaw
from simulator.scenario.quantities import (
    CLOCK_PATTERN,
    TARGET_PATTERN,
    ClockTime,
    Elapsed,
    LocalTime,
    Section,
    Share,
    SlugId,
    hours_of,
    wrong,
)

OutageTarget = Annotated[str, Field(pattern=TARGET_PATTERN)]
NightTime = Annotated[
    ClockTime | None,
    BeforeValidator(lambda value: None if value == "none" else value),
    PlainSerializer(lambda value: value or "none", return_type=str),
    WithJsonSchema({"anyOf": [{"type": "string", "pattern": CLOCK_PATTERN}, {"const": "none"}]}),
]
"""A time of day, or `none` for never."""


def must_add_up(what: str, shares: Iterable[float]) -> None:
    """Raise the error of a validator unless shares of one whole add up to 1."""
    total = sum(shares)
    if abs(total - 1.0) > 1e-9:
        raise wrong(f"{what} add up to {total:g}", "they must add up to 1")


class Retry(Section):
    """Attempts after the first: wait backoff * factor**k, spread by +- jitter; none for years."""

    max: Annotated[int, Field(ge=0, le=10)]
    backoff: Elapsed
    factor: Annotated[float, Field(ge=1.0, le=10.0)] = 2.0
    jitter: Share = 0.0

    @model_validator(mode="after")
    def _in_time(self) -> Retry:
        last_h = hours_of(self.backoff) * self.factor ** max(0, self.max - 1)
        if last_h > 24 * 365:
            found = f"the wait before the last attempt is {last_h / 24:.0f} days"
            raise wrong(found, "lower max, factor or backoff: at most 365 days", "out-of-range")
        return self


class Sync(Section):
    """The push of statuses to the National Public Service Portal: create, then progress."""

    transit: ElapsedLaw
    loss: Share
    duplicate: Share = 0.0
    delayed: Share = 0.0
    delay: ElapsedLaw | None = None
    retry: Retry
    reconciliation: NightTime = "02:00"

    @model_validator(mode="after")
    def _delay_has_law(self) -> Sync:
        if self.delayed > 0 and self.delay is None:
            raise wrong("delayed messages without a law", "add delay")
        total = self.loss + self.delayed + self.duplicate
        if total > 1:
            found = f"loss, delayed and duplicate add up to {total:g}"
            raise wrong(found, "one message meets one fate: at most 1")
        return self


class PortalOutage(Section):
    """What people do who want to apply online while the portal is out; the shares add up to 1."""

    wait: Share = 0.7  # until it is back, and apply then
    counter: Share = 0.25  # go to the counter: at once, or when it opens next
    give_up: Share = 0.05  # and ask for nothing

    @model_validator(mode="after")
    def _shares(self) -> PortalOutage:
        must_add_up("the shares", (self.wait, self.counter, self.give_up))
        return self


class Outage(Section):
    """A time in which the portal, the platform or one agency's systems do not answer."""

    id: SlugId
    target: OutageTarget
    mtbf: Elapsed | None = None
    mttr: Elapsed | None = None
    begin: LocalTime | None = None
    end: LocalTime | None = None

    @model_validator(mode="after")
    def _one_form(self) -> Outage:
        drawn = self.mtbf is not None and self.mttr is not None
        planned = self.begin is not None and self.end is not None
        given = sum(x is not None for x in (self.mtbf, self.mttr, self.begin, self.end))
        if given != 2 or not (drawn or planned):
            names = [n for n in ("mtbf", "mttr", "begin", "end") if getattr(self, n) is not None]
            expected = "an outage is given by mtbf and mttr, or by begin and end"
            raise wrong(f"found {' and '.join(names) or 'none of them'}", expected)
        if self.mtbf is not None and self.mttr is not None:
            _often(self.mtbf, self.mttr)
        if planned and not self.begin < self.end:  # type: ignore[operator]
            raise wrong("the outage ends before it begins", "exchange begin and end")
        return self


def _often(mtbf: Duration, mttr: Duration) -> None:
    """Refuse a mean time of nothing, and outages by the second, which would run for ever."""
    if not (mtbf.elapsed_us and mttr.elapsed_us):
        raise wrong("found a mean time of nothing", "mtbf and mttr must be above 0")
    if mtbf.elapsed_us < 600_000_000:
        raise wrong(f"found mtbf {mtbf}", "write at least 10m", "out-of-range")
