"""Whom and what the dossiers of a scenario reach: procedures, desks, agencies, papers, fees.

By what is written, with every chance above 0 taken as a thing that happens.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from simulator.scenario.arrivals import Channel
from simulator.scenario.catalogue import (
    ChainStep,
    DeskStep,
    FeeStep,
    ParStep,
    Procedure,
    RequestStep,
    Step,
    SupplementStep,
)
from simulator.scenario.inflows import Inflows
from simulator.scenario.route_means import ONE_STOP
from simulator.scenario.world import Typed

_PROVINCES = ("other-province", "commune", "district")


class Reach:
    """What is asked for, worked, requested and published in a checked scenario."""

    def __init__(self, typed: Typed) -> None:
        self.scenario, self.procedures = typed.scenario, {p.id: p for p in typed.procedures}
        self.agencies = {agency.id: agency for agency in typed.agencies}
        self._typed = typed

    @cached_property
    def asked(self) -> list[Procedure]:
        """The procedures that people ask for."""
        return [procedure for procedure in self.procedures.values() if procedure.weight > 0]

    @cached_property
    def worked(self) -> dict[str, Procedure]:
        """Those, and the ones chained to them."""
        found: dict[str, Procedure] = {}
        waiting = list(self.asked)
        while waiting:
            procedure = waiting.pop()
            if procedure.id not in found:
                found[procedure.id] = procedure
                waiting += [self.procedures[s.chain] for s in _chains(procedure)]
        return found

    @cached_property
    def levels(self) -> set[str]:
        """Where they are worked."""
        return {procedure.level for procedure in self.worked.values()}

    @cached_property
    def desks(self) -> set[tuple[str, str]]:
        """(level, desk) of every desk that has something to do."""
        found = {
            (p.level, step.desk)
            for p in self.worked.values()
            for step in _steps(p)
            if isinstance(step, DeskStep)
        }
        return found | {(level, ONE_STOP) for level in self.levels}  # enquiries, and paper

    def takes(self, kind: type[SupplementStep | FeeStep]) -> bool:
        """Whether any dossier ever takes such a step."""
        every = (step for p in self.worked.values() for step in _steps(p))
        return any(isinstance(s, kind) and getattr(s, _SHARE_OF[kind]) > 0 for s in every)

    def share(self, channel: Channel) -> float:
        """The share of a channel in all arrivals."""
        return self.scenario.arrivals.channels.get(channel, 0.0)

    # -- requests ------------------------------------------------------------------------------

    @cached_property
    def requests(self) -> list[tuple[Procedure, RequestStep]]:
        """Each request that is ever needed, and the procedure in whose route it stands."""
        return [
            (p, step)
            for p in self.worked.values()
            for step in _steps(p)
            if isinstance(step, RequestStep) and step.probability > 0
        ]

    def reused(self, step: RequestStep) -> float:
        """The share of a request that digitised data makes unnecessary."""
        return self.scenario.sharing.reuse if step.reuse is None else step.reuse

    def by_platform(self, step: RequestStep) -> float:
        """The share of the rest that goes over the platform."""
        given = step.platform
        return self.scenario.sharing.platform.share if given is None else given

    @cached_property
    def over_platform(self) -> list[tuple[Procedure, RequestStep]]:
        """The requests of which some go over the platform."""
        return [(p, s) for p, s in self.requests if self.reused(s) < 1 and self.by_platform(s) > 0]

    @cached_property
    def lettered(self) -> set[tuple[str, bool]]:
        """(agency, by its branch in a province?) of all who are asked for data by letter."""
        inflows = Inflows(self.scenario, self._typed.agencies, self._typed.procedures)
        return {(i.to.agency, bool(i.to.branch)) for i in inflows.letters if i.per_week > 0}

    @property
    def answering(self) -> set[tuple[str, bool]]:
        """The same, with the ministries that are asked for guidance."""
        return self.lettered | (self._guides if self.guided else set())

    @cached_property
    def _guides(self) -> set[tuple[str, bool]]:
        owners = {p.owner for p in self.asked}
        return {(o, self.agencies[o].branches) for o in owners} | {(o, False) for o in owners}

    def providers(self, asked: list[tuple[Procedure, RequestStep]]) -> set[str]:
        """The agencies to which requests are addressed."""
        found: set[str] = set()
        for procedure, step in asked:
            if step.to in _PROVINCES:
                found |= set(self.provinces)
            else:  # the owner is the receiving procedure's, also in a chain
                found |= {p.owner for p in self.asked} if step.to == "owner" else {step.to}
                found |= {procedure.owner} if step.to == "owner" else set()
        return found

    @cached_property
    def provinces(self) -> list[str]:
        """The provinces that take part."""
        return [agency.id for agency in self.agencies.values() if agency.kind == "province"]

    # -- publication ---------------------------------------------------------------------------

    @cached_property
    def documents(self) -> bool:
        """Whether any procedure that is asked for ever gets a new version."""
        usual = self.scenario.publication.documents_per_year
        rates = [usual if p.amended_per_year is None else p.amended_per_year for p in self.asked]
        return any(rates)

    @property
    def guided(self) -> bool:
        """Whether anybody asks a ministry for guidance on a version."""
        return self.documents and self.scenario.publication.policy.guidance > 0

    @cached_property
    def heeded(self) -> set[str]:
        """The agencies for whose people anybody waits: their attention counts."""
        found = {agency for agency, _ in self.answering}
        for agency in self.providers(self.requests):
            found.add(self.agencies[agency].owner or agency)
        if self.documents:
            found |= {p.owner for p in self.asked} | set(self.provinces)
        return found


_SHARE_OF: dict[type, str] = {SupplementStep: "supplement", FeeStep: "fee"}


def _steps(procedure: Procedure) -> Iterator[Step]:
    """Every step of a route, those of `par` and `redo` too."""
    for step in procedure.route:
        yield step
        yield from step.par if isinstance(step, ParStep) else ()
        yield from step.redo if isinstance(step, SupplementStep) else ()


def _chains(procedure: Procedure) -> Iterator[ChainStep]:
    return (step for step in _steps(procedure) if isinstance(step, ChainStep))
