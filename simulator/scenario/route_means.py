"""What one dossier of a procedure asks for on average: hours at each desk, letters to each agency.

Rework over an old version, guidance and enquiries are left out, so the figures are a lower bound.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

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
from simulator.scenario.law_specs import LawSpec
from simulator.scenario.laws import law_of
from simulator.scenario.schema import Scenario
from simulator.scenario.sharing import Platform

ONE_STOP = "one_stop"
_HOUR_US = 3_600_000_000


def mean_hours(spec: LawSpec) -> float:
    """The mean of a law, in hours."""
    return law_of(spec).mean_us() / _HOUR_US


def fallen_back(platform: Platform) -> float:
    """The share of requests over the platform that end as letters: refused, or tried in vain.

    A reply that comes after its time-out is still one, so only attempts without any count as vain.
    """
    if platform.fallback != "letter":
        return 0.0
    tries = [platform.failure**attempt for attempt in range(platform.retry.max + 1)]
    return tries[-1] * platform.failure + platform.refusal * sum(tries)


class Visit(NamedTuple):
    """Work at a desk: how often a dossier has it. `place` is an agency at the central level.

    `procedure` is the one whose route has the step: the dossier's own, or a chained one.
    """

    procedure: Procedure
    level: str
    place: str
    desk: str
    law: LawSpec
    share: float


@dataclass(slots=True)
class RouteMeans:
    """Means of one dossier of `procedure`; chains are counted at their own level.

    Attributes:
        visits: work at desks, in the order of the route.
        asked: (level at which it is asked, whom: an agency's id or a role) -> letters.
        accepted: the share that is accepted, and asks for the version in force.
    """

    procedure: Procedure
    scenario: Scenario
    procedures: Mapping[str, Procedure]
    visits: list[Visit] = field(default_factory=list)
    asked: dict[tuple[str, str], float] = field(default_factory=dict)
    accepted: float = 1.0

    @property
    def hours(self) -> dict[tuple[str, str, str], float]:
        """(level, place, desk) -> hours of work; the place is empty below the centre."""
        hours: dict[tuple[str, str, str], float] = {}
        for _, level, place, desk, law, share in self.visits:
            key = (level, place, desk)
            hours[key] = hours.get(key, 0.0) + share * mean_hours(law)
        return hours

    @property
    def letters(self) -> dict[str, float]:
        """Whom -> letters."""
        letters: dict[str, float] = {}
        for (_, whom), one in self.asked.items():
            letters[whom] = letters.get(whom, 0.0) + one
        return letters

    def __post_init__(self) -> None:
        self.accepted = self._accepted()
        paper = 1.0 - self.scenario.arrivals.channels.get("online", 0.0)
        self._at(self.procedure, ONE_STOP, self.scenario.paper.scan, paper)
        self._route(self.procedure, 1.0)

    def _accepted(self) -> float:
        """Not given up over papers asked for at the receipt, and not refused."""
        withdraw, share = self.scenario.applicants.withdraw, 1.0 - self.procedure.refused_at_receipt
        for step in self.procedure.route:
            if isinstance(step, SupplementStep) and step.at == "receipt":
                share *= 1.0 - step.supplement * withdraw
        return share

    def _route(self, procedure: Procedure, share: float) -> None:
        """`share`: how many of the dossiers come to this route; a chain refuses nobody."""
        for number, step in enumerate(procedure.route):
            self._step(step, procedure, share)
            if isinstance(step, SupplementStep):
                share *= 1.0 - step.supplement * self.scenario.applicants.withdraw
            if number == 0 and procedure is self.procedure:
                share *= 1.0 - procedure.refused_at_receipt

    def _step(self, step: Step, procedure: Procedure, share: float) -> None:
        if isinstance(step, DeskStep):
            self._at(procedure, step.desk, step.law, share)
        elif isinstance(step, RequestStep):
            self._request(step, procedure, share)
        elif isinstance(step, ChainStep):
            self._route(self.procedures[step.chain], share)
        elif isinstance(step, SupplementStep):
            again = step.supplement * (1.0 - self.scenario.applicants.withdraw)
            rounds = sum(again**turn for turn in range(1, step.max_times + 1))
            for desk in step.redo:
                self._at(procedure, desk.desk, desk.law, share * rounds)
        elif isinstance(step, ParStep):
            for part in step.par:
                self._step(part, procedure, share)
        else:
            assert isinstance(step, FeeStep)  # paying takes nobody's time at a desk

    def _at(self, procedure: Procedure, desk: str, law: LawSpec, share: float) -> None:
        is_central = procedure.level == "central"
        place = (procedure.handled_by or procedure.owner) if is_central else ""
        self.visits.append(Visit(procedure, procedure.level, place, desk, law, share))

    def _request(self, step: RequestStep, procedure: Procedure, share: float) -> None:
        if step.probability == 0.0:  # left out: nobody is asked, who is named may take no part
            return
        sharing = self.scenario.sharing
        reuse = sharing.reuse if step.reuse is None else step.reuse
        platform = sharing.platform.share if step.platform is None else step.platform
        whom = self.procedure.owner if step.to == "owner" else step.to
        by_letter = 1.0 - platform * (1.0 - fallen_back(sharing.platform))
        key = (procedure.level, whom)
        asked = share * step.probability * (1.0 - reuse) * by_letter
        self.asked[key] = self.asked.get(key, 0.0) + asked
