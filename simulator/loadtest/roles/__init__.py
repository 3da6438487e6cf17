"""How a connector of each role is driven: one module each."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from simulator.loadtest.cast import Cast
from simulator.loadtest.plan import Plan
from simulator.loadtest.roles.base import Role
from simulator.loadtest.roles.provider import Provider
from simulator.loadtest.roles.requester import Requester
from simulator.loadtest.roles.subscriber import Subscriber
from simulator.loadtest.roles.syncer import Syncer
from simulator.loadtest.schedule import Schedule

ROLES: Mapping[str, type[Role]] = MappingProxyType(
    {
        "provider": Provider,
        "requester": Requester,
        "syncer": Syncer,
        "subscriber": Subscriber,
    }
)
"""Name in a plan -> how it is driven."""


def role_of(plan: Plan, cast: Cast, schedule: Schedule, prefix: str) -> Role:
    """The role of a plan's connector. Raise `InputError` when the scenario has nothing for it."""
    return ROLES[plan.connector.role](plan, cast, schedule, prefix)
