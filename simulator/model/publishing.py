"""The publication history of a run: every document, and when it was in force where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from agents.agency import WHOLE_COUNTRY
from agents.calendar_spec import DAY_US, Calendar
from agents.draws import Keys, Times
from agents.laws import Exponential
from agents.open_hours import OpenHours
from agents.publication import (
    Decision,
    Document,
    Documents,
    PublicationRules,
    Versions,
    documents,
    history_key,
    ministry_decisions,
    province_decisions,
)
from simulator.model.horizon import Horizon
from simulator.scenario.catalogue import Procedure
from simulator.scenario.laws import publication_of
from simulator.scenario.schema import Scenario

FIXED = 0  # the number of the one history of a scenario that has it fixed


@dataclass(frozen=True, slots=True)
class AtPlace:
    """When the documents of one procedure were decided and in force at one place, (documents,)."""

    place: str  # a province, or WHOLE_COUNTRY
    agency: str
    decided_us: Times
    force_us: Times


@dataclass(frozen=True, slots=True)
class Published:
    """One procedure in many histories: its documents, by the ministry, and at each place."""

    owner: str
    made: Documents
    decided_us: Times
    posted_us: Times
    places: tuple[AtPlace, ...]


class Publishing:
    """What a scenario says of publication, ready to be asked for any histories."""

    def __init__(
        self, scenario: Scenario, procedures: Sequence[Procedure], provinces: Sequence[str],
        office: Calendar, horizon: Horizon,
    ) -> None:  # fmt: skip
        self.rules: PublicationRules = publication_of(scenario.publication)
        self._scenario, self._provinces, self._horizon = scenario, provinces, horizon
        self._procedures = sorted(procedures, key=lambda p: p.id)
        self._rules = {p.id: publication_of(scenario.publication.of(p)) for p in procedures}
        self._hours = OpenHours(office, horizon.history_us, horizon.end_us + 400 * DAY_US)

    def of(self, histories: Keys) -> Iterator[Published]:
        """Every procedure in these histories, by id in order."""
        for procedure in self._procedures:
            rules = self._rules[procedure.id]
            made = documents(histories, procedure.id, self._gap(procedure), *self._span(rules))
            decided, posted = ministry_decisions(
                rules, made, self._scenario.attention_of(procedure.owner)
            )
            if procedure.level == "central":  # the ministry's posting is enough for its own
                places = [AtPlace(WHOLE_COUNTRY, procedure.owner, decided, posted)]
            else:
                places = [self._at(rules, province, made, posted) for province in self._provinces]
            yield Published(procedure.owner, made, decided, posted, tuple(places))

    def _at(
        self, rules: PublicationRules, province: str, made: Documents, posted_us: Times
    ) -> AtPlace:
        attention = self._scenario.attention_of(province)
        decided, force = province_decisions(
            rules, made, posted_us, province, attention, self._hours
        )
        return AtPlace(province, province, decided, force)

    def _gap(self, procedure: Procedure) -> Exponential | None:
        rate = self._scenario.publication.documents_per_year
        if procedure.amended_per_year is not None:
            rate = procedure.amended_per_year
        return Exponential.from_mean(365 * DAY_US / rate) if rate else None

    def _span(self, rules: PublicationRules) -> tuple[int, int]:
        """[begin, end) of the legal effects that matter: some are published before the end."""
        return self._horizon.history_us, self._horizon.end_us + rules.ministry.before_us


@dataclass(slots=True)
class Publications:
    """What was published of all procedures in one history, by procedure and place."""

    rules: PublicationRules
    versions: dict[tuple[str, str], Versions] = field(default_factory=dict)
    documents: list[tuple[str, Document]] = field(default_factory=list)  # (ministry, document)
    decisions: list[Decision] = field(default_factory=list)  # of provinces

    def at(self, procedure: str, place: str) -> Versions:
        """The versions of a procedure in a province, or at the centre (WHOLE_COUNTRY)."""
        return self.versions.get((procedure, place), Versions())

    def add(self, published: Published) -> None:
        """One procedure of this history."""
        made = published.made
        columns = (made.version, made.effect_us, published.decided_us, published.posted_us)
        found = [Document(made.procedure, *map(int, row)) for row in zip(*columns, strict=True)]
        self.documents += [(published.owner, document) for document in found]
        for at in published.places:
            force = at.force_us.tolist()
            key = made.procedure, at.place
            self.versions[key] = Versions(made.effect_us.tolist(), force)
            if at.place != WHOLE_COUNTRY:
                rows = zip(found, at.decided_us.tolist(), force, strict=True)
                self.decisions += [Decision(at.agency, *row) for row in rows]


def publish(publishing: Publishing, seed: int, history: int) -> Publications:
    """History `history` of a scenario's seed, whole, before the run begins."""
    found = Publications(publishing.rules)
    key = np.array([history_key(seed, history)], np.uint64)
    for published in publishing.of(key):
        found.add(published)
    return found
