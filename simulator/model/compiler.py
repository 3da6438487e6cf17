"""From a procedure's route as data to the steps that its dossiers run through."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping

from agents.agency import AgencyAtWork, Unit
from agents.applicant import Again, AskSupplement, Fee, Return, Rework
from agents.deadlines import Duration
from agents.dossier import FEE, NEW, REFUSED, SUPPLEMENT, Dossier, Program, Step
from agents.draws import Columns, tag, threshold
from agents.request_spec import RequestSpec, request_tags
from agents.route import (
    COLLECT,
    POSTING,
    SCAN,
    UNIT_DRAW,
    Ask,
    AtDesk,
    EnterChain,
    LeaveChain,
    Need,
    Receipt,
    Scan,
    Version,
)
from agents.spans import Cause
from agents.sync import PATIENCE
from agents.world import Rules
from simulator.model.foreseen import foresee_letter, foresee_platform, foresee_push
from simulator.model.network import Network
from simulator.scenario.catalogue import (
    ChainStep,
    DeskStep,
    FeeStep,
    ParStep,
    Procedure,
    RequestStep,
    SupplementStep,
)
from simulator.scenario.laws import law_of
from simulator.scenario.sharing import Sharing

GUIDANCE_NUMBER = 200  # the request number of guidance, beyond those of any route
SYNCED_STATUSES = (0, 2, 4, 9, 10)  # pushes that every dossier makes: 0 is the create


class RouteCompiler:
    """Compiles one procedure; chained procedures are laid into the same route."""

    def __init__(
        self,
        procedure: Procedure,
        index: int,
        procedures: Mapping[str, Procedure],
        network: Network,
        sharing: Sharing,
        rules: Rules,
    ) -> None:
        self._procedure, self._index, self._procedures = procedure, index, procedures
        self._network, self._sharing, self._rules = network, sharing, rules
        self._columns = Columns()
        self._steps: list[Step] = []
        self._requests = 0
        self._within = ""  # the chained procedure being laid: its requests have ids of their own

    def program(self) -> Program:
        """The compiled route."""
        procedure = self._procedure
        columns, rules = self._columns, self._rules
        columns.add(UNIT_DRAW)
        columns.add(PATIENCE, rules.applicant.patience)
        for status in SYNCED_STATUSES:
            foresee_push(columns, rules.sync, status, again=True)
        columns.add(COLLECT, rules.applicant.collect)
        columns.add(POSTING, rules.applicant.post)
        self._steps.append(Scan(columns.add(SCAN, rules.applicant.scan)))
        self._receive(procedure)
        self._steps.append(self._rework())
        self._steps.append(Return())
        limit = procedure.limit.value
        rank = 0 if limit.value == 0 else 1
        return Program(
            procedure=procedure.id,
            index=self._index,
            limit=(limit.value, limit.unit),
            steps=tuple(self._steps),
            columns=columns,
            rank=rank,
        )

    def _receive(self, procedure: Procedure) -> None:
        """The first desk, its supplements, acceptance, the version; then the rest of the route."""
        route = list(procedure.route)
        head = 1 if isinstance(route[0], DeskStep) else 0
        while head < len(route) and self._at_receipt(route[head]):
            head += 1
        for step in route[:head]:
            self._add(step)
        what = tag("refused")
        self._columns.add(what)
        foresee_push(self._columns, self._rules.sync, REFUSED)
        self._steps.append(Receipt(threshold(procedure.refused_at_receipt), what))
        self._steps.append(self._version(procedure))
        for step in route[head:]:
            self._add(step)

    @staticmethod
    def _at_receipt(step: object) -> bool:
        return isinstance(step, SupplementStep) and step.at == "receipt"

    def _add(self, step: object) -> None:
        """Lay one step of the route."""
        if isinstance(step, DeskStep):
            self._steps.append(self._desk(step))
        elif isinstance(step, RequestStep):
            self._steps.append(Ask((self._need(step),)))
        elif isinstance(step, ParStep):
            self._par(step)
        elif isinstance(step, ChainStep):
            self._chain(step)
        elif isinstance(step, SupplementStep):
            self._supplement(step)
        elif isinstance(step, FeeStep):
            what = tag("fee", len(self._steps))
            self._columns.add(what)
            pay = tag("pay", len(self._steps))
            self._columns.add(pay, self._rules.applicant.pay)
            foresee_push(self._columns, self._rules.sync, FEE, again=True)
            self._steps.append(Fee(threshold(step.fee), what, pay))

    def _par(self, step: ParStep) -> None:
        """Requests side by side; chains of a par are worked after its requests, in order."""
        asked = [part for part in step.par if isinstance(part, RequestStep)]
        self._steps.append(Ask(tuple(self._need(part) for part in asked)))
        for part in step.par:
            if isinstance(part, ChainStep):
                self._chain(part)

    def _desk(self, step: DeskStep, *, turns: int = 1) -> AtDesk:
        number, law = len(self._steps), law_of(step.law)
        tags = tuple(tag("work", number, turn) for turn in range(turns))
        return AtDesk(step.desk, law, tags, self._columns.add(tags[0], law))

    # -- requests --------------------------------------------------------------------------------

    def _need(self, step: RequestStep) -> Need:
        number, self._requests = self._requests, self._requests + 1
        reuse = self._sharing.reuse if step.reuse is None else step.reuse
        platform = self._sharing.platform.share if step.platform is None else step.platform
        spec = self._spec(
            self._within + step.request, number, step.fields, step.basis, step.purpose, step.limit
        )
        foresee_platform(self._columns, spec, self._rules.platform)
        foresee_letter(self._columns, spec)
        return Need(
            spec=spec,
            provider=self._provider(step.to, number),
            probability=threshold(step.probability),
            reuse=threshold(reuse),
            reuse_or_platform=threshold(reuse + (1.0 - reuse) * platform),
            need_column=self._columns.add(tag("need", number)),
            way_column=self._columns.add(tag("way", number)),
        )

    def _spec(
        self, name: str, number: int, fields: list[str], basis: str, purpose: str,
        limit: Duration | None,
    ) -> RequestSpec:  # fmt: skip
        letter = self._rules.letter
        attempts = 1 + max(self._rules.platform.retry.most, letter.retry.most)
        return RequestSpec(
            name=name,
            number=number,
            fields=tuple(fields),
            basis=basis,
            purpose=purpose,
            limit=(limit.value, limit.unit) if limit is not None else None,
            tags=request_tags(number, attempts + 1),
            carry=letter.carry,
            pick_up=letter.pick_up,
            answer=letter.answer,
        )

    def _provider(self, to: str, number: int) -> Callable[[Dossier], AgencyAtWork]:
        """Who is asked: an agency, the owner, another province, or this one's answering people."""
        agencies = self._network.agencies
        if to in ("commune", "district"):
            return lambda dossier: agencies[dossier.unit.province or self._procedure.owner]
        if to == "other-province":
            what = tag("other-province", number)
            self._columns.add(what)
            return lambda dossier: agencies[self._network.province_of(dossier.raw(what))]
        named = self._procedure.owner if to == "owner" else to
        # Who is asked by a request that is left out may take no part, and is never looked up.
        return lambda dossier: agencies[named]  # noqa: ARG005 - every provider is asked alike

    # -- versions --------------------------------------------------------------------------------

    def _version(self, procedure: Procedure) -> Version:
        letter = self._rules.letter
        guidance = RequestSpec(
            name="guidance",
            number=GUIDANCE_NUMBER,
            fields=("guidance",),
            basis="NĐ 63/2010/NĐ-CP",
            purpose="how to handle a procedure that is not yet published here",
            limit=None,
            tags=request_tags(GUIDANCE_NUMBER, 2),
            carry=letter.carry,
            pick_up=letter.guidance,
            answer=letter.answer,
            cause=Cause.PUBLICATION,
        )
        foresee_letter(self._columns, guidance)
        return Version(guidance, self._network.agencies[procedure.owner])

    def _rework(self) -> Rework:
        """The desks after acceptance once more, at the home unit, from draws of their own."""
        accepted = next(i for i, step in enumerate(self._steps) if isinstance(step, Receipt))
        again: list[AtDesk] = []
        for step in self._steps[accepted:]:
            if isinstance(step, EnterChain):
                break
            if isinstance(step, AtDesk) and len(step.tags) == 1:
                tags = (tag("rework", len(again)),)
                column = self._columns.add(tags[0], step.law)
                again.append(AtDesk(step.desk, step.law, tags, column, Cause.PUBLICATION))
        return Rework(tuple(again))

    # -- loops and chains ------------------------------------------------------------------------

    def _supplement(self, step: SupplementStep) -> None:
        head, turns = len(self._steps), range(step.max_times)
        ask = AskSupplement(
            share=threshold(step.supplement),
            choices=tuple(tag("supplement", head, turn) for turn in turns),
            own=tuple(tag("supplement-own", head, turn) for turn in turns),
            withdraws=tuple(tag("withdraw", head, turn) for turn in turns),
            at_receipt=step.at == "receipt",
            accepted=any(isinstance(laid, Receipt) for laid in self._steps),
        )
        self._columns.add(ask.choices[0])
        self._columns.add(ask.own[0], self._rules.applicant.supplement)
        foresee_push(self._columns, self._rules.sync, SUPPLEMENT, again=True)
        if ask.at_receipt:
            foresee_push(self._columns, self._rules.sync, NEW)
        self._steps.append(ask)
        for desk in step.redo:
            self._steps.append(self._desk(desk, turns=step.max_times))
        self._steps.append(Again(head))
        ask.exit = len(self._steps)

    def _chain(self, step: ChainStep) -> None:
        sub = self._procedures[step.chain]
        number, transit = len(self._steps), self._rules.platform.transit
        there, back = tag("chain-there", number), tag("chain-back", number)
        self._columns.add(there, transit)
        self._columns.add(back, transit)
        self._steps.append(EnterChain(self._place(sub, number), transit, there))
        outer, self._within = self._within, f"{sub.id}."
        for part in sub.route:
            self._add(part)
        self._within = outer
        self._steps.append(LeaveChain(transit, back))

    def _place(self, sub: Procedure, number: int) -> Callable[[Dossier], Unit]:
        """Where a chained procedure is worked: the same unit if that works it, too."""
        what, agencies = tag("chain-unit", number), self._network.agencies
        department = self._network.departments.get(sub.id, "")
        self._columns.add(what)

        def place(dossier: Dossier) -> Unit:
            home = dossier.home
            if home.level == sub.level and home.department == department:
                return home
            at = home.province if sub.level != "central" else (sub.handled_by or sub.owner)
            units, upto = agencies[at].choice_of(sub.level, department)
            return units[bisect_right(upto, dossier.raw(what))]

        return place
