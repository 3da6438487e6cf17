"""Who asks for what, where and when: the streams of arrivals of a run."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from agents.agency import AgencyAtWork, Unit, upto_by_people
from agents.arrivals import Profile, Streams
from agents.calendar_spec import DAY_US, Calendar, weekday_of
from agents.dossier import Program
from agents.draws import name_key, threshold
from agents.laws import Exponential
from simulator.ledger.rows import CHANNELS
from simulator.model.horizon import Horizon
from simulator.model.publishing import Publications
from simulator.model.source import Stream
from simulator.scenario.arrivals import Arrivals
from simulator.scenario.catalogue import Procedure
from simulator.scenario.publication import Policy
from simulator.scenario.resolved import ResolvedScenario
from simulator.scenario.units import department_of
from simulator.scenario.volumes import DAYS_PER_MONTH, Volumes

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Receiver = tuple[AgencyAtWork, Procedure, list[Unit], float]


def demand(
    resolved: ResolvedScenario, agencies: Mapping[str, AgencyAtWork],
    programs: Mapping[str, Program], publications: Publications, office: Calendar,
    horizon: Horizon, seed: int,
) -> tuple[list[Stream], Streams]:  # fmt: skip
    """All streams, sorted by (agency, procedure), and the arrivals of all of them."""
    scenario = resolved.scenario
    policy = scenario.publication.policy
    policies = policies_of(policy)
    table, keys, rates = [], [], []
    for agency, procedure, units, per_month in _receivers(resolved, agencies):
        if per_month <= 0 or not units:
            continue
        versions = publications.at(procedure.id, units[0].province)
        table.append(
            Stream(
                programs[procedure.id], agency.id, tuple(units), upto_by_people(units), versions,
                policies,
            )
        )  # fmt: skip
        keys.append(name_key(seed, "stream", agency.id, procedure.id))
        rates.append(per_month / DAYS_PER_MONTH)
    profile = arrival_profile(scenario.arrivals, office, horizon)
    streams = Streams(
        np.array(keys, dtype=np.uint64), np.array(rates), profile, horizon.start_us,
        horizon.end_us, Exponential.from_mean,
    )  # fmt: skip
    return table, streams


def policies_of(policy: Policy) -> tuple[int, int]:
    """The raw thresholds of `Stream.policies`."""
    return threshold(policy.hold), threshold(policy.hold + policy.old_version)


def _receivers(resolved: ResolvedScenario, agencies: Mapping[str, AgencyAtWork]) -> list[Receiver]:
    """(agency, procedure, units, dossiers a month in them), sorted by (agency, procedure)."""
    volumes = Volumes(resolved.scenario.arrivals, resolved.agencies, resolved.procedures)
    provinces = [entry.id for entry in resolved.agencies if entry.kind == "province"]
    found: list[Receiver] = []
    for procedure in resolved.procedures:
        if procedure.level == "central":
            agency = agencies[procedure.handled_by or procedure.owner]
            per_month = volumes.of_procedure(procedure.id)
            found.append((agency, procedure, agency.units.get("central", []), per_month))
            continue
        department = department_of(resolved.scenario, procedure)
        for province in provinces:
            units = agencies[province].units_of(procedure.level, department)
            per_month = volumes.per_month(procedure.id, province)
            stand_for = units[0].weight if units else 1.0  # those kept have their part of it
            found.append((agencies[province], procedure, units, per_month / stand_for))
    return sorted(found, key=lambda one: (one[0].id, one[1].id))


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
