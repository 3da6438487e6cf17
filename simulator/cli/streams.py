"""Standard output and the error stream of a command: what becomes of them changes no verdict.

A reader that goes away (`| head`) is no failure: the command goes on and ends with its own status.
A full disk is one, told once in a sentence when the command is over. Letters that the encoding of a
stream does not hold are written with those that it holds.
"""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Iterator

from simulator.cli.lettering import held_by


class _Patient(io.RawIOBase):
    """Takes bytes to a file as long as that takes them. `failed` says why it does no more."""

    def __init__(self, raw: io.RawIOBase) -> None:
        self._raw, self._over, self.failed = raw, False, ""

    def write(self, data: bytes, /) -> int:  # type: ignore[override]
        """All of it, or nothing any more."""
        if not self._over:
            try:
                return self._raw.write(data) or 0
            except BrokenPipeError:
                self._over = True
            except OSError as error:
                self._over, self.failed = True, error.strerror or str(error)
        return len(data)

    def writable(self) -> bool:
        """Yes."""
        return True

    def fileno(self) -> int:
        """That of the file."""
        return self._raw.fileno()

    def isatty(self) -> bool:
        """Whether the file is a terminal."""
        return self._raw.isatty()


@contextlib.contextmanager
def patient_streams() -> Iterator[list[str]]:
    """Print so while the block lasts; the list then holds why standard output took no more."""
    before, failures = (sys.stdout, sys.stderr), list[str]()
    out, errors = map(_patient, before)
    sys.stdout, sys.stderr = out or before[0], errors or before[1]
    try:
        yield failures
    finally:
        for stream in filter(None, (out, errors)):
            stream.flush()
        sys.stdout, sys.stderr = before
        if out is not None and out.file.failed:
            failures.append(out.file.failed)


class _Stream(io.TextIOWrapper):
    """Text to a patient file, with the letters that its encoding holds."""

    def __init__(self, file: _Patient, like: io.TextIOWrapper) -> None:
        self.file = file
        super().__init__(
            io.BufferedWriter(file),  # type: ignore[type-var]
            encoding=like.encoding,
            errors=held_by(like.encoding),
            line_buffering=like.line_buffering,
        )


def _patient(stream: object) -> _Stream | None:
    """A stream that prints where another does; None for one that is no file of the system."""
    if not isinstance(stream, io.TextIOWrapper):
        return None
    raw: object = getattr(stream.buffer, "raw", stream.buffer)
    if not isinstance(raw, io.FileIO):
        return None
    with contextlib.suppress(OSError):
        stream.flush()
    return _Stream(_Patient(raw), stream)
