"""Routes with the single requests that a scenario's `sharing.requests` changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simulator.scenario.catalogue import ParStep, Procedure, RequestStep, Step
from simulator.scenario.sharing import RequestChange


def with_requests_changed(
    procedures: Sequence[Procedure], changes: Sequence[RequestChange]
) -> tuple[Procedure, ...]:
    """The procedures as they are after the changes, in order: a later one counts."""
    return tuple(_changed(procedure, changes) for procedure in procedures)


def requests_of(procedure: Procedure) -> Iterator[RequestStep]:
    """Every request of a route."""
    for step in procedure.route:
        for part in step.par if isinstance(step, ParStep) else [step]:
            if isinstance(part, RequestStep):
                yield part


def fits(change: RequestChange, procedure: Procedure, step: RequestStep) -> bool:
    """Whether a change means this request."""
    names = change.names()
    return (
        (names is None or step.request in names)
        and (change.procedures == "all" or procedure.id in change.procedures)
        and (change.to is None or step.to in change.to or _provider(procedure, step) in change.to)
        and (change.between is None or _is_between(change.between, procedure, step))
    )


def body_of(agency: str) -> str:
    """The agency that a registry or a body below it belongs to: G15 of G15-HOTICH."""
    return agency.partition("-")[0]


def _provider(procedure: Procedure, step: RequestStep) -> str:
    """The agency that is asked, or the role."""
    return body_of(procedure.owner if step.to == "owner" else step.to)


def _is_between(pair: Sequence[str], procedure: Procedure, step: RequestStep) -> bool:
    """Whether one of a pair asks, by its procedure or its branch, and the other is asked."""
    asking = {procedure.owner, procedure.handled_by, procedure.branch_of}
    asked = {step.to, _provider(procedure, step)}
    one, other = pair
    return (one in asking and other in asked) or (other in asking and one in asked)


def _changed(procedure: Procedure, changes: Sequence[RequestChange]) -> Procedure:
    route = [_step(procedure, step, changes) for step in procedure.route]
    return procedure.model_copy(update={"route": route})


def _step(procedure: Procedure, step: Step, changes: Sequence[RequestChange]) -> Step:
    if isinstance(step, ParStep):
        return step.model_copy(update={"par": [_part(procedure, p, changes) for p in step.par]})
    return _part(procedure, step, changes)


def _part(procedure: Procedure, step: Step, changes: Sequence[RequestChange]) -> Step:
    if isinstance(step, RequestStep):
        for change in changes:
            if fits(change, procedure, step):
                step = step.model_copy(update=change.changes())
    return step
