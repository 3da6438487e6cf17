"""The provider's side of a data request that came from elsewhere: its systems, or its people.

One thread from the request's coming to its reply. What the requester's own process would draw of
the provider is drawn here, keyed by the request and the attempt: the same request is always
answered alike, whenever it comes.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum

import msgspec

from agents.agency import AgencyAtWork
from agents.draws import Quantile, draw_us, name_key, raw, tag
from agents.environment import MESSAGE, Thread
from agents.request_spec import RequestSpec
from agents.spans import NOBODY, Cause
from agents.world import World
from topics.envelope import request_hash
from topics.events import DataReply, DataRequest

TRANSIT, REFUSAL, CARRY, PICK_UP, ANSWER, BACK = (
    tag(f"serving-{purpose}")
    for purpose in ("transit", "refusal", "carry", "pick-up", "answer", "back")
)
REFUSED = "provider.business.refused"


class Doing(IntEnum):
    """What its pending event will be."""

    REPLYING = 0
    CARRYING = 1  # the letter, until people have picked it up
    ANSWERING = 2


class Serving(Thread):
    """One request that an agency answers. `asked` is it, as a tuple of its fields."""

    __slots__ = ("agency", "asked", "doing", "origin", "outcome", "since_us", "spec", "world")

    def __init__(
        self, key: int, world: World, agency: AgencyAtWork, asked: DataRequest,
        spec: RequestSpec | None,
    ) -> None:  # fmt: skip
        super().__init__(key)
        self.world, self.agency, self.spec = world, agency, spec
        self.asked = msgspec.structs.astuple(asked)
        self.origin = name_key(world.seed, asked.requester, asked.request, asked.attempt)
        self.outcome, self.doing, self.since_us = "answered", Doing.REPLYING, world.env._now

    @property
    def event(self) -> DataRequest:
        """The request."""
        return DataRequest(**dict(zip(DataRequest.__struct_fields__, self.asked, strict=True)))

    def begin(self) -> None:
        """It is here now."""
        now = self.world.env._now
        if self.event.mode == "letter":
            self._carry(now)
        else:
            self._serve(now)

    def _serve(self, now: int) -> None:
        """By systems: after the transit, unless they are out or say nothing."""
        rules, agency = self.world.rules.platform, self.agency
        if raw(self.origin, REFUSAL) < rules.refusal:
            self.outcome = "refused"
        at = agency.windows.clear_us(now) + self._draw(TRANSIT, rules.transit)
        if agency.silent is None or agency.silent.clear_us(now) == now:
            self.world.env.arm(self, at, MESSAGE)

    def _carry(self, now: int) -> None:
        """By people: they pick it up after the coordination delay."""
        rules, spec, people = self.world.rules.letter, self.spec, self.agency.people()
        arrives = now + self._draw(CARRY, spec.carry if spec else rules.carry)
        law = spec.pick_up if spec else rules.pick_up
        delay = round(self._draw(PICK_UP, law) * people.attention)
        if delay:
            arrives = people.calendar.add_work(arrives, delay)
        if people.silent is not None:
            arrives = people.silent.clear_us(arrives)
        self.doing = Doing.CARRYING
        self.world.env.arm(self, arrives, MESSAGE)

    def _picked_up(self, now: int) -> None:
        law = self.spec.answer if self.spec else self.world.rules.letter.answer
        self.doing = Doing.ANSWERING
        desk = self.agency.answering_desk(self.event.requester)
        desk.admit(self, now, self._draw(ANSWER, law), NOBODY, 0, self.event.deadline_us)

    def _answered(self, now: int) -> None:
        rules, spec = self.world.rules.letter, self.spec
        may_refuse = spec is None or spec.cause is Cause.COORDINATION  # guidance is always given
        if may_refuse and raw(self.origin, REFUSAL) < rules.refusal:
            self.outcome = "refused"
        self.doing = Doing.REPLYING
        back = now + self._draw(BACK, spec.carry if spec else rules.carry)
        self.world.env.arm(self, back, MESSAGE)

    def _reply(self, now: int) -> None:
        asked = self.event
        topic = self.agency.inbox  # the post knows whose it is by the event
        self.world.post.deliver(now, topic, asked.request, self._reply_to(asked))

    def _reply_to(self, asked: DataRequest) -> DataReply:
        answered = self.outcome == "answered"
        person = name_key(self.world.seed, asked.dossier)
        return DataReply(
            request=asked.request,
            dossier=asked.dossier,
            requester=asked.requester,
            provider=asked.provider,
            outcome="answered" if answered else "refused",
            error=None if answered else REFUSED,
            fields=asked.fields if answered else (),
            values=self.world.people.values(person, asked.fields) if answered else (),
            attempt=asked.attempt,
            request_hash=request_hash(asked),
        )

    def _draw(self, what: int, law: Quantile) -> int:
        return draw_us(law, self.origin, what)

    def _fire(self) -> None:
        _DOINGS[self.doing](self, self.world.env._now)

    FIRE = (_fire,)


_DOINGS: dict[Doing, Callable[[Serving, int], None]] = {
    Doing.REPLYING: Serving._reply,
    Doing.CARRYING: Serving._picked_up,
    Doing.ANSWERING: Serving._answered,
}
