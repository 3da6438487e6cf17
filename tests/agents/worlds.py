"""A world small enough to know by heart: a commune, a provider and its people, fixed times.

It begins on Monday 3 July 2023 at 08:00 (`START`). Offices work from Monday to Friday, 07:00 to
11:30 and 13:30 to 17:00. Nothing fails and nothing takes time unless a test says so.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np

from agents.agency import WHOLE_COUNTRY, AgencyAtWork, Unit
from agents.calendar import WorkingCalendar
from agents.calendar_spec import DAY_US, HOUR_US, CalendarSpec, day_of
from agents.crew import Crew
from agents.desk import Desk, FifoDesk
from agents.dossier import COUNTER, Dossier, Program
from agents.draws import Columns
from agents.environment import ARRIVAL, KeyedEnvironment, Thread, dossier_key
from agents.laws import Fixed, Law
from agents.request_spec import RequestSpec, request_tags
from agents.route import begin_requests
from agents.spans import SPAN_WIDTH, VISIT_WIDTH, Cause, Spans
from agents.sync import Push
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
from topics.events import Event

SECOND, MINUTE, HOUR, DAY = 1_000_000, 60_000_000, HOUR_US, DAY_US
MONDAY = day_of(date(2023, 7, 3)) * DAY
START = MONDAY + 8 * HOUR
_DAY_BLOCKS = ((7 * HOUR, 11 * HOUR + 30 * MINUTE), (13 * HOUR + 30 * MINUTE, 17 * HOUR))
OFFICE_SPEC = CalendarSpec(
    name="office", week=(_DAY_BLOCKS,) * 5 + ((), ()), first_day=day_of(date(2022, 1, 1))
)
NOTHING: Law = Fixed.from_value(0)
ELSEWHERE, ONE_STOP, SPECIALIST, ANSWERING = range(4)  # holders
Share = tuple[Cause, int, int]
Outages = Mapping[str, list[tuple[int, int]]]
"""Windows by target: portal, platform, provider."""


def fixed(us: float) -> Law:
    return Fixed.from_value(us)


def at(day: int, clock: str) -> int:
    """An instant by days from Monday 3 July 2023 and time of day."""
    hours, minutes = clock.split(":")
    return MONDAY + day * DAY + int(hours) * HOUR + int(minutes) * MINUTE


QUIET = Rules(
    applicant=ApplicantRules(
        supplement=fixed(2 * DAY),
        pay=fixed(DAY),
        collect=fixed(6 * HOUR),
        patience=fixed(DAY),
        enquiry=fixed(6 * MINUTE),
        post=fixed(3 * DAY),
        scan=fixed(4 * MINUTE),
        enquiries_max=2,
        withdraw=0,
    ),
    platform=PlatformRules(
        transit=NOTHING,
        failure=0,
        refusal=0,
        timeout_us=60 * SECOND,
        retry=Backoff(1, 120 * SECOND, 2.0, 0.0),
        fallback=True,
        setup=NOTHING,
        established=1 << 53,
    ),
    letter=LetterRules(
        carry=NOTHING, pick_up=NOTHING, answer=NOTHING, guidance=NOTHING, refusal=0, proceed=False
    ),
    sync=SyncRules(
        transit=NOTHING,
        loss=0,
        duplicate=0,
        delayed=0,
        delay=None,
        retry=Backoff(1, 600 * SECOND, 3.0, 0.0),
        reconciliation_us=2 * HOUR,
    ),
    clock=ClockRules(cutoff_us=15 * HOUR, reschedule=0, extension=(5, "wd")),
)


def rules(**sections: dict[str, Any]) -> Rules:
    """The quiet rules with changes: `rules(platform={"failure": 1})`."""
    changed = {name: replace(getattr(QUIET, name), **what) for name, what in sections.items()}
    return replace(QUIET, **changed)


@dataclass(frozen=True)
class Letter:
    """A message as it was delivered."""

    at_us: int
    topic: str
    key: str
    event: Event


class Mail:
    """A post that keeps what is handed to it."""

    def __init__(self, env: KeyedEnvironment) -> None:
        self._env = env
        self._letters: list[Letter] = []

    def deliver(self, at_us: int, topic: str, key: str, event: Event) -> None:
        assert at_us >= self._env.now
        self._letters.append(Letter(at_us, topic, key, event))

    def letters(self) -> list[Letter]:
        """All of them, in order of time."""
        return sorted(self._letters, key=lambda letter: letter.at_us)

    def of(self, kind: type[Event]) -> list[Letter]:
        """Those with events of a kind, in order of time."""
        return [letter for letter in self.letters() if isinstance(letter.event, kind)]


class Call(Thread):
    """Does something once, at an instant."""

    def __init__(self, key: int, what: Callable[[], None]) -> None:
        super().__init__(key)
        self.what = what

    def _fire(self) -> None:
        self.what()

    FIRE = (_fire,)


@dataclass
class Done:
    """A last step that notes who came when."""

    at_us: list[int] = field(default_factory=list)

    def enter(self, dossier: Dossier, now: int) -> None:  # noqa: ARG002 - a step
        self.at_us.append(now)

    def resume(self, dossier: Dossier, now: int) -> None:  # noqa: ARG002 - a step
        raise AssertionError("a dossier that was done went on")


@dataclass
class Asking:
    """A step that sends requests, each (spec, provider, over the platform?)."""

    asked: list[tuple[RequestSpec, AgencyAtWork, bool]]

    def enter(self, dossier: Dossier, now: int) -> None:
        begin_requests(dossier, self.asked, now)

    def resume(self, dossier: Dossier, now: int) -> None:
        dossier.go(dossier.pc + 1, now)


def request_spec(name: str = "identity", number: int = 0, **changes: Any) -> RequestSpec:
    """What is asked; `changes` are fields of the spec."""
    values: dict[str, Any] = {
        "name": name,
        "number": number,
        "fields": ("personal_id",),
        "basis": "NĐ 47/2020 Art 34",
        "purpose": "identity",
        "limit": None,
        "tags": request_tags(number, 13),
        "carry": NOTHING,
        "pick_up": NOTHING,
        "answer": NOTHING,
    }
    return RequestSpec(**values | changes)


class SmallWorld:
    """The world, its clock and its books."""

    def __init__(
        self,
        by_rules: Rules = QUIET,
        start_us: int = START,
        elide: bool = False,
        outages: Outages | None = None,
    ) -> None:
        self.env, self.spans = KeyedEnvironment(start_us), Spans()
        self.mail = Mail(self.env)
        self.office = WorkingCalendar(OFFICE_SPEC)
        windows = {target: Windows(pairs) for target, pairs in (outages or {}).items()}
        self.world = World(
            env=self.env,
            spans=self.spans,
            post=self.mail,
            rules=by_rules,
            portal=windows.get("portal", Windows([])),
            platform=windows.get("platform", Windows([])),
            office=self.office,
            elsewhere=ELSEWHERE,
            elide=elide,
            seed=1,
        )
        self.province = self._agency("H03", "province", Windows([]))
        self.provider = self._agency("G01", "ministry", windows.get("provider", Windows([])))
        self.provider.answering[WHOLE_COUNTRY] = self.desk(ANSWERING)
        self.home = Unit("H03/commune-001", self.province, "commune", "H03", self._desks(), index=0)
        self._calls = 0

    def _agency(self, name: str, kind: str, windows: Windows) -> AgencyAtWork:
        low = name.lower()
        return AgencyAtWork(
            id=name,
            kind=kind,
            inbox=f"test.exchange.in.{low}.v1",
            status_topic=f"test.status.out.{low}.v1",
            attention=1.0,
            calendar=self.office,
            windows=windows,
        )

    def _desks(self) -> dict[str, Desk]:
        return {"one_stop": self.desk(ONE_STOP), "specialist": self.desk(SPECIALIST)}

    def desk(self, holder: int, people: int = 1, pace: float = 1.0) -> FifoDesk:
        return FifoDesk(self.env, self.spans, Crew(self.office, people), holder, pace)

    def dossier(
        self,
        *steps: Any,
        columns: Columns | None = None,
        origin: int = 1,
        channel: int = COUNTER,
        limit: tuple[float, str] = (1, "wd"),
        number: int = 1,
    ) -> Dossier:
        """A dossier that has not begun; `origin` keys its draws."""
        columns = columns or Columns()
        program = Program("birth", 0, limit, tuple(steps), columns, 0)
        row = array("q", columns.fill(np.array([origin], np.uint64))[0].tolist())
        dossier = Dossier(dossier_key(0, number), self.world, program, self.home, origin, row)
        dossier.channel, dossier.number, dossier.slot = channel, number, number
        dossier.code = f"000.00.00.H03-230703-{number:04d}"
        dossier.submitted_us = dossier.start_us = int(self.env.now)
        dossier.due_us = dossier.limit_end_us = dossier.start_us + 30 * DAY
        self.world.open[dossier.key] = dossier
        return dossier

    def pushed(self, **how: Any) -> Dossier:
        """A dossier whose statuses go to the portal."""
        dossier = self.dossier(*how.pop("steps", (Done(),)), **how)
        dossier.push = Push(dossier)
        return dossier

    def call(self, at_us: int, what: Callable[[], None]) -> None:
        """Do something at an instant, as an arrival would."""
        self._calls += 1
        self.env.arm(Call(self._calls, what), at_us, ARRIVAL)

    def run(self, until_us: int | None = None) -> None:
        """Run to the end, or what happens before an instant."""
        if until_us is None:
            self.env.run()
        else:
            self.env.run_before(until_us)

    def shares(self, dossier: Dossier) -> list[Share]:
        """(cause, start, end) of all that was written down of a dossier, times from `START`."""
        visits = np.array(self.spans.visits, np.int64).reshape(-1, VISIT_WIDTH).tolist()
        spans = np.array(self.spans.spans, np.int64).reshape(-1, SPAN_WIDTH).tolist()
        for mark, holder, arrived, start, end in visits:
            waited = mark & ~15 | Cause.QUEUE
            spans += [[waited, holder, arrived, start], [mark, holder, start, end]]
        mine = [s for s in spans if s[0] >> 4 == dossier.slot and s[2] < s[3]]
        return sorted(
            (Cause(mark & 15), start - START, end - START) for mark, _, start, end in mine
        )

    def in_order(self, dossier: Dossier) -> list[Share]:
        """The same in order of time."""
        return sorted(self.shares(dossier), key=lambda share: share[1:])
