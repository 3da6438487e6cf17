"""Status pushes at the relay: what the portal takes, and the table of each dossier's status.

A dossier is created before it makes progress, once, by the agency whose code it bears. The table
never goes back: what is older than what it has, or comes after a status that is the last, is a dead
letter; so is what is dated in the future. A push said twice in the same words is taken once.
"""

from __future__ import annotations

from simulator.relay.audit import Entry, Source
from simulator.relay.judge import ACCEPTED, Judge, Verdict, refused, sender_of
from simulator.relay.post import Post
from simulator.relay.requests import NO_ROOM
from simulator.relay.rows import Known, Policy, Rows, known_key
from simulator.relay.rules import UNTOUCHED, Message, fate_of
from topics.catalogue import status_out, status_table
from topics.envelope import WireRecord
from topics.events import StatusCreate, StatusProgress
from topics.statuses import MOVES

PORTAL = "portal"
DONE = frozenset(range(1, 11)) - {before for before, _ in MOVES}
"""Statuses after which nothing comes: not accepted, withdrawn, stopped, returned."""


class Statuses:
    """Handles pushes; all it knows is in the rows."""

    __slots__ = ("_judge", "_policy", "_post", "_prefix", "_rows")

    def __init__(self, prefix: str, judge: Judge, rows: Rows, post: Post, policy: Policy) -> None:
        self._prefix, self._judge, self._rows = prefix, judge, rows
        self._post, self._policy = post, policy

    def create(self, now_us: int, source: Source, wire: WireRecord, event: StatusCreate) -> None:
        """A dossier is there."""
        known = self._rows.get(known_key(event.dossier), Known)
        verdict = self._judge.of(event, sender_of(wire.topic))
        if verdict.accepted:
            verdict = self._code(event) if known is None else ACCEPTED
        if verdict.accepted:
            verdict = self._dated(event.received_us, now_us)
        if verdict.accepted and known is not None and known.create != event:
            verdict = refused(
                "requester", "business", "created_twice", "the dossier is known with other data"
            )
        if not verdict.accepted:
            self._bury(now_us, source, wire, event, verdict)
        elif known is not None:
            self._note(now_us, source, event, "ignored")
        elif not self._rows.has_room(event.agency, self._policy.quota):
            self._bury(now_us, source, wire, event, NO_ROOM)
        else:
            self._learn(now_us, source, event)

    @staticmethod
    def _code(event: StatusCreate) -> Verdict:
        """The code of a dossier names the agency that received it, before its date."""
        named = event.dossier.partition("-")[0].rpartition(".")[2]
        if named == event.agency.partition("-")[0]:
            return ACCEPTED
        message = f"the dossier's code is not one of {event.agency}"
        return refused("requester", "authority", "wrong_sender", message)

    def _dated(self, at_us: int, now_us: int) -> Verdict:
        if at_us <= now_us + self._policy.ahead_us:
            return ACCEPTED
        return refused("requester", "time", "in_future", "the push is dated in the future")

    def _learn(self, now_us: int, source: Source, event: StatusCreate) -> None:
        """Nothing is delivered, but the push may be lost on its way."""
        message = _message(event, event.procedure, f"create/{event.received_us}")
        counts = self._rows.counters.matched
        fate = fate_of(self._post.rules, self._post.seed, message, now_us, counts)
        fate = fate if fate.lost else UNTOUCHED
        if not fate.lost:
            self._rows.put(Known(event, until_us=now_us + self._policy.idle_us))
        self._note(now_us, source, event, "lost" if fate.lost else "noted", fate.rules)

    def progress(
        self, now_us: int, source: Source, wire: WireRecord, event: StatusProgress
    ) -> None:
        """A dossier has entered a status."""
        known = self._rows.get(known_key(event.dossier), Known)
        verdict = self._judge.of(event, sender_of(wire.topic))
        if verdict.accepted:
            verdict = self._dated(event.at_us, now_us)
        if verdict.accepted:
            verdict = _order(event, known)
        if not verdict.accepted or known is None:
            self._bury(now_us, source, wire, event, verdict)
        elif _same(event, known):
            self._note(now_us, source, event, "ignored")
        else:
            self._advance(now_us, source, event, known)

    def _advance(self, now_us: int, source: Source, event: StatusProgress, known: Known) -> None:
        message = _message(event, known.create.procedure, f"{event.status}/{event.at_us}")
        topic = status_table(self._prefix)
        beside = status_out(self._prefix, event.agency)
        outcome, rules = self._post.send(
            now_us, topic, event.dossier, event, message, beside=beside
        )
        if outcome != "lost":
            known.status, known.at_us = event.status, event.at_us
            known.done = event.status in DONE
            patience = self._policy.remember_us if known.done else self._policy.idle_us
            known.until_us = now_us + patience
            self._rows.put(known)
        self._note(now_us, source, event, outcome, rules)

    def due(self, row: Known) -> None:
        """A dossier that was done, or of which nothing was heard, long ago is forgotten."""
        self._rows.drop(row.key)

    def _bury(
        self, now_us: int, source: Source, wire: WireRecord,
        event: StatusCreate | StatusProgress, verdict: Verdict,
    ) -> None:  # fmt: skip
        self._post.bury(wire, source, verdict)
        entry = Entry(event, sender_of(wire.topic), "dead_lettered", str(verdict.error))
        self._post.put_on_record(now_us, source, entry)

    def _note(
        self, now_us: int, source: Source, event: StatusCreate | StatusProgress, outcome: str,
        rules: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        entry = Entry(event, sender_of(source.topic), outcome, None, rules)
        self._post.put_on_record(now_us, source, entry)


def _order(event: StatusProgress, known: Known | None) -> Verdict:
    if known is None:
        return refused(
            "requester", "business", "update_before_create", "the portal does not know the dossier"
        )
    if known.create.agency != event.agency:
        return refused(
            "requester", "business", "mismatch", "the dossier is at another agency by its create"
        )
    if known.done and not _same(event, known):
        return refused(
            "requester",
            "business",
            "dossier_closed",
            "the dossier's status is one after which none comes",
        )
    if event.at_us < known.at_us:
        return refused(
            "requester", "integrity", "out_of_order", "the dossier's status is of a later time"
        )
    return ACCEPTED


def _same(event: StatusProgress, known: Known) -> bool:
    return (event.at_us, event.status) == (known.at_us, known.status)


def _message(event: StatusCreate | StatusProgress, procedure: str, what: str) -> Message:
    return Message(
        id=f"status/{event.dossier}/{what}",
        topic="status",
        event="create" if isinstance(event, StatusCreate) else "progress",
        sender=event.agency,
        receiver=PORTAL,
        procedure=procedure,
    )
