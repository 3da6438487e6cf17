"""Data requests: one agency asks another for named fields, over the platform or by letter.

A request is one thread from its sending to its one terminal state: answered, refused or expired.
Over the platform it tries again after time-outs and may fall back to a letter; by letter it waits
for the other agency's people. What it was waiting for is kept as reasons, and only the dossier
decides which of several requests held it up.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum

from agents.accounts import account_ready_us
from agents.agency import AgencyAtWork
from agents.alarm import Alarm
from agents.deadlines import due_us
from agents.desk import FifoDesk
from agents.dossier import Dossier
from agents.draws import uniform_of
from agents.environment import MESSAGE, Thread, sub_key
from agents.messages import answering, asking
from agents.request_spec import RequestSpec
from agents.spans import NOBODY, Cause, Reason

FIRST_REQUEST = 16  # sub-thread numbers below are the dossier's, its push's and its enquiries'
PER_REQUEST = 16  # the request, its deadline, and a late reply for each attempt


class Stage(IntEnum):
    """What a request's pending event will be."""

    SENDING = 0  # the system could not take it yet, or the back-off ends
    REPLY = 1
    TIMEOUT = 2
    CARRIED = 3  # the letter was picked up by the other agency's people
    LOST = 4  # the letter never came; learnt when it should have
    ANSWERING = 5
    CARRIED_BACK = 6
    BY_APPLICANT = 7  # refused: the applicant brings the paper
    AWAITED = 8  # its reply comes as a message; see `agents.remote`


COORDINATION, DATA = Cause.COORDINATION, int(Cause.DATA)
SENDING, REPLY, TIMEOUT, CARRIED, LOST, ANSWERING, CARRIED_BACK, BY_APPLICANT, AWAITED = Stage


class Request(Thread):
    """One data request of one dossier."""

    __slots__ = (
        "attempt", "began_us", "dossier", "ended", "id", "letter", "outcome", "provider",
        "province", "spec", "stage", "want_us",
    )  # fmt: skip

    def __init__(
        self, dossier: Dossier, spec: RequestSpec, provider: AgencyAtWork, province: str
    ) -> None:
        self.key = sub_key(dossier.key, FIRST_REQUEST + PER_REQUEST * spec.number)
        self.callbacks = None
        self.dossier, self.spec, self.provider, self.province = dossier, spec, provider, province
        self.began_us = self.want_us = dossier.world.env._now
        self.attempt, self.stage = 0, SENDING
        self.letter = self.ended = False
        self.outcome = ""
        self.id = f"{dossier.code}/{spec.name}"  # over all its attempts

    # -- platform ------------------------------------------------------------------------------

    def by_platform(self) -> None:
        """Begin over the platform; the pair's account is set up first if it has none."""
        now = self.began_us
        self._send_from(max(now, account_ready_us(self.dossier, self.provider, now)))

    def _send_from(self, at_us: int) -> None:
        """Send at `at_us`, or as soon after it as platform and provider answer."""
        world, at = self.dossier.world, at_us
        while (clear := self.provider.windows.clear_us(world.platform.clear_us(at))) != at:
            at = clear
        if at > world.env._now:
            self.stage = SENDING
            world.env.arm(self, at, MESSAGE)
        else:
            self._transmit(at)

    def _transmit(self, now: int) -> None:
        """One attempt: it times out, or its reply (perhaps a refusal) comes after the transit."""
        dossier, rules, tags = self.dossier, self.dossier.world.rules.platform, self.spec.tags
        self._ask(now)
        dossier.count_attempt()
        draw = dossier.raw(tags.outcome[self.attempt])
        timeout = now + rules.timeout_us
        silent = self.provider.silent
        if draw >= rules.failure and (silent is None or silent.clear_us(now) == now):
            reply = now + dossier.draw(tags.transit[self.attempt], rules.transit)
            outcome = "refused" if draw < rules.failure + rules.refusal else "answered"
            if reply <= timeout:
                self.outcome, self.stage = outcome, REPLY
                dossier.world.env.arm(self, reply, MESSAGE)
                return
            late = Alarm(self.key + 2 + self.attempt, self, outcome, self.want_us)
            dossier.world.env.arm(late, reply, MESSAGE)
        self.stage = TIMEOUT
        dossier.world.env.arm(self, timeout, MESSAGE)

    def _timed_out(self, now: int) -> None:
        rules = self.dossier.world.rules.platform
        if self.attempt >= rules.retry.most:
            if rules.fallback:
                self.attempt += 1
                self.by_letter()
            else:
                self.end("expired")
            return
        self._back_off(now)

    # -- letter --------------------------------------------------------------------------------

    def by_letter(self) -> None:
        """Write to the other agency's people."""
        now = self.dossier.world.env._now
        rules, spec = self.dossier.world.rules.letter, self.spec
        self.letter, self.want_us = True, now
        if rules.proceed and spec.limit is not None and spec.cause is COORDINATION:
            deadline = Alarm(self.key + 1, self, "expired", -1)
            self.dossier.world.env.arm(deadline, max(self._deadline_us(now), now), MESSAGE)
        self._write(now)

    def _write(self, now: int) -> None:
        """One letter: lost on the way, or picked up after the coordination delay."""
        dossier, spec, rules = self.dossier, self.spec, self.dossier.world.rules.letter
        self._ask(now)
        arrives = now + dossier.draw(spec.tags.carry + self.attempt, spec.carry)
        if self._lost_on_the_way(rules.failure, rules.retry.most):
            self.stage = LOST
            dossier.world.env.arm(self, arrives, MESSAGE)
            return
        self.stage = CARRIED
        people = self.provider.people()
        delay = round(dossier.draw(spec.tags.pick_up, spec.pick_up) * people.attention)
        if delay:
            arrives = people.calendar.add_work(arrives, delay)
        if people.silent is not None:
            arrives = people.silent.clear_us(arrives)
        dossier.world.env.arm(self, arrives, MESSAGE)

    def _lost_on_the_way(self, failure: int, most: int) -> bool:
        if not failure or self.attempt >= most:
            return False
        return self.dossier.raw(self.spec.tags.outcome[self.attempt]) < failure

    def _picked_up(self, now: int) -> None:
        self.stage = ANSWERING
        work = self.dossier.draw(self.spec.tags.answer, self.spec.answer)
        desk = self.provider.answering_desk(self.province)
        if self.dossier.world.elide and isinstance(desk, FifoDesk):
            self._answered(desk.admit(None, now, work, NOBODY))
        else:
            desk.admit(self, now, work, NOBODY, self.dossier.program.rank, self.dossier.due_us)

    def _answered(self, now: int) -> None:
        """Served at `now`, which a desk that serves in order knows beforehand: send it back."""
        dossier, spec = self.dossier, self.spec
        refusal = dossier.world.rules.letter.refusal
        refused = refusal and dossier.raw(spec.tags.refusal) < refusal
        self.outcome = "refused" if refused and spec.cause is COORDINATION else "answered"
        self.stage = CARRIED_BACK
        back = now + dossier.draw(spec.tags.back, spec.carry)
        dossier.world.env.arm(self, back, MESSAGE)

    # -- both ----------------------------------------------------------------------------------

    def _back_off(self, now: int) -> None:
        """Wait before the next attempt, whose wish to be sent begins the deciding time anew."""
        dossier, world = self.dossier, self.dossier.world
        retry = world.rules.letter.retry if self.letter else world.rules.platform.retry
        u = uniform_of(dossier.raw(self.spec.tags.jitter[self.attempt])) if retry.jitter else 0.5
        self.want_us = now + retry.wait_us(self.attempt, u)
        self.attempt += 1
        self.stage = SENDING
        world.env.arm(self, self.want_us, MESSAGE)

    def _ask(self, now: int) -> None:
        """Put the request on the bus."""
        self.dossier.world.sends[self.letter] += 1
        self.dossier.world.post.deliver(
            now, self.provider.inbox, self.id, asking(self, self._deadline_us(now))
        )

    def _deadline_us(self, now: int) -> int:
        """Until when it is waited for: the time-out; the law's limit; the dossier's due date."""
        rules, limit = self.dossier.world.rules.platform, self.spec.limit
        if not self.letter:
            return now + rules.timeout_us
        if limit is None:
            return max(self.dossier.due_us, now + rules.timeout_us)
        return due_us(now, *limit, self.provider.people().calendar)

    def reply(self, outcome: str) -> None:
        """The reply is here: done, or refused and then by letter or by the applicant."""
        if outcome != "expired":
            self._tell(outcome)
        elif self.stage is BY_APPLICANT:
            return  # people have refused it within the limit
        if outcome == "refused":
            self._refused()
        else:
            self.end(outcome)

    def _tell(self, outcome: str) -> None:
        world, requester = self.dossier.world, self.dossier.unit.agency
        world.post.deliver(world.env._now, requester.inbox, self.id, answering(self, outcome))

    def _refused(self) -> None:
        """A platform's refusal is taken to people; people's refusal to the applicant."""
        world = self.dossier.world
        if not self.letter and world.rules.platform.fallback:
            self.attempt += 1
            self.by_letter()
            return
        self.dossier.reasons.extend(self.waited(world.env._now))
        self.outcome, self.stage = "refused", BY_APPLICANT
        own = self.dossier.draw(self.spec.tags.supplement, world.rules.applicant.supplement)
        self.want_us = world.env._now
        world.env.arm(self, world.env._now + own, MESSAGE)

    def decided_by(self, attempt: int, want_us: int) -> None:
        """A platform attempt that was given up has decided after all."""
        self.attempt, self.want_us, self.letter, self.stage = attempt, want_us, False, REPLY

    def count(self, outcome: str, mode: str = "") -> None:
        """Book a terminal state (or a late reply) of this request's pair and mode."""
        dossier, mode = self.dossier, mode or ("letter" if self.letter else "platform")
        world, requester, provider = dossier.world, dossier.unit.agency.id, self.provider.id
        world.ended[requester, provider, mode, outcome, dossier.home.weight] += 1
        if outcome != "late":
            world.request_us[requester, provider, mode] += world.env._now - self.began_us

    def waited(self, until_us: int) -> list[Reason]:
        """Why the dossier waited for it up to `until_us`: failed tries, then the deciding one."""
        if self.stage is BY_APPLICANT:
            return [Reason(Cause.APPLICANT, self.dossier.world.elsewhere, self.want_us, until_us)]
        mode = Reason(*self._mode(), self.want_us, until_us)
        if self.want_us == self.began_us:
            return [mode]
        tried = Cause.RETRY if self.spec.cause is COORDINATION else self.spec.cause
        return [
            Reason(tried, self.dossier.world.elsewhere, self.began_us, min(self.want_us, until_us)),
            mode,
        ]

    def _mode(self) -> tuple[int, int]:
        """(cause, holder) of the deciding attempt."""
        if self.letter:
            return self.spec.cause, self.provider.answering_desk(self.province).holder
        return DATA, self.dossier.world.elsewhere

    def end(self, outcome: str) -> None:
        """The one terminal state; the dossier goes on when this was the last it waited for."""
        dossier = self.dossier
        now = dossier.world.env._now
        self.ended = True
        self.count(outcome)
        dossier.count_request(self.letter)
        alone = dossier.pending == 1 and len(dossier.reasons) == 1
        if alone and self.want_us == self.began_us and self.stage is not BY_APPLICANT:
            dossier.request_alone(*self._mode(), self.want_us, now)
        else:
            dossier.request_ended(self, self.waited(now))

    def _fire(self) -> None:
        if not self.ended:
            _STAGES[self.stage](self, self.dossier.world.env._now)

    FIRE = (_fire,)


def _send_again(request: Request, now: int) -> None:
    send = request._write if request.letter else request._send_from
    send(now)


def _replied(request: Request, now: int) -> None:  # noqa: ARG001 - every stage is called alike
    request.reply(request.outcome)


def _brought(request: Request, now: int) -> None:  # noqa: ARG001 - the same
    request.end("refused")


_STAGES: dict[Stage, Callable[[Request, int], None]] = {
    SENDING: _send_again,
    REPLY: _replied,
    TIMEOUT: Request._timed_out,
    CARRIED: Request._picked_up,
    LOST: Request._back_off,
    ANSWERING: Request._answered,
    CARRIED_BACK: _replied,
    BY_APPLICANT: _brought,
}
