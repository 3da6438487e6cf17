"""What thousands of publication histories would mean for people, counted without simulating.

A document that is published late holds up a whole procedure for weeks, and most replications meet
none that matters: what publication costs is a rare and large event. But a history is settled
before a run and costs microseconds, so it is known beforehand how many dossiers would meet a gap in
it, and for how long: its *burden*. Histories are then chosen by their burden; see
`simulator.answer.choosing`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from agents.agency import WHOLE_COUNTRY
from agents.arrivals import HOUR_US
from agents.calendar_spec import DAY_US, Calendar
from agents.draws import Times
from agents.publication import history_keys
from simulator.answer.choosing import FEWEST, Chosen, choose
from simulator.model.demand import arrival_profile
from simulator.model.horizon import Horizon
from simulator.model.publishing import FIXED, AtPlace, Published, Publishing
from simulator.scenario.resolved import ResolvedScenario, canonical
from simulator.scenario.volumes import Volumes

Floats = npt.NDArray[np.float64]
MOST, LEAST = 1 << 15, 1 << 11  # candidates
_WORK = 1 << 23  # decisions that are worth making to know the candidates better
_BLOCK = 1 << 12  # histories made at a time: bounds memory


@dataclass(frozen=True, slots=True)
class Burdens:
    """Of each candidate history, per dossier submitted in the measured window; shape (candidates,).

    `days`: the wait for a version to be in force, of those that wait for it; `met`: the share that
    meets a version not yet in force.
    """

    days: Floats
    met: Floats


def burdens(resolved: ResolvedScenario, count: int | None = None) -> Burdens:
    """The burdens of histories 0 to `count` - 1 of a scenario's seed."""
    scenario = resolved.scenario
    provinces = sorted(agency.id for agency in resolved.agencies if agency.kind == "province")
    horizon, office = Horizon.of(scenario), resolved.calendar(scenario.default_calendar)
    publishing = Publishing(scenario, resolved.procedures, provinces, office, horizon)
    arrivals, rates = _Arrivals(resolved, office, horizon), _rates(resolved, provinces)
    count = count or candidates(len(resolved.procedures) * max(1, len(provinces)))
    days, met = np.zeros(count), np.zeros(count)
    for first in range(0, count, _BLOCK):
        numbers = np.arange(first, min(first + _BLOCK, count))
        for published in publishing.of(history_keys(scenario.seed, numbers)):
            for at in published.places:
                rate = rates.get((published.made.procedure, at.place), 0.0)
                here = published.made.history + first
                held, waited = arrivals.held(published, at)
                np.add.at(met, here, rate * held)
                np.add.at(days, here, rate * waited / DAY_US)
    everyone = sum(rates.values()) * arrivals.total
    waits = scenario.publication.policy.hold + scenario.publication.policy.old_version
    return Burdens(waits * days / everyone, met / everyone) if everyone else Burdens(days, met)


def candidates(cells: int) -> int:
    """How many histories to choose from, where one has so many pairs of procedure and place."""
    return int(min(MOST, max(LEAST, _WORK // max(1, cells))))


Rates = dict[tuple[str, str], float]


def _rates(resolved: ResolvedScenario, provinces: Iterable[str]) -> Rates:
    """(procedure, place) -> dossiers a month: of all units that exist, whatever the scale."""
    volumes = Volumes(resolved.scenario.arrivals, resolved.agencies, resolved.procedures)
    found = {}
    for procedure in resolved.procedures:
        if procedure.level == "central":
            found[procedure.id, WHOLE_COUNTRY] = volumes.of_procedure(procedure.id)
        else:
            found |= {(procedure.id, p): volumes.per_month(procedure.id, p) for p in provinces}
    return found


class _Arrivals:
    """The arrivals of the measured window as integrals, on the hours of their profile."""

    def __init__(self, resolved: ResolvedScenario, office: Calendar, horizon: Horizon) -> None:
        self._horizon = horizon
        profile = arrival_profile(resolved.scenario.arrivals, office, horizon)
        hours = np.arange(horizon.cohort_us, horizon.cohort_end_us, HOUR_US)
        kinds = profile.kinds[hours // DAY_US - profile.first_day]
        of_day = (hours % DAY_US // HOUR_US).astype(np.int64)
        edges = np.append(hours, horizon.cohort_end_us)
        lengths, middle = np.diff(edges), (edges[1:] + edges[:-1]) / 2
        grown = 1.0 + profile.growth_per_day * (middle - profile.growth_from_us) / DAY_US
        many = profile.by_hour.sum(axis=2)[kinds, of_day] * grown.clip(0.0) * lengths
        self._edges = edges
        self._many = np.concatenate([[0.0], np.cumsum(many)])
        moments = many * (middle - horizon.cohort_us)
        self._moment = np.concatenate([[0.0], np.cumsum(moments)])
        self.total = float(self._many[-1])

    def held(self, published: Published, at: AtPlace) -> tuple[Floats, Floats]:
        """Of each document, at a rate of one: how many are held, and for how long in all.

        Held are those who arrive while it is in effect and not in force; times in µs x arrivals.
        """
        begin, end = self._horizon.cohort_us, self._horizon.cohort_end_us
        effect = published.made.effect_us
        since = np.clip(effect, begin, end)
        until = np.clip(np.minimum(at.force_us, _superseded(published)), since, end)
        force = np.minimum(at.force_us, self._horizon.end_us)
        many = self._upto(self._many, until) - self._upto(self._many, since)
        moment = self._upto(self._moment, until) - self._upto(self._moment, since)
        return many, np.maximum(0.0, many * (force - begin) - moment)

    def _upto(self, total: Floats, times: Times) -> Floats:
        return np.interp(times, self._edges, total)


def _superseded(published: Published) -> Times:
    """When the next document of the same history has legal effect."""
    made = published.made
    after = np.full(len(made.effect_us), np.iinfo(np.int64).max)
    if len(after) > 1:
        same = made.history[1:] == made.history[:-1]
        after[:-1][same] = made.effect_us[1:][same]
    return after


def chosen_for(
    scenarios: Sequence[ResolvedScenario], count: int, among: int | None = None
) -> Chosen:
    """The publication histories of `count` replications of scenarios that are compared.

    They are the same in every scenario, and as heavy as in all of them together. With a fixed
    history each replication has that one. `among`: how many candidates there are, if not as many
    as `candidates` says.
    """
    first = scenarios[0].scenario
    if first.publication.history == "fixed":
        return Chosen((FIXED,) * count, (1.0,) * count)
    enough = among if count >= FEWEST else LEAST  # fewer only ask whether any differ
    by_publication = {}
    for resolved in scenarios:
        if (same := _publication_of(resolved)) not in by_publication:
            by_publication[same] = burdens(resolved, enough)
    every = list(by_publication.values())
    days, met = sum(one.days for one in every), sum(one.met for one in every)
    measures = [np.asarray(days), np.asarray(met)]
    of_each = [by_publication[_publication_of(resolved)].days for resolved in scenarios]
    return choose(measures, first.seed, count, of_each)


def _publication_of(resolved: ResolvedScenario) -> bytes:
    """What the burdens of a scenario follow from: those of equal ones are counted once."""
    document = resolved.document
    scenario = {k: v for k, v in document["scenario"].items() if k in _DECIDING}
    parts = {"procedures": [], "agencies": document["agencies"], "scenario": scenario}
    parts["procedures"] = [
        {
            key: one.get(key)
            for key in ("id", "owner", "group", "level", "weight", "amended_per_year")
        }
        for one in document["procedures"]
    ]
    return canonical({**parts, "calendars": document["calendars"]})


_DECIDING = ("seed", "start", "warmup", "duration", "drain", "attention", "arrivals", "publication")
