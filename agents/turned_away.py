"""People who want to apply online while the portal is out: they wait, go elsewhere, or give up.

Who does what is one draw of its own for each arrival, so that a rule or an outage moves nobody
else, and those whom it moves stay who they are.
"""

from __future__ import annotations

from typing import NamedTuple

from agents.dossier import COUNTER, ONLINE
from agents.draws import raw, tag
from agents.world import World

CHOICE = tag("portal-outage")
WAITED, WENT, GAVE_UP = range(3)


class Turned(NamedTuple):
    """What somebody does instead (WAITED, WENT or GAVE_UP), when, and by which channel."""

    what: int
    at_us: int
    channel: int


def turned_away(world: World, origin: int, channel: int, at_us: int) -> Turned | None:
    """What becomes of an arrival; None of one that the portal does not stop.

    Who waits applies in the instant in which it is back; who goes to the counter, at once if the
    office is open, or when it opens next.
    """
    if channel != ONLINE:
        return None
    back_us = world.portal.clear_us(at_us)
    if back_us == at_us:
        return None
    draw, rules = raw(origin, CHOICE), world.rules.applicant
    if draw < rules.outage_wait:
        return Turned(WAITED, back_us, ONLINE)
    if draw < rules.outage_counter:
        return Turned(WENT, world.office.next_open(at_us), COUNTER)
    return Turned(GAVE_UP, at_us, ONLINE)
