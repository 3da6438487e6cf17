"""kafka-python made safe against what anybody may write: it reads on, in bounded memory.

As published, version 3.0 gives a partition up at a header whose name is not UTF-8 and at a
compression that it does not know, and unpacks whatever a batch holds: 200 KB of gzip may become
200 MB. One record would silence a topic, or its readers, for good.

Here a name that is no text is read with its odd bytes in hexadecimal. In the place of what is too
large, or cannot be read, comes a record without key and value, whose one header `UNREAD` says what
was there: its bytes and their hash. `topics.envelope.from_wire` refuses it with that sentence.
"""

from __future__ import annotations

import hashlib
import zlib
from typing import Any

from kafka.errors import CorruptRecordError
from kafka.record.default_records import (
    DefaultRecord,
    DefaultRecordBatch,
    DefaultRecordBatchBuilder,
)
from kafka.record.util import decode_varint

from topics.envelope import UNREAD
from topics.kafka.options import MAX_RECORD_BYTES

MAX_BATCH_BYTES = 16 * 1024 * 1024
"""Of a batch, unpacked."""
MAX_HEADERS = 4_096
"""Of one record: each costs a hundred times its three bytes on the wire."""

_PLAIN, _GZIP = DefaultRecordBatch.CODEC_NONE, DefaultRecordBatch.CODEC_GZIP
_CODECS = {2: "snappy", 3: "lz4", 4: "zstd"}
_GZIP_WINDOW = 31  # zlib's word for: with gzip's header
_SUSPECT_BYTES = 3 * MAX_HEADERS  # a shorter record cannot have too many headers
_read_as_published = DefaultRecordBatch._read_msg


def guard_readers() -> None:
    """Have every client of kafka-python read so from now on. Twice is fine."""
    DefaultRecordBatch._maybe_uncompress = _unpack
    DefaultRecordBatch._read_msg = _read


class _TooLarge(Exception):
    """What is packed is larger than `MAX_BATCH_BYTES`."""


# -- batches -----------------------------------------------------------------------------------


def _unpack(batch: Any) -> None:
    """Unpack a batch, or put one record into its place."""
    if not batch._decompressed and batch.compression_type != _PLAIN:
        packed = memoryview(batch._buffer)[batch._pos :]
        try:
            batch._buffer = _unpacked(packed, batch.compression_type)
        except _TooLarge:
            _replace(batch, packed, f"unpack to more than {MAX_BATCH_BYTES:,}")
        except (zlib.error, CorruptRecordError) as error:
            _replace(batch, packed, str(error))
        batch._pos = 0
    batch._decompressed = True


def _unpacked(packed: memoryview, codec: int) -> bytearray:
    if codec != _GZIP:
        raise CorruptRecordError(f"are packed by {_CODECS.get(codec, codec)}, not by gzip")
    found, rest = bytearray(), bytes(packed)
    while rest:  # gzip may come in several members
        member = zlib.decompressobj(_GZIP_WINDOW)
        found += member.decompress(rest, MAX_BATCH_BYTES + 1 - len(found))
        if len(found) > MAX_BATCH_BYTES:
            raise _TooLarge
        if not member.eof:
            raise CorruptRecordError("are cut off")
        rest = member.unused_data
    return found


def _replace(batch: Any, packed: memoryview, what: str) -> None:
    """One record at the batch's last offset, so that reading goes on behind it."""
    said = f"offsets {batch.base_offset} to {batch.last_offset}: {_named(packed)} {what}"
    builder = DefaultRecordBatchBuilder(2, _PLAIN, 0, -1, -1, -1, 1 << 16)
    builder.append(batch.last_offset_delta, 0, None, None, [(UNREAD, said.encode())])
    batch._buffer = bytearray(builder.build()[DefaultRecordBatch.HEADER_STRUCT.size :])
    batch._num_records = 1


def _named(found: Any) -> str:
    return f"{len(found):,} bytes of sha256 {hashlib.sha256(found).hexdigest()}"


# -- records -----------------------------------------------------------------------------------


def _read(batch: Any) -> Any:
    """The next record as the client reads it, or what stands in for one that is too large."""
    size, begin = decode_varint(batch._buffer, batch._pos)
    if not 0 < size <= len(batch._buffer) - begin:
        raise CorruptRecordError(f"a record of {size} bytes where {len(batch._buffer) - begin} are")
    if size > MAX_RECORD_BYTES:
        return _passed(batch, begin, size, f"are more than {MAX_RECORD_BYTES:,}")
    try:
        if size > _SUSPECT_BYTES and (count := _headers(batch._buffer, begin)) > MAX_HEADERS:
            return _passed(batch, begin, size, f"have {count:,} headers, more than {MAX_HEADERS:,}")
        return _leniently(batch)
    except (CorruptRecordError, ValueError, IndexError) as error:
        return _passed(batch, begin, size, f"are no record: {type(error).__name__}")


def _passed(batch: Any, begin: int, size: int, what: str) -> DefaultRecord:
    buffer = batch._buffer
    _, at = decode_varint(buffer, begin + 1)  # after its attributes: since when
    delta, _ = decode_varint(buffer, at)
    batch._pos = begin + size
    said = f"{_named(memoryview(buffer)[begin : begin + size])} {what}"
    return DefaultRecord(
        size, batch.base_offset + delta, batch.first_timestamp, batch.timestamp_type, None, None,
        [(UNREAD, said.encode())],
    )  # fmt: skip


def _headers(buffer: Any, begin: int) -> int:
    """How many headers a record says that it has, behind its attributes, time and place."""
    at = begin + 1
    for _ in range(2):
        _, at = decode_varint(buffer, at)
    for _ in range(2):  # key and value
        length, at = decode_varint(buffer, at)
        at += max(0, length)
    return int(decode_varint(buffer, at)[0])


class _Name(bytes):
    def decode(self, encoding: str = "utf-8", errors: str = "backslashreplace") -> str:
        return bytes.decode(self, encoding, errors)


class _Buffer(bytes):
    """Bytes whose slices can all be decoded."""

    def __getitem__(self, at: Any) -> Any:
        found = bytes.__getitem__(self, at)
        return _Name(found) if isinstance(found, bytes) else found


def _leniently(batch: Any) -> Any:
    """As the client reads a record; a second time when a name cannot be decoded."""
    place, buffer = batch._pos, batch._buffer
    try:
        return _read_as_published(batch)
    except UnicodeDecodeError:
        batch._pos, batch._buffer = place, _Buffer(buffer)
        try:
            return _read_as_published(batch)
        finally:
            batch._buffer = buffer
