"""Open work as rows: what an agency's table holds, and work made of it again.

A row is one cluster of threads (see `environment`), one desk, or the agency's cursor. It is plain
data of the same forms as in a snapshot, and refers to the model by names and numbers, so that it
fits the same resolved scenario only.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from agents.dossier import Dossier
from agents.environment import Thread
from agents.exchange import Request
from agents.serving import Serving
from agents.spans import NOBODY
from simulator.hosting.environment import (
    Armed,
    BackgroundJob,
    KeptDesk,
    KeptEnvironment,
    Queued,
    cluster_of,
)
from simulator.hosting.losses import Tally
from simulator.model.model import Model
from simulator.run.plain import Parts, Plain, Reader, Writer
from topics.agency_work import AgencyWork
from topics.errors import InputError

CURSOR = "cursor"
_NONE_US = -1


class Cluster(msgspec.Struct, frozen=True, array_like=True):
    """A dossier or an answer: its threads, and what each of them waits for."""

    threads: dict[str, Plain]
    armed: list[tuple[int, int, bytes]]  # (time, phase, thread)
    queued: list[tuple[int, int, int, bytes, int, int, int]]  # (desk, and its job)
    open: bytes | None = None  # the dossier, if it has not been returned
    account: Plain = None  # what the ledger has of it


class DeskState(msgspec.Struct, frozen=True, array_like=True):
    """A desk without the threads in its queue, which keep their places themselves."""

    free_us: list[int]
    tally: list[int]
    background: list[BackgroundJob] = []


class Cursor(msgspec.Struct, frozen=True, array_like=True):
    """How far an agency has come: its clock, and the numbers that it goes on with."""

    now_us: int
    seq: int
    servings: int
    accounts: list[tuple[str, int]]  # (provider, from when it can be asked)
    tally: Tally


class Keeper:
    """Makes rows of a model's open work, and the work of rows."""

    def __init__(self, model: Model, env: KeptEnvironment) -> None:
        self._model, self._env, self._parts = model, env, Parts(model)
        self._places = {
            place.at.key: number
            for number, place in enumerate(model.offices.places)
            if isinstance(place.at, KeptDesk)
        }
        self._known: dict[int, tuple[str, str]] = {}  # cluster -> (agency, key of its row)

    # -- rows of work ----------------------------------------------------------------------------

    def changed(self) -> Iterator[tuple[str, str, AgencyWork | None]]:
        """(agency, key, row) of all that has changed since the last call; None: it is done."""
        for cluster in self._env.changed():
            yield from self._row(cluster)
        for desk in self._env.desks():
            number = self._places[desk.key]
            agency, state = self._model.offices.places[number].agency, desk.state()
            kept = DeskState(state["free_us"], state["tally"][:2], desk.background())
            yield agency, f"desk/{number}", _row(agency, "desk", kept)

    def _row(self, cluster: int) -> Iterator[tuple[str, str, AgencyWork | None]]:
        armed, queued = self._env.armed(cluster), self._env.queued(cluster)
        dossier = self._model.world.open.get(cluster)
        if not armed and not queued and dossier is None:
            if cluster in self._known:
                yield *self._known.pop(cluster), None
            return
        head = dossier or _head([*(each.thread for each in armed), *(q.thread for q in queued)])
        known = self._known.get(cluster)
        if known is None:
            known = self._known[cluster] = _name(head)
        kept = self._cluster(armed, queued, dossier)
        yield *known, _described(known[0], head, armed, queued, kept)

    def _cluster(
        self, armed: list[Armed], queued: list[Queued], dossier: Dossier | None
    ) -> Cluster:
        writer = Writer(self._parts, {})
        return Cluster(
            armed=[(at, phase, writer.reference(thread)) for at, phase, thread in armed],
            queued=[
                (self._places[desk.key], rank, number, writer.reference(thread), work, mark, since)
                for desk, rank, number, thread, work, mark, since in queued
            ],
            open=None if dossier is None else writer.reference(dossier),
            account=None if dossier is None else self._model.ledger.account(dossier.slot),
            threads=writer.threads(),
        )

    # -- work of rows ----------------------------------------------------------------------------

    def bring_back(self, rows: Mapping[str, AgencyWork]) -> None:
        """Make the work of an agency's rows again: its clock must not be beyond theirs."""
        desks = [key for key in rows if rows[key].kind == "desk"]
        for key in desks:
            desk = self._model.offices.places[int(key.partition("/")[2])].at
            kept = _state(rows[key], DeskState)
            jobs = [
                (rank, order, None, work, NOBODY, since)
                for rank, order, work, since in kept.background
            ]
            desk.restore({"free_us": kept.free_us, "tally": [*kept.tally, -1], "jobs": jobs})
        clusters = {key: _state(row, Cluster) for key, row in rows.items() if row.kind in _CLUSTERS}
        reader = Reader(self._parts, {})
        for kept in clusters.values():
            reader.make_threads(kept.threads)
        for key, kept in clusters.items():
            self._settle(rows[key].agency, key, kept, reader)

    def _settle(self, agency: str, key: str, kept: Cluster, reader: Reader) -> None:
        model = self._model
        if kept.open is not None:
            dossier: Dossier = reader.value(kept.open)
            model.world.open[dossier.key] = dossier
            dossier.slot = model.ledger.slot()
            model.ledger.resume(dossier.slot, kept.account)
            self._known[cluster_of(dossier)] = agency, key
        for at, phase, thread in kept.armed:
            found: Thread = reader.value(thread)
            self._known[cluster_of(found)] = agency, key
            self._env.arm(found, at, phase)
        for number, rank, order, thread, work, mark, since in kept.queued:
            waiting: Thread = reader.value(thread)
            self._known[cluster_of(waiting)] = agency, key
            if isinstance(waiting, Dossier):
                mark = waiting.slot << 4 | mark & 15
            desk = model.offices.places[number].at
            assert isinstance(desk, KeptDesk)
            desk.queue_again((rank, order, waiting, work, mark, since))

    def open_desks(self, reached_us: Mapping[str, int]) -> None:
        """Let each agency's desks go on from where it was, when all work has been brought back."""
        list(self.changed())  # nothing has so far: it is all as it was kept
        for place in self._model.offices.places:
            if isinstance(place.at, KeptDesk) and place.agency in reached_us:
                place.at.go_on(reached_us[place.agency])


_CLUSTERS = ("dossier", "request")


def _head(threads: list[Thread]) -> Dossier | Serving:
    """What a cluster is about."""
    thread = threads[0]
    while not isinstance(thread, Dossier | Serving):
        thread = getattr(thread, _LEADS_TO[type(thread).__name__])
    return thread


_LEADS_TO = {
    "Push": "dossier", "RemoteRequest": "dossier", "Request": "dossier", "Enquiry": "push",
    "Patience": "request", "Alarm": "request",
}  # fmt: skip


def _name(head: Dossier | Serving) -> tuple[str, str]:
    """(agency, key of its row)."""
    if isinstance(head, Dossier):
        return head.home.agency.id, f"dossier/{head.code}"
    asked = head.event
    return head.agency.id, f"request/{asked.requester}/{asked.request}/{asked.attempt}"


def _described(
    agency: str, head: Dossier | Serving, armed: list[Armed], queued: list[Queued], kept: Cluster
) -> AgencyWork:
    due = min((each.at_us for each in armed), default=_NONE_US)
    since = min((each.since_us for each in queued), default=_NONE_US)
    if isinstance(head, Serving):
        since, attempt = max(since, head.since_us), head.event.attempt
        return _row(agency, "request", kept, int(head.doing), since, due, attempt)
    awaits = tuple(r.spec.name for r in head.reasons if isinstance(r, Request))
    since = max(since, head.wait_us)
    return _row(agency, "dossier", kept, head.pc, since, due, head.attempts, awaits)


def _row(
    agency: str, kind: str, kept: object, step: int = 0, since_us: int = _NONE_US,
    due_us: int = _NONE_US, attempt: int = 0, awaits: tuple[str, ...] = (),
) -> AgencyWork:  # fmt: skip
    return AgencyWork(
        agency=agency,
        kind=kind,
        step=step,
        since_us=since_us,
        due_us=due_us,
        attempt=attempt,
        awaits=awaits,
        state=b64encode(msgspec.msgpack.encode(kept)).decode(),
    )


def cursor_row(agency: str, cursor: Cursor) -> AgencyWork:
    """The row of how far an agency has come."""
    return _row(agency, CURSOR, cursor)


def cursor_of(rows: Mapping[str, AgencyWork]) -> Cursor | None:
    """How far an agency had come, or None at its first start."""
    row = rows.get(CURSOR)
    return None if row is None else _state(row, Cursor)


def _state(row: AgencyWork, kind: type[Any]) -> Any:
    try:
        return msgspec.msgpack.decode(b64decode(row.state), type=kind)
    except (ValueError, msgspec.MsgspecError) as error:
        other = f"the work of {row.agency} was kept by another version"
        raise InputError(f"{other}: {error}") from error
