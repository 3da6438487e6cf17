"""How a live run is, at one instant: what its terminal and its control API show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from simulator.live.acts import Act
from simulator.live.pacer import Pacer, speed_text
from simulator.run.engine import Engine

LARGEST = 10  # backlogs shown
LATEST = 5  # acts shown


@dataclass(frozen=True, slots=True)
class Figures:
    """Instants are simulated. `backlog` is (agency, dossiers open), the largest first.

    `drift_s` is in real seconds: how far the run was behind its pace when it had reached `now_us`.
    """

    now_us: int
    arrivals: int
    open: int
    backlog: tuple[tuple[str, int], ...]
    requests_open: int
    changes: int
    synced: int
    speed: float
    paused: bool
    drift_s: float
    acts: Sequence[Act]

    def completeness(self) -> float:
        """The share of status changes that the portal has; 1 when there were none."""
        return self.synced / self.changes if self.changes else 1.0

    def document(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "now_us": self.now_us,
            "paused": self.paused,
            "speed": speed_text(self.speed),
            "drift_s": round(self.drift_s, 3),
            "arrivals": self.arrivals,
            "open": self.open,
            "backlog": dict(self.backlog),
            "requests_open": self.requests_open,
            "status_changes": self.changes,
            "status_synced": self.synced,
            "acts": [act.document() for act in self.acts],
        }


def figures_of(engine: Engine, pacer: Pacer, drift_s: float, acts: Sequence[Act]) -> Figures:
    """What is to be seen of a run between two slices."""
    model = engine.model
    opened = model.world.open.values()
    backlog = Counter(dossier.home.agency.id for dossier in opened)
    return Figures(
        now_us=engine.now_us,
        arrivals=model.ledger.rows_written + len(opened),
        open=len(opened),
        backlog=tuple(sorted(backlog.items(), key=lambda one: (-one[1], one[0]))[:LARGEST]),
        requests_open=sum(dossier.pending for dossier in opened),
        changes=model.world.sync.changes,
        synced=model.world.sync.synced,
        speed=pacer.speed,
        paused=pacer.paused,
        drift_s=drift_s,
        acts=acts,
    )
