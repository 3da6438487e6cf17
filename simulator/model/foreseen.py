"""Which draws of a procedure's dossiers are made beforehand, in blocks.

A draw alone costs a thousand times one in a block, so all that one dossier in fifty needs is worth
a column. What is foreseen changes no draw: each depends on its tag and its dossier only.
"""

from __future__ import annotations

from agents.draws import Columns
from agents.request_spec import RequestSpec
from agents.sync import ATTEMPTS, FATE, TRANSIT
from agents.world import PlatformRules, SyncRules


def foresee_push(columns: Columns, rules: SyncRules, step: int, *, again: bool = False) -> None:
    """The first attempt to push a status (0: the create); `again` for its delay and the second."""
    columns.add(FATE[step])
    columns.add(TRANSIT[step], rules.transit)
    if again:
        columns.add(TRANSIT[step] + 1, rules.transit)
        if rules.delay is not None:
            columns.add(FATE[step] + ATTEMPTS, rules.delay)


def foresee_platform(columns: Columns, spec: RequestSpec, rules: PlatformRules) -> None:
    """A request's first attempt over the platform, and the second's transit."""
    columns.add(spec.tags.outcome[0])
    for what in spec.tags.transit[:2]:
        columns.add(what, rules.transit)


def foresee_letter(columns: Columns, spec: RequestSpec) -> None:
    """A request's first letter."""
    columns.add(spec.tags.refusal)
    columns.add(spec.tags.carry, spec.carry)
    columns.add(spec.tags.back, spec.carry)
    columns.add(spec.tags.pick_up, spec.pick_up)
    columns.add(spec.tags.answer, spec.answer)
