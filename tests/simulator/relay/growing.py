"""Records of any size, large in one place: each header, each field, each attribute in turn.

Beside them stand those of `hostile.GROWING`, each of which was slow once or might have been.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from types import FrameType
from typing import Any

import msgspec

from simulator.relay.judge import read
from tests.simulator.relay.hostile import GROWING, Growing, with_attribute, with_field, with_header
from tests.simulator.relay.malformed import before
from tests.simulator.relay.worlds import PREFIX
from tests.topics.envelope_samples import RECORDS
from topics.envelope import WireRecord, to_wire

_TEXTS: Mapping[str, bytes] = {
    "letters": b"x",
    "quotes": b"\\'",
    "digits": b"1",
    "control signs": b"\x01",
    "no UTF-8": b"\xff",
}
_JSON: Mapping[str, tuple[bytes, bytes, bytes]] = {
    "text": (b'"', b"x", b'"'),
    "escapes": (b'"', b"\\u0041", b'"'),
    "digits": (b"1", b"0", b""),
    "a fraction": (b"0.", b"1", b""),
    "lists in lists": (b"", b"[", b""),
    "a list": (b"[0", b",0", b"]"),
    "a list of texts": (b'["a"', b',"b"', b"]"),
}


def _samples() -> dict[str, WireRecord]:
    """One of each type on each kind of topic, of agencies that the relay knows where it asks."""
    moved = [(record, record.topic.replace("sim.", f"{PREFIX}.")) for record in RECORDS]
    wires = [to_wire(msgspec.structs.replace(each, topic=topic)) for each, topic in moved]
    wires += before(PREFIX)
    return {f"{dict(w.headers)['ce_type'].decode()} on {w.topic}": w for w in wires}


def _of_headers(wire: WireRecord, of: str) -> Iterator[tuple[str, Growing]]:
    for name, said in wire.headers:
        for what, unit in _TEXTS.items():
            yield (
                f"header {name} of {of}: {what}",
                lambda n, name=name, said=said, unit=unit: with_header(  # type: ignore[misc]
                    wire, name, said + unit * (n // len(unit))
                ),
            )


def _of_fields(wire: WireRecord, of: str) -> Iterator[tuple[str, Growing]]:
    for where, put in (("field", with_field), ("attribute", with_attribute)):
        names = msgspec.json.decode(wire.value or b"") if where == "field" else _ATTRIBUTES
        for name in names:
            for what, (begin, unit, end) in _JSON.items():
                yield (
                    f"{where} {name} of {of}: {what}",
                    lambda n, put=put, name=name, b=begin, u=unit, e=end: put(  # type: ignore[misc]
                        wire, name, b + u * (n // len(u)) + e
                    ),
                )


_ATTRIBUTES = ("specversion", "id", "source", "type", "time", "data", "own", "datacontenttype")


def places() -> dict[str, Growing]:
    """Every place: its name -> a record of about so many bytes there."""
    found = dict(GROWING)
    for of, wire in _samples().items():
        found |= dict(_of_headers(wire, of))
        found |= dict(_of_fields(wire, of))
    return found


def operations(wire: WireRecord) -> int:
    """How many instructions of Python it takes to read a record: the same number each time."""
    count = 0

    def trace(frame: FrameType, event: str, _arg: Any) -> Any:
        nonlocal count
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        count += event == "opcode"
        return trace

    was = sys.gettrace()
    sys.settrace(trace)
    try:
        read(wire)
    finally:
        sys.settrace(was)
    return count
