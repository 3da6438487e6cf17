"""Data requests to an agency that works elsewhere: in another process, or as real software.

The request goes out on the bus and its reply comes back as a message, by `take`. Until then nothing
of it is armed here but a patience: how long a platform's reply is waited for. Both processes follow
one clock, but messages between them take real time, so that patience is real time too, told in
simulated microseconds by `Remote.patience_us`. Which reply comes, and when, the other decides.
"""

from __future__ import annotations

from typing import Protocol

from agents.calendar_spec import DAY_US
from agents.environment import MESSAGE, Thread
from agents.exchange import AWAITED, LOST, REPLY, TIMEOUT, Request
from agents.messages import asking
from agents.spans import Cause
from topics.errors import ErrorCode
from topics.events import DataReply

WITHOUT_END_US = 3_650 * DAY_US
"""Added to the deadline of a letter that is waited for however late it is, so that the relay does
not end it: ten years, which keep the order of the dossiers' due dates."""


class Remote(Protocol):
    """What is known of the agencies that work elsewhere."""

    def patience_us(self, provider: str) -> int:
        """How long its platform is given to reply, in simulated time at the present speed."""

    def blame(self, provider: str, what: str) -> None:
        """Count something to a provider: ``silent``, ``late`` or ``failed``."""


class RemoteRequest(Request):
    """A request whose provider is not here."""

    __slots__ = ()

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
        failed = reply.error is not None and _is_failure(reply.error)
        now = self.attempt == reply.attempt and self.stage is AWAITED
        if self.ended or not (now or (reply.outcome == "answered" and self.stage is not REPLY)):
            self._blame("late")
            self.count("late", "platform")
        elif failed:
            self._blame("failed")
            self._failed()
        else:
            if not now:
                self._blame("late")
                self.decided_by(reply.attempt, self.began_us)
            self.reply(reply.outcome)

    def _failed(self) -> None:
        """The bus has ended it, or the provider could not: try again, or have done with it."""
        if self.letter:
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


def _is_failure(error: str) -> bool:
    """Whether an error says that there is no answer, rather than that the answer is no."""
    code = ErrorCode.parse(error)
    return code.error_class not in ("business", "authority")


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
