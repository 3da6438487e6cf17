"""What one dossier of a procedure asks for on average: hours at each desk, letters to each agency.

Rework over an old version, enquiries, and letters sent because the platform failed are left out,
so the figures are a lower bound.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from simulator.laws import law_of
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
from simulator.scenario.schema import Scenario

ONE_STOP = "one_stop"
_HOUR_US = 3_600_000_000


def mean_hours(spec: LawSpec) -> float:
    """The mean of a law, in hours."""
    return law_of(spec).mean_us() / _HOUR_US


@dataclass(slots=True)
class RouteMeans:
    """Means of one dossier of `procedure`; chains are counted at their own level.

    Attributes:
        hours: (level, place, desk) -> hours of work; the place is an agency at the central level,
            else empty: the dossier's own province.
        letters: whom (an agency's id or a role) -> letters.
    """

    procedure: Procedure
    scenario: Scenario
    procedures: Mapping[str, Procedure]
    hours: dict[tuple[str, str, str], float] = field(default_factory=dict)
    letters: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        paper = 1.0 - self.scenario.arrivals.channels.get("online", 0.0)
        self._at(self.procedure, ONE_STOP, self.scenario.paper.scan, paper)
        self._route(self.procedure, 1.0)

    def _route(self, procedure: Procedure, share: float) -> None:
        """`share`: how many of the dossiers come to this route."""
        for number, step in enumerate(procedure.route):
            self._step(step, procedure, share)
            if isinstance(step, SupplementStep):
                share *= 1.0 - step.supplement * self.scenario.applicants.withdraw
            if number == 0:
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
        key = (procedure.level, place, desk)
        self.hours[key] = self.hours.get(key, 0.0) + share * mean_hours(law)

    def _request(self, step: RequestStep, procedure: Procedure, share: float) -> None:
        sharing = self.scenario.sharing
        reuse = sharing.reuse if step.reuse is None else step.reuse
        platform = sharing.platform.share if step.platform is None else step.platform
        whom = procedure.owner if step.to == "owner" else step.to
        asked = share * step.probability * (1.0 - reuse) * (1.0 - platform)
        self.letters[whom] = self.letters.get(whom, 0.0) + asked
