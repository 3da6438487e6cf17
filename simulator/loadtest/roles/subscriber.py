"""The connector follows publications: the harness publishes, each to the stream and the table.

Nothing is awaited: what the connector did with a publication is seen by its group's offsets.
"""

from __future__ import annotations

from typing import ClassVar

from simulator.loadtest.cast import Cast
from simulator.loadtest.plan import Plan
from simulator.loadtest.roles.base import Role
from simulator.loadtest.schedule import Schedule
from topics.catalogue import procedure_table, published
from topics.envelope import UNNUMBERED
from topics.events import ProcedurePublished
from topics.record import Record


class Subscriber(Role):
    """Even numbers are events, and the odd one after each is the same in the table."""

    awaits: ClassVar[bool] = False

    def __init__(self, plan: Plan, cast: Cast, schedule: Schedule, prefix: str) -> None:
        super().__init__(plan, cast, schedule, prefix)
        wanted = plan.traffic.procedures
        owners = {each.procedure: each.owner for each in cast.worked}
        self._owners = sorted(
            (procedure, owner)
            for procedure, owner in owners.items()
            if wanted is None or procedure in wanted
        )

    def record(self, number: int, began_us: int) -> Record:
        """Version by version of one procedure after the other."""
        publication, in_table = divmod(number, 2)
        version, which = divmod(publication, len(self._owners))
        procedure, owner = self._owners[which]
        at_us = began_us + int(self.schedule.moments[2 * publication])
        event = ProcedurePublished(
            procedure=procedure, version=version + 1, agency=owner, legal_effect_us=at_us,
            published_us=at_us,
        )  # fmt: skip
        topic = procedure_table(self.prefix) if in_table else published(self.prefix)
        return Record(topic, procedure, event, UNNUMBERED, UNNUMBERED, UNNUMBERED)

    def procedure(self, number: int) -> str:
        """See `Role`."""
        return self._owners[number // 2 % len(self._owners)][0]
