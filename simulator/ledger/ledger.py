"""The exact account of where a dossier's cycle time went, by cause and by open or closed office.

Agents write visits and spans into flat buffers; here they are added up in NumPy, batch by batch.
Each dossier has a slot with one total per (cause, open/closed); when it ends its slot becomes a
row of `simulator.ledger.rows.ROW` and is used again. A row whose causes do not add up to its cycle
time, to the microsecond, is an error of the model and stops the run.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from typing import IO, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from agents.calendar import AlwaysOpen
from agents.calendar_spec import DAY_US, NEVER_US, Calendar
from agents.spans import SPAN_WIDTH, VISIT_WIDTH, Cause, Spans, columns_of
from agents.world import DONE_WIDTH
from simulator.ledger.rows import CAUSES, ROW
from topics.errors import InputError, ModelError

CAUSE_COUNT = len(CAUSES)
_REQUEST_MASK = (1 << 10) - 1
_PLAIN = np.dtype("<i8")
_CHUNK_BYTES = 1 << 20
Ints = npt.NDArray[np.int64]


class Segment(NamedTuple):
    """One stretch of one dossier's time, kept for `explain`."""

    dossier: str
    cause: str
    holder: str
    start_us: int
    end_us: int


class Holder(NamedTuple):
    """Whose office a stretch of time is measured against."""

    name: str
    calendar: Calendar


class Ledger:
    """Totals by slot; rows of finished dossiers, streamed to `out` in order of completion."""

    def __init__(
        self, spans: Spans, out: IO[bytes], replication: int, cohort_us: tuple[int, int]
    ) -> None:
        self._spans, self._out, self._replication = spans, out, replication
        self._put: Callable[[bytes], object] = out.write
        self.observers: list[Callable[[np.ndarray], object]] = []  # are shown all rows written
        self._cohort, self._end_us = cohort_us, -1
        self._later: Ints = np.zeros((SPAN_WIDTH, 0), dtype=np.int64)  # columns are spans
        self.holders: list[Holder] = []
        self.unit_agency: list[int] = []  # of each unit's index
        self.last_us = NEVER_US  # no dossier is held longer, as rows tell it
        self.unit_weight: list[float] = []  # how many existing units each stands for
        self._calendars: list[Calendar] = []
        self._calendar_of: list[int] = []
        self._totals: Ints = np.zeros((1024, 2 * CAUSE_COUNT), dtype=np.int64)
        self._free = list(range(1023, -1, -1))
        self.rows_written = 0
        self._sha256 = hashlib.sha256()  # of the rows written
        self._traced: dict[int, str] = {}
        self.segments: dict[str, list[Segment]] = {}

    # -- slots and holders -----------------------------------------------------------------------

    def add_holder(self, name: str, calendar: Calendar) -> int:
        """Register whose office time can be measured against; returns its number."""
        if calendar not in self._calendars:
            self._calendars.append(calendar)
        self.holders.append(Holder(name, calendar))
        self._calendar_of.append(self._calendars.index(calendar))
        return len(self.holders) - 1

    def slot(self) -> int:
        """A slot with empty totals."""
        if not self._free:
            size = len(self._totals)
            self._totals = np.concatenate([self._totals, np.zeros_like(self._totals)])
            self._free = list(range(2 * size - 1, size - 1, -1))
        return self._free.pop()

    def trace(self, slot: int, code: str) -> None:
        """Keep the segments of the dossier in `slot`."""
        self._traced[slot] = code
        self.segments[code] = []

    # -- adding up -------------------------------------------------------------------------------

    def flush(self, done: list[int], now_us: int, *, last: bool = False) -> None:
        """Add up what the agents wrote, then write the rows of `done` and empty it.

        Spans that reach beyond `now_us` (a service still under way) wait for a later flush; at the
        last one, where the run ends, they are clipped.
        """
        spans = np.concatenate([self._later, self._read()], axis=1)
        beyond = spans[3] > now_us
        if last:
            self._end_us = now_us
            spans[3] = np.minimum(spans[3], now_us)
            beyond[:] = False
        self._later = spans[:, beyond]
        self._add(spans[:, (spans[3] > spans[2]) & ~beyond])
        if done:
            self._write(columns_of(done, DONE_WIDTH))
            done.clear()
        self._out.flush()

    def _read(self) -> Ints:
        """The buffered spans, each visit as a wait and a work, shape (4, n); empties them."""
        visits, spans = self._spans.visits, self._spans.spans
        mark, holder, arrive, start, end = columns_of(visits, VISIT_WIDTH)
        others = columns_of(spans, SPAN_WIDTH)
        del visits[:], spans[:]
        within = (mark & 15) == Cause.PUBLICATION  # waits of a rework are publication, too
        queued = np.where(within, mark, (mark & ~15) | Cause.QUEUE)
        read = np.empty((SPAN_WIDTH, 2 * len(mark) + others.shape[1]), dtype=np.int64)
        waits, works = read[:, : len(mark)], read[:, len(mark) : 2 * len(mark)]
        waits[0], waits[1], waits[2], waits[3] = queued, holder, arrive, start
        works[0], works[1], works[2], works[3] = mark, holder, start, end
        read[:, 2 * len(mark) :] = others
        return read

    def _add(self, spans: Ints) -> None:
        """Split by the holder's calendar, add to the slots; no span is empty."""
        if not spans.size:
            return
        if self._traced:
            self._keep_traced(spans)
        mark, holder, start, end = spans
        opened = self._open_time(holder, start, end)
        column = (mark >> 4) * (2 * CAUSE_COUNT) + (mark & 15)
        flat = self._totals.reshape(-1)
        np.add.at(flat, column, opened)
        closed = end - start - opened
        some = closed > 0
        np.add.at(flat, column[some] + CAUSE_COUNT, closed[some])

    def _open_time(self, holder: Ints, start: Ints, end: Ints) -> Ints:
        calendar = np.array(self._calendar_of)[holder]
        opened = end - start
        for number, office in enumerate(self._calendars):
            if isinstance(office, AlwaysOpen):
                continue
            here = np.flatnonzero(calendar == number)
            if len(here):
                opened[here] = office.open_before(end[here]) - office.open_before(start[here])
        return opened

    def _keep_traced(self, spans: Ints) -> None:
        slots = np.array(list(self._traced), dtype=np.int64)
        for mark, holder, start, end in spans[:, np.isin(spans[0] >> 4, slots)].T.tolist():
            code = self._traced[mark >> 4]
            segment = Segment(code, CAUSES[mark & 15], self.holders[holder].name, start, end)
            self.segments[code].append(segment)

    # -- rows ------------------------------------------------------------------------------------

    def _write(self, done: Ints) -> None:
        slots = done[0]
        rows = self._rows(done)
        causes = self._totals[slots]
        rows["open_us"], rows["closed_us"] = causes[:, :CAUSE_COUNT], causes[:, CAUSE_COUNT:]
        until = np.where(done[14] >= 0, done[14], self._end_us)
        wrong = np.flatnonzero(causes.sum(axis=1) != until - done[13])
        if len(wrong):
            self._complain(done[:, wrong[0]], causes[wrong[0]], int(until[wrong[0]]))
        self._totals[slots] = 0
        ended = slots.tolist()
        self._free += ended
        if self._traced:
            for slot in ended:
                self._traced.pop(slot, None)
        self._put(written := rows.tobytes())
        self._sha256.update(written)
        self.rows_written += len(rows)
        for observer in self.observers:
            observer(rows)

    def _rows(self, done: Ints) -> np.ndarray:
        rows = np.zeros(done.shape[1], dtype=ROW)
        columns = (
            "unit", "procedure", "number", "origin", "channel", "status", "policy", "on_time",
            "supplements", "enquiries", "requests", "attempts", "submitted_us", "returned_us",
            "processing_us", "due_us",
        )  # fmt: skip
        for number, name in enumerate(columns, start=1):
            if name != "requests":
                rows[name] = done[number]
        rows["replication"] = self._replication
        rows["agency"] = np.array(self.unit_agency)[done[1]]
        rows["weight"] = np.array(self.unit_weight)[done[1]]
        rows["day"] = done[13] // DAY_US
        rows["held_us"] = np.maximum(0, np.minimum(done[17], self.last_us) - done[13])
        requests = done[11]
        for shift, name in ((0, "reused"), (10, "platform"), (20, "letters")):
            rows[name] = (requests >> shift) & _REQUEST_MASK
        rows["cohort"] = (done[13] >= self._cohort[0]) & (done[13] < self._cohort[1])
        return rows

    def _complain(self, done: Ints, causes: Ints, until: int) -> None:
        parts = {
            f"{CAUSES[i % CAUSE_COUNT]}{'' if i < CAUSE_COUNT else ' (closed)'}": int(value)
            for i, value in enumerate(causes)
            if value
        }
        raise ModelError(
            f"the ledger of dossier {done[3]} of unit {done[1]} (procedure {done[2]}) adds up to "
            f"{sum(parts.values())} µs, its time from {done[13]} to {until} is "
            f"{until - int(done[13])} µs: {parts}"
        )

    # -- one dossier -----------------------------------------------------------------------------

    def account(self, slot: int) -> tuple[bytes, bytes]:
        """What is known of a slot: its totals, and its spans that reach beyond the last flush."""
        later = self._later[:, self._later[0] >> 4 == slot]
        return self._totals[slot].astype(_PLAIN).tobytes(), later.T.astype(_PLAIN).tobytes()

    def resume(self, slot: int, account: tuple[bytes, bytes]) -> None:
        """Go on in an empty slot from what was known of another one."""
        self._totals[slot] = np.frombuffer(account[0], _PLAIN)
        later = columns_of(np.frombuffer(account[1], _PLAIN).tolist(), SPAN_WIDTH)
        later[0] = slot << 4 | later[0] & 15
        self._later = np.concatenate([self._later, later], axis=1)

    # -- snapshot --------------------------------------------------------------------------------

    def state(self) -> dict[str, Any]:
        """What a snapshot keeps; call `flush` before. Tables are little-endian, 64 bits a number.

        Of the rows it keeps how many there are and their sha256: they stay in their file. Raises
        ModelError when the ledger is closed.
        """
        if self._end_us >= 0:
            raise ModelError("the run is over: nothing of it is left to be kept")
        return {
            "size": len(self._totals),
            "free": np.array(self._free, dtype=_PLAIN).tobytes(),
            "totals": self._totals[self._used()].astype(_PLAIN).tobytes(),
            "later": self._later.T.astype(_PLAIN).tobytes(),
            "traced": list(self._traced.items()),
            "segments": {code: [list(s) for s in kept] for code, kept in self.segments.items()},
            "rows": self.rows_written,
            "rows_sha256": self._sha256.hexdigest(),
        }

    def _used(self) -> Ints:
        """The slots of open dossiers, in order."""
        return np.setdiff1d(np.arange(len(self._totals)), self._free)

    def restore(self, state: dict[str, Any]) -> None:
        """Back to a snapshot; the rows written after it are cut off their file.

        Raises InputError when the file does not begin with the snapshot's rows.
        """
        self._go_back(state["rows"], state["rows_sha256"])
        self._free = np.frombuffer(state["free"], _PLAIN).tolist()
        self._totals = np.zeros((state["size"], 2 * CAUSE_COUNT), dtype=np.int64)
        totals = np.frombuffer(state["totals"], _PLAIN)
        self._totals[self._used()] = totals.reshape(-1, 2 * CAUSE_COUNT)
        self._later = columns_of(np.frombuffer(state["later"], _PLAIN).tolist(), SPAN_WIDTH)
        self._traced = dict(state["traced"])
        self.segments = {
            code: [Segment(*kept) for kept in segments]
            for code, segments in state["segments"].items()
        }

    def _go_back(self, rows: int, sha256: str) -> None:
        out, left = self._out, rows * ROW.itemsize
        name, found = getattr(out, "name", "the rows"), hashlib.sha256()
        out.seek(0)
        while left and (chunk := out.read(min(left, _CHUNK_BYTES))):
            found.update(chunk)
            left -= len(chunk)
        if left or found.hexdigest() != sha256:
            raise InputError(
                f"{name}: does not begin with the {rows} rows written before the snapshot; "
                "give the rows file of the same run, as it was then or later"
            )
        out.seek(rows * ROW.itemsize)
        out.truncate()
        self._sha256, self.rows_written = found, rows

    def divert(self, put: Callable[[bytes], object]) -> None:
        """Let rows go through `put` on their way to the file."""
        self._put = put

    def sync(self) -> None:
        """See that the rows are on disk, not only with the operating system."""
        self._out.flush()
        os.fsync(self._out.fileno())
