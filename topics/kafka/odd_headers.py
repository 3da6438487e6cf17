"""A fault of kafka-python 3.0 made good: it cannot read a header whose name is not UTF-8.

Kafka lets anybody write one. The client's reader then fails at the whole batch, again and again,
and at some polls never returns; so one record would silence a topic for good. Here the name is
read with what is no text written in hexadecimal.
"""

from __future__ import annotations

from typing import Any

from kafka.record.default_records import DefaultRecordBatch

_as_published = DefaultRecordBatch._read_msg


class _Name(bytes):
    def decode(self, encoding: str = "utf-8", errors: str = "backslashreplace") -> str:
        return bytes.decode(self, encoding, errors)


class _Buffer(bytes):
    """Bytes whose slices can all be decoded."""

    def __getitem__(self, at: Any) -> Any:
        found = bytes.__getitem__(self, at)
        return _Name(found) if isinstance(found, bytes) else found


def _read_msg(self: Any) -> Any:
    """As the client reads a record; a second time, leniently, when a name cannot be decoded."""
    place, buffer = self._pos, self._buffer
    try:
        return _as_published(self)
    except UnicodeDecodeError:
        self._pos, self._buffer = place, _Buffer(buffer)
        try:
            return _as_published(self)
        finally:
            self._buffer = buffer


def read_odd_headers() -> None:
    """Have every client of kafka-python read such records from now on. Twice is fine."""
    DefaultRecordBatch._read_msg = _read_msg
