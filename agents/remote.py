"""Data requests to an agency that works elsewhere: in another process, or as real software.

The request goes out on the bus and its reply comes back as a message, by `take`. Until then nothing
of it is armed here but a patience: how long a platform's reply is waited for. Both processes follow
one clock, but messages between them take real time, so that patience is real time too, told in
simulated microseconds by `Remote.patience_us`. Which reply comes, and when, the other decides.
"""

from __future__ import annotations

from typing import Protocol

from agents.agency import AgencyAtWork
from agents.calendar_spec import DAY_US
from agents.dossier import Dossier
from agents.environment import MESSAGE, Thread
from agents.exchange import AWAITED, LOST, REPLY, TIMEOUT, Request
from agents.messages import asking
from agents.request_spec import RequestSpec
from agents.spans import Cause
from topics.errors import ErrorCode
from topics.events import DataReply

WITHOUT_END_US = 3_650 * DAY_US
"""Added to the deadline of a letter that is waited for however late it is, so that the relay does
not end it: ten years, which keep the order of the dossiers' due dates."""


class Remote(Protocol):
    """What is known of the agencies that work elsewhere, and of the bus.

    `forgotten_us`: so long the bus remembers a request that it has ended.
    """

    forgotten_us: int

    def patience_us(self, provider: str) -> int:
        """How long its platform is given to reply, in simulated time at the present speed."""

    def blame(self, provider: str, what: str) -> None:
        """Count something to a provider: ``silent``, ``late`` or ``failed``."""

    def lose(self, requester: str, request: str, what: str) -> None:
        """Note what became of a request on the bus: ``swallowed`` or ``twice``; see `take`."""


class RemoteRequest(Request):
    """A request whose provider is not here.

    `failures` has a bit for each attempt of which a failure was told; `over_us` is when one was
    told first to be too late, or -1. `stuck`: the bus has ended the request, and answers whatever
    is still sent of it with what it has told before.
    """

    __slots__ = ("failures", "over_us", "stuck")

    def __init__(
        self, dossier: Dossier, spec: RequestSpec, provider: AgencyAtWork, province: str
    ) -> None:
        super().__init__(dossier, spec, provider, province)
        self.failures, self.over_us, self.stuck = 0, -1, False

    def _transmit(self, now: int) -> None:
        """One attempt over the platform: lost on the way there, or awaited."""
        dossier, rules = self.dossier, self.dossier.world.rules.platform
        dossier.count_attempt()
        if dossier.raw(self.spec.tags.outcome[self.attempt]) < rules.failure:
            dossier.world.sends[False] += 1
            self.stage = TIMEOUT
            dossier.world.env.arm(self, now + rules.timeout_us, MESSAGE)
            return
        self._ask(now)
        self.stage = AWAITED
        dossier.world.env.arm(Patience(self), now + self._patience_us(), MESSAGE)

    def _write(self, now: int) -> None:
        """A letter: lost on the way there, or answered when people have it."""
        world, rules = self.dossier.world, self.dossier.world.rules.letter
        if self._lost_on_the_way(rules.failure, rules.retry.most):
            world.sends[True] += 1
            self.stage = LOST
            carry = self.dossier.draw(self.spec.tags.carry + self.attempt, self.spec.carry)
            world.env.arm(self, now + carry, MESSAGE)
            return
        self._ask(now)
        self.stage = AWAITED

    def _ask(self, now: int) -> None:
        world = self.dossier.world
        world.sends[self.letter] += 1
        deadline_us = max(self._deadline_us(now), now + self._patience_us())
        if self.letter and not self._expires():
            deadline_us += WITHOUT_END_US
        event = asking(self, deadline_us)
        world.post.deliver(now, self.provider.inbox, self.id, event)

    def _expires(self) -> bool:
        """Whether a letter is given up at its deadline; see `Request.by_letter`."""
        spec = self.spec
        proceeds = self.dossier.world.rules.letter.proceed and spec.limit is not None
        return proceeds and spec.cause is Cause.COORDINATION

    def _patience_us(self) -> int:
        return self._elsewhere.patience_us(self.provider.id)

    def _tell(self, outcome: str) -> None:
        """Whoever answered has told it on the bus."""

    def take(self, reply: DataReply) -> None:
        """Its reply has come, to this attempt or an earlier one."""
        failed = _failure(reply)
        if failed is not None and not self.ended:
            self._note(reply.attempt, failed)
        now = self.attempt == reply.attempt and self.stage is AWAITED
        if self.ended or not (now or (reply.outcome == "answered" and self.stage is not REPLY)):
            self._blame("late")
            self.count("late", "platform")
        elif failed is not None:
            self._blame("failed")
            self._failed(failed)
        else:
            if not now:
                self._blame("late")
                self.decided_by(reply.attempt, self.began_us)
            self._decided()
            self.reply(reply.outcome)

    def _note(self, attempt: int, error: ErrorCode) -> None:
        """A failure of an attempt was told. The bus tells one again when it has ended the request.

        Whatever is sent of it then reaches nobody, until the bus has forgotten it: after that it is
        another request, which ends once more.
        """
        self.stuck |= bool(self.failures >> attempt & 1)
        self.failures |= 1 << attempt
        if error.error_class == "time":
            self._ends_again()
            self.over_us = self.dossier.world.env._now

    def _decided(self) -> None:
        """It goes on after all, perhaps on another record."""
        self._ends_again()
        self.over_us, self.stuck = -1, False

    def _ends_again(self) -> None:
        now, remote = self.dossier.world.env._now, self._elsewhere
        if self.over_us >= 0 and now - self.over_us > remote.forgotten_us:
            self._lose("twice")

    def end(self, outcome: str) -> None:
        """See `Request.end`."""
        if self.stuck and outcome == "expired":
            self._lose("swallowed")
        super().end(outcome)

    def _lose(self, what: str) -> None:
        self._elsewhere.lose(self.dossier.home.agency.id, self.id, what)

    def _failed(self, error: ErrorCode) -> None:
        """The bus has ended it, or the provider could not: try again, or have done with it."""
        if self.letter:
            self.stuck |= came_to_nobody(error)
            self.end("expired")
        else:
            self._timed_out(self.dossier.world.env._now)

    def unanswered(self) -> None:
        """The patience of the present attempt is over."""
        self._blame("silent")
        self._timed_out(self.dossier.world.env._now)

    def _blame(self, what: str) -> None:
        self._elsewhere.blame(self.provider.id, what)

    @property
    def _elsewhere(self) -> Remote:
        remote = self.dossier.world.remote
        assert remote is not None
        return remote


def _failure(reply: DataReply) -> ErrorCode | None:
    """What a reply says that is no answer; None of one that says yes or no."""
    error = None if reply.error is None else ErrorCode.parse(reply.error)
    return None if error is None or error.error_class in ("business", "authority") else error


def came_to_nobody(error: ErrorCode) -> bool:
    """Whether an error says that the bus did not pass a request on: it was too late, or too much.

    A wrong request has other errors.
    """
    return error.culprit == "requester" and error.error_class in ("time", "capacity")


class Patience(Thread):
    """The end of an attempt's patience."""

    __slots__ = ("attempt", "request")

    def __init__(self, request: RemoteRequest) -> None:
        super().__init__(request.key + 2 + request.attempt)
        self.request, self.attempt = request, request.attempt

    def _ring(self) -> None:
        request = self.request
        if not request.ended and request.attempt == self.attempt and request.stage is AWAITED:
            request.unanswered()

    FIRE = (_ring,)
