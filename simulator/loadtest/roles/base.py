"""What a role is: what the harness sends or gives to do, and what it waits for."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar, NamedTuple

from simulator.loadtest.cast import Ask, Cast
from simulator.loadtest.entries import Seen
from simulator.loadtest.payloads import Choices
from simulator.loadtest.plan import Plan
from simulator.loadtest.schedule import Schedule
from topics.errors import InputError
from topics.events import Event
from topics.record import Record


class Reaction(NamedTuple):
    """What the harness says because of what it saw; `number` is of its sends."""

    number: int
    record: Record


class Role(ABC):
    """One role, in one test.

    `sends`: the schedule is of what the harness sends; otherwise of work that the connector is
    given in a file, since it is the one who speaks first. `reads`: the connector reads in a group.
    """

    sends: ClassVar[bool] = True
    reads: ClassVar[bool] = True
    awaits: ClassVar[bool] = True

    def __init__(self, plan: Plan, cast: Cast, schedule: Schedule, prefix: str) -> None:
        self.plan, self.cast, self.schedule, self.prefix = plan, cast, schedule, prefix
        self._done = bytearray(len(schedule))
        self._open = len(schedule) if self.awaits else 0

    @abstractmethod
    def record(self, number: int, began_us: int) -> Record:
        """Message `number`, or what the connector should write for it. `began_us`: model time."""

    def work(self, number: int, began_us: int) -> dict[str, Any]:  # noqa: ARG002 - for others
        """What the connector is given to do, as plain data, of a role that does not send."""
        raise InputError(f"the connector of a {self.plan.connector.role} is given no work")

    def heard(self, seen: Seen, event: Event) -> int:  # noqa: ARG002 - roles differ
        """The number that this record is what was awaited for, or -1."""
        return -1

    def react(self, seen: Seen, event: Event) -> Reaction | None:  # noqa: ARG002 - roles differ
        """What the harness has to say to a record that it saw."""
        return None

    def procedure(self, number: int) -> str:  # noqa: ARG002 - roles differ
        """What procedure number `number` is of; empty when that is not known."""
        return ""

    @property
    def unanswered(self) -> int:
        """How many numbers still wait for what was awaited."""
        return self._open

    def settle(self, seen: Seen, event: Event) -> tuple[int, int] | None:
        """Note a record; when it is the awaited, its number and the µs from the intended time."""
        number = self.heard(seen, event)
        if not 0 <= number < len(self._done) or self._done[number]:
            return None
        self._done[number] = 1
        self._open -= 1
        return number, seen.at_us - int(self.schedule.moments[number])


class Mix:
    """Which request is made for a number, by the plan's traffic."""

    def __init__(self, plan: Plan, asks: list[Ask], what: str) -> None:
        if not asks:
            raise InputError(
                f"plan {plan.name}: in scenario {plan.scenario} nobody {what} agency "
                f"{plan.connector.agency}; take an agency that it has such requests for"
            )
        wanted = plan.traffic.procedures
        if wanted is None:
            weighted = [(ask, ask.weight) for ask in asks]
        else:
            weighted = _by_procedure(plan, asks, wanted)
        self._asks = [ask for ask, weight in weighted if weight > 0]
        self._choices = Choices([w for _, w in weighted if w > 0], plan.seed, "ask")

    def ask(self, number: int) -> Ask:
        """The request that number `number` makes."""
        return self._asks[self._choices.pick(number)]


def _by_procedure(plan: Plan, asks: list[Ask], wanted: dict[str, float]) -> list[tuple[Ask, float]]:
    """A procedure's weight is divided among its requests as the scenario has them."""
    sums: dict[str, float] = {}
    for ask in asks:
        sums[ask.procedure] = sums.get(ask.procedure, 0.0) + ask.weight
    missing = [procedure for procedure in wanted if not sums.get(procedure)]
    if missing:
        raise InputError(
            f"plan {plan.name}: traffic.procedures: no request of {missing[0]!r} concerns agency "
            f"{plan.connector.agency}; write one of {', '.join(sorted(sums))}"
        )
    return [
        (ask, wanted.get(ask.procedure, 0.0) * ask.weight / sums[ask.procedure])
        for ask in asks
        if sums[ask.procedure]
    ]
