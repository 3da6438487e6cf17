"""Steps in which the applicant has to act: supplements, fees, and fetching the result.

An online applicant learns of statuses 5, 6 and 9 from the portal, so an unsynced status delays
them; the others are told at the counter or by telephone, at once.
"""

from __future__ import annotations

from dataclasses import dataclass

from agents.dossier import (
    COUNTER,
    FEE,
    IN_PROCESS,
    NEW,
    OLD_VERSION,
    ONLINE,
    PROCESSED,
    RETURNED,
    SUPPLEMENT,
    WITHDRAWN,
    Dossier,
)
from agents.draws import Quantile
from agents.environment import MESSAGE
from agents.legal_clock import set_clock
from agents.route import COLLECT, POSTING, AtDesk, close
from agents.spans import Cause
from topics.errors import ModelError

TELLING, ACTING = range(2)


def tell(dossier: Dossier, status: int, now: int) -> bool:
    """Enter a status that the applicant must learn of; True if they know at once."""
    dossier.become(status, now)
    if dossier.channel != ONLINE:
        return True
    dossier.begin_wait(now)
    return False


def own_time(dossier: Dossier, what: int, law: Quantile, cause: Cause, now: int) -> None:
    """The applicant's own time (or the post's) passes."""
    dossier.stage = ACTING
    until = now + dossier.draw(what, law)
    dossier.wait(cause, dossier.world.elsewhere, until, MESSAGE)


@dataclass(slots=True)
class AskSupplement:
    """Papers are asked for: the head of the supplement loop.

    At receipt the dossier is returned as unqualified and its legal clock starts from zero; in
    processing the clock stops. `exit` is the step after the loop.
    """

    share: int
    choices: tuple[int, ...]  # tags by turn
    own: tuple[int, ...]
    withdraws: tuple[int, ...]
    at_receipt: bool
    accepted: bool  # whether it stands after acceptance: the status to go back to
    exit: int = -1

    def enter(self, dossier: Dossier, now: int) -> None:
        """Ask, or leave the loop."""
        turn = dossier.turn
        if turn >= len(self.choices) or dossier.raw(self.choices[turn]) >= self.share:
            dossier.turn = 0
            dossier.go(self.exit, now)
            return
        dossier.supplements += 1
        dossier.stage = TELLING
        if tell(dossier, SUPPLEMENT, now):
            self.resume(dossier, now)

    def resume(self, dossier: Dossier, now: int) -> None:
        """Told: bring the papers. Brought: back to work, unless the applicant gave up."""
        applicant = dossier.world.rules.applicant
        if dossier.stage == TELLING:
            what = self.own[dossier.turn]
            own_time(dossier, what, applicant.supplement, Cause.APPLICANT, now)
        elif dossier.raw(self.withdraws[dossier.turn]) < applicant.withdraw:
            close(dossier, WITHDRAWN, now)
        else:
            dossier.become(IN_PROCESS if self.accepted else NEW, now)
            if self.at_receipt:
                set_clock(dossier, now)
            dossier.go(dossier.pc + 1, now)


@dataclass(slots=True)
class Again:
    """The end of a supplement loop: back to its head."""

    head: int

    def enter(self, dossier: Dossier, now: int) -> None:
        """Another turn."""
        dossier.turn += 1
        dossier.go(self.head, now)

    def resume(self, dossier: Dossier, now: int) -> None:
        """Never armed."""
        raise ModelError(f"dossier {dossier.code} was resumed at a loop's end at {now}")


@dataclass(slots=True)
class Fee:
    """The applicant pays; the legal clock stops."""

    share: int
    choice: int
    pay: int

    def enter(self, dossier: Dossier, now: int) -> None:
        """Ask for the fee, or pass."""
        if dossier.raw(self.choice) >= self.share:
            dossier.go(dossier.pc + 1, now)
            return
        dossier.stage = TELLING
        if tell(dossier, FEE, now):
            self.resume(dossier, now)

    def resume(self, dossier: Dossier, now: int) -> None:
        """Told: pay. Paid: go on."""
        if dossier.stage == TELLING:
            own_time(dossier, self.pay, dossier.world.rules.applicant.pay, Cause.APPLICANT, now)
        else:
            dossier.become(IN_PROCESS, now)
            dossier.go(dossier.pc + 1, now)


@dataclass(slots=True)
class Rework:
    """A dossier worked under the old version is worked again once the new one is in force here.

    The whole of it is `publication`: the wait for the version and the work at each desk.
    """

    desks: tuple[AtDesk, ...]

    def enter(self, dossier: Dossier, now: int) -> None:
        """Others pass."""
        if dossier.policy != OLD_VERSION:
            dossier.go(dossier.pc + 1, now)
        elif dossier.force_us > now:
            holder = dossier.home.desks["one_stop"].holder
            dossier.wait(Cause.PUBLICATION, holder, dossier.force_us, MESSAGE)
        else:
            self.resume(dossier, now)

    def resume(self, dossier: Dossier, now: int) -> None:
        """In force, or one more desk done."""
        if dossier.stage == len(self.desks):
            dossier.go(dossier.pc + 1, now)
            return
        desk = self.desks[dossier.stage]
        dossier.stage += 1
        desk.enter(dossier, now)


@dataclass(slots=True)
class Return:
    """The result is ready (9); the applicant is told, fetches it or gets it by post (10)."""

    def enter(self, dossier: Dossier, now: int) -> None:
        """Ready: the legal clock ends here."""
        dossier.settled_us = now
        dossier.stage = TELLING
        if tell(dossier, PROCESSED, now):
            self.resume(dossier, now)

    def resume(self, dossier: Dossier, now: int) -> None:
        """Told: online results are there at once, others are fetched or carried."""
        if dossier.stage == ACTING or dossier.channel == ONLINE:
            close(dossier, RETURNED, now)
        elif dossier.channel == COUNTER:
            law = dossier.world.rules.applicant.collect
            own_time(dossier, COLLECT, law, Cause.APPLICANT, now)
        else:
            own_time(dossier, POSTING, dossier.world.rules.applicant.post, Cause.PAPER, now)
