"""What is written twice, and whether it says the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from simulator.loadtest.findings import Finding, checker, record
from simulator.loadtest.parts import Exchange, Said
from simulator.loadtest.view import View
from topics.events import DataReply, DataRequest, Event, StatusCreate

Pair = tuple[Said, Said]


@checker("duplicate", says="Nothing is written more often than it was asked for.")
def duplicate(view: View) -> Iterator[Finding]:
    """More replies in the same words than deliveries; requests and pushes written twice.

    While a process was disturbed, what was not yet committed may be read, and answered, again.
    """
    for name, x in view.conversations():
        if len(x.replies) > 1:
            expected = max(len(x.deliveries) + len(x.spoilt) - 1, 0)
            pairs = _same(x.replies)[expected:] if x.deliveries else []
            yield from _twice(view, f"request {name} was replied to", pairs)
        if len(x.asks) > 1:
            yield from _twice(view, f"request {name} was written", _same(x.asks))
    for dossier, pushes in view.pushes.items():
        if len(pushes) > 1:
            yield from _twice(view, f"a push about dossier {dossier} was written", _same(pushes))


def _twice(view: View, what: str, pairs: list[Pair]) -> Iterator[Finding]:
    for first, again in pairs:
        if not view.disturbed(view.said_us(first), view.said_us(again)):
            evidence = record("first", first.place), record("again", again.place)
            yield Finding(f"{what} twice in the same words", evidence)


def _same(said: Sequence[Said]) -> list[Pair]:
    """Each that says what an earlier one said, with that one; attempts of replies aside."""
    first: dict[Event | None, Said] = {}
    pairs = []
    for one in said:
        before = first.setdefault(_words(one.event), one)
        if before is not one:
            pairs.append((before, one))
    return pairs


def _words(event: Event | None) -> Event | None:
    if isinstance(event, DataReply):
        return msgspec.structs.replace(event, attempt=0)
    return event


@checker("second-reply-differs", says="A second reply to a request says what the first did.")
def second_reply_differs(view: View) -> Iterator[Finding]:
    """Of the same attempt, or after an answer; only another attempt of a refused one may differ."""
    for name, x in view.conversations():
        if len(x.replies) > 1 and x.asked is not None:
            yield from _differing(name, x)
    for dossier, pushes in view.pushes.items():
        creates = [said for said in pushes if isinstance(said.event, StatusCreate)]
        for again in creates[1:]:
            if again.event != creates[0].event:
                yield Finding(
                    f"dossier {dossier} was created twice, with other data",
                    (record("first", creates[0].place), record("again", again.place)),
                )


def _differing(name: str, x: Exchange) -> Iterator[Finding]:
    decided: dict[int, Said] = {}
    answered: Said | None = None
    for said in x.replies:
        event = said.event
        if not isinstance(event, DataReply) or not _is_for(event, x):
            continue
        before = answered or decided.setdefault(event.attempt, said)
        if before is not said and _words(before.event) != _words(event):
            yield Finding(
                f"request {name} was replied to again, in other words",
                (record("first", before.place), record("again", said.place)),
            )
        if event.outcome == "answered":
            answered = answered or said


def _is_for(event: DataReply, x: Exchange) -> bool:
    """Whether it is the request's at all, and not another's under its id."""
    return x.asked is not None and event.dossier == x.asked.dossier


@checker("not-idempotent", says="A request keeps its id and its words over all its attempts.")
def not_idempotent(view: View) -> Iterator[Finding]:
    """The connector asks something else under an id, or the same again under another id."""
    asked: dict[tuple[object, ...], Said] = {}
    for said in view.said:
        event = said.event
        if not isinstance(event, DataRequest):
            continue
        first = view.exchanges[event.request].asks[0]
        if first is not said and _question(first.event) != _question(event):
            yield Finding(
                f"request {event.request} asks something else than before",
                (record("first", first.place), record("again", said.place)),
            )
        before = asked.setdefault(_question(event), said)
        if _id(before.event) != event.request:
            yield Finding(
                f"request {event.request} asks what {_id(before.event)} asked, under another id",
                (record("first", before.place), record("again", said.place)),
            )


def _question(event: Event | None) -> tuple[object, ...]:
    assert isinstance(event, DataRequest)
    e = event
    return e.dossier, e.procedure, e.requester, e.provider, e.fields, e.basis, e.purpose


def _id(event: Event | None) -> str:
    return event.request if isinstance(event, DataRequest) else ""
