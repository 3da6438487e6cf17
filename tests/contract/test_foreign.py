"""What `topics.bus` promises of bytes: those of records, and those that are none."""

from __future__ import annotations

from contextlib import suppress

import pytest

from tests.contract.records import KEYS, read, records, seqs
from tests.contract.transports import Harness
from topics.bus import Rejected
from topics.envelope import WireRecord, to_wire
from topics.errors import Malformed, NotSent


def foreign(topic: str, key: str = KEYS[0]) -> WireRecord:
    return WireRecord(topic, key.encode(), b'{"truncated": ', [("content-type", b"text/plain")])


def test_bytes_are_the_same_on_every_transport(harness: Harness, inbox: str) -> None:
    """Read raw, a record is what the envelope makes of it; so is what was written raw."""
    sent = records(inbox, 8)
    harness.bus.publish_many(sent[:4])
    harness.bus.publish_raw([to_wire(record) for record in sent[4:]])
    harness.bus.flush()
    reader = harness.bus.consumer([inbox])
    got = []
    while reader.lag_records():
        got += [(raw.partition, raw.offset, raw.wire) for raw in reader.poll_raw(3, 0.1)]
    assert sorted(wire.key or b"" for *_, wire in got) == sorted(r.key.encode() for r in sent)
    assert {wire.key: wire for *_, wire in got} == {r.key.encode(): to_wire(r) for r in sent}
    assert seqs(harness.drain(harness.bus.consumer([inbox]))) != []


def test_foreign_bytes_are_handed_over_in_their_turn(harness: Harness, stream: str) -> None:
    """Who asks to be told gets each, with place and reason, and the records around it."""
    one, two = records(stream, 2)
    harness.bus.publish_many([one])
    harness.bus.publish_raw([foreign(stream)])
    harness.bus.publish_many([two])
    harness.bus.flush()
    told: list[Rejected] = []
    reader = harness.bus.consumer([stream], on_rejected=told.append)
    assert seqs(harness.drain(reader)) == [0, 1]
    assert [(each.raw.partition, each.raw.offset, each.raw.wire) for each in told] == [
        (0, 1, foreign(stream))
    ]
    assert told[0].reason == "invalid_header"
    assert reader.lag_records() == 0


def test_without_a_judge_reading_stops_at_foreign_bytes(harness: Harness, stream: str) -> None:
    """Records before them come; then an error names the place, each time, until a seek."""
    one, two = records(stream, 2)
    harness.bus.publish_many([one])
    harness.bus.publish_raw([foreign(stream)])
    harness.bus.publish_many([two])
    harness.bus.flush()
    reader = harness.bus.consumer([stream])
    assert seqs(read(reader, 1)) == [0]
    for _ in range(2):
        with pytest.raises(Malformed, match=f"{stream} partition 0 offset 1: "):
            read(reader, 1)
    reader.seek(stream, 0, 2)
    assert seqs(read(reader, 1)) == [1]


def test_a_judge_that_fails_loses_nothing(harness: Harness, stream: str) -> None:
    """What the callback raises passes through, and the records of that poll come again."""
    harness.bus.publish_many(records(stream, 1))
    harness.bus.publish_raw([foreign(stream)])
    harness.bus.flush()
    told: list[Rejected] = []

    def judge(rejected: Rejected) -> None:
        told.append(rejected)
        if len(told) == 1:
            raise NotSent("the dead-letter topic is away")

    reader = harness.bus.consumer([stream], on_rejected=judge)
    came: list[int] = []
    while not told:
        with suppress(NotSent):
            came += seqs(reader.poll(5, 0.2))
    came += seqs(harness.drain(reader))
    assert came == [0]
    assert len(told) == 2


def test_a_table_needs_keys(harness: Harness, table: str) -> None:
    """Bytes without a key are refused where the latest of each key is kept, and do no harm."""
    with pytest.raises(NotSent, match="no key"):
        harness.bus.publish_raw([WireRecord(table, None, b"{}", [])])
    harness.bus.publish_many(records(table, 3))
    harness.bus.flush()
    assert sorted(seqs(harness.drain(harness.bus.consumer([table])))) == [0, 1, 2]
