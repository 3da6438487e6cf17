"""The steps of a compiled route.

A step is shared by all dossiers of its procedure; what a dossier knows of it is its own `pc`,
`stage` and `turn`. `enter` begins the step now, `resume` goes on when the dossier fires; each ends
by `dossier.go(next, now)`, by arming the dossier, or by handing it to requests or the portal.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from agents.agency import AgencyAtWork, Unit
from agents.dossier import (
    ACCEPTED,
    GUIDANCE,
    HOLD,
    IN_PROCESS,
    OLD_VERSION,
    ONLINE,
    REFUSED,
    Dossier,
    GoesOn,
)
from agents.draws import Quantile, tag
from agents.environment import MESSAGE
from agents.exchange import Request
from agents.legal_clock import counted_until_us, on_time, set_clock
from agents.program import Fire
from agents.remote import RemoteRequest
from agents.request_spec import RequestSpec
from agents.spans import Cause
from agents.sync import Push
from topics.errors import ModelError

SIGN = 1 << 63
SCAN = tag("scan")
COLLECT, POSTING, UNIT_DRAW = tag("collect"), tag("posting"), tag("unit")


def submit(dossier: Dossier, now: int) -> None:
    """The application is made: the legal clock is set, and the route begins."""
    dossier.submitted_us = now
    dossier.push = Push(dossier)
    set_clock(dossier, now)
    dossier.go(0, now)


def close(dossier: Dossier, status: int, now: int) -> None:
    """The dossier ends in `status`; its row can be written."""
    dossier.become(status, now)
    if not dossier.settled_us:
        dossier.settled_us = now
    finish(dossier, now)


def finish(dossier: Dossier, returned_us: int) -> None:
    """Write the dossier's row; `returned_us` is -1 for one that is still open."""
    world, program = dossier.world, dossier.program
    end, origin = counted_until_us(dossier), dossier.origin
    processing = end - dossier.start_us - dossier.paused_us
    kept = on_time(dossier, end)  # before its due date is read: it may get a new one
    world.done += (
        dossier.slot,
        dossier.home.index,
        program.index,
        dossier.number,
        origin if origin < SIGN else origin - 2 * SIGN,  # as a signed number
        dossier.channel,
        dossier.status,
        dossier.policy,
        kept,
        dossier.supplements,
        dossier.enquiries,
        dossier.requests,
        dossier.attempts,
        dossier.submitted_us,
        returned_us,
        max(0, processing),
        dossier.due_us,
        dossier.force_us if dossier.policy in (HOLD, OLD_VERSION) else 0,
    )
    if returned_us >= 0:
        del world.open[dossier.key]
        dossier.push = None  # it lives on by its own event; without the cycle, both are freed


@dataclass(slots=True)
class Scan(GoesOn):
    """Paper that came by counter or post is scanned at the one-stop desk."""

    column: int
    desk: str = "one_stop"

    def enter(self, dossier: Dossier, now: int) -> None:
        """Online dossiers pass."""
        if dossier.channel == ONLINE:
            dossier.go(dossier.pc + 1, now)
            return
        work = dossier.row[self.column]
        mark = (dossier.slot << 4) | Cause.PAPER
        rank = dossier.program.rank
        dossier.unit.desks[self.desk].admit(dossier, now, work, mark, rank, dossier.due_us)


@dataclass(slots=True)
class AtDesk(GoesOn):
    """Work at a desk of the unit; `tags` are by turn of the loop it stands in."""

    desk: str
    law: Quantile
    tags: tuple[int, ...]
    column: int = -1  # of the first turn's draw, when it was foreseen
    cause: Cause = Cause.HANDLING

    def enter(self, dossier: Dossier, now: int) -> None:
        """Queue, and be served."""
        turn = dossier.turn
        if turn == 0 and self.column >= 0:
            work = dossier.row[self.column]
        else:
            work = dossier.draw(self.tags[turn], self.law)
        mark = (dossier.slot << 4) | self.cause
        rank = dossier.program.rank
        dossier.unit.desks[self.desk].admit(dossier, now, work, mark, rank, dossier.due_us)

    def arrive(self, pc: int, fire: Fire) -> Callable[[Dossier], None]:
        """See `agents.program.Arriving`: most events of a run are these."""
        name, column, law, tags, cause = self.desk, self.column, self.law, self.tags, self.cause

        def arrive(dossier: Dossier) -> None:
            dossier.pc, dossier.stage, dossier.FIRE = pc, 0, fire
            if dossier.turn or column < 0:
                work = dossier.draw(tags[dossier.turn], law)
            else:
                work = dossier.row[column]
            dossier.unit.desks[name].admit(
                dossier, dossier.world.env._now, work, dossier.slot << 4 | cause,
                dossier.program.rank, dossier.due_us,
            )  # fmt: skip

        return arrive


@dataclass(slots=True)
class Receipt:
    """The dossier is taken in or refused; forwarded at once."""

    refused: int
    tag: int

    def enter(self, dossier: Dossier, now: int) -> None:
        """Statuses 2 and 4, or 3."""
        if self.refused and dossier.raw(self.tag) < self.refused:
            close(dossier, REFUSED, now)
            return
        dossier.become(ACCEPTED, now)
        dossier.become(IN_PROCESS, now)
        dossier.go(dossier.pc + 1, now)

    def resume(self, dossier: Dossier, now: int) -> None:
        """Never armed."""
        raise ModelError(f"dossier {dossier.code} was resumed in its receipt at {now}")


@dataclass(slots=True)
class Version(GoesOn):
    """A version not yet published where the dossier is worked: hold it, or ask the ministry.

    A dossier worked under the old version goes on here and is worked again in `Rework`.
    """

    guidance: RequestSpec
    owner: AgencyAtWork

    def enter(self, dossier: Dossier, now: int) -> None:
        """Wait until the version is in force here, or for the ministry's answer."""
        if dossier.policy == HOLD and dossier.force_us > now:
            holder = self.owner.answering_desk(dossier.unit.province).holder
            dossier.wait(Cause.PUBLICATION, holder, dossier.force_us, MESSAGE)
        elif dossier.policy == GUIDANCE and dossier.force_us > now:
            begin_requests(dossier, [(self.guidance, self.owner, False)], now)
        else:
            dossier.go(dossier.pc + 1, now)


def begin_requests(
    dossier: Dossier, asked: list[tuple[RequestSpec, AgencyAtWork, bool]], now: int
) -> None:
    """Send (spec, provider, over the platform?) side by side and wait for all."""
    province = dossier.unit.province
    kind = Request if dossier.world.remote is None else RemoteRequest
    requests = [kind(dossier, spec, provider, province) for spec, provider, _ in asked]
    dossier.wait_us, dossier.pending, dossier.reasons = now, len(requests), [*requests]
    for request, (_, _, platform) in zip(requests, asked, strict=True):
        if platform:
            request.by_platform()
        else:
            request.by_letter()


@dataclass(slots=True)
class Need:
    """One data need of a route step: whom to ask, and by which of the three ways.

    `reuse` and `reuse_or_platform` are raw thresholds of the one draw that settles the way, so
    that a lever which shares more only moves dossiers towards the better way.
    """

    spec: RequestSpec
    provider: Callable[[Dossier], AgencyAtWork]
    probability: int
    reuse: int
    reuse_or_platform: int
    need_column: int
    way_column: int


@dataclass(slots=True)
class Ask(GoesOn):
    """Data requests, side by side; the dossier goes on when the last has ended."""

    needs: tuple[Need, ...]

    def enter(self, dossier: Dossier, now: int) -> None:
        """Send those that this dossier needs and that digitised data does not meet."""
        asked = []
        for need in self.needs:
            if dossier.row[need.need_column] >= need.probability:
                continue
            way = dossier.row[need.way_column]
            if way < need.reuse:
                dossier.count_reuse()
            else:
                platform = way < need.reuse_or_platform
                asked.append((need.spec, need.provider(dossier), platform))
        if asked:
            begin_requests(dossier, asked, now)
        else:
            dossier.go(dossier.pc + 1, now)


@dataclass(slots=True)
class EnterChain:
    """A sub-dossier goes to another agency's unit of the same province; its data travel first."""

    place: Callable[[Dossier], Unit]
    transit: Quantile
    tag: int

    def enter(self, dossier: Dossier, now: int) -> None:
        """Travel, then work there."""
        there = now + dossier.draw(self.tag, self.transit)
        dossier.wait(Cause.DATA, dossier.world.elsewhere, there, MESSAGE)

    def resume(self, dossier: Dossier, now: int) -> None:
        """Arrived."""
        dossier.unit = self.place(dossier)
        dossier.go(dossier.pc + 1, now)


@dataclass(slots=True)
class LeaveChain:
    """The sub-dossier's result comes back to the unit that received the dossier."""

    transit: Quantile
    tag: int

    def enter(self, dossier: Dossier, now: int) -> None:
        """Travel back."""
        back = now + dossier.draw(self.tag, self.transit)
        dossier.wait(Cause.DATA, dossier.world.elsewhere, back, MESSAGE)

    def resume(self, dossier: Dossier, now: int) -> None:
        """Back home."""
        dossier.unit = dossier.home
        dossier.go(dossier.pc + 1, now)
