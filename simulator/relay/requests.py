"""Requests and replies at the relay: each request ends just once, whatever is sent how often.

A request is open until it is answered. After a refusal, or after the deadline of its last attempt,
it stays open for another attempt (or a late reply) for the policy's grace; then it has ended. A
duplicate is never passed on: it gets the stored reply, or nothing while there is none.
"""

from __future__ import annotations

import msgspec

from simulator.relay.audit import NOWHERE, Entry, Source
from simulator.relay.judge import (
    Judge,
    Verdict,
    judge_answer,
    judge_deadline,
    refused,
    sender_of,
    unsolicited,
)
from simulator.relay.post import Post
from simulator.relay.rows import Asked, Policy, Rows, asked_key
from simulator.relay.rules import Message
from topics.catalogue import exchange_in
from topics.envelope import WireRecord, request_hash
from topics.errors import ErrorCode
from topics.events import DataReply, DataRequest, Event

NO_ROOM = refused(
    "requester", "capacity", "quota",
    "the agency has as many requests open, or as much remembered, as it may",
)  # fmt: skip
NOT_ANSWERED = "provider.time.deadline_passed"
"""What the requester is told of a request that has expired."""


class Exchange:
    """Handles requests and replies; all it knows is in the rows."""

    __slots__ = ("_judge", "_policy", "_post", "_prefix", "_rows")

    def __init__(self, prefix: str, judge: Judge, rows: Rows, post: Post, policy: Policy) -> None:
        self._prefix, self._judge, self._rows = prefix, judge, rows
        self._post, self._policy = post, policy

    # -- requests ------------------------------------------------------------------------------

    def request(self, now_us: int, source: Source, wire: WireRecord, event: DataRequest) -> None:
        """Pass a request on, answer a duplicate, or refuse it."""
        row = self._rows.get(asked_key(event.requester, event.request), Asked)
        verdict = self._judge.of(event, sender_of(wire.topic))
        if verdict.accepted and row is not None:
            self._again(now_us, source, wire, event, row)
            return
        if verdict.accepted:
            verdict = judge_deadline(event, now_us)
        room = self._rows.has_room(event.requester, self._policy.quota)
        if verdict.accepted and not room:
            self._no_room(now_us, source, wire, event)
        elif verdict.accepted:
            self._pass_on(now_us, source, Asked(event, request_hash(event), 0))
        else:
            self._turn_away(now_us, source, wire, event, verdict, new=room and row is None)

    def _again(
        self, now_us: int, source: Source, wire: WireRecord, event: DataRequest, row: Asked
    ) -> None:
        """A request whose id is known: the same, another attempt, or another question."""
        if request_hash(event) != row.hash:
            self._bury(now_us, source, wire, event, _other_question())
        elif _goes_on(row) and event.attempt > row.event.attempt:
            verdict = judge_deadline(event, now_us)
            if verdict.accepted:
                row.event, row.state = event, "open"
                self._pass_on(now_us, source, row)
            else:
                self._bury(now_us, source, wire, event, verdict)
        elif row.reply is not None:
            rules = self._tell(now_us, row, row.reply)[1]
            self._note(now_us, source, event, "repeated", rules=rules)
        else:
            self._note(now_us, source, event, "ignored")

    def _pass_on(self, now_us: int, source: Source, row: Asked) -> None:
        latest_us = now_us + self._policy.idle_us  # a deadline may be in the year 2255
        row.until_us = min(row.event.deadline_us, latest_us) + self._policy.grace_us
        row.passed += 1
        event = row.event
        topic = exchange_in(self._prefix, event.provider)
        outcome, rules = self._post.send(
            now_us, topic, event.request, event, _message(event, event, row.passed)
        )
        self._rows.put(row)
        self._note(now_us, source, event, outcome, rules=rules)

    def _turn_away(
        self, now_us: int, source: Source, wire: WireRecord, event: DataRequest, verdict: Verdict,
        *, new: bool,
    ) -> None:  # fmt: skip
        """A dead letter; and whoever really asked it, and never asked it rightly, is told."""
        assert verdict.error is not None
        ended = ""
        if new and verdict.error.reason != "wrong_sender":
            ended = "expired" if verdict.error.error_class == "time" else "dead_lettered"
            bare = msgspec.structs.replace(event, fields=(), basis="", purpose="")
            row = Asked(bare, request_hash(event), 0, ended)
            self._rows.put(row)
            self._end(now_us, row, _no(row, str(verdict.error)))
        self._bury(now_us, source, wire, event, verdict, ended)

    def _no_room(
        self, now_us: int, source: Source, wire: WireRecord, event: DataRequest
    ) -> None:  # fmt: skip
        """It is told so, and nothing is kept: the same id may come again later."""
        reply = _no(Asked(event, request_hash(event), 0), str(NO_ROOM.error))
        topic = exchange_in(self._prefix, event.requester)
        self._post.deliver(now_us, topic, event.request, reply)
        self._bury(now_us, source, wire, event, NO_ROOM)

    # -- replies -------------------------------------------------------------------------------

    def reply(self, now_us: int, source: Source, wire: WireRecord, event: DataReply) -> None:
        """Pass a reply on to whoever asked, once."""
        row = self._rows.get(asked_key(event.requester, event.request), Asked)
        verdict = self._judge.of(event, sender_of(wire.topic))
        if verdict.accepted and row is None:
            verdict = unsolicited()
        elif verdict.accepted and row is not None:
            verdict = judge_answer(event, row.event, row.hash)
        if not verdict.accepted or row is None:
            self._bury(now_us, source, wire, event, verdict)
        elif _goes_on(row) and (row.reply is None or row.reply.attempt != event.attempt):
            self._answer(now_us, source, row, event)
        elif row.reply is not None and _same(event, row.reply):
            self._note(now_us, source, event, "ignored")
        else:
            self._bury(now_us, source, wire, event, _second(event, row))

    def _answer(self, now_us: int, source: Source, row: Asked, reply: DataReply) -> None:
        if self._ask_later(now_us, source, row, reply):
            return
        row.reply, row.state = reply, reply.outcome
        row.ended = row.state == "answered"
        patience = self._policy.remember_us if row.ended else self._policy.grace_us
        row.until_us = now_us + patience
        self._rows.put(row)
        outcome, rules = self._tell(now_us, row, reply)
        self._note(now_us, source, reply, outcome, rules, "answered" if row.ended else "")

    def _ask_later(self, now_us: int, source: Source, row: Asked, reply: DataReply) -> bool:
        """The provider cannot now: ask it again later, if that makes sense."""
        policy = self._policy
        due_us = now_us + policy.backoff_us * policy.factor**row.tries
        if reply.error is None or not ErrorCode.parse(reply.error).retryable:
            return False
        if row.tries >= policy.retries or due_us > row.event.deadline_us:
            return False
        if reply.attempt != row.event.attempt:
            return False
        row.tries += 1
        event, topic = row.event, exchange_in(self._prefix, row.event.provider)
        self._rows.put(row)
        self._post.wait(now_us, due_us, topic, event.request, event, wanted_by=row.key)
        self._note(now_us, source, reply, "retried")
        return True

    def _tell(self, now_us: int, row: Asked, reply: DataReply) -> tuple[str, tuple[str, ...]]:
        """Send the requester a reply, for the first time or again."""
        row.told += 1
        self._rows.put(row)
        topic = exchange_in(self._prefix, reply.requester)
        message = _message(reply, row.event, row.told)
        return self._post.send(now_us, topic, reply.request, reply, message)

    # -- ends ----------------------------------------------------------------------------------

    def due(self, now_us: int, row: Asked) -> None:
        """The time of a request has come: it expires, its refusal is final, or it is forgotten."""
        if row.ended:
            self._rows.drop(row.key)
            return
        if row.state == "open":
            row.state = "expired"
            self._end(now_us, row, _no(row, NOT_ANSWERED))
        else:
            self._end(now_us, row)
        entry = Entry(row.event, "", "ended", ended=row.state)
        self._post.put_on_record(now_us, NOWHERE, entry)

    def _end(self, now_us: int, row: Asked, reply: DataReply | None = None) -> None:
        """For good; rules of faults do not touch what the relay itself has to say."""
        row.ended, row.until_us = True, now_us + self._policy.remember_us
        if reply is not None:
            row.reply = reply
            topic = exchange_in(self._prefix, reply.requester)
            self._post.deliver(now_us, topic, reply.request, reply)
        self._rows.put(row)

    # -- on record -----------------------------------------------------------------------------

    def _bury(
        self, now_us: int, source: Source, wire: WireRecord, event: Event, verdict: Verdict,
        ended: str = "",
    ) -> None:  # fmt: skip
        self._post.bury(wire, source, verdict)
        sender = sender_of(wire.topic)
        entry = Entry(event, sender, "dead_lettered", str(verdict.error), ended=ended)
        self._post.put_on_record(now_us, source, entry)

    def _note(
        self, now_us: int, source: Source, event: DataRequest | DataReply, outcome: str,
        rules: tuple[str, ...] = (), ended: str = "",
    ) -> None:  # fmt: skip
        error = event.error if isinstance(event, DataReply) else None
        entry = Entry(event, sender_of(source.topic), outcome, error, rules, ended)
        self._post.put_on_record(now_us, source, entry)


def _goes_on(row: Asked) -> bool:
    return not row.ended and row.state in ("open", "refused")


def _same(one: DataReply, other: DataReply) -> bool:
    """Whether they say the same, to whichever attempt."""
    return msgspec.structs.replace(one, attempt=other.attempt) == other


def _second(reply: DataReply, row: Asked) -> Verdict:
    if row.state in ("expired", "dead_lettered"):
        return refused("provider", "time", "late_reply", "the request had ended before the reply")
    if row.reply is not None and reply.attempt != row.reply.attempt:
        return refused(
            "provider", "time", "late_reply", "another attempt of the request was replied to before"
        )
    return refused(
        "provider", "integrity", "duplicate_differs",
        "the request was replied to before, with other words",
    )  # fmt: skip


def _other_question() -> Verdict:
    return refused(
        "requester", "integrity", "duplicate_differs",
        "a request of this id is known, which asks something else",
    )  # fmt: skip


def _no(row: Asked, error: str) -> DataReply:
    """The relay's own reply to a request that it ends."""
    event = row.event
    return DataReply(
        request=event.request,
        dossier=event.dossier,
        requester=event.requester,
        provider=event.provider,
        outcome="refused",
        error=error,
        fields=(),
        attempt=event.attempt,
        request_hash=row.hash,
    )


def _message(event: DataRequest | DataReply, asked: DataRequest, times: int) -> Message:
    """What the rules see; `times` tells a message from the same one sent on again."""
    asks = isinstance(event, DataRequest)
    kind = "request" if asks else "reply"
    return Message(
        id=f"{kind}/{event.requester}/{event.request}/{event.attempt}/{times}",
        topic="exchange",
        event=kind,
        sender=event.requester if asks else event.provider,
        receiver=event.provider if asks else event.requester,
        procedure=asked.procedure,
    )
