"""From what the scenario writes to what the agents use: laws, shares and rules."""

from __future__ import annotations

from typing import Any

from agents.calendar_spec import HOUR_US
from agents.deadlines import Duration
from agents.draws import threshold
from agents.law_base import Law
from agents.laws import Empirical, Exponential, Fixed, Gamma, LogNormal, Uniform
from agents.publication import PublicationRules, Stage
from agents.world import (
    ApplicantRules,
    Backoff,
    ClockRules,
    LetterRules,
    PlatformRules,
    Rules,
    SyncRules,
)
from simulator.scenario.faults import Retry
from simulator.scenario.law_specs import LawSpec
from simulator.scenario.publication import Publication, PublicationStage
from simulator.scenario.schema import Scenario


def length_us(duration: Duration) -> int:
    """Microseconds: working days as 8 open hours, calendar days as 24 hours."""
    return duration.work_us if duration.unit == "wd" else duration.elapsed_us


def law_of(spec: LawSpec) -> Law:
    """The law that a scenario names."""
    if spec.fixed is not None:
        return Fixed.from_value(length_us(spec.fixed))
    if spec.exponential is not None:
        return Exponential.from_mean(length_us(spec.exponential.mean))
    if spec.gamma is not None:
        return Gamma.from_mean_cv(length_us(spec.gamma.mean), spec.gamma.cv)
    if spec.uniform is not None:
        return Uniform.from_range(length_us(spec.uniform.low), length_us(spec.uniform.high))
    if spec.empirical is not None:
        values = [length_us(value) for value in spec.empirical.values]
        return Empirical.from_values(values, spec.empirical.weights or ())
    return _lognormal(spec.lognormal)


def _lognormal(spec: Any) -> Law:
    if spec.median is not None:
        return LogNormal.from_median_p90(length_us(spec.median), length_us(spec.p90))
    return LogNormal.from_mean_cv(length_us(spec.mean), spec.cv)


def clock_us(text: str) -> int:
    """The time of day of `HH:MM`."""
    hours, minutes = text.split(":")
    return int(hours) * HOUR_US + int(minutes) * (HOUR_US // 60)


def backoff_of(retry: Retry) -> Backoff:
    """The waits between attempts."""
    return Backoff(retry.max, length_us(retry.backoff), retry.factor, retry.jitter)


def rules_of(scenario: Scenario) -> Rules:
    """All rules that the agents follow."""
    clock = scenario.legal_clock
    return Rules(
        applicant=_applicant(scenario),
        platform=_platform(scenario),
        letter=_letter(scenario),
        sync=_sync(scenario),
        clock=ClockRules(
            cutoff_us=clock_us(clock.cutoff),
            reschedule=threshold(clock.reschedule),
            extension=(clock.extension.value, clock.extension.unit),
        ),
    )


def _applicant(scenario: Scenario) -> ApplicantRules:
    people, paper = scenario.applicants, scenario.paper
    outage = people.portal_outage
    return ApplicantRules(
        supplement=law_of(people.supplement),
        pay=law_of(people.pay),
        collect=law_of(people.collect),
        patience=law_of(people.patience),
        enquiry=law_of(people.enquiry),
        post=law_of(paper.post),
        scan=law_of(paper.scan),
        enquiries_max=people.enquiries_max,
        withdraw=threshold(people.withdraw),
        outage_wait=threshold(outage.wait),
        outage_counter=threshold(outage.wait + outage.counter),
    )


def _platform(scenario: Scenario) -> PlatformRules:
    platform = scenario.sharing.platform
    return PlatformRules(
        transit=law_of(platform.transit),
        failure=threshold(platform.failure),
        refusal=threshold(platform.refusal),
        timeout_us=length_us(platform.timeout),
        retry=backoff_of(platform.retry),
        fallback=platform.fallback == "letter",
        setup=law_of(platform.setup),
        established=threshold(platform.established),
    )


def _letter(scenario: Scenario) -> LetterRules:
    letter = scenario.sharing.letter
    return LetterRules(
        carry=law_of(letter.carry),
        pick_up=law_of(letter.pick_up),
        answer=law_of(letter.answer),
        guidance=law_of(scenario.publication.guidance),
        refusal=threshold(letter.refusal),
        proceed=letter.expiry == "proceed",
    )


def _sync(scenario: Scenario) -> SyncRules:
    sync = scenario.sync
    return SyncRules(
        transit=law_of(sync.transit),
        loss=threshold(sync.loss),
        duplicate=threshold(sync.duplicate),
        delayed=threshold(sync.delayed),
        delay=law_of(sync.delay) if sync.delay is not None else None,
        retry=backoff_of(sync.retry),
        reconciliation_us=clock_us(sync.reconciliation) if sync.reconciliation else None,
    )


def publication_of(publication: Publication) -> PublicationRules:
    """The laws of the publication chain."""
    return PublicationRules(
        ministry=_stage(publication.ministry),
        province=_stage(publication.province),
        post=law_of(publication.post),
        prepare=law_of(publication.prepare),
        configure=law_of(publication.configure),
        lateness=publication.lateness,
    )


def _stage(stage: PublicationStage) -> Stage:
    return Stage(
        length_us(stage.rule),
        threshold(stage.on_time),
        law_of(stage.late),
        length_us(stage.earlier),
    )
