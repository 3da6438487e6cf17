"""The exporter of a live run."""

from __future__ import annotations

from simulator.live.run import LiveRun
from simulator.metrics.exporter import Exporter
from simulator.metrics.gauges import Gauges
from simulator.metrics.wall import Wall


def exporter_of(run: LiveRun) -> Exporter:
    """Watches a run that has not begun to move; its pace and acts are told beside the model."""
    gauges = Gauges(run.engine)
    run.engine.watch(gauges)

    def told(wall: Wall) -> None:
        wall.speed_ratio, wall.drift_seconds = run.pacer.ratio, run.drift_s
        for outcome in ("accepted", "refused"):
            wall.acts[outcome] = run.log.count(outcome)

    return Exporter(gauges, told=told)
