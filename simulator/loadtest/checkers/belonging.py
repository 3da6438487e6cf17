"""Whether what the connector writes belongs to something, and goes to whom it is for."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.loadtest.findings import Evidence, Finding, checker, record
from simulator.loadtest.parts import Exchange, Said
from simulator.loadtest.refusals import refused
from simulator.loadtest.view import View
from topics.events import DataReply

_WRONG_ADDRESS = ("authority.wrong_sender", "addressing.")
_CLOCKS_US = 50_000  # two clocks and a transaction: a record is not earlier by less than this
_READ_US = 1_000_000  # whatever the history holds of a record is there so soon after it


@checker("unsolicited", says="The connector replies only to what was asked.")
def unsolicited(view: View) -> Iterator[Finding]:
    """A reply to a request id that nobody sent; what was asked before, only the relay knows."""
    if view.terms.recorded:
        told = {said.where for said, event, x in view.replies if _misdirected(event, x)}
        yield from refused(view, ("integrity.unsolicited_reply",), told)
        return
    for name, x in view.exchanges.items():
        if x.asked is None and x.replies and not x.deliveries and not x.spoilt:
            for said in x.replies:
                if _meant_for(view, said) is None:
                    evidence = (record("replied", said.place),)
                    yield Finding(f"a reply to request {name}, which nobody sent", evidence)


@checker("wrong-correlation", says="A reply bears the id of the request that it answers.")
def wrong_correlation(view: View) -> Iterator[Finding]:
    """A reply whose hash, and so whose words, are another request's, or nobody's."""
    told: set[tuple[str, int, int]] = set()
    for said in view.said:
        event = said.event
        if not isinstance(event, DataReply):
            continue
        x = view.exchanges[event.request]
        if x.asked is not None and event.request_hash == view.hash_of(x):
            continue
        meant = _meant_for(view, said)
        if x.asked is None and meant is None:
            continue  # unsolicited
        told.add(said.where)
        yield Finding(
            _miscorrelated(event, meant), (*_asked_at(view, meant), record("replied", said.place))
        )
    yield from refused(view, ("integrity.bad_hash", "protocol.bad_hash"), told)


def _miscorrelated(event: DataReply, meant: str | None) -> str:
    if meant is None:
        return f"the reply to request {event.request} bears a hash that is not the request's"
    return f"the reply to request {meant} bears the id of request {event.request}"


def _meant_for(view: View, said: Said) -> str | None:
    """The request whose hash it bears, if that is another."""
    event = said.event
    assert isinstance(event, DataReply)
    meant = view.by_hash.get(event.request_hash)
    return meant if meant != event.request else None


def _asked_at(view: View, name: str | None) -> tuple[Evidence, ...]:
    x = view.exchanges.get(name or "")
    return (record("asked", x.deliveries[0]),) if x is not None and x.deliveries else ()


@checker("orphan", says="The connector replies to what it was given, not before and not without.")
def orphan(view: View) -> Iterator[Finding]:
    """A reply to a request that was sent but never delivered to it, or only afterwards."""
    for name, x in view.exchanges.items():
        if not x.replies or x.asked is None or x.intended_us < 0:
            continue
        first = x.replies[0]
        evidence: tuple[Evidence, ...]
        if x.deliveries:
            if first.place.at_us + _CLOCKS_US < x.delivered_us:
                evidence = record("replied", first.place), record("delivered", x.deliveries[0])
                yield Finding(f"a reply to request {name} came before the request", evidence)
        elif (
            not x.spoilt
            and first.place.at_us + _READ_US <= view.end_us
            and _meant_for(view, first) is None
        ):
            evidence = (record("replied", first.place),)
            yield Finding(f"a reply to request {name}, which was never delivered", evidence)


@checker(
    "mis-addressed", says="What the connector writes goes to whom it is for, on its own topic."
)
def mis_addressed(view: View) -> Iterator[Finding]:
    """Written as, to or for another agency, on another's topic, or past the relay."""
    told = set()
    for said, event, x in view.replies:
        asked = x.asked
        if asked is not None and _misdirected(event, x):
            told.add(said.where)
            yield Finding(
                f"the reply to request {event.request} is from {event.provider} to "
                f"{event.requester}; expected from {asked.provider} to {asked.requester}",
                (record("replied", said.place),),
            )
    for said in view.strays:
        yield Finding(
            f"a record of {view.terms.agency} is on another agency's topic",
            (record("written", said.place),),
        )
    yield from _past_the_relay(view)
    yield from refused(view, _WRONG_ADDRESS, told)


def _misdirected(event: DataReply, x: Exchange) -> bool:
    asked = x.asked
    return asked is not None and (event.requester, event.provider) != (
        asked.requester, asked.provider,
    )  # fmt: skip


def _past_the_relay(view: View) -> Iterator[Finding]:
    """A reply that reached its requester though nothing of it is on the connector's topic.

    The relay's own replies end a request, which is on record; it makes none before the deadline
    of what it has delivered; of a recorded run it may be another deadline than the terms'.
    """
    if view.terms.role != "provider" or not view.audited:
        return
    for name, x in view.exchanges.items():
        if not x.told or x.replies or view.at(x.told[0]) + _READ_US > view.end_us:
            continue
        if not x.ended or (_early(view, x) and not view.terms.recorded):
            yield Finding(
                f"a reply to request {name} was written past the relay",
                (record("written", x.told[0]),),
            )


def _early(view: View, x: Exchange) -> bool:
    """Whether its requester was told something long before the deadline."""
    return bool(x.deliveries) and view.at(x.told[0]) < x.delivered_us + view.terms.deadline_us // 2
