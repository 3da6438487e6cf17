"""Roles whose schedule is of data requests: by whom, for what, and until when each is made."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.loadtest.cast import Ask
from simulator.loadtest.payloads import request_of
from simulator.loadtest.roles.base import Mix, Role
from topics.catalogue import exchange_out
from topics.envelope import UNNUMBERED
from topics.record import Record


class Asking(Role):
    """Number `number` is a request. `mix_of` must be called first."""

    _mix: Mix

    def mix_of(self, asks: Sequence[Ask], what: str) -> None:
        """Let these be the requests; `what` says what nobody does when there are none.

        Raise `InputError` when there are none, or none of the plan's procedures.
        """
        self._mix = Mix(self.plan, list(asks), what)

    def record(self, number: int, began_us: int) -> Record:
        """The request as its requester writes it."""
        ask = self._mix.ask(number)
        intended_us = int(self.schedule.moments[number])
        deadline_us = began_us + intended_us + self.plan.contract.deadline
        event = request_of(ask, number, self.cast.day, deadline_us)
        topic = exchange_out(self.prefix, ask.requester)
        return Record(topic, event.request, event, UNNUMBERED, UNNUMBERED, UNNUMBERED)

    def procedure(self, number: int) -> str:
        """See `Role`."""
        return self._mix.ask(number).procedure
