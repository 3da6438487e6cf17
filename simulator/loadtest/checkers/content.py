"""What replies and requests hold: the contract, and the fields."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.loadtest.findings import Finding, checker, record
from simulator.loadtest.keeping import breach
from simulator.loadtest.refusals import refused
from simulator.loadtest.view import View


@checker(
    "contract-violation", says="What the connector writes keeps the envelope and the contract."
)
def contract_violation(view: View) -> Iterator[Finding]:
    """Records that are no message, break their JSON Schema, or are not of their topic."""
    told = set()
    for said in view.said:
        place, event = said.place, said.event
        why = said.error if event is None else breach(place.topic, place.key, event)
        if why:
            told.add(said.where)
            yield Finding(f"a record breaks the contract: {why}", (record("written", said.place),))
    yield from refused(view, ("protocol.", "authority.no_legal_basis"), told)


@checker("excess-fields", says="A reply gives no field that was not asked for.")
def excess_fields(view: View) -> Iterator[Finding]:
    """Beside those asked for, or asked for without a right to them."""
    told = set()
    for said, event, x in view.replies:
        if x.asked is None or event.fields == x.asked.fields:
            continue
        excess = set(event.fields).difference(x.asked.fields)
        if excess:
            told.add(said.where)
        if excess and set(event.fields) >= set(x.asked.fields):
            yield Finding(
                f"the reply to request {event.request} gives {len(excess)} fields too many",
                (record("replied", said.place),),
            )
    yield from refused(view, ("authority.excess_fields", "authority.not_entitled"), told)


@checker("wrong-fields", says="A reply that answers gives fields that were asked for.")
def wrong_fields(view: View) -> Iterator[Finding]:
    """It gives none, or others in their stead."""
    for said, event, x in view.replies:
        if x.asked is None or event.fields == x.asked.fields or event.outcome != "answered":
            continue
        given, asked = set(event.fields), set(x.asked.fields)
        if not given:
            what = "answers without a field"
        elif given - asked and asked - given:
            what = f"gives {len(given - asked)} fields in the stead of {len(asked - given)}"
        else:
            continue
        yield Finding(
            f"the reply to request {event.request} {what}", (record("replied", said.place),)
        )
