"""The connector asks: the harness gives it dossiers, and is the provider that answers."""

from __future__ import annotations

from typing import Any

from agents.people import People
from simulator.loadtest.cast import Cast
from simulator.loadtest.entries import Seen
from simulator.loadtest.payloads import number_of, reply_to
from simulator.loadtest.plan import Plan
from simulator.loadtest.roles.asking import Asking
from simulator.loadtest.roles.base import Reaction
from simulator.loadtest.schedule import Schedule
from topics.catalogue import exchange_in, exchange_out
from topics.envelope import UNNUMBERED
from topics.events import DataRequest, Event
from topics.record import Record


class Requester(Asking):
    """Awaited is the connector's request; each that is delivered to its provider is answered."""

    sends = False

    def __init__(self, plan: Plan, cast: Cast, schedule: Schedule, prefix: str) -> None:
        super().__init__(plan, cast, schedule, prefix)
        agency = plan.connector.agency
        self.mix_of([ask for ask in cast.asks if ask.requester == agency], "is asked by")
        self._people = People(plan.seed)
        self._replies = 0

    def work(self, number: int, began_us: int) -> dict[str, Any]:
        """The data that a dossier needs, when it needs them and until when."""
        event = self.record(number, began_us).event
        assert isinstance(event, DataRequest)
        return {
            "at_us": began_us + int(self.schedule.moments[number]),
            "request": event.request, "dossier": event.dossier, "procedure": event.procedure,
            "provider": event.provider, "fields": event.fields, "basis": event.basis,
            "purpose": event.purpose, "deadline_us": event.deadline_us,
        }  # fmt: skip

    def heard(self, seen: Seen, event: Event) -> int:
        """A request that the connector wrote."""
        if not isinstance(event, DataRequest):
            return -1
        ours = seen.topic == exchange_out(self.prefix, self.plan.connector.agency)
        return number_of(event.request) if ours else -1

    def react(self, seen: Seen, event: Event) -> Reaction | None:
        """The reply of the provider that the request was delivered to."""
        if not isinstance(event, DataRequest):
            return None
        if seen.topic != exchange_in(self.prefix, event.provider):
            return None
        reply = reply_to(event, self._people)
        topic = exchange_out(self.prefix, event.provider)
        self._replies += 1
        record = Record(topic, reply.request, reply, UNNUMBERED, UNNUMBERED, UNNUMBERED)
        return Reaction(self._replies - 1, record)
