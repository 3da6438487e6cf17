"""Twins that speak first: they find their work in a file, a JSON object a line, each with its time.

The file may come after them. A twin that is started again begins its work again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from simulator.loadtest.twins.base import Brief, Twin, said, twin
from topics.catalogue import exchange_in, exchange_out, status_out
from topics.errors import InputError
from topics.events import DataRequest, StatusCreate, StatusProgress
from topics.record import Record


class Work(msgspec.Struct, frozen=True):
    """To be done at `at_us`; all times are local, in µs since 1970."""

    at_us: int


class Need(Work, frozen=True):
    """A dossier needs data then, until `deadline_us`."""

    request: str
    dossier: str
    procedure: str
    provider: str
    fields: tuple[str, ...]
    basis: str
    purpose: str
    deadline_us: int


class Entered(Work, frozen=True):
    """A dossier enters a status then; the rest is what the portal is told of it at first."""

    dossier: str
    status: int
    procedure: str
    channel: str
    received_us: int
    due_us: int


W = TypeVar("W", bound=Work)


class Worklist(Generic[W]):
    """The work of a file, in its order, each piece when its time has come."""

    def __init__(self, path: Path | None, kind: type[W]) -> None:
        if path is None:
            raise InputError("a twin that speaks first needs work: name its file with --work")
        self._path, self._kind = path, kind
        self._left: deque[W] | None = None  # None until the file is there

    def take(self, now_us: int) -> list[W]:
        """What is to be done by now. Raise `InputError` for a line that is no such work."""
        if self._left is None:
            if not self._path.exists():
                return []
            self._left = deque(self._read())
        found = []
        while self._left and self._left[0].at_us <= now_us:
            found.append(self._left.popleft())
        return found

    def _read(self) -> list[W]:
        lines = self._path.read_bytes().splitlines()
        return [self._line(number, line) for number, line in enumerate(lines, 1)]

    def _line(self, number: int, line: bytes) -> W:
        try:
            return msgspec.json.decode(line, type=self._kind)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            wanted = ", ".join(self._kind.__struct_fields__)
            raise InputError(
                f"{self._path}:{number}: {error}; expected a JSON object with {wanted}"
            ) from error


@twin("requester")
class Requester(Twin):
    """Asks for the data that dossiers need, and reads the replies."""

    def __init__(self, brief: Brief) -> None:
        super().__init__(brief)
        self._work = Worklist(brief.work, Need)

    def reads(self) -> Sequence[str]:
        """What its agency is answered."""
        return (exchange_in(self.brief.prefix, self.brief.agency),)

    def speak(self, now_us: int) -> list[Record]:
        """The requests whose time has come."""
        topic = exchange_out(self.brief.prefix, self.brief.agency)
        return [said(topic, one.request, self._asked(one)) for one in self._work.take(now_us)]

    def _asked(self, one: Need) -> DataRequest:
        return DataRequest(
            request=one.request, dossier=one.dossier, procedure=one.procedure,
            requester=self.brief.agency, provider=one.provider, fields=one.fields,
            basis=one.basis, purpose=one.purpose, deadline_us=one.deadline_us, attempt=0,
        )  # fmt: skip


@twin("syncer")
class Syncer(Twin):
    """Tells the portal of each dossier, and then of each status that it enters."""

    def __init__(self, brief: Brief) -> None:
        super().__init__(brief)
        self._work = Worklist(brief.work, Entered)
        self._told: set[str] = set()

    def speak(self, now_us: int) -> list[Record]:
        """Creates and progresses, in order."""
        topic, agency = status_out(self.brief.prefix, self.brief.agency), self.brief.agency
        records = []
        for one in self._work.take(now_us):
            if one.dossier not in self._told:
                self._told.add(one.dossier)
                create = StatusCreate(
                    dossier=one.dossier, agency=agency, procedure=one.procedure,
                    channel=one.channel, received_us=one.received_us, due_us=one.due_us,
                )  # fmt: skip
                records.append(said(topic, one.dossier, create))
            progress = StatusProgress(
                dossier=one.dossier, agency=agency, status=one.status, at_us=one.at_us
            )
            records.append(said(topic, one.dossier, progress))
        return records
