"""What the relay remembers, as plain rows: open and closed requests, dossiers, what waits.

Each row has a key and an encoding, so that a process can keep them in a compacted topic and be
again what it was. Only what changed since the last look has to be written.

Rows are kept for an agency, and each agency has its quota: all of them together take no more than
agencies x `Quota.bytes` as encoded, about five times that in memory.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

import msgspec

from simulator.relay.audit import Head
from simulator.relay.deadlines import Deadlines
from topics.errors import InputError
from topics.events import DataReply, DataRequest, StatusCreate

MINUTE_US = 60_000_000
DAY_US = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Quota:
    """What the relay keeps for one agency: so many `open` requests, and rows of so many bytes.

    Rows of what has ended are forgotten, the first to be due first, before anything is refused.
    `rate`: of one agency it reads so many records a second, 0 for as many as come; see
    `simulator.relay.pacing`.
    """

    open: int = 50_000
    bytes: int = 64 * 1024 * 1024
    rate: int = 1_000


@dataclass(frozen=True, slots=True)
class Policy:
    """How patient the relay is.

    `grace_us`: after the deadline of its last attempt (or after a refusal) a request stays open so
    long for a late reply or another attempt; then it has ended. `remember_us`: so long a request
    that has ended, or a dossier, is remembered after; then the same id is a new one. A provider
    that asks to be asked later (a retryable error) is asked again `retries` times, after
    `backoff_us` and then `factor` times longer each, if the deadline allows. A dossier or an open
    request of which nothing is heard is remembered for `idle_us`. A message may be dated `ahead_us`
    after now, as clocks differ.
    """

    grace_us: int = 60 * MINUTE_US
    remember_us: int = 7 * DAY_US
    retries: int = 3
    backoff_us: int = MINUTE_US // 2
    factor: int = 4
    idle_us: int = 400 * DAY_US
    ahead_us: int = DAY_US
    quota: Quota = field(default_factory=Quota)


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

    @property
    def owner(self) -> str:
        """For whom it is kept."""
        return self.event.requester

    @property
    def over(self) -> bool:
        """Whether it may be forgotten."""
        return self.ended


class Known(msgspec.Struct):
    """A dossier that the portal knows. `done`: nothing comes after its status."""

    create: StatusCreate
    status: int = 0
    at_us: int = -1
    until_us: int = 0
    done: bool = False

    @property
    def key(self) -> str:
        """Its row's."""
        return known_key(self.create.dossier)

    @property
    def owner(self) -> str:
        """For whom it is kept."""
        return self.create.agency

    @property
    def over(self) -> bool:
        """Whether it may be forgotten."""
        return self.done


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

    @property
    def owner(self) -> str:
        """For whom it is kept: nobody, as it waits no longer than its delay."""
        return ""

    @property
    def over(self) -> bool:
        """Whether it may be forgotten."""
        return False


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


class _Account:
    """What is kept for one agency: bytes of its rows, how many are open, and which are over."""

    __slots__ = ("bytes", "open", "over")

    def __init__(self) -> None:
        self.bytes = self.open = 0
        self.over = Deadlines()


class _Kept(NamedTuple):
    row: Row
    size: int
    over: bool


class Rows:
    """All rows by key, and when the next thing happens to each."""

    __slots__ = ("_accounts", "_changed", "_rows", "_times", "counters")

    def __init__(self) -> None:
        self.counters = Counters()
        self._clear()

    def _clear(self) -> None:
        self._rows: dict[str, _Kept] = {}
        self._times = Deadlines()
        self._changed: dict[str, bytes | None] = {}  # in order, each once
        self._accounts: defaultdict[str, _Account] = defaultdict(_Account)

    def __len__(self) -> int:
        return len(self._rows)

    def get(self, key: str, kind: type[R]) -> R | None:
        """The row of that key, if there is one of that kind."""
        kept = self._rows.get(key)
        return kept.row if kept is not None and isinstance(kept.row, kind) else None

    def put(self, row: Row) -> None:
        """Keep a row, new or changed, as it is now."""
        key, raw, over = row.key, msgspec.json.encode(row), row.over
        self._close(self._rows.get(key))
        self._rows[key] = _Kept(row, len(raw), over)
        self._changed[key] = raw
        account = self._accounts[row.owner]
        account.bytes += len(raw)
        account.open += not over
        if row.until_us:
            self._times.set(key, row.until_us)
        if over:
            account.over.set(key, row.until_us)

    def drop(self, key: str) -> None:
        """Forget a row."""
        self._close(self._rows.pop(key))
        self._times.drop(key)
        self._changed[key] = None

    def _close(self, kept: _Kept | None) -> None:
        """Take a row out of its account."""
        if kept is not None:
            account = self._accounts[kept.row.owner]
            account.bytes -= kept.size
            account.open -= not kept.over
            account.over.drop(kept.row.key)

    def has_room(self, owner: str, quota: Quota) -> bool:
        """Whether a row more may be kept for an agency; what is over is forgotten for it."""
        account = self._accounts[owner]
        while account.bytes > quota.bytes and (oldest := account.over.first()) is not None:
            self.drop(oldest[1])
        return account.bytes <= quota.bytes and account.open < quota.open

    def due(self, now_us: int) -> Iterator[Row]:
        """Each row whose time has come, by (time, key). Whoever takes it changes or drops it."""
        while (first := self._times.first()) is not None and first[0] <= now_us:
            self._times.drop(first[1])
            yield self._rows[first[1]].row

    def next_us(self) -> int | None:
        """When the next thing happens, if ever."""
        first = self._times.first()
        return None if first is None else first[0]

    def waiting(self) -> list[Waiting]:
        """All that waits, in the order in which it began to."""
        found = [kept.row for kept in self._rows.values() if isinstance(kept.row, Waiting)]
        return sorted(found, key=lambda row: row.key)

    # -- as plain data -------------------------------------------------------------------------

    def state(self) -> dict[str, bytes]:
        """Every row, encoded."""
        rows = {key: msgspec.json.encode(kept.row) for key, kept in self._rows.items()}
        return {COUNTERS: msgspec.json.encode(self.counters), **rows}

    def changed(self) -> dict[str, bytes | None]:
        """What changed since the last call, encoded; None for what was forgotten."""
        found, self._changed = self._changed, {}
        return {**found, COUNTERS: msgspec.json.encode(self.counters)}

    def restore(self, state: Mapping[str, bytes]) -> None:
        """Become what `state` was taken of. Raise `InputError` for rows of other software."""
        self._clear()
        try:
            self.counters = msgspec.json.decode(state.get(COUNTERS, b"{}"), type=Counters)
            for key in sorted(state):
                if key != COUNTERS:
                    self.put(msgspec.json.decode(state[key], type=_KINDS[key.partition("/")[0]]))
        except (KeyError, msgspec.MsgspecError) as error:
            raise InputError(f"the relay's table is not one that it wrote: {error}") from error
        self._changed = {}
