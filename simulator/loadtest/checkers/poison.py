"""Records that nobody can read: the connector survives them, and does not answer them."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.loadtest.findings import Evidence, Finding, checker, record
from simulator.loadtest.parts import Exchange, Place
from simulator.loadtest.view import View
from topics.events import DataReply


@checker(
    "poison-not-buried", says="What cannot be read is not taken for sound, and holds nothing up."
)
def poison_not_buried(view: View) -> Iterator[Finding]:
    """Answered as if it were sound; never passed; or, where the terms ask it, without a trace."""
    for name, x in view.exchanges.items():
        if x.spoilt and not x.deliveries:
            yield from _answered(name, x)
            if view.terms.buries and not (x.replies or name in view.dead_keys):
                yield from _no_trace(view, name, x.spoilt[0])
    yield from _never_passed(view)


def _answered(name: str, x: Exchange) -> Iterator[Finding]:
    """Only a refusal is an honest reply to it."""
    for said in x.replies:
        if isinstance(said.event, DataReply) and said.event.outcome == "answered":
            yield Finding(
                f"request {name} came only unreadable, and was answered as if it were sound",
                (record("spoilt", x.spoilt[0]), record("answered", said.place)),
            )
            return


def _no_trace(view: View, name: str, spoilt: Place) -> Iterator[Finding]:
    if view.at(spoilt) + view.terms.deadline_us <= view.end_us:
        yield Finding(
            f"{name or 'a record'} came only unreadable, and was neither refused nor dead-lettered",
            (record("spoilt", spoilt),),
        )


def _never_passed(view: View) -> Iterator[Finding]:
    """The group's offset stays before it to the end, though there was time enough."""
    for x in view.exchanges.values():
        for place in x.spoilt:
            commits = view.commits.get((place.topic, place.partition), [])
            if not commits or view.at(place) + view.commit_us > commits[-1].at_us:
                continue
            if commits[-1].offset <= place.offset:
                yield Finding(
                    "an unreadable record was never passed: the committed offset stays before it",
                    (
                        record("spoilt", place),
                        Evidence(f"committed offset {commits[-1].offset}", commits[-1].at_us),
                    ),
                )
