"""The history: everything that happened on the bus, in a file that only grows.

JSON lines. The first is a `Header`; each other one a record as `canonical_bytes` writes it, in
the order in which it happened. A run and a test of real software write the same format, so the
same checkers read both. The file has its name only once it is whole: it is written beside it,
and renamed by `HistoryWriter.close`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Literal

import msgspec

from topics.errors import EnvironmentFailed, InputError, LienthongError, Malformed
from topics.events import UNREADABLE
from topics.record import Record, canonical_bytes, parse_record
from topics.unshared import part_of

FORMAT = "lienthong-history"
VERSION = 1
_BUFFER_BYTES = 1 << 20
_MAX_HEADER_BYTES = 1 << 20
_MAX_LINE_BYTES = 1 << 24


def private(path: Path, *, buffering: int) -> BinaryIO:
    """A file begun anew that only its owner can read: a history holds people's values."""
    file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb", buffering)
    if path.is_file():  # it may have been there before, for all to read
        path.chmod(0o600)
    return file


class Header(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The first line. `source` says whether a simulator or real software made the records.

    `about` holds what a reader may want to print, such as the scenario's name and seed.
    """

    format: str = FORMAT
    version: int = VERSION
    source: Literal["simulated", "real"]
    about: dict[str, str] = {}


class HistoryWriter:
    """Writes a history. As a context manager it closes on success and aborts on an error.

    Raise `EnvironmentFailed` when the disk refuses; then nothing is left under either name.
    """

    def __init__(self, path: Path, header: Header) -> None:
        self.path = path
        self._part = part_of(path)
        try:
            self._file: BinaryIO | None = private(self._part, buffering=_BUFFER_BYTES)
        except OSError as error:
            raise self._refused(error) from error
        self._write_line(msgspec.json.encode(header, order="deterministic"))

    def write(self, record: Record) -> None:
        """Append one record."""
        self._write_line(canonical_bytes(record))

    def write_many(self, records: Iterable[Record]) -> None:
        """Append records, in their order."""
        for record in records:
            self._write_line(canonical_bytes(record))

    def close(self) -> None:
        """Make the history whole: on disk, under its own name. Closing twice is fine."""
        if self._file is None:
            return
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._part.replace(self.path)
        except OSError as error:
            self.abort()
            raise self._refused(error) from error
        self._file = None

    def abort(self) -> None:
        """Leave nothing behind. After `close` it does nothing."""
        file, self._file = self._file, None
        if file is None:
            return
        # What the buffer still holds is thrown away: whether it could be written is no matter.
        with suppress(OSError):
            file.close()
        self._part.unlink(missing_ok=True)

    def __enter__(self) -> HistoryWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.abort()

    def _write_line(self, line: bytes) -> None:
        if self._file is None:
            raise InputError(f"history {self.path}: already closed")
        try:
            self._file.write(line + b"\n")
        except OSError as error:
            self.abort()
            raise self._refused(error) from error

    def _refused(self, error: OSError) -> LienthongError:
        return EnvironmentFailed(f"history {self.path}: {error.strerror or error}")


class HistoryReader:
    """Reads a history, a record at a time; may be iterated over again.

    Raise `InputError` when it is no history of a version we know, `Malformed` for a line that is
    not a record, `EnvironmentFailed` when the file cannot be read. Each names file and line.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with self._open() as file:
            self.header = self._header(file.readline(_MAX_HEADER_BYTES))

    def __iter__(self) -> Iterator[Record]:
        with self._open() as file:
            file.readline()
            lines = iter(partial(file.readline, _MAX_LINE_BYTES), b"")
            for number, line in enumerate(lines, start=2):
                yield self._record(number, line)

    def _open(self) -> BinaryIO:
        try:
            return self.path.open("rb", buffering=_BUFFER_BYTES)
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as error:
            found = f"history {self.path}: {error.strerror}"
            raise InputError(f"{found}; expected a file such as history.jsonl") from error
        except OSError as error:
            raise EnvironmentFailed(f"history {self.path}: {error.strerror or error}") from error

    def _header(self, line: bytes) -> Header:
        wanted = f"expected the header of a {FORMAT} file, version {VERSION}"
        try:
            header = msgspec.json.decode(line, type=Header)
        except UNREADABLE as error:
            raise InputError(f"{self.path}:1: {error}; {wanted}") from error
        if (header.format, header.version) != (FORMAT, VERSION):
            raise InputError(
                f"{self.path}:1: found {header.format!r} version {header.version}; {wanted}"
            )
        return header

    def _record(self, number: int, line: bytes) -> Record:
        if not line.endswith(b"\n"):
            said = "the last line is cut short"
            if len(line) == _MAX_LINE_BYTES:
                said = f"longer than a record's {_MAX_LINE_BYTES:,} bytes"
            raise Malformed("invalid_json", f"{self.path}:{number}: {said}")
        try:
            return parse_record(line)
        except Malformed as error:
            raise Malformed(error.reason, f"{self.path}:{number}: {error}") from error
