"""kafka-python reads on past what it cannot hold or understand, in the order of the log."""

from __future__ import annotations

import gzip
import tracemalloc
from typing import Any

import pytest
from kafka.record.default_records import DefaultRecordBatch, DefaultRecordBatchBuilder

from topics.envelope import UNREAD, WireRecord, from_wire
from topics.errors import Malformed
from topics.kafka.guard import MAX_BATCH_BYTES, MAX_HEADERS, guard_readers
from topics.kafka.options import MAX_RECORD_BYTES

guard_readers()
Header = tuple[str, bytes]
PLAIN, GZIP = 0, 1


def batch(*values: bytes, codec: int = PLAIN, headers: list[Header] | None = None) -> bytearray:
    """A batch as a broker hands it out."""
    builder = DefaultRecordBatchBuilder(2, codec, 0, -1, -1, -1, 1 << 30)
    for number, value in enumerate(values):
        builder.append(number, 0, b"k", value, headers or [])
    return builder.build()


def read(found: bytearray) -> list[Any]:
    """All its records."""
    return list(DefaultRecordBatch(found))


def said(record: Any) -> str:
    """What stands in for a record says."""
    ((name, text),) = record.headers
    assert (name, record.key, record.value) == (UNREAD, None, None)
    return str(text.decode())


@pytest.mark.parametrize("codec", [PLAIN, GZIP])
def test_what_is_sound_is_read_as_before(codec: int) -> None:
    """Records and headers, packed or not."""
    found = read(batch(b"a", b"b", codec=codec, headers=[("ce_id", b"1")]))
    assert [(r.offset, r.key, r.value, r.headers) for r in found] == [
        (0, b"k", b"a", [("ce_id", b"1")]),
        (1, b"k", b"b", [("ce_id", b"1")]),
    ]


def test_a_batch_that_unpacks_to_too_much_is_one_record_at_its_end() -> None:
    """It says which offsets, how many bytes, and their hash; little memory is used for it."""
    packed = batch(*[b"0" * (1 << 20)] * 40, codec=GZIP)
    tracemalloc.start()
    (record,) = read(packed)
    assert tracemalloc.get_traced_memory()[1] < 3 * MAX_BATCH_BYTES
    tracemalloc.stop()
    assert record.offset == 39
    assert said(record).startswith("offsets 0 to 39: ")
    assert f"unpack to more than {MAX_BATCH_BYTES:,}" in said(record)


def test_gzip_of_several_members_is_read() -> None:
    """As Java's own reader does; and what is cut off is not believed."""
    whole = batch(b"a", b"b")
    size = DefaultRecordBatch.HEADER_STRUCT.size
    head, body = whole[:size], bytes(whole[size:])
    head[22] = GZIP  # its attributes
    members = gzip.compress(body[:5]) + gzip.compress(body[5:])
    assert [record.value for record in read(head + members)] == [b"a", b"b"]
    (record,) = read(head + members[:-12])
    assert "are cut off" in said(record)


@pytest.mark.parametrize("codec, name", [(2, "snappy"), (3, "lz4"), (4, "zstd"), (5, "5")])
def test_another_compression_is_named(codec: int, name: str) -> None:
    """Topics that we plan have none of them: the broker packs anew."""
    found = batch(b"a")
    found[22] = codec
    assert f"are packed by {name}, not by gzip" in said(read(found)[0])


def test_records_that_are_too_large_or_have_too_many_headers_are_passed() -> None:
    """Those beside them are read."""
    large = read(batch(b"a", b"x" * MAX_RECORD_BYTES, b"b"))
    assert [large[0].value, large[2].value] == [b"a", b"b"]
    assert f"are more than {MAX_RECORD_BYTES:,}" in said(large[1])
    assert [record.offset for record in large] == [0, 1, 2]
    many = read(batch(b"a", headers=[("a", b"")] * (MAX_HEADERS + 1)))
    assert f"have {MAX_HEADERS + 1:,} headers" in said(many[0])
    assert len(read(batch(b"a", headers=[("a", b"")] * MAX_HEADERS))[0].headers) == MAX_HEADERS


def test_a_record_whose_bytes_are_no_record_is_passed() -> None:
    """Its length is known, so the next one is read."""
    found = batch(b"a", b"b")
    at = DefaultRecordBatch.HEADER_STRUCT.size
    found[at + 4] = 0x7F  # the length of its key: beyond its end
    first, second = read(found)
    assert "are no record" in said(first)
    assert second.value == b"b"


def test_what_stands_in_is_refused_with_what_it_says() -> None:
    """Whoever wrote it: the reader, or somebody who plays it."""
    (record,) = read(batch(b"x" * MAX_RECORD_BYTES))
    wire = WireRecord("sim.exchange.out.h26.v1", record.key, record.value, record.headers)
    with pytest.raises(Malformed, match=r"not read: .* of sha256 [0-9a-f]{64} are more") as error:
        from_wire(wire)
    assert error.value.reason == "too_large"
