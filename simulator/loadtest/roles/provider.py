"""The connector answers: the harness is all those who ask."""

from __future__ import annotations

from simulator.loadtest.cast import Cast
from simulator.loadtest.entries import Seen
from simulator.loadtest.payloads import number_of
from simulator.loadtest.plan import Plan
from simulator.loadtest.roles.asking import Asking
from simulator.loadtest.schedule import Schedule
from topics.catalogue import exchange_in
from topics.events import DataReply, Event


class Provider(Asking):
    """Requests of its requesters; awaited is the reply that reaches the requester."""

    def __init__(self, plan: Plan, cast: Cast, schedule: Schedule, prefix: str) -> None:
        super().__init__(plan, cast, schedule, prefix)
        agency = plan.connector.agency
        self.mix_of([ask for ask in cast.asks if ask.provider == agency], "asks")

    def heard(self, seen: Seen, event: Event) -> int:
        """A reply that its requester was given."""
        if not isinstance(event, DataReply):
            return -1
        if seen.topic != exchange_in(self.prefix, event.requester):
            return -1
        return number_of(event.request)
