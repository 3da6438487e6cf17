"""Records as the bytes that a fuzzer changes, and back.

Parts stand between `PART` bytes: first which topic and whether the headers are to be made from the
value, then key, value, and one part for each header, name and value with `NAMED` between. A part
that is a NUL byte stands for nothing at all (no key, no value). `RECORD` stands between the records
of a sequence. JSON knows none of the three: a change in one place leaves the others as they were.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from tests.simulator.relay.malformed import ASKER, HOLDER
from tests.simulator.relay.worlds import PREFIX
from topics.catalogue import (
    audit,
    exchange_in,
    exchange_out,
    published,
    relay_table,
    status_out,
    status_table,
)
from topics.envelope import KEYS, UNNUMBERED, WireRecord, to_wire
from topics.errors import InputError
from topics.events import decode_event
from topics.record import Record

RECORD, PART, NAMED, NOTHING = b"\x1d", b"\x1e", b"\x1f", b"\x00"
TOPICS = (
    exchange_out(PREFIX, ASKER),
    exchange_out(PREFIX, HOLDER),
    status_out(PREFIX, ASKER),
    exchange_in(PREFIX, HOLDER),
    exchange_in(PREFIX, ASKER),
    status_table(PREFIX),
    published(PREFIX),
    audit(PREFIX),
    relay_table(PREFIX),
    f"{exchange_out(PREFIX, ASKER)}.dlt",
    "other.topic",
)
ADDRESSED = ord("+")
"""In the first part: headers and key are made from the value, and those given are laid over."""

_TYPES = {
    0: "vn.lienthong.exchange.request.v1",
    1: "vn.lienthong.exchange.reply.v1",
    2: "vn.lienthong.status.create.v1",
}


def frame(wire: WireRecord, *, addressed: bool = False) -> bytes:
    """The bytes of which `record_of` makes that record; `addressed` leaves its headers out."""
    number = TOPICS.index(wire.topic) if wire.topic in TOPICS else 0
    parts = [bytes([ord("a") + number]) + (b"+" if addressed else b"")]
    parts += [NOTHING if part is None else part for part in (wire.key, wire.value)]
    if not addressed:
        parts += [name.encode() + (b"" if v is None else NAMED + v) for name, v in wire.headers]
    return PART.join(parts)


def record_of(data: bytes) -> WireRecord:
    """The record that some bytes stand for, whatever they are."""
    first, *rest = data.split(PART)
    key, value, *named = [*rest, b"", b""] if len(rest) < 2 else rest
    topic = TOPICS[(first[0] - ord("a") if first else 0) % len(TOPICS)]
    wire = WireRecord(topic, _given(key), _given(value), [_header(part) for part in named if part])
    return _addressed(wire) if ADDRESSED in first else wire


def records_of(data: bytes) -> Iterator[WireRecord]:
    """The records of a sequence."""
    return map(record_of, data.split(RECORD))


def sequence(wires: Iterable[bytes]) -> bytes:
    """Framed records, one after the other."""
    return RECORD.join(wires)


def _given(part: bytes) -> bytes | None:
    return None if part == NOTHING else part


def _header(part: bytes) -> tuple[str, bytes]:
    """A name without a value has none, as other software writes it."""
    name, mark, value = part.partition(NAMED)
    return name.decode(errors="replace"), value if mark else None  # type: ignore[return-value]


def _addressed(wire: WireRecord) -> WireRecord:
    """As its writer would have headed it; what is no event of its type stays as it is."""
    said = dict(wire.headers)
    type_name = (said.get("ce_type") or b"").decode(errors="replace")
    type_name = type_name or _TYPES.get(TOPICS.index(wire.topic), _TYPES[0])
    try:
        event = decode_event(type_name, wire.value or b"")
        key = str(next((getattr(event, name) for name in KEYS if hasattr(event, name)), ""))
        numbers = (UNNUMBERED,) * 3 if ".out." in wire.topic else (0, 0, 0)
        made = to_wire(Record(wire.topic, wire.key.decode() if wire.key else key, event, *numbers))
    except (InputError, ValueError):
        return wire
    headers = [*(each for each in made.headers if each[0] not in said), *wire.headers]
    return msgspec.structs.replace(wire, key=made.key, headers=headers)
