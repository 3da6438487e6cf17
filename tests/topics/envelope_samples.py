"""Records of every type, and Hypothesis strategies for more of them."""

from __future__ import annotations

from typing import get_args

import msgspec
from hypothesis import strategies as st

from topics.catalogue import audit, exchange_in, exchange_out, published, status_out, status_table
from topics.contract_audit import AUDITED
from topics.contract_rules import PUBLISHED, REPLY, REQUEST, STATUS_CREATE, STATUS_PROGRESS
from topics.envelope import KEYS, WireRecord
from topics.envelope.numbers import LARGEST
from topics.events import Event
from topics.record import Record

AT_US = 1_688_544_000_250_000  # 2023-07-05T08:00:00.25
WHERE = (
    (REQUEST.example, exchange_in("sim", "G01")),
    (REQUEST.example, exchange_out("sim", "H26")),
    (REPLY.example, exchange_in("sim", "H26")),
    (REPLY.example, exchange_out("sim", "G01")),
    (STATUS_CREATE.example, status_out("sim", "H26")),
    (STATUS_PROGRESS.example, status_out("sim", "H26")),
    (STATUS_PROGRESS.example, status_table("sim")),
    (PUBLISHED.example, published("sim")),
    (AUDITED.example, audit("sim")),
)


def key_of(event: Event) -> str:
    """The key that the event has, by its fields."""
    return str(next(getattr(event, field) for field in KEYS if hasattr(event, field)))


def record(event: Event, topic: str, seq: int = 41) -> Record:
    """A record of an event, in replication 0 at `AT_US`."""
    return Record(topic, key_of(event), event, AT_US, 0, seq)


RECORDS = [record(event, topic) for event, topic in WHERE]
ASKED = RECORDS[0]

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
numbers = st.integers(-(2**63), 2**63 - 1)


def _values(kind: object) -> st.SearchStrategy[object]:
    known: dict[object, st.SearchStrategy[object]] = {
        str: text,
        int: numbers,
        tuple[str, ...]: st.lists(text, max_size=4).map(tuple),
        str | None: st.none() | text,
    }
    return known[kind] if kind in known else st.sampled_from(get_args(kind))


def events(cls: type[Event]) -> st.SearchStrategy[Event]:
    """Events of a type with any values that their types allow."""
    return st.fixed_dictionaries(
        {field.name: _values(field.type) for field in msgspec.structs.fields(cls)}
    ).map(lambda fields: cls(**fields))


@st.composite
def records(draw: st.DrawFn) -> Record:
    """Records of every type, on each of its topics, numbered or (on out topics) not."""
    example, topic = draw(st.sampled_from(WHERE))
    event = draw(events(type(example)))
    says = st.integers(0, 2**23 - 2)
    if ".out." in topic:
        says = says | st.just(-1)
        if hasattr(event, "request_hash") and not event.request_hash:
            event = msgspec.structs.replace(event, request_hash="0" * 64)
    at_us = draw(st.integers(0, LARGEST["simtime"]) | says)
    return Record(topic, key_of(event), event, at_us, draw(says), draw(says))


def changed(wire: WireRecord, **headers: bytes | None) -> WireRecord:
    """The same with headers set, or taken away by None; `_` in names stands for itself."""
    kept = [(name, value) for name, value in wire.headers if name not in headers]
    added = [(name, value) for name, value in headers.items() if value is not None]
    return msgspec.structs.replace(wire, headers=kept + added)
