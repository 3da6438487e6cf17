"""Network W on this project's engine: its dossiers, desks, requests, push, relay and ledger.

Messages, ledger and metrics are on. The draws come from the given arrays, packed block by block
into each dossier's row as the engine's own source packs them; everything else is the code that
`run` uses.
"""

from __future__ import annotations

import io
from array import array
from fractions import Fraction

import numpy as np

from agents.agency import WHOLE_COUNTRY, AgencyAtWork, Unit
from agents.applicant import TELLING
from agents.calendar import ALWAYS
from agents.crew import Crew
from agents.desk import FifoDesk
from agents.dossier import IN_PROCESS, ONLINE, PROCESSED, Dossier, Program
from agents.draws import UNIT, Columns, tag, threshold
from agents.environment import ARRIVAL, KeyedEnvironment, Thread, dossier_key
from agents.laws import Fixed
from agents.request_spec import RequestSpec, request_tags
from agents.route import Ask, AtDesk, Need, finish
from agents.spans import Spans
from agents.sync import FATE, TRANSIT, Push
from agents.world import (
    ApplicantRules,
    Backoff,
    ClockRules,
    LetterRules,
    PlatformRules,
    Rules,
    SyncRules,
    Windows,
    World,
)
from simulator.carrying.carrier import RETAINED_RECORDS
from simulator.carrying.closed import Relay
from simulator.ledger.ledger import Ledger
from simulator.ledger.rows import ROW
from simulator.relay.entitlements import Entitlements, Grant
from simulator.run.engine import SLICE_US, reference_counting_only
from tests.bench.network_w import (
    AGENCIES,
    AGENCY_SERVERS,
    APPROVAL_SERVERS,
    ATTEMPTS,
    INTAKE_SERVERS,
    MICROS,
    SPECIALIST_SERVERS,
    Micros,
    WDraws,
    WResult,
)
from topics.catalogue import exchange_in, status_out
from topics.memory import MemoryBus

NOTHING = Fixed.from_value(0)
RETRY = Backoff(ATTEMPTS - 1, 60 * MICROS, 2.0, 0.0)
FAILS, HOLDS = 0, UNIT - 1  # raw draws below and above every threshold in use
SURE = threshold(0.5)
BLOCK = 4096  # dossiers whose rows are packed at once, as the engine's source does


class Done:
    """Push the last status and end when the portal has it."""

    __slots__ = ()

    def enter(self, dossier: Dossier, now: int) -> None:
        """Push."""
        dossier.settled_us = now
        dossier.stage = TELLING
        dossier.become(PROCESSED, now)
        dossier.begin_wait(now)

    def resume(self, dossier: Dossier, now: int) -> None:
        """Synced."""
        finish(dossier, now)


class Arrivals(Thread):
    """Opens the dossiers of W at their instants."""

    __slots__ = ("at", "ledger", "next", "numbers", "program", "rows", "unit", "world")

    def __init__(
        self, world: World, ledger: Ledger, program: Program, unit: Unit, draws: WDraws
    ) -> None:
        super().__init__(1)
        self.world, self.ledger, self.program, self.unit = world, ledger, program, unit
        self.at, self.next, self.numbers = draws.arrival_us, 0, numbers_of(draws)
        self.rows: list[array[int]] = []  # of the present block
        world.env.arm(self, self.at[0], ARRIVAL)

    def _arrive(self) -> None:
        number, now = self.next, self.at[self.next]
        place = number % BLOCK
        if not place:
            self.rows = pack(self.numbers, self.program.columns, number, len(self.at))
        row = self.rows[place]
        dossier = Dossier(dossier_key(0, number), self.world, self.program, self.unit, number, row)
        dossier.slot, dossier.code, dossier.channel = self.ledger.slot(), f"W-{number}", ONLINE
        dossier.submitted_us, dossier.status, dossier.number = now, IN_PROCESS, number
        dossier.push = Push(dossier)
        dossier.push.created = True
        self.world.open[dossier.key] = dossier
        self.next += 1
        if self.next < len(self.at):
            self.world.env.arm(self, self.at[self.next], ARRIVAL)
        dossier.go(0, now)

    FIRE = (_arrive,)


def numbers_of(draws: WDraws) -> dict[int, Micros]:
    """What is drawn for every dossier, by the tag that the agents ask for it with."""
    a = draws.arrays
    by_tag = {
        tag("need"): np.where(a.needs_request, FAILS, HOLDS),
        tag("way"): np.full(draws.n, HOLDS),
        tag("agency"): a.agency,
        tag("intake"): a.intake_us,
        tag("specialist"): a.specialist_us,
        tag("approval"): a.approval_us,
    }
    tags = request_tags(0, ATTEMPTS)
    zero = np.zeros(draws.n, dtype=np.int64)
    by_tag |= {tags.back: a.request_back_us, tags.answer: a.agency_us, tags.pick_up: zero}
    for k in range(ATTEMPTS):
        by_tag[tags.carry + k] = a.request_out_us[k]
        by_tag[tags.outcome[k]] = np.where(a.request_fails[k], FAILS, HOLDS)
        by_tag[FATE[PROCESSED] + k] = np.where(a.sync_fails[k], FAILS, HOLDS)
        by_tag[TRANSIT[PROCESSED] + k] = a.sync_us[k]
    return by_tag


def pack(numbers: dict[int, Micros], columns: Columns, first: int, end: int) -> list[array[int]]:
    """The rows of one block of dossiers, from `first` on, in the order of the columns."""
    block, width = slice(first, min(first + BLOCK, end)), len(columns)
    table = np.empty((block.stop - block.start, width), dtype=np.int64)
    for what, column in columns.index.items():
        table[:, column] = numbers[what][block]
    filled = array("q", table.tobytes())
    return [filled[start : start + width] for start in range(0, len(filled), width)]


def _rules() -> Rules:
    none = Backoff(0, 0, 1.0, 0.0)
    return Rules(
        ApplicantRules(*(NOTHING,) * 7, enquiries_max=0, withdraw=0),
        PlatformRules(NOTHING, 0, 0, 0, none, False, NOTHING, UNIT),
        LetterRules(NOTHING, NOTHING, NOTHING, NOTHING, 0, False, SURE, RETRY),
        SyncRules(NOTHING, SURE, 0, 0, None, RETRY, None),
        ClockRules(0, 0, (0, "d")),
    )


def _program(agencies: list[AgencyAtWork]) -> Program:
    columns, tags = Columns(), request_tags(0, ATTEMPTS)
    spec = RequestSpec(
        "data", 0, ("personal_id",), "basis", "purpose", None, tags, NOTHING, NOTHING, NOTHING
    )
    which = columns.add(tag("agency"))
    need = Need(
        spec, lambda dossier: agencies[dossier.row[which]], SURE, 0, 0,
        columns.add(tag("need")), columns.add(tag("way")),
    )  # fmt: skip
    for what in (tags.back, tags.answer, tags.pick_up):
        columns.add(what)
    for k in range(ATTEMPTS):
        for what in (tags.carry, FATE[PROCESSED], TRANSIT[PROCESSED]):
            columns.add(what + k)
        columns.add(tags.outcome[k])
    desks = [
        AtDesk(name, NOTHING, (tag(name),), columns.add(tag(name)))
        for name in ("intake", "specialist", "approval")
    ]
    steps = (desks[0], Ask((need,)), desks[1], desks[2], Done())
    return Program("w", 0, (0, "wd"), steps, columns, 1)


def _entitled() -> Entitlements:
    asked = frozenset(f"G{n + 1:02d}" for n in range(AGENCIES))
    none: frozenset[str] = frozenset()
    grant = Grant(frozenset(["H01"]), asked, none, frozenset(["personal_id"]), "basis", "purpose")
    return Entitlements(asked | {"H01"}, {"w": [grant]})


def _to_the_end(env: KeyedEnvironment, ledger: Ledger, relay: Relay, world: World) -> None:
    """Run slice by slice, as `simulator.run.engine` does."""
    while not env.idle:
        env.run_before(env._now + SLICE_US)
        ledger.flush(world.done, env._now)
        relay.flush(env._now)


def run(draws: WDraws) -> WResult:
    """Run W over the given numbers to the last dossier's end."""
    env, spans, out = KeyedEnvironment(-1), Spans(), io.BytesIO()
    ledger = Ledger(spans, out, 0, (0, 1 << 62))
    relay = Relay(env, MemoryBus(retain_records=RETAINED_RECORDS), _entitled(), 0, None)

    def desk(name: str, servers: int) -> FifoDesk:
        return FifoDesk(env, spans, Crew(ALWAYS, servers), ledger.add_holder(name, ALWAYS), 1.0)

    def agency(name: str) -> AgencyAtWork:
        made = AgencyAtWork(
            name, "ministry", exchange_in("w", name), status_out("w", name), 1.0, ALWAYS,
            Windows([]),
        )  # fmt: skip
        made.answering[WHOLE_COUNTRY] = desk(f"{name}:answering", AGENCY_SERVERS)
        return made

    elsewhere = ledger.add_holder("", ALWAYS)
    world = World(
        env, spans, relay, _rules(), Windows([]), Windows([]), ALWAYS, elsewhere, elide=True
    )
    counts = (INTAKE_SERVERS, SPECIALIST_SERVERS, APPROVAL_SERVERS)
    names = ("intake", "specialist", "approval")
    desks = {name: desk(name, count) for name, count in zip(names, counts, strict=True)}
    unit = Unit("w", agency("H01"), "commune", WHOLE_COUNTRY, desks, 0)
    ledger.unit_agency = [0]
    ledger.unit_weight = [1.0]
    program = _program([agency(f"G{n + 1:02d}") for n in range(AGENCIES)])
    Arrivals(world, ledger, program, unit, draws)
    with reference_counting_only():
        _to_the_end(env, ledger, relay, world)
    rows = np.frombuffer(out.getvalue(), dtype=ROW)
    total = int((rows["returned_us"] - rows["submitted_us"]).sum())
    return WResult(Fraction(total, len(rows)), len(rows), draws.transitions)
