"""Who asks for what, where and when: the streams of arrivals of a run."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from agents.agency import AgencyAtWork, Unit
from agents.arrivals import Profile, Streams
from agents.calendar_spec import DAY_US, Calendar, weekday_of
from agents.dossier import Program
from agents.draws import name_key, threshold
from agents.laws import Exponential
from agents.province import unit_counts
from simulator.horizon import Horizon
from simulator.publishing import Publications
from simulator.rows import CHANNELS
from simulator.scenario.catalogue import Agency, Procedure
from simulator.scenario.publication import Policy
from simulator.scenario.resolved import ResolvedScenario
from simulator.scenario.schema import Arrivals
from simulator.source import Stream

DAYS_PER_MONTH = 365.25 / 12
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Site = tuple[AgencyAtWork, Procedure, list[Unit], float]


def demand(
    resolved: ResolvedScenario, agencies: Mapping[str, AgencyAtWork],
    programs: Mapping[str, Program], publications: Publications, office: Calendar,
    horizon: Horizon, seed: int,
) -> tuple[list[Stream], Streams]:  # fmt: skip
    """All streams, sorted by (agency, procedure), and the arrivals of all of them."""
    scenario = resolved.scenario
    per_person = scenario.arrivals.per_1000_per_month / 1000 / DAYS_PER_MONTH
    policy = scenario.publication.policy
    policies = policies_of(policy)
    table, keys, rates = [], [], []
    for agency, procedure, units, people in _sites(resolved, agencies):
        rate = per_person * procedure.weight * people
        if rate <= 0 or not units:
            continue
        versions = publications.at(procedure.id, units[0].province)
        table.append(Stream(programs[procedure.id], agency.id, tuple(units), versions, policies))
        keys.append(name_key(seed, "stream", agency.id, procedure.id))
        rates.append(rate)
    profile = arrival_profile(scenario.arrivals, office, horizon)
    streams = Streams(
        np.array(keys, dtype=np.uint64), np.array(rates), profile, horizon.start_us,
        horizon.end_us, Exponential.from_mean,
    )  # fmt: skip
    return table, streams


def policies_of(policy: Policy) -> tuple[int, int]:
    """The raw thresholds of `Stream.policies`."""
    return threshold(policy.hold), threshold(policy.hold + policy.old_version)


def _sites(resolved: ResolvedScenario, agencies: Mapping[str, AgencyAtWork]) -> list[Site]:
    """(agency, procedure, units, people whom those units serve), sorted by (agency, procedure)."""
    provinces = [entry for entry in resolved.agencies if entry.kind == "province"]
    everyone = sum(entry.population or 0.0 for entry in provinces)
    sites: list[Site] = []
    for procedure in resolved.procedures:
        if procedure.level == "central":
            agency = agencies[procedure.handled_by or procedure.owner]
            sites.append((agency, procedure, agency.units.get("central", []), everyone))
        else:
            sites += [_site(entry, agencies[entry.id], procedure) for entry in provinces]
    return sorted(sites, key=lambda site: (site[0].id, site[1].id))


def _site(entry: Agency, agency: AgencyAtWork, procedure: Procedure) -> Site:
    """A province's units that work a procedure, with their share of the inhabitants."""
    units = agency.units.get(procedure.level, [])
    total = unit_counts(entry)[procedure.level]
    people = (entry.population or 0.0) * len(units) / total if total else 0.0
    return agency, procedure, units, people


def arrival_profile(arrivals: Arrivals, office: Calendar, horizon: Horizon) -> Profile:
    """When people come, with mean 1 over a week without holidays."""
    days = np.array([dict(arrivals.weekday).get(day, 0.0) for day in WEEKDAYS])  # type: ignore[call-overload]
    hours = np.zeros((24, len(CHANNELS)))
    for number, channel in enumerate(CHANNELS):
        share = dict(arrivals.channels).get(channel, 0.0)  # type: ignore[call-overload]
        if share:
            by_hour = np.array(arrivals.hours[channel], dtype=np.float64)  # type: ignore[index]
            hours[:, number] = share * by_hour / by_hour.mean()
    first, last = horizon.start_us // DAY_US, horizon.end_us // DAY_US + 2
    kinds = [_kind(day, office) for day in range(first, last)]
    return Profile(
        by_hour=(days / days.mean())[:, None, None] * hours[None, :, :],
        kinds=np.array(kinds, dtype=np.int8),
        first_day=first,
        growth_per_day=arrivals.growth_per_year / 365,
        growth_from_us=horizon.start_us,
    )


def _kind(day: int, office: Calendar) -> int:
    """The weekday of a day; a public holiday is like a Sunday, a swapped Saturday stays one."""
    weekday = weekday_of(day)
    return weekday if weekday >= 5 or office.is_working_day(day) else 6
