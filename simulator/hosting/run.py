"""The loop of a process that hosts agencies: hear, go on, and let it hold, tick by tick."""

from __future__ import annotations

import time

from simulator.hosting.hosting import Hosting
from simulator.live.acts import Act
from simulator.live.orders import Order
from simulator.live.run import LivePlan, LiveRun
from simulator.run.engine import Engine
from topics.errors import InputError

TICK_S = 0.2
"""Real seconds between two commits."""

_EVERYBODY_S = 5.0  # and between two of those that keep the clock of the idle, too


class HostedRun(LiveRun):
    """A live run of some agencies. What an operator may change is its pace."""

    def __init__(self, plan: LivePlan, engine: Engine, hosting: Hosting) -> None:
        self._hosting, self._committed_s = hosting, time.monotonic()
        self._everybody_s = 0.0
        hosting.attach(engine)
        super().__init__(plan, engine)

    @property
    def over(self) -> bool:
        """At the end of the drain: others may need an answer until then."""
        return self.engine.now_us >= self.engine.model.horizon.end_us

    def _end(self) -> None:
        self._hosting.look_back()
        super()._end()

    def _check_stopped(self) -> None:
        if self._plan.stop():
            self._hosting.commit(everybody=True)
        super()._check_stopped()

    def _on(self) -> None:
        self._hosting.receive()
        super()._on()
        now_s = time.monotonic()
        if now_s - self._committed_s >= TICK_S:
            everybody = now_s - self._everybody_s >= _EVERYBODY_S
            self._hosting.commit(everybody=everybody)
            self._committed_s = now_s
            self._everybody_s = now_s if everybody else self._everybody_s

    def _do(self, order: Order) -> Act:
        if order.kind in ("fault", "lever"):
            raise InputError(
                f"{order.kind}: this process has only some of the agencies; levers and faults are "
                "for a run in one process (or give the relay a fault rule)"
            )
        return super()._do(order)
