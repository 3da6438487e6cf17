"""The connector tells the portal: the harness gives it dossiers that enter statuses."""

from __future__ import annotations

from typing import Any

from simulator.loadtest.cast import Cast
from simulator.loadtest.entries import Seen
from simulator.loadtest.payloads import Choices, dossier_code, number_of
from simulator.loadtest.plan import Plan
from simulator.loadtest.roles.base import Role
from simulator.loadtest.schedule import Schedule
from topics.catalogue import status_out, status_table
from topics.envelope import UNNUMBERED
from topics.errors import InputError
from topics.events import Event, StatusProgress
from topics.record import Record

STATUSES = (2, 4, 9, 10)
"""Received, in process, done, returned: the way of a dossier with which nothing is wrong."""
ABREAST = 16
"""So many dossiers advance in turn, so that one dossier's statuses are some time apart."""
_DUE_US = 15 * 86_400_000_000


class Syncer(Role):
    """Awaited is the row of the portal's table, with each status of each dossier."""

    sends = False
    reads = False

    def __init__(self, plan: Plan, cast: Cast, schedule: Schedule, prefix: str) -> None:
        super().__init__(plan, cast, schedule, prefix)
        agency, wanted = plan.connector.agency, plan.traffic.procedures
        worked = [each for each in cast.worked if each.agency == agency]
        if wanted is not None:
            worked = [each for each in worked if each.procedure in wanted]
        if not worked:
            raise InputError(
                f"plan {plan.name}: agency {agency} works no such procedure in scenario "
                f"{plan.scenario}; take an agency that pushes statuses"
            )
        self._procedures = [each.procedure for each in worked]
        weights = [each.weight if wanted is None else wanted[each.procedure] for each in worked]
        self._choices = Choices(weights, plan.seed, "status")

    def record(self, number: int, began_us: int) -> Record:
        """The second step of the push; the connector has to say before that the dossier is."""
        dossier, stage = divided(number)
        code = dossier_code(self.plan.connector.agency, self.cast.day, dossier)
        at_us = began_us + int(self.schedule.moments[number])
        event = StatusProgress(
            dossier=code, agency=self.plan.connector.agency, status=STATUSES[stage], at_us=at_us
        )
        topic = status_out(self.prefix, event.agency)
        return Record(topic, code, event, UNNUMBERED, UNNUMBERED, UNNUMBERED)

    def work(self, number: int, began_us: int) -> dict[str, Any]:
        """A dossier that enters a status, and what the portal has to be told of it at first."""
        event = self.record(number, began_us).event
        assert isinstance(event, StatusProgress)
        dossier, _ = divided(number)
        received_us = began_us + int(self.schedule.moments[first_of(dossier)])
        return {
            "at_us": event.at_us, "dossier": event.dossier, "status": event.status,
            "procedure": self.procedure(number), "channel": "online",
            "received_us": received_us, "due_us": received_us + _DUE_US,
        }  # fmt: skip

    def procedure(self, number: int) -> str:
        """See `Role`."""
        return self._procedures[self._choices.pick(divided(number)[0])]

    def heard(self, seen: Seen, event: Event) -> int:
        """A row of the portal's table."""
        if not isinstance(event, StatusProgress) or seen.topic != status_table(self.prefix):
            return -1
        dossier = number_of(event.dossier)
        if dossier < 0 or event.status not in STATUSES:
            return -1
        return first_of(dossier) + ABREAST * STATUSES.index(event.status)


def divided(number: int) -> tuple[int, int]:
    """The dossier and the index of its status of work `number`."""
    block, rest = divmod(number, ABREAST * len(STATUSES))
    stage, place = divmod(rest, ABREAST)
    return block * ABREAST + place, stage


def first_of(dossier: int) -> int:
    """The number of a dossier's first status."""
    block, place = divmod(dossier, ABREAST)
    return block * ABREAST * len(STATUSES) + place
