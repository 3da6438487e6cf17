"""What a relay in a process of its own tells Prometheus, by the exporter that runs have.

Dashboards find a process by `lienthong_sim_info`, so a relay tells of which scenario it is, too.
"""

from __future__ import annotations

import time
from collections import Counter

from simulator.metrics.catalogue import SIM, WALL
from simulator.metrics.exporter import Clock, Exporter
from simulator.metrics.reading import Labels, Reading, Value
from simulator.metrics.wall import Wall
from simulator.relay.process import local_time_us
from simulator.relay.session import Tally

HEALTHY_S = 15.0  # without a step: each is bounded, and waits for at most 50 ms when nothing comes
# How the outcome label says what the tally has counted.
OUTCOMES = {
    "read": "read",
    "delivery": "delivered",
    "waiting": "put_off",
    "dead_letter": "dead_lettered",
    "audit": "audited",
    "quarantined": "quarantined",
}


class Relayed:
    """The metrics of one process, from its tally."""

    def __init__(self, tally: Tally, scenario: str) -> None:
        self._tally, self._scenario = tally, scenario

    def read(self) -> Reading:
        """What they are now: counters from 0 on, the rows once they are known."""
        reading, tally = Reading(local_time_us()), self._tally
        reading.put(f"{SIM}info", {(self._scenario,): 1})
        relayed: dict[Labels, Value] = {
            (outcome,): tally.counts[what] for what, outcome in OUTCOMES.items()
        }
        reading.put(f"{WALL}relayed_total", relayed)
        if tally.rows is not None:
            reading.put(f"{WALL}relay_rows", {(): tally.rows})
        return reading

    def tell(self, wall: Wall) -> None:
        """Set what runs tell, too."""
        wall.dead_lettered(self._tally.errors)


def exporter_of(tally: Tally, scenario: str, clock: Clock = time.perf_counter) -> Exporter:
    """Tells of a relay; `refresh` is to be called after each of its steps."""
    relayed = Relayed(tally, scenario)
    # Nobody can act on a relay while it runs: it has no such counters.
    wall = Wall(acts=Counter(), faults=Counter(), levers=Counter())
    return Exporter(
        relayed, wall, relayed.tell, clock=clock, healthy_s=HEALTHY_S, whose="relay"
    )  # fmt: skip
