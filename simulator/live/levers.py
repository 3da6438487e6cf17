"""Levers that can be pulled while a run goes on, and why others cannot.

A lever may be pulled if the run would be the same had it been pulled at the very start and written
into the scenario instead; a test pulls each of them so. What it changes then holds for all that is
decided from that instant on: draws that were foreseen under another law are made anew, from the
same uniforms, when they are needed. What was drawn already, such as when a letter on its way will
be picked up, stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from pydantic import ValidationError

from agents.dossier import Program
from agents.exchange import Request
from agents.request_spec import RequestSpec
from agents.route import Ask, Version
from simulator.model.demand import policies_of
from simulator.model.model import Model, compiled_again
from simulator.scenario.layers import NAMES
from simulator.scenario.merging import ALTERNATIVES
from simulator.scenario.resolved import ResolvedScenario, resolve_document
from simulator.scenario.schema import Scenario
from topics.errors import InputError

Document = dict[str, Any]
Changes = dict[str, Any]
"""Path of the scenario -> what it becomes; None: it is taken away."""

_LAID_OUT = "the run was laid out by it when it began"
_AHEAD = "arrivals are drawn ahead by it"
_PUBLISHED = "every publication was settled before the run began"
_STAFFED = "people's hours, and the work that desks have promised, were settled by it"
RULES: dict[str, str | None] = {
    "applicants": None,
    "legal_clock": None,
    "paper.post": None,
    "paper.scan": _AHEAD,
    "publication": _PUBLISHED,
    "publication.guidance": None,
    "publication.policy": None,
    "sharing": None,
    "sharing.requests": _LAID_OUT,
    "sync": None,
    "attention": None,  # of agencies that publish nothing; see `_check_attention`
    "agencies": _LAID_OUT,
    "answering": _STAFFED,
    "arrivals": _AHEAD,
    "drain": _LAID_OUT,
    "duration": _LAID_OUT,
    "levers": _LAID_OUT,
    "offices": _STAFFED,
    "outages": "outages were settled before the run began; say: live ctl fault outage",
    "procedures": _LAID_OUT,
    "replications": _LAID_OUT,
    "scale": _LAID_OUT,
    "seed": _LAID_OUT,
    "start": _LAID_OUT,
    "warmup": _LAID_OUT,
}
"""Part of the scenario -> why it cannot be changed while a run goes on, or None if it can."""

_LAWS = frozenset().union(*ALTERNATIVES[0])


def changes_of(base: ResolvedScenario, other: ResolvedScenario) -> Changes:
    """What another scenario has otherwise. Raise `InputError` unless a running model can take it.

    The sentence names each path that cannot be changed, and why.
    """
    refused = [
        f"{section}: the catalogues were read when the run began"
        for section in ("agencies", "procedures", "calendars")
        if base.document[section] != other.document[section]
    ]
    before, after = (dict(_leaves(one.document["scenario"])) for one in (base, other))
    found = {
        path: after.get(path)
        for path in dict.fromkeys([*before, *after])
        if before.get(path) != after.get(path) and path.split(".")[0] not in NAMES
    }
    refused += [f"{path}: {why}" for path in found if (why := _why_not(path)) is not None]
    if refused:
        raise InputError(f"cannot be changed while a run goes on: {'; '.join(refused)}")
    if not found:
        raise InputError("changes nothing")
    return found


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """(path, value) of all that is no mapping; a law is one value."""
    if not isinstance(value, Mapping) or value.keys() & _LAWS:
        yield path, value
        return
    for key, inner in value.items():
        yield from _leaves(inner, f"{path}.{key}" if path else key)


def _why_not(path: str) -> str | None:
    """The reason of the longest entry of `RULES` that the path begins with."""
    parts = path.split(".")
    entries = [".".join(parts[:length]) for length in range(len(parts), 0, -1)]
    return RULES[next(entry for entry in entries if entry in RULES)]


def laid_over(current: ResolvedScenario, changes: Changes) -> ResolvedScenario:
    """A scenario with some changes. Raise `InputError` if together they make no sense."""
    document = deepcopy(current.document)
    for path, value in changes.items():
        *way, last = path.split(".")
        place = document["scenario"]
        for part in way:
            place = place.setdefault(part, {})
        if value is None:
            place.pop(last, None)
        else:
            place[last] = value
    try:
        return resolve_document(document)
    except InputError as error:
        cause = error.__cause__
        why = cause.errors()[0]["msg"] if isinstance(cause, ValidationError) else str(error)
        raise InputError(f"does not go with what was pulled before: {why}") from error


# -- the running model -------------------------------------------------------------------------


def follow(model: Model, old: ResolvedScenario, new: ResolvedScenario) -> None:
    """Let what is decided from now on be decided by `new`; its rules are for the caller to set.

    Raise `InputError`, with nothing changed, when an agency's attention would have changed what it
    has published, or a law is there that was not.
    """
    attention = _attention(model, old.scenario, new.scenario)
    programs = compiled_again(model, new.procedures, new.scenario)
    if any(not model.programs[name].columns.alike(programs[name].columns) for name in programs):
        raise InputError("cannot be changed while a run goes on: sync.delay: " + _AHEAD)
    for agency, factor in attention.items():
        model.agencies[agency].attention = factor
    for name, program in programs.items():
        model.programs[name].columns.forget_unlike(program.columns)
        model.programs[name].steps = program.steps
        model.programs[name].compile()
    model.source.hold_to(policies_of(new.scenario.publication.policy))
    model.unseen.follow(new)
    _tell_open(model, {name: dict(_specs(program)) for name, program in programs.items()})


def _attention(model: Model, old: Scenario, new: Scenario) -> dict[str, float]:
    """Agency -> its attention, of those that change."""

    def of(scenario: Scenario, agency: str) -> float:
        return scenario.attention.get(agency, scenario.attention.get("default", 1.0))

    changed = {a: of(new, a) for a in model.agencies if of(new, a) != of(old, a)}
    publish = {owner for owner, _ in model.publications.documents}
    publish |= {decision.agency for decision in model.publications.decisions}
    if refused := sorted(changed.keys() & publish):
        raise InputError(
            f"cannot be changed while a run goes on: attention of {', '.join(refused)}: "
            f"publications depend on it, and {_PUBLISHED}"
        )
    return changed


def _tell_open(model: Model, specs: Mapping[str, Mapping[int, RequestSpec]]) -> None:
    """Dossiers and requests under way go on by the new routes, which have the same steps."""
    for dossier in model.world.open.values():
        program = dossier.program
        dossier.follow()
        for entry in dossier.reasons:
            if isinstance(entry, Request):
                entry.spec = specs[program.procedure][entry.spec.number]


def _specs(program: Program) -> Iterator[tuple[int, RequestSpec]]:
    for step in program.steps:
        if isinstance(step, Ask):
            yield from ((need.spec.number, need.spec) for need in step.needs)
        elif isinstance(step, Version):
            yield step.guidance.number, step.guidance
