"""The source of dossiers: arrivals in order, each with its draws made in blocks across streams."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from itertools import count
from typing import Any

import numpy as np

from agents.agency import Unit
from agents.arrivals import WEEK_US, Batch, Streams
from agents.calendar_spec import DAY_US, date_of
from agents.dossier import NO_GAP, Dossier, Program
from agents.draws import raw, tag
from agents.environment import ARRIVAL, Thread, dossier_key
from agents.publication import Versions
from agents.route import UNIT_DRAW, submit
from agents.turned_away import GAVE_UP, turned_away
from agents.world import World

SOURCE_KEY = 1
POLICY = tag("version-policy")


@dataclass(frozen=True, slots=True)
class Stream:
    """One procedure at one place: who receives it, in which units, and its versions there."""

    program: Program
    agency: str
    units: tuple[Unit, ...]
    upto: tuple[int, ...]  # raw thresholds by which a draw chooses one of the units
    versions: Versions
    policies: tuple[int, int]  # raw thresholds: hold below the first, old version below the second


Arrival = tuple[int, int, int, int, int, array]  # type: ignore[type-arg]
"""One submission, with its draws: (instant, stream, number, channel, key, row)."""


Admits = Callable[[str, int], tuple[bool, bool]]
"""Whether an agency's dossier of an instant has a number here, and whether it is opened here."""


class Numbers:
    """The running number of an agency's dossiers within a day, and the code made of it."""

    __slots__ = ("_day", "_next", "_prefix")

    def __init__(self) -> None:
        self._day = -1
        self._next: dict[str, int] = {}
        self._prefix = ""

    def next(self, agency: str, at_us: int) -> tuple[int, str]:
        """(number, code): `000.00.00.H26-230705-0001` (Circular 01/2018, Art. 19)."""
        day = at_us // DAY_US
        if day != self._day:
            self._day, self._next = day, {}
            self._prefix = f"-{date_of(day):%y%m%d}-"
        number = self._next.get(agency, 0) + 1
        self._next[agency] = number
        return number, f"000.00.00.{agency}{self._prefix}{number:04d}"

    def state(self) -> dict[str, Any]:
        """What a snapshot keeps."""
        return {"day": self._day, "next": dict(self._next), "prefix": self._prefix}

    def restore(self, state: dict[str, Any]) -> None:
        """Back to a snapshot."""
        self._day, self._next, self._prefix = state["day"], dict(state["next"]), state["prefix"]


class Source(Thread):
    """Fires at each arrival and opens its dossier. Windows of a week are made when they are due.

    Who meets an outage of the portal comes later, by another channel, or not at all: `turned` has
    how many waited, went to the counter, and gave up, by the weights of their units. `admits` says
    which dossiers are opened here: all of them, unless a process has only some.
    """

    __slots__ = (
        "_arrivals", "_block", "_end_us", "_later", "_next", "_numbers", "_opened", "_programs",
        "_streams", "_table", "_taken", "_window", "_window_state", "_world", "admits", "turned",
    )  # fmt: skip

    def __init__(
        self, world: World, table: list[Stream], streams: Streams, begin_us: int, end_us: int,
        block: int, opened: Callable[[Dossier], None],
    ) -> None:  # fmt: skip
        super().__init__(SOURCE_KEY)
        self._world, self._table, self._streams, self._block = world, table, streams, block
        self._end_us, self._opened = end_us, opened
        self.admits: Admits | None = None
        self._programs = np.array([stream.program.index for stream in table])
        self._numbers = Numbers()
        self._window = (begin_us, begin_us)
        self._window_state = streams.state()
        self._taken = 0  # arrivals taken from the present window
        self._arrivals: Iterator[Arrival] = iter(())
        self._next: Arrival | None = None
        self._later: list[Arrival] = []  # a heap of those who put it off
        self.turned = [0.0, 0.0, 0.0]

    def begin(self) -> None:
        """Arm the first arrival that is not past."""
        now = self._world.env._now
        self._take()
        while (head := self._head()) is not None and head[0] < now:
            arrival = self._comes()
            if arrival is not None:
                self._admitted(self._table[arrival[1]].agency, arrival[0])
        self._arm()

    def offered(self) -> Iterator[tuple[str, int, float]]:
        """(receiving agency, procedure's index, dossiers a day) of every stream."""
        for stream, rate in zip(self._table, self._streams.rates.tolist(), strict=True):
            yield stream.agency, stream.program.index, rate

    def hold_to(self, policies: tuple[int, int]) -> None:
        """From now on, what becomes of new dossiers whose version is not yet published."""
        self._table[:] = [replace(stream, policies=policies) for stream in self._table]

    def _head(self) -> Arrival | None:
        """The next to come, of all and of those who put it off."""
        ahead = self._later[:1] if self._next is None else [self._next, *self._later[:1]]
        return min(ahead, default=None)

    def _arm(self) -> None:
        """Arm the next arrival, if there is one."""
        head = self._head()
        if head is not None:
            self._world.env.arm(self, head[0], ARRIVAL)

    def _comes(self) -> Arrival | None:
        """The next to come, as it applies now; None of one who puts it off or gives up."""
        is_new = not self._later or self._next is self._head()
        if is_new:
            arrival = self._next
            self._take()
        else:
            arrival = heappop(self._later)
        assert arrival is not None
        at_us, rank, number, channel, origin, row = arrival
        turned = turned_away(self._world, origin, channel, at_us)
        if turned is None:
            return arrival
        if is_new:
            self.turned[turned.what] += self._table[rank].units[0].weight
        if turned.what == GAVE_UP:
            return None
        changed = (turned.at_us, rank, number, turned.channel, origin, row)
        if turned.at_us == at_us:
            return changed
        heappush(self._later, changed)
        return None

    def _take(self) -> None:
        """Make the next arrival of all the one at hand, making windows until there is one."""
        arrival = next(self._arrivals, None)
        while arrival is None and self._window[1] < self._end_us:
            begin = self._window[1]
            self._open_window(begin, min(begin + WEEK_US, self._end_us))
            arrival = next(self._arrivals, None)
        self._next = arrival
        self._taken += arrival is not None

    def _admitted(self, agency: str, at_us: int) -> tuple[int, str] | None:
        """The (number, code) of a dossier that is opened here and now; None for another."""
        if self.admits is None:
            return self._numbers.next(agency, at_us)
        numbered, opened = self.admits(agency, at_us)
        named = self._numbers.next(agency, at_us) if numbered else None
        return named if opened else None

    def _open_window(self, begin_us: int, end_us: int) -> None:
        self._window, self._taken = (begin_us, end_us), 0
        self._window_state = self._streams.state()
        self._arrivals = self._blocks(self._streams.before(end_us))

    def _blocks(self, batch: Batch) -> Iterator[Arrival]:
        """The arrivals of a window, their draws filled in block by block."""
        for low in range(0, len(batch.times), self._block):
            part = slice(low, low + self._block)
            rows = self._rows(batch.streams[part], batch.keys[part])
            yield from zip(
                batch.times[part].tolist(),
                batch.streams[part].tolist(),
                batch.numbers[part].tolist(),
                batch.channels[part].tolist(),
                batch.keys[part].tolist(),
                rows,
                strict=True,
            )

    def _rows(self, streams: Any, keys: Any) -> list[array[int]]:
        """One row of draws for each arrival of a block, procedure by procedure."""
        rows: list[array[int]] = [array("q")] * len(keys)
        programs = self._programs[streams]
        for index in np.unique(programs):
            here = np.flatnonzero(programs == index)
            columns = self._table[int(streams[here[0]])].program.columns
            width, filled = len(columns), array("q", columns.fill(keys[here]).tobytes())
            for place, start in zip(here.tolist(), count(0, width)):
                rows[place] = filled[start : start + width]
        return rows

    def _arrive(self) -> None:
        arrival = self._comes()
        self._arm()
        if arrival is not None:
            self._open(arrival)

    def _open(self, arrival: Arrival) -> None:
        at_us, rank, number, channel, origin, row = arrival
        stream, world = self._table[rank], self._world
        named = self._admitted(stream.agency, at_us)
        if named is None:
            return
        program, units = stream.program, stream.units
        unit = units[0]
        if len(units) > 1:
            unit = units[bisect_right(stream.upto, row[program.columns.index[UNIT_DRAW]])]
        dossier = Dossier(dossier_key(rank, number), world, program, unit, origin, row)
        dossier.channel = channel
        dossier.number, dossier.code = named
        force = stream.versions.gap_end_us(at_us)
        if force:
            dossier.force_us = force
            draw, (hold, old) = raw(origin, POLICY), stream.policies
            dossier.policy = NO_GAP + 1 + (draw >= hold) + (draw >= old)
        world.open[dossier.key] = dossier
        self._opened(dossier)
        submit(dossier, at_us)

    FIRE = (_arrive,)

    # -- snapshot --------------------------------------------------------------------------------

    def state(self) -> dict[str, Any]:
        """What a snapshot keeps: the window, its streams' state when opened, arrivals taken."""
        return {
            "window": list(self._window),
            "streams": self._window_state,
            "taken": self._taken,
            "numbers": self._numbers.state(),
            "armed": self._next is not None,
            "later": [[*arrival[:5], arrival[5].tolist()] for arrival in self._later],
            "turned": list(self.turned),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Back to a snapshot; the pending arrival is armed again by the queue's own state."""
        begin, end = state["window"]
        self._streams.restore(state["streams"])
        self._open_window(begin, end)
        for _ in range(state["taken"]):
            self._next = next(self._arrivals)
        if not state["armed"]:
            self._next = None
        self._taken = state["taken"]
        self._numbers.restore(state["numbers"])
        self._later = [(*kept[:5], array("q", kept[5])) for kept in state["later"]]
        self.turned = list(state["turned"])
