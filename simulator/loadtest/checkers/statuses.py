"""Status pushes: created first, moves that a dossier may make, both steps."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.loadtest.findings import Finding, checker, record
from simulator.loadtest.parts import Said
from simulator.loadtest.refusals import refused
from simulator.loadtest.view import View
from topics.events import StatusCreate, StatusProgress
from topics.statuses import MOVES, NEW


@checker("status-before-create", says="A dossier is created before it makes progress.")
def status_before_create(view: View) -> Iterator[Finding]:
    """A progress with no create of its dossier before it in the topic."""
    told = set()
    for dossier, pushes in view.pushes.items():
        if isinstance(pushes[0].event, StatusProgress):
            told.add(pushes[0].where)
            created = next((s for s in pushes if isinstance(s.event, StatusCreate)), None)
            after = () if created is None else (record("created", created.place),)
            yield Finding(
                f"dossier {dossier} made progress before it was created",
                (record("progress", pushes[0].place), *after),
            )
            told.update(said.where for said in pushes)
    yield from refused(view, ("business.update_before_create",), told)


@checker(
    "illegal-status-move", says="A dossier moves only between statuses that follow each other."
)
def illegal_status_move(view: View) -> Iterator[Finding]:
    """By the times at which it entered them, so that a push out of order is no illegal move."""
    for dossier, pushes in view.pushes.items():
        entered = sorted(_entered(pushes), key=lambda one: one[0])
        before, before_said = NEW, pushes[0]
        for _, status, said in entered:
            if status != before and (before, status) not in MOVES:
                yield Finding(
                    f"dossier {dossier} moved from status {before} to {status}",
                    (record("before", before_said.place), record("moved", said.place)),
                )
            before, before_said = status, said


def _entered(pushes: list[Said]) -> Iterator[tuple[int, int, Said]]:
    """Time and status of each progress, the first push of each."""
    found = set()
    for said in pushes:
        event = said.event
        if isinstance(event, StatusProgress) and (event.at_us, event.status) not in found:
            found.add((event.at_us, event.status))
            yield event.at_us, event.status, said


@checker("half-sync", says="A push has both its steps: a dossier is created and makes progress.")
def half_sync(view: View) -> Iterator[Finding]:
    """Created, with no progress at all within the deadline."""
    for dossier, pushes in view.pushes.items():
        if any(isinstance(said.event, StatusProgress) for said in pushes):
            continue
        created = pushes[0]
        if view.said_us(created) + view.terms.deadline_us <= view.end_us:
            yield Finding(
                f"dossier {dossier} was created, and no status of it followed",
                (record("created", created.place),),
            )
