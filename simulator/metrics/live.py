"""The exporter of a live run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from simulator.metrics.exporter import Exporter
from simulator.metrics.gauges import Gauges
from simulator.metrics.wall import OUTCOMES, Wall

if TYPE_CHECKING:
    from simulator.live.run import LiveRun


@runtime_checkable
class Carrying(Protocol):
    """An outlet whose records go over a real broker."""

    @property
    def awaited(self) -> int:
        """How many records have been sent and have not come back."""

    @property
    def aside(self) -> Mapping[str, int]:
        """How many foreign records became dead letters, by their error."""


def exporter_of(run: LiveRun) -> Exporter:
    """Watches a run that has not begun to move; pace, acts and carrier are told beside it."""
    gauges, outlet, wall = Gauges(run.engine), run.engine.inputs.bus, Wall()
    hosting = run.engine.inputs.options.hosting
    run.engine.watch(gauges)
    if hosting is not None:
        wall.elsewhere(sorted(set(hosting.everybody) - set(hosting.plan.agencies)))

    def told(wall: Wall) -> None:
        wall.speed_ratio, wall.drift_seconds = run.pacer.ratio, run.drift_s
        _tell_acts(wall, run)
        if isinstance(outlet, Carrying):
            wall.transport_lag_records = outlet.awaited
            wall.dead_lettered(outlet.aside)
        if hosting is not None:
            wall.transport_lag_records = hosting.unread
            wall.blamed.update(hosting.blamed - wall.blamed)

    return Exporter(gauges, wall, told)


def _tell_acts(wall: Wall, run: LiveRun) -> None:
    done = Counter[tuple[str, str]]((act.kind, act.outcome) for act in run.log.acts)
    for outcome in OUTCOMES:
        wall.acts[outcome] = run.log.count(outcome)
        wall.faults[outcome] = done["fault", outcome]
        wall.levers[outcome] = done["lever", outcome]
