"""A dossier: one person's application on its way through desks, requests and back.

The dossier is one re-armed thread with an index into its compiled route. It keeps the legal clock,
its status, and what it is waiting for; everything else about its way is in `agents.route`.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from agents.draws import Quantile, draw_us, raw
from agents.environment import MESSAGE, Thread
from agents.legal_clock import end_pause
from agents.program import Fire
from agents.program import GoesOn as GoesOn
from agents.program import Program as Program
from agents.program import Step as Step
from agents.spans import Cause, Reason, walk_back
from topics import statuses
from topics.errors import ModelError
from topics.statuses import ACCEPTED as ACCEPTED
from topics.statuses import FEE as FEE
from topics.statuses import IN_PROCESS as IN_PROCESS
from topics.statuses import NEW as NEW
from topics.statuses import PROCESSED as PROCESSED
from topics.statuses import REFUSED as REFUSED
from topics.statuses import RETURNED as RETURNED
from topics.statuses import STOPPED as STOPPED
from topics.statuses import SUPPLEMENT as SUPPLEMENT
from topics.statuses import WITHDRAWN as WITHDRAWN

if TYPE_CHECKING:
    from agents.agency import Unit
    from agents.exchange import Request
    from agents.sync import Push
    from agents.world import World

COUNTER, ONLINE, POST = range(3)
CHANNEL_NAMES = ("counter", "online", "post")
SYNC = int(Cause.SYNC)
NO_GAP, HOLD, OLD_VERSION, GUIDANCE = range(4)  # what a version not yet published meant for it

_PAUSING = (SUPPLEMENT, FEE)
MOVES = frozenset(before * 16 + after for before, after in statuses.MOVES)


class Dossier(Thread):
    """An open dossier. Times are local microseconds; `slot` is its place in the ledger.

    `due_us` is the due date as pauses have moved it so far, `limit_end_us` the same before it is
    made a day's close; `rescheduled` is 1 once it has got its new date.
    """

    __slots__ = (
        "FIRE",  # of the present step
        "attempts",
        "channel",
        "code",
        "columns",
        "due_us",
        "enquiries",
        "force_us",
        "home",
        "limit_end_us",
        "number",
        "origin",
        "paused_from_us",
        "paused_us",
        "pc",
        "pending",
        "policy",
        "program",
        "push",
        "reasons",
        "requests",
        "rescheduled",
        "row",
        "settled_us",
        "slot",
        "stage",
        "start_us",
        "status",
        "submitted_us",
        "supplements",
        "turn",
        "unit",
        "wait_us",
        "world",
    )

    def __init__(
        self, key: int, world: World, program: Program, unit: Unit, origin: int, row: array[int]
    ) -> None:
        self.key, self.callbacks = key, None
        self.world, self.program, self.origin, self.row = world, program, origin, row
        self.FIRE: Fire = program.fires[0]
        self.columns = program.columns.index
        self.unit = self.home = unit
        self.pc = self.turn = self.stage = self.pending = self.requests = self.attempts = 0
        self.supplements = self.enquiries = self.paused_us = self.policy = self.force_us = 0
        self.limit_end_us = self.rescheduled = 0
        self.status, self.wait_us, self.paused_from_us = NEW, -1, -1
        self.reasons: list[Reason | Request] = []
        self.push: Push | None = None
        self.slot = self.channel = self.number = 0
        self.submitted_us = self.start_us = self.due_us = self.settled_us = 0
        self.code = ""

    # -- draws ---------------------------------------------------------------------------------

    def draw(self, what: int, law: Quantile) -> int:
        """One draw of a law: from the dossier's row if it was foreseen, else made now."""
        column = self.columns.get(what)
        return draw_us(law, self.origin, what) if column is None else self.row[column]

    def raw(self, what: int) -> int:
        """One draw for a choice, in [0, UNIT)."""
        column = self.columns.get(what)
        return raw(self.origin, what) if column is None else self.row[column]

    # -- going on ------------------------------------------------------------------------------

    def go(self, pc: int, now: int) -> None:
        """Enter the step at `pc`."""
        self.pc = pc
        self.stage = 0
        program = self.program
        self.FIRE = program.fires[pc]
        program.steps[pc].enter(self, now)

    def follow(self) -> None:
        """Go on by the program as it has become: see `Program.compile`."""
        self.FIRE = self.program.fires[self.pc]
        if self.callbacks is not None:
            self.callbacks = self.FIRE

    def wait(self, cause: Cause, holder: int, until_us: int, phase: int) -> None:
        """Let time pass for one known reason, then resume."""
        world = self.world
        world.spans.span((self.slot << 4) | cause, holder, world.env._now, until_us)
        world.env.arm(self, until_us, phase)

    # -- status and legal clock ------------------------------------------------------------------

    def become(self, status: int, now: int) -> None:
        """Enter a status and push it to the portal; the legal clock stops in 5 and 6."""
        move = self.status * 16 + status
        if move not in MOVES:
            raise ModelError(f"dossier {self.code}: status {self.status} to {status} is no move")
        if status in _PAUSING:
            self.paused_from_us = now
        elif self.paused_from_us >= 0:
            end_pause(self, now)
        self.status = status
        self.world.moves.append(self.home.index << 8 | move)
        if self.push is not None:
            self.push.change(status, now)

    # -- being told ----------------------------------------------------------------------------

    def begin_wait(self, now: int) -> None:
        """The applicant learns of the present status from the portal; until then, `sync`."""
        push = self.push
        known_us = -1 if push is None else push.in_time_us(now)
        if known_us >= 0:
            world = self.world
            world.spans.span(self.slot << 4 | SYNC, world.elsewhere, now, known_us)
            world.env.arm(self, known_us, MESSAGE)
            return
        self.wait_us = now
        if push is not None:
            push.await_news(now)

    def synced(self, status: int, since_us: int, now: int) -> None:
        """The portal shows the status entered at `since_us`; who waits for it knows now."""
        if self.status == status and self.wait_us == since_us and not self.pending:
            self.informed(now)

    def informed(self, now: int) -> None:
        """The applicant knows: by the portal, or by an enquiry."""
        self.without_news(now)
        self.FIRE[0](self)

    def without_news(self, until_us: int) -> None:
        """Account for a wait for news, up to `until_us`."""
        mark = self.slot << 4 | SYNC
        self.world.spans.span(mark, self.world.elsewhere, self.wait_us, until_us)
        self.wait_us = -1

    # -- requests ------------------------------------------------------------------------------

    def count_attempt(self) -> None:
        """A platform attempt was sent."""
        self.attempts += 1

    def count_request(self, letter: bool) -> None:
        """A request ended; `requests` packs (reused, platform, letters) in 10 bits each."""
        self.requests += 1 << (20 if letter else 10)

    def count_reuse(self) -> None:
        """Digitised data made a request unnecessary."""
        self.requests += 1

    def request_ended(self, request: Request, reasons: list[Reason]) -> None:
        """One of the requests it waits for has ended; go on after the last."""
        self.pending -= 1
        now = self.world.env._now
        self.reasons = [r for r in self.reasons if r is not request]
        self.reasons.extend(reasons)
        if self.pending:
            return
        self.settle(now)
        self.FIRE[0](self)

    def request_alone(self, cause: int, holder: int, since_us: int, now: int) -> None:
        """The only request it waited for has ended, at its first attempt: as `settle` would say."""
        self.pending = 0
        self.world.spans.span(self.slot << 4 | cause, holder, since_us, now)
        self.reasons, self.wait_us = [], -1
        self.FIRE[0](self)

    def settle(self, until_us: int) -> None:
        """Share out the wait since `wait_us` among the reasons of all requests, open ones too."""
        reasons: list[Reason] = []
        for entry in self.reasons:
            reasons.extend([entry] if isinstance(entry, Reason) else entry.waited(until_us))
        mark, spans = self.slot << 4, self.world.spans

        def give(cause: int, holder: int, start: int, end: int) -> None:
            spans.span(mark | cause, holder, start, end)

        if walk_back(reasons, self.wait_us, until_us, give) != self.wait_us:
            raise ModelError(f"dossier {self.code}: a wait at {until_us} has no reason")
        self.reasons, self.wait_us = [], -1
