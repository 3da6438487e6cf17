"""Dead letters: a record that could not be passed on, as it came, and why.

The record keeps its key, value and headers; what is said about it comes in headers after them. A
dead letter that was replayed and failed again says so by its attempt.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from topics.catalogue import dlt, parse_topic
from topics.envelope import MAX_WIRE_BYTES, UNREAD, WireRecord, record_bytes
from topics.errors import CheckFailed, ErrorCode, InputError

ATTEMPT = "lienthong_attempt"
"""Header of a replayed record: how many times it was tried before."""

TOPIC, PARTITION, OFFSET = "lienthong_dlt_topic", "lienthong_dlt_partition", "lienthong_dlt_offset"
ERROR, EXCEPTION = "lienthong_dlt_error", "lienthong_dlt_exception"
DLT_ATTEMPT = "lienthong_dlt_attempt"
HEADERS = "lienthong_dlt_headers"  # how many of the headers are the record's own
CUT = "lienthong_dlt_cut"  # the bytes and the hash of a record too large to be kept whole
NULLS = "lienthong_dlt_nulls"  # places of own headers without a value, and `value` for no value
_OURS = (TOPIC, PARTITION, OFFSET, ERROR, EXCEPTION, DLT_ATTEMPT, HEADERS, CUT, NULLS)

_ROOM_BYTES = 16_384  # for our own headers and the protocol's overhead
_KEPT_BYTES = 65_536  # of a value that is too large
_KEPT_HEADER_BYTES, _KEPT_HEADERS = 512, 64
_MOST_ATTEMPTS = 1_000_000


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """What a dead-letter record says. `cut` is empty, or says what the whole record was."""

    original: WireRecord
    partition: int
    offset: int
    error: ErrorCode
    exception: str
    attempt: int
    cut: str = ""

    @property
    def place(self) -> str:
        """Where the record was."""
        return f"{self.original.topic}/{self.partition}@{self.offset}"

    def row(self) -> tuple[str, str, str, str, str]:
        """For a list: place, key, error, attempt, what happened."""
        key = (self.original.key or b"").decode(errors="replace")
        return self.place, key, str(self.error), str(self.attempt), self.exception


def dead_letter(
    wire: WireRecord, partition: int, offset: int, error: ErrorCode, exception: str
) -> WireRecord:
    """The dead-letter record of `wire`, which was read at `offset` of `partition` of its topic.

    `exception` has to be without secrets and personal values. A record that would not fit is cut,
    and says how long it was and what its hash is.
    """
    kept, cut = _fitting(wire)
    headers = _headers(kept)
    nulls = [str(i) for i, (_, value) in enumerate(headers) if value is None]
    nulls += ["value"] if kept.value is None else []
    said = {
        TOPIC: wire.topic,
        PARTITION: str(partition),
        OFFSET: str(offset),
        ERROR: str(error),
        EXCEPTION: exception,
        DLT_ATTEMPT: str(attempt_of(wire)),
        HEADERS: str(len(headers)),
        CUT: cut,
        NULLS: ",".join(nulls),
    }
    own = [(name, value or b"") for name, value in headers]
    ours = [(name, text.encode()) for name, text in said.items() if text or name in _OURS[:7]]
    value = b"" if kept.value is None else kept.value
    return WireRecord(dlt(wire.topic), kept.key, value, own + ours)


def _headers(wire: WireRecord) -> list[tuple[str, bytes | None]]:
    """As Kafka has them: other software may write one without a value."""
    return list(wire.headers)


def attempt_of(wire: WireRecord) -> int:
    """How many times a record was tried before."""
    text = next((value for name, value in wire.headers if name == ATTEMPT), None) or b"0"
    return min(int(text), _MOST_ATTEMPTS) if text.isdigit() and len(text) < 8 else 0


def _fitting(wire: WireRecord) -> tuple[WireRecord, str]:
    if wire.headers and wire.headers[0][0] == UNREAD:
        return WireRecord(wire.topic, None, None, []), (wire.headers[0][1] or b"").decode()
    size = record_bytes(wire)
    if size <= MAX_WIRE_BYTES - _ROOM_BYTES:
        return wire, ""
    headers = [
        (name, (value or b"")[:_KEPT_HEADER_BYTES])
        for name, value in _headers(wire)[:_KEPT_HEADERS]
        if len(name) <= _KEPT_HEADER_BYTES
    ]
    key = wire.key[:_KEPT_BYTES] if wire.key else wire.key
    value = wire.value[:_KEPT_BYTES] if wire.value else wire.value
    digest = hashlib.sha256(wire.value or b"").hexdigest()
    return WireRecord(wire.topic, key, value, headers), f"{size} bytes, value sha256 {digest}"


# -- reading -----------------------------------------------------------------------------------


def parse(wire: WireRecord) -> DeadLetter:
    """What `dead_letter` wrote. Raise `InputError` for a record that is no dead letter."""
    said = {name: (value or b"").decode(errors="replace") for name, value in wire.headers}
    missing = [name for name in _OURS[:7] if name not in said]
    if missing:
        raise InputError(f"record of {wire.topic}: no dead letter, {missing[0]} is missing")
    try:
        parse_topic(said[TOPIC])
        partition, offset, attempt, count = (
            int(said[name]) for name in (PARTITION, OFFSET, DLT_ATTEMPT, HEADERS)
        )
        error = ErrorCode.parse(said[ERROR])
    except ValueError as wrong:
        raise InputError(f"record of {wire.topic}: no dead letter, {wrong}") from wrong
    original = _original(wire, said[TOPIC], count, said.get(NULLS, "").split(","))
    cut = said.get(CUT, "")
    return DeadLetter(original, partition, offset, error, said[EXCEPTION], attempt, cut)


def _original(wire: WireRecord, topic: str, count: int, nulls: list[str]) -> WireRecord:
    own = wire.headers[:count]
    headers = [(name, None if str(i) in nulls else value) for i, (name, value) in enumerate(own)]
    value = None if "value" in nulls else wire.value
    return WireRecord(topic, wire.key, value, headers)  # type: ignore[arg-type]


def rows(records: Iterable[WireRecord]) -> list[tuple[str, str, str, str, str]]:
    """`DeadLetter.row` of each record of a dead-letter topic."""
    return [parse(record).row() for record in records]


def replayed(letter: DeadLetter) -> WireRecord:
    """The record to be written to its topic again, with one more attempt.

    Raise `CheckFailed` when the dead letter does not hold it whole. A header without a value,
    which no Kafka client of Python can write, becomes an empty one.
    """
    if letter.cut:
        raise CheckFailed(
            f"{letter.place}: cannot be replayed, it was too large to be kept whole ({letter.cut})"
        )
    own = [(name, value or b"") for name, value in _headers(letter.original) if name != ATTEMPT]
    headers = [*own, (ATTEMPT, b"%d" % (letter.attempt + 1))]
    return WireRecord(letter.original.topic, letter.original.key, letter.original.value, headers)
