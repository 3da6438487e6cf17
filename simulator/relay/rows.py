"""What the relay remembers, as plain rows: open and closed requests, dossiers, what waits.

Each row has a key and an encoding, so that a process can keep them in a compacted topic and be
again what it was. Only what changed since the last look has to be written.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

import msgspec

from simulator.relay.audit import Head
from topics.errors import InputError
from topics.events import DataReply, DataRequest, StatusCreate

MINUTE_US = 60_000_000
DAY_US = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Policy:
    """How patient the relay is.

    `grace_us`: after the deadline of its last attempt (or after a refusal) a request stays open so
    long for a late reply or another attempt; then it has ended. `remember_us`: so long a request
    that has ended, or a dossier, is remembered after; then the same id is a new one. A provider
    that asks to be asked later (a retryable error) is asked again `retries` times, after
    `backoff_us` and then `factor` times longer each, if the deadline allows.
    """

    grace_us: int = 60 * MINUTE_US
    remember_us: int = 7 * DAY_US
    retries: int = 3
    backoff_us: int = MINUTE_US // 2
    factor: int = 4


class Asked(msgspec.Struct):
    """A request. `state`: open, or what its last reply (kept) made of it; `ended`: for good.

    `until_us` is when the next thing happens to it unless a message comes before. `passed` and
    `told` count what was sent on to the provider and to the requester.
    """

    event: DataRequest
    hash: str
    until_us: int
    state: str = "open"
    ended: bool = False
    reply: DataReply | None = None
    tries: int = 0
    passed: int = 0
    told: int = 0

    @property
    def key(self) -> str:
        """Its row's."""
        return asked_key(self.event.requester, self.event.request)


class Known(msgspec.Struct):
    """A dossier that the portal knows. `until_us` 0: its work is not done."""

    create: StatusCreate
    status: int = 0
    at_us: int = -1
    until_us: int = 0

    @property
    def key(self) -> str:
        """Its row's."""
        return known_key(self.create.dossier)


class Waiting(msgspec.Struct):
    """A message that is due later. `wanted_by`: the row of the request that it is for, if any."""

    key: str
    until_us: int
    topic: str
    record_key: str
    type: str
    event: bytes
    copies: int = 1
    spoilt: tuple[str, ...] = ()
    wanted_by: str = ""


class Counters(msgspec.Struct):
    """Numbers that go on over a restart: records written, messages put to wait, rules matched."""

    seq: int = 0
    waits: int = 0
    audit_count: int = Head().count
    audit_hash: str = Head().hash
    matched: dict[str, int] = msgspec.field(default_factory=dict)


Row = Asked | Known | Waiting
R = TypeVar("R", Asked, Known, Waiting)
COUNTERS = "counters"
_KINDS: Mapping[str, type[Asked | Known | Waiting]] = {
    "request": Asked,
    "dossier": Known,
    "waiting": Waiting,
}


def asked_key(requester: str, request: str) -> str:
    """The key of a request's row: ids are the requester's own."""
    return f"request/{requester}/{request}"


def known_key(dossier: str) -> str:
    """The key of a dossier's row."""
    return f"dossier/{dossier}"


class Rows:
    """All rows by key, and when the next thing happens to each."""

    __slots__ = ("_changed", "_rows", "_times", "counters")

    def __init__(self) -> None:
        self.counters = Counters()
        self._rows: dict[str, Row] = {}
        self._times: list[tuple[int, str]] = []
        self._changed: dict[str, None] = {}  # in order, each once

    def __len__(self) -> int:
        return len(self._rows)

    def get(self, key: str, kind: type[R]) -> R | None:
        """The row of that key, if there is one of that kind."""
        row = self._rows.get(key)
        return row if isinstance(row, kind) else None

    def put(self, row: Row) -> None:
        """Keep a row, new or changed."""
        self._rows[row.key] = row
        self._changed[row.key] = None
        if row.until_us:
            heapq.heappush(self._times, (row.until_us, row.key))

    def drop(self, key: str) -> None:
        """Forget a row."""
        del self._rows[key]
        self._changed[key] = None

    def due(self, now_us: int) -> Iterator[Row]:
        """Each row whose time has come, by (time, key). Whoever takes it changes or drops it."""
        while (at_us := self.next_us()) is not None and at_us <= now_us:
            yield self._rows[heapq.heappop(self._times)[1]]

    def next_us(self) -> int | None:
        """When the next thing happens, if ever."""
        times = self._times
        while times:
            at_us, key = times[0]
            row = self._rows.get(key)
            if row is not None and row.until_us == at_us:
                return at_us
            heapq.heappop(times)  # it was put off, or is gone
        return None

    def waiting(self) -> list[Waiting]:
        """All that waits, in the order in which it began to."""
        found = [row for row in self._rows.values() if isinstance(row, Waiting)]
        return sorted(found, key=lambda row: row.key)

    # -- as plain data -------------------------------------------------------------------------

    def state(self) -> dict[str, bytes]:
        """Every row, encoded."""
        rows = {key: msgspec.json.encode(row) for key, row in self._rows.items()}
        return {COUNTERS: msgspec.json.encode(self.counters), **rows}

    def changed(self) -> dict[str, bytes | None]:
        """What changed since the last call, encoded; None for what was forgotten."""
        keys, self._changed = self._changed, {}
        found: dict[str, bytes | None] = {}
        for key in keys:
            row = self._rows.get(key)
            found[key] = None if row is None else msgspec.json.encode(row)
        return {**found, COUNTERS: msgspec.json.encode(self.counters)}

    def restore(self, state: Mapping[str, bytes]) -> None:
        """Become what `state` was taken of. Raise `InputError` for rows of other software."""
        self._rows, self._times, self._changed = {}, [], {}
        try:
            self.counters = msgspec.json.decode(state.get(COUNTERS, b"{}"), type=Counters)
            for key in sorted(state):
                if key != COUNTERS:
                    self.put(msgspec.json.decode(state[key], type=_KINDS[key.partition("/")[0]]))
        except (KeyError, msgspec.MsgspecError) as error:
            raise InputError(f"the relay's table is not one that it wrote: {error}") from error
        self._changed = {}
