"""Whose data a reply holds. Values are compared, never told."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.loadtest.findings import Finding, checker, record
from simulator.loadtest.parts import Said
from simulator.loadtest.refusals import refused
from simulator.loadtest.view import View
from topics.events import DataReply

_DIGITS = 9  # at least: so long a number is one person's, one enterprise's or one parcel's
_SINGLE = 0.8  # of a field's numbers: below this share they do not tell dossiers apart
_ENOUGH = 20  # numbers of a field, to say so

Reply = tuple[Said, DataReply]


@checker("wrong-person", says="A reply holds the data of the dossier that was asked about.")
def wrong_person(view: View) -> Iterator[Finding]:
    """Another dossier's code; other values than another reply about it gave; another's numbers."""
    told: set[tuple[str, int, int]] = set()
    firsts: dict[str, Reply] = {}
    for said, event, x in view.replies:
        assert x.asked is not None
        if event.request_hash != view.hash_of(x):
            told.add(said.where)  # it is another request's altogether
        elif event.dossier != x.asked.dossier:
            told.add(said.where)
            yield Finding(
                f"the reply to request {event.request} is about another dossier",
                (record("replied", said.place),),
            )
        elif event.values:
            first = firsts.setdefault(event.dossier, (said, event))
            if first[1].request != event.request:
                yield from _against(first, (said, event))
    yield from _of_another([(s, e) for s, e, _ in view.replies if e.values], told)
    yield from refused(view, ("business.mismatch",), told)


def _against(one: Reply, other: Reply) -> Iterator[Finding]:
    """Two replies about one dossier that give different values of one field."""
    known = dict(zip(one[1].fields, one[1].values, strict=False))
    for name, value in zip(other[1].fields, other[1].values, strict=False):
        if known.get(name, value) != value:
            yield Finding(
                f"field {name} of dossier {other[1].dossier} differs between two replies",
                (record("first", one[0].place), record("other", other[0].place)),
            )
            return


def _of_another(replies: list[Reply], told: set[tuple[str, int, int]]) -> Iterator[Finding]:
    """A number that was given for another dossier before, where each has its own."""
    numbers: dict[str, dict[str, Reply]] = {}
    counts: dict[str, int] = {}
    again: list[tuple[str, Reply, Reply]] = []
    for reply in replies:
        event = reply[1]
        for name, value in zip(event.fields, event.values, strict=False):
            if len(value) >= _DIGITS and value.isdigit():
                before = numbers.setdefault(name, {}).setdefault(value, reply)
                if before is reply or before[1].dossier != event.dossier:
                    counts[name] = counts.get(name, 0) + 1
                if before[1].dossier != event.dossier:
                    again.append((name, before, reply))
    single = {
        name
        for name, found in numbers.items()
        if counts[name] >= _ENOUGH and len(found) >= _SINGLE * counts[name]
    }
    for name, before, reply in again:
        if name in single and reply[0].where not in told:
            told.add(reply[0].where)
            yield Finding(
                f"field {name} of dossier {reply[1].dossier} was given as that of dossier "
                f"{before[1].dossier}",
                (record("first", before[0].place), record("other", reply[0].place)),
            )
