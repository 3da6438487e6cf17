"""The plan of a load test as its author writes it: every section, its unit and its default.

Times are microseconds here and have their unit in the file; rates are per second.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from simulator.loadtest.quantities import Part, Size, Span
from simulator.scenario.quantities import AgencyId, Positive, Section, SlugId, wrong

SECOND_US = 1_000_000
RoleName = Literal["provider", "requester", "syncer", "subscriber"]
MOST_MESSAGES = 100_000_000
"""Of one test: they are all known before it begins."""
Count = Annotated[int, Field(ge=1, le=MOST_MESSAGES)]
Rate = Annotated[float, Field(ge=1e-3, le=1e6)]
"""So many a second."""


class Connector(Section):
    """The software under test: how it is started and stopped, or that somebody else does that."""

    agency: AgencyId
    role: RoleName
    command: Annotated[list[str], Field(min_length=1)] | None = None
    external: bool = False
    environment: dict[str, str] = Field(default_factory=dict)
    ready: Span = 20 * SECOND_US  # how long it is waited for before the load begins anyway
    stop: Span = 10 * SECOND_US  # from SIGTERM to SIGKILL


class Traffic(Section):
    """What is asked for: as often as in the scenario, or procedures by weight."""

    origin: Annotated[Literal["scenario"] | None, Field(alias="from")] = None
    procedures: Annotated[dict[SlugId, Positive], Field(min_length=1)] | None = None

    @model_validator(mode="after")
    def _one(self) -> Traffic:
        if (self.origin is None) == (self.procedures is None):
            found = "neither from nor procedures" if self.origin is None else "both"
            raise wrong(f"found {found}", "traffic is from: scenario, or procedures with weights")
        return self


class Load(Section):
    """What all profiles have."""

    spacing: Literal["poisson", "even"] = "poisson"


class Constant(Load):
    """The same rate all the time."""

    profile: Literal["constant"]
    rate: Rate
    duration: Span


class Ramp(Load):
    """From one rate to another."""

    profile: Literal["ramp"]
    first: Annotated[Rate, Field(alias="from")]
    last: Annotated[Rate, Field(alias="to")]
    duration: Span


class Steps(Load):
    """One rate after the other, each for as long."""

    profile: Literal["steps"]
    rates: Annotated[list[Rate], Field(min_length=1)]
    each: Span


class Spike(Load):
    """A base with a peak in it."""

    profile: Literal["spike"]
    base: Rate
    peak: Rate
    at: Span
    lasting: Annotated[Span, Field(alias="for")]
    duration: Span

    @model_validator(mode="after")
    def _within(self) -> Spike:
        if self.at + self.lasting > self.duration:
            raise wrong("a peak that ends after the load", "make at + for at most duration")
        return self


class Soak(Load):
    """Hours about one rate, up and down by `swing` in every `period`."""

    profile: Literal["soak"]
    rate: Rate
    duration: Span
    swing: Annotated[float, Field(ge=0.0, lt=1.0)] = 0.2
    period: Span = 600 * SECOND_US


class Replay(Load):
    """What another load test sent, at the same times."""

    profile: Literal["replay"]
    history: str
    speed: Annotated[float, Field(ge=1e-3, le=1e3)] = 1.0


AnyLoad = Annotated[Constant | Ramp | Steps | Spike | Soak | Replay, Field(discriminator="profile")]


class On(Section):
    """Which messages a fault is about; what is left away matches any."""

    topic: Literal["exchange", "status"] | None = None
    agency: AgencyId | None = None
    procedure: SlugId | None = None
    event: Literal["request", "reply", "create", "progress"] | None = None
    nth: Count | None = None


class PlanFault(Section):
    """A fault, `at` so long after the load began and `for` so long; to its end if unsaid."""

    fault: SlugId
    on: On = On()
    share: Part = 1.0
    at: Span = 0
    lasting: Annotated[Span | None, Field(alias="for")] = None
    delay: Span | None = None
    spread: Span | None = None
    copies: Annotated[int, Field(ge=1, le=1000)] | None = None
    how: SlugId | None = None


class Contract(Section):
    """What is promised: anomalies that are allowed, and how long a requester waits.

    `buries`: the connector has to say something even of what it cannot read.
    """

    allow: list[SlugId] = Field(default_factory=list)
    deadline: Span = 5 * SECOND_US
    buries: bool = False


class Generator(Section):
    """When the harness's own machine was good enough; otherwise the test is invalid.

    `share` of the messages at least is sent in time, 99 % at most `lag` after the intended moment,
    and none later than `stall`.
    """

    share: Part = 0.99
    lag: Span = 10_000
    stall: Span = SECOND_US


class Objectives(Section):
    """Limits; `lag` in records, `throughput` in answers per second, errors as shares."""

    p50: Span | None = None
    p95: Span | None = None
    p99: Span | None = None
    max: Span | None = None
    errors: Part | None = None
    requester_errors: Part | None = None
    provider_errors: Part | None = None
    bus_errors: Part | None = None
    lag: Annotated[int, Field(ge=0, le=10**12)] | None = None
    recovery: Span | None = None
    throughput: Rate | None = None
    memory: Size | None = None

    def given(self) -> dict[str, float]:
        """Name -> limit in µs, shares, records, per second or bytes, of those that were given."""
        every = {name: getattr(self, name) for name in type(self).model_fields}
        return {name: limit for name, limit in every.items() if limit is not None}


class Capacity(Section):
    """Instead of one test, many short ones: for the highest rate that meets the objectives.

    The load's rate is the first, its duration that of each; `most` is the highest that is tried.
    The gap between what is carried and what is not is halved down to `within`, `repeats` times
    over. The test fails when it is not sure that `wanted` a second are carried.
    """

    most: Rate = 10_000.0
    within: Part = 0.1
    repeats: Annotated[int, Field(ge=1, le=1000)] = 5
    wanted: Rate | None = None


class Plan(Section):
    """One load test. `broker: own` starts a broker for it, which faults may then kill."""

    version: Literal[1]
    name: SlugId
    title: str | None = None
    scenario: str
    connector: Connector
    traffic: Traffic = Traffic.model_validate({"from": "scenario"})
    load: AnyLoad
    warmup: Span = 5 * SECOND_US
    drain: Span = 10 * SECOND_US
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 1
    broker: Literal["given", "own"] = "given"
    faults: list[PlanFault] = Field(default_factory=list)
    contract: Contract = Contract()
    objectives: Objectives = Objectives()
    generator: Generator = Generator()
    capacity: Capacity | None = None
