"""The publication history of a run: every document, and when it was in force where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from agents.agency import WHOLE_COUNTRY, AgencyAtWork
from agents.calendar_spec import DAY_US, Calendar
from agents.draws import name_key
from agents.laws import Exponential
from agents.publication import (
    Decision,
    Document,
    PublicationRules,
    Versions,
    documents,
    ministry_document,
    province_decision,
)
from simulator.horizon import Horizon
from simulator.laws import publication_of
from simulator.scenario.catalogue import Procedure
from simulator.scenario.schema import Scenario


@dataclass(slots=True)
class Publications:
    """What was published of all procedures, by procedure and place."""

    rules: PublicationRules
    versions: dict[tuple[str, str], Versions] = field(default_factory=dict)
    documents: list[tuple[str, Document]] = field(default_factory=list)  # (ministry, document)
    decisions: list[Decision] = field(default_factory=list)

    def at(self, procedure: str, place: str) -> Versions:
        """The versions of a procedure in a province, or at the centre (WHOLE_COUNTRY)."""
        return self.versions.get((procedure, place), Versions())


def publish(
    scenario: Scenario, procedures: tuple[Procedure, ...], agencies: Mapping[str, AgencyAtWork],
    provinces: list[str], office: Calendar, horizon: Horizon, seed: int,
) -> Publications:  # fmt: skip
    """The whole history, before the run begins; `seed` is the replication's key.

    With `history: fixed` it does not depend on the replication.
    """
    found = Publications(publication_of(scenario))
    history = scenario.seed if scenario.publication.history == "fixed" else seed
    key = name_key(history, "publication")
    in_provinces = [(agencies[province], province) for province in provinces]
    for procedure in sorted(procedures, key=lambda p: p.id):
        owner = agencies[procedure.owner]
        at_centre = procedure.level == "central"
        places = [(owner, WHOLE_COUNTRY)] if at_centre else in_provinces
        for own, document in _documents(scenario, found.rules, procedure, owner, key, horizon):
            found.documents.append((owner.id, document))
            for agency, place in places:
                _spread(found, document, own, agency, place, office)
    return found


def _documents(
    scenario: Scenario, rules: PublicationRules, procedure: Procedure, owner: AgencyAtWork,
    key: int, horizon: Horizon,
) -> Iterator[tuple[int, Document]]:  # fmt: skip
    """(key, document) of one procedure, in order of legal effect."""
    rate = scenario.publication.documents_per_year
    if procedure.amended_per_year is not None:
        rate = procedure.amended_per_year
    gap = Exponential.from_mean(365 * DAY_US / rate) if rate else None
    span = horizon.history_us, horizon.end_us + rules.ministry.rule_us  # published before effect
    for version, own, effect in documents(key, procedure.id, rate, gap, *span):
        yield own, ministry_document(rules, procedure.id, version, own, effect, owner.attention)


def _spread(
    found: Publications, document: Document, key: int, agency: AgencyAtWork, place: str,
    office: Calendar,
) -> None:  # fmt: skip
    """One document at one place: the ministry's posting is enough for its own procedures."""
    versions = found.versions.setdefault((document.procedure, place), Versions())
    versions.effects_us.append(document.effect_us)
    if place == WHOLE_COUNTRY:
        versions.force_us.append(document.posted_us)
        return
    decision = province_decision(found.rules, document, key, agency.id, agency.attention, office)
    versions.force_us.append(decision.force_us)
    found.decisions.append(decision)
