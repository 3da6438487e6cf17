"""The connector answers: the harness is all those who ask."""

from __future__ import annotations

from simulator.loadtest.cast import Cast
from simulator.loadtest.entries import Seen
from simulator.loadtest.payloads import number_of, request_of
from simulator.loadtest.plan import Plan
from simulator.loadtest.roles.base import Mix, Role
from simulator.loadtest.schedule import Schedule
from topics.catalogue import exchange_in, exchange_out
from topics.envelope import UNNUMBERED
from topics.events import DataReply, Event
from topics.record import Record


class Provider(Role):
    """Requests of its requesters; awaited is the reply that reaches the requester."""

    def __init__(self, plan: Plan, cast: Cast, schedule: Schedule, prefix: str) -> None:
        super().__init__(plan, cast, schedule, prefix)
        agency = plan.connector.agency
        self._mix = Mix(plan, [ask for ask in cast.asks if ask.provider == agency], "asks")

    def record(self, number: int, began_us: int) -> Record:
        """The request `number`, as its requester writes it."""
        ask = self._mix.ask(number)
        intended_us = int(self.schedule.moments[number])
        deadline_us = began_us + intended_us + self.plan.contract.deadline
        event = request_of(ask, number, self.cast.day, deadline_us)
        topic = exchange_out(self.prefix, ask.requester)
        return Record(topic, event.request, event, UNNUMBERED, UNNUMBERED, UNNUMBERED)

    def procedure(self, number: int) -> str:
        """See `Role`."""
        return self._mix.ask(number).procedure

    def heard(self, seen: Seen, event: Event) -> int:
        """A reply that its requester was given."""
        if not isinstance(event, DataReply):
            return -1
        if seen.topic != exchange_in(self.prefix, event.requester):
            return -1
        return number_of(event.request)
