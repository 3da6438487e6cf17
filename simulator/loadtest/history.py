"""The file of a load test's history: JSON lines that only grow, a header first.

The file has its name from the beginning, and what was flushed stays readable whatever becomes of
the harness: a last line that was cut off is dropped by the reader, with a note.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

import msgspec

from simulator.loadtest.entries import Entry
from topics.errors import EnvironmentFailed, InputError

HISTORY = "history.jsonl"
"""Its usual name, in the folder of a test."""

FORMAT = "lienthong-loadtest-history"
VERSION = 1
_FLUSH_BYTES = 1 << 20
_FLUSH_S = 1.0
_CHUNK_BYTES = 1 << 18  # larger ones are given back to the system each time
_MAX_HEADER_BYTES = 1 << 24
_LINE = 10  # line feed


class HistoryWriter:
    """Writes a history; any thread may. `header` must not hold `format` and `version`.

    Whatever is written reaches the file within a second of the next write, or by `flush`. Raise
    `EnvironmentFailed` when the disk refuses; what it took until then stays readable, and every
    later write raises the same again.
    """

    def __init__(self, path: Path, header: Mapping[str, Any]) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._encoder = msgspec.json.Encoder()
        self._buffer = bytearray()
        self._refused: EnvironmentFailed | None = None
        self._file = self._opened()
        self._flushed_s = time.monotonic()
        self._add({"format": FORMAT, "version": VERSION, **header})
        try:
            self.flush()
        except EnvironmentFailed:
            self._file.close()
            raise

    def write(self, entry: Entry) -> None:
        """Append one entry."""
        with self._lock:
            self._add(entry)
            self._flush_if_due()

    def write_many(self, entries: Iterable[Entry]) -> None:
        """Append entries, in their order."""
        with self._lock:
            self._must_take()
            self._buffer += self._encoder.encode_lines(entries)
            self._flush_if_due()

    def flush(self) -> None:
        """Hand everything to the system."""
        with self._lock:
            self._flush()

    def close(self) -> None:
        """Flush, and wait until it is on disk. Closing twice is fine."""
        with self._lock:
            if self._file.closed:
                return
            try:
                if self._refused is None:  # else it was told
                    self._flush()
                    os.fsync(self._file.fileno())
            except OSError as error:
                raise self._fail(error) from error
            finally:
                self._file.close()

    def __enter__(self) -> HistoryWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _opened(self) -> BinaryIO:
        try:
            return self.path.open("wb", buffering=0)
        except OSError as error:
            raise self._fail(error) from error

    def _add(self, entry: Entry | dict[str, Any]) -> None:
        self._must_take()
        self._encoder.encode_into(entry, self._buffer, -1)
        self._buffer.append(_LINE)

    def _must_take(self) -> None:
        if self._refused is not None:
            raise self._refused

    def _flush_if_due(self) -> None:
        late = time.monotonic() - self._flushed_s >= _FLUSH_S
        if late or len(self._buffer) >= _FLUSH_BYTES:
            self._flush()

    def _flush(self) -> None:
        self._must_take()
        if self._file.closed and self._buffer:
            raise InputError(f"history {self.path}: already closed")
        try:
            while self._buffer:  # a full disk takes a part first
                del self._buffer[: self._file.write(self._buffer)]
        except OSError as error:
            raise self._fail(error) from error
        self._flushed_s = time.monotonic()

    def _fail(self, error: OSError) -> EnvironmentFailed:
        self._buffer.clear()
        self._refused = EnvironmentFailed(f"history {self.path}: {error.strerror or error}")
        return self._refused


class HistoryReader:
    """Reads a history; may be iterated over again. `cut` says what was dropped, or is empty.

    Raise `InputError` when it is no such history, or a line before the last is no entry, and
    `EnvironmentFailed` when the file cannot be read. Each names file and line.
    """

    def __init__(self, path: Path) -> None:
        self.path, self.cut = path, ""
        self._decoder = msgspec.json.Decoder(Entry)
        with self._open() as file:
            self.header = self._header(file.readline(_MAX_HEADER_BYTES))

    def __iter__(self) -> Iterator[Entry]:
        return chain.from_iterable(self.batches())

    def batches(self) -> Iterator[list[Entry]]:
        """The entries, some thousands at a time."""
        self.cut = ""
        with self._open() as file:
            file.readline(_MAX_HEADER_BYTES)
            yield from self._batches(file)

    def _batches(self, file: BinaryIO) -> Iterator[list[Entry]]:
        line, rest = 2, b""
        while chunk := file.read(_CHUNK_BYTES):
            whole, mark, rest = (rest + chunk).rpartition(b"\n")
            if mark:
                found = self._decoded(whole, line)
                yield found
                line += len(found)
        if rest:
            self.cut = f"line {line} is cut off and was dropped"

    def _decoded(self, lines: bytes, first: int) -> list[Entry]:
        try:
            return self._decoder.decode_lines(lines)
        except msgspec.DecodeError:
            return self._decoded_singly(lines, first)

    def _decoded_singly(self, lines: bytes, first: int) -> list[Entry]:
        """The slow way, to name the line that is wrong."""
        found: list[Entry] = []
        for number, line in enumerate(lines.split(b"\n"), first):
            try:
                found.append(self._decoder.decode(line))
            except msgspec.DecodeError as error:
                raise InputError(f"{self.path}:{number}: no entry of a history: {error}") from error
        return found

    def _open(self) -> BinaryIO:
        try:
            return self.path.open("rb")
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as error:
            found = f"history {self.path}: {error.strerror}"
            raise InputError(f"{found}; expected a file such as history.jsonl") from error
        except OSError as error:
            raise EnvironmentFailed(f"history {self.path}: {error.strerror or error}") from error

    def _header(self, line: bytes) -> dict[str, Any]:
        wanted = f"expected the header of a {FORMAT} file, version {VERSION}"
        try:
            header = msgspec.json.decode(line, type=dict[str, Any])
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise InputError(f"{self.path}:1: {error}; {wanted}") from error
        found = header.get("format"), header.get("version")
        if found != (FORMAT, VERSION):
            raise InputError(f"{self.path}:1: found {found[0]!r} version {found[1]}; {wanted}")
        return header


def is_history(path: Path) -> bool:
    """Whether a file begins as the history of a load test does, of whatever version."""
    try:
        with path.open("rb") as file:
            line = file.readline(_MAX_HEADER_BYTES)
        found = msgspec.json.decode(line)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return isinstance(found, dict) and found.get("format") == FORMAT
