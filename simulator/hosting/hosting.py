"""The agencies that one process hosts: their seats, their work, and what others say to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from kafka.errors import InvalidProducerEpochError, ProducerFencedError

from agents.dossier import Dossier
from agents.environment import SUB_BITS
from agents.remote import RemoteRequest, came_to_nobody
from agents.serving import Serving
from simulator.hosting.clock import SharedClock
from simulator.hosting.environment import SERVING_KEYS, KeptDesk, KeptEnvironment
from simulator.hosting.keeping import CURSOR, Cursor, Keeper, cursor_of, cursor_row
from simulator.hosting.losses import Losses, Tally
from simulator.hosting.post import Outgoing
from simulator.hosting.seat import Row, Seat
from simulator.model.horizon import Horizon
from simulator.relay.rows import Policy
from simulator.relay.session import TakenOver
from simulator.run.engine import Engine
from simulator.run.plain import specs_of
from simulator.scenario.resolved import ResolvedScenario
from topics.agency_work import AgencyWork
from topics.connection import Connection
from topics.errors import ErrorCode, InputError
from topics.events import DataReply, DataRequest

PATIENCE_S = 30.0
"""Real seconds that a twin in another process is given to reply for its platform: it may just be
starting again."""

_SERVINGS_BITS = 24  # requests that an agency answers in a run


@dataclass(frozen=True, slots=True)
class HostPlan:
    """Who is hosted. `replaced` agencies work nowhere: real software answers for them."""

    connection: Connection
    prefix: str
    agencies: Sequence[str]
    replaced: frozenset[str] = frozenset()
    connect_s: float = 10.0


class Hosting:
    """What a model needs that has only some agencies; implements `agents.remote.Remote`."""

    desk_kind = KeptDesk
    forgotten_us = Policy().remember_us

    def __init__(
        self, plan: HostPlan, resolved: ResolvedScenario, clock: SharedClock,
        seat: Callable[[Connection, str, str, float], Seat] = Seat,
    ) -> None:  # fmt: skip
        self.plan, self._resolved, self._clock, self._seat = plan, resolved, clock, seat
        self._timeout_s = 0.0
        self.blamed: Counter[tuple[str, str]] = Counter()  # (provider, what it did)
        self.losses = Losses()
        self._seats: list[Seat] = []
        self._rows: dict[str, dict[str, AgencyWork]] = {}
        self._cursors: dict[str, Cursor] = {}
        self._servings: dict[str, int] = {}
        self.env, self._reached_us = KeptEnvironment(0), 0
        self.post = Outgoing(plan.prefix, plan.agencies)

    # -- opening ---------------------------------------------------------------------------------

    def open(self) -> None:
        """Take the agencies over, and learn what they have open."""
        with ExitStack() as undo:
            for agency in self.plan.agencies:
                seat = self._seat(
                    self.plan.connection, self.plan.prefix, agency, self.plan.connect_s
                )
                undo.callback(seat.close)
                self._seats.append(seat)
                self._rows[agency] = seat.open()
            undo.pop_all()
        start_us = Horizon.of(self._resolved.scenario).start_us
        # By all agencies' order: one may be hosted in another company when it comes back.
        ranks = {agency: n for n, agency in enumerate(sorted(self.everybody))}
        worked = False
        for agency, rows in self._rows.items():
            first = Cursor(start_us, 0, ranks[agency] << _SERVINGS_BITS, [], Tally())
            cursor = cursor_of(rows) or first
            self._cursors[agency], self._servings[agency] = cursor, cursor.servings
            self.post.resume(agency, cursor.seq, cursor.now_us)
            self.losses.resume(agency, cursor.tally)
            worked |= bool(cursor.seq or cursor.servings > first.servings or cursor.tally.rows)
        # The idle keep their clock seldom: it is theirs at which this process begins.
        instants = [cursor.now_us for cursor in self._cursors.values()]
        begin_us, self._reached_us = min(instants), max(instants)
        self.losses.since_us = self._reached_us if worked else -1
        self.env = KeptEnvironment(begin_us)

    @property
    def passed(self) -> list[str]:
        """Places of the agencies' tables where something else stands than their work."""
        return [place for seat in self._seats for place in seat.passed]

    @property
    def everybody(self) -> list[str]:
        """All agencies of the scenario, wherever they work."""
        return [entry.id for entry in self._resolved.agencies]

    @property
    def unread(self) -> int:
        """Records that lie in the inboxes and have not been read, as far as is known."""
        return sum(seat.unread for seat in self._seats)

    def close(self) -> None:
        """Let go of all seats."""
        for seat in self._seats:
            seat.close()

    def attach(self, engine: Engine) -> None:
        """The model is there: make the open work again."""
        self._engine, model = engine, engine.model
        self._keeper = Keeper(model, self.env)
        self._timeout_s = model.world.rules.platform.timeout_us / 1e6
        self._specs = {
            (name, spec.name): spec
            for name, program in model.programs.items()
            for spec in specs_of(program)
        }
        for agency, rows in self._rows.items():
            self._keeper.bring_back(rows)
            for provider, ready_us in self._cursors[agency].accounts:
                model.world.ready_us[agency, provider] = ready_us
        self._keeper.open_desks({a: cursor.now_us for a, cursor in self._cursors.items()})
        names, count_rows = model.dimensions.agencies, self.losses.count_rows
        model.ledger.observers.append(lambda rows: count_rows(names, rows))
        self._rows = {}

    # -- what the model asks ---------------------------------------------------------------------

    def admits(self, agency: str, at_us: int) -> tuple[bool, bool]:
        """See `simulator.model.source.Admits`: what came before the cursor is known."""
        cursor = self._cursors.get(agency)
        return cursor is not None, cursor is not None and at_us >= cursor.now_us

    def patience_us(self, provider: str) -> int:
        """See `Remote`. Real software has as many real seconds as its twin has simulated ones."""
        patience_s = self._timeout_s if provider in self.plan.replaced else PATIENCE_S
        speed = self._clock.latest.resumed_us / 1e6
        return round(max(self._timeout_s, patience_s * speed) * 1e6)

    def blame(self, provider: str, what: str) -> None:
        """See `Remote`."""
        self.blamed[provider, what] += 1

    def lose(self, requester: str, request: str, what: str) -> None:
        """See `Remote`."""
        self.losses.lose(requester, request, what)

    # -- a tick ----------------------------------------------------------------------------------

    def receive(self) -> None:
        """Hand over what others have said, at the instant that this process has reached.

        Nothing before the instant that the one before it had reached: messages are later than that.
        """
        dossiers = None
        if self._engine.now_us < self._reached_us:
            return
        for seat in self._seats:
            for record in seat.poll():
                event = record.event
                if isinstance(event, DataRequest):
                    self._serve(seat.agency, event)
                elif isinstance(event, DataReply):
                    if dossiers is None:
                        opened = self._engine.model.world.open.values()
                        dossiers = {dossier.code: dossier for dossier in opened}
                    self._answered(event, dossiers.get(event.dossier))
            self.losses.missed(seat.agency, seat.missed)
            seat.missed = 0

    def _serve(self, agency: str, asked: DataRequest) -> None:
        model = self._engine.model
        number = self._servings[agency]
        self._servings[agency] += 1
        spec = self._specs.get((asked.procedure, asked.request.partition("/")[2]))
        key = SERVING_KEYS + (number << SUB_BITS)
        serving = Serving(key, model.world, model.agencies[agency], asked, spec)
        self.env.touch(serving)
        serving.begin()

    def _answered(self, reply: DataReply, dossier: Dossier | None) -> None:
        for each in list(dossier.reasons) if dossier is not None else ():
            if isinstance(each, RemoteRequest) and each.id == reply.request:
                self.env.touch(each)
                each.take(reply)
                return
        if reply.error is not None and came_to_nobody(ErrorCode.parse(reply.error)):
            self.lose(reply.requester, reply.request, "swallowed")
        self.blame(reply.provider, "late")

    def look_back(self) -> None:
        """The run is at its end: what the bus has swallowed, and is waited for still, is known."""
        for dossier in self._engine.model.world.open.values():
            for each in dossier.reasons:
                if isinstance(each, RemoteRequest) and each.stuck:
                    self.lose(dossier.home.agency.id, each.id, "swallowed")

    def commit(self, *, everybody: bool = False) -> None:
        """Let all that has happened hold; those to whom nothing has happened keep only their clock.

        They do so when `everybody` is asked to. Raise `TakenOver` when another process hosts one of
        them now.
        """
        self._engine.advance(self._engine.now_us)  # the ledger knows what replies have brought
        rows: dict[str, list[Row]] = {seat.agency: [] for seat in self._seats}
        for agency, key, row in self._keeper.changed():
            if agency not in rows:
                raise InputError(
                    f"a dossier from here is worked at {agency}, which acts elsewhere: host both "
                    "in one process"
                )
            rows[agency].append((key, row))
        for seat in self._seats:
            said = self.post.taken(seat.agency)
            if everybody or said or rows[seat.agency] or seat.has_read:
                kept = [*rows[seat.agency], (CURSOR, self._cursor(seat.agency))]
                try:
                    seat.commit(said, kept)
                except (ProducerFencedError, InvalidProducerEpochError) as error:
                    raise TakenOver(f"another process hosts {seat.agency} now") from error

    def _cursor(self, agency: str) -> AgencyWork:
        ready = self._engine.model.world.ready_us
        accounts = [(to, at) for (asker, to), at in ready.items() if asker == agency]
        cursor = Cursor(
            self._engine.now_us,
            self.post.seqs[agency],
            self._servings[agency],
            accounts,
            self.losses.tally(agency),
        )
        return cursor_row(agency, cursor)


def hosted(resolved: ResolvedScenario, named: Sequence[str], replaced: frozenset[str]) -> list[str]:
    """The agencies that a process hosts: those named, and what they own; all, if none is named."""
    owner = {entry.id: entry.owner for entry in resolved.agencies}

    def goes_with(agency: str) -> bool:
        over: str | None = agency
        while over is not None and over not in named:
            over = owner[over]
        return over is not None

    found = [agency for agency in sorted(owner) if not named or goes_with(agency)]
    return [agency for agency in found if agency not in replaced]
