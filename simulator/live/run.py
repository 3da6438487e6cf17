"""The loop of a live run: orders, then a slice of simulated time, then what is to be seen of it.

A slice ends where the pace says, at midnight, or where a fault ends. Acts take effect between two
slices: all that happens before that instant has happened, all that happens at it or later has not.
Without an act that changes the model the run comes to the digest of `lienthong run`, at any speed.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from simulator.live.acts import Act, ActLog
from simulator.live.figures import Figures, figures_of
from simulator.live.interventions import Interventions
from simulator.live.orders import Order, Orders
from simulator.live.pacer import Pacer, parse_speed
from simulator.run.engine import Engine
from simulator.scenario.resolved import ResolvedScenario
from topics.control import ControlAct
from topics.errors import InputError

_LOOK_S = 1.0  # real seconds between two looks at the run
_SWEEP_S = 10.0  # and between two sweeps of memory, when there is nothing else to do

Clock = Callable[[], float]
Levers = Callable[[str], ResolvedScenario]


class Exporter(Protocol):
    """What makes metrics of a live run; its threads never touch the model."""

    def start(self, port: int, host: str) -> None:
        """Begin to answer scrapes. Raise `EnvironmentFailed` if the port cannot be had."""

    def refresh(self) -> None:
        """Look at the model if it is time; called by the run's thread between slices, often."""

    def close(self) -> None:
        """Answer no more."""


class Stopped(Exception):
    """The run was left before its end, having reached `now_us`."""

    def __init__(self, now_us: int) -> None:
        super().__init__(now_us)
        self.now_us = now_us


@dataclass(slots=True)
class LivePlan:
    """What a live run is to be, and who watches.

    `levers` finds the scenario with one more lever; `stop` says whether somebody asked to end;
    `until_us` is an instant to end at. `seen` gets the figures about once a real second.
    `exporter` makes and starts what exports metrics of a live run.
    """

    resolved: ResolvedScenario
    speed: float
    orders: Orders
    levers: Levers
    stop: Callable[[], bool] = lambda: False
    until_us: int | None = None
    seen: Callable[[Figures], None] = lambda _: None
    exporter: Callable[[LiveRun], Exporter | None] = lambda _: None
    clock: Clock = time.monotonic
    sleep: Callable[[float], object] | None = None  # in place of resting until an order comes
    pacer: Pacer | None = None  # in place of one of its own


class LiveRun:
    """One replication under way. `pacer`, `log` and `engine` are for who exports its metrics."""

    def __init__(self, plan: LivePlan, engine: Engine) -> None:
        self._plan, self.engine = plan, engine
        sleep = plan.sleep or plan.orders.rest
        self.pacer = plan.pacer or Pacer(engine.now_us, plan.speed, plan.clock, sleep)
        self.log = ActLog(engine.model.relay, engine.inputs.options.prefix)
        self.interventions = Interventions(engine.model, plan.resolved)
        self.drift_s = 0.0
        self._pulled: set[str] = set()
        self._looked_s = self._swept_s = plan.clock()
        self._exporter = plan.exporter(self)

    def go(self) -> None:
        """Run to the end. Raise `Stopped` when told to end before it."""
        self._look()
        while not self.over:
            self._check_stopped()
            self._plan.orders.serve(self._do)
            self._on()
            if self._exporter is not None:
                self._exporter.refresh()
            if self._plan.clock() - self._looked_s >= _LOOK_S:
                self._look()
        self._look()
        self._end()
        # The pace is no part of the answer, and faults and levers are told beside it.
        self.engine.model.relay.counts.pop(ControlAct.__name__, None)

    def _end(self) -> None:
        """Account for what is open."""
        self.engine.close()

    @property
    def over(self) -> bool:
        """Whether it has come to its end."""
        return self.engine.over

    def close(self) -> None:
        """Let the exporter go."""
        if self._exporter is not None:
            self._exporter.close()

    def _check_stopped(self) -> None:
        until = self._plan.until_us
        if self._plan.stop() or (until is not None and self.engine.now_us >= until):
            self.engine.inputs.bus.flush()
            raise Stopped(self.engine.now_us)

    def _on(self) -> None:
        """One slice, or a rest."""
        engine, now = self.engine, self.engine.now_us
        reach = self.pacer.reach_us(now, self._limit_us())
        if reach > now:
            engine.advance(reach)
            self.interventions.expire(reach)
            self.drift_s = self.pacer.drift_s(reach)
        elif self._plan.clock() - self._swept_s >= _SWEEP_S:
            # A run is without the cyclic collector; servers and views leave cycles behind.
            gc.collect(1)
            self._swept_s = self._plan.clock()

    def _limit_us(self) -> int:
        stops = (self.engine.next_flush_us, self.interventions.next_end_us, self._plan.until_us)
        return min(stop for stop in stops if stop is not None)

    def _look(self) -> None:
        self._looked_s = self._plan.clock()
        self._plan.seen(figures_of(self.engine, self.pacer, self.drift_s, self.log.acts))

    # -- acts ----------------------------------------------------------------------------------

    def _do(self, order: Order) -> Act:
        """Let an order take effect now; whoever gave it finds it in the figures."""
        now, kind, words = self.engine.now_us, order.kind, order.words()
        try:
            until = self._effect(order, now)
            return self.log.accept(kind, order.name, words, now, until)
        except InputError as error:
            self.log.refuse(kind, order.name, words, now, str(error))
            raise
        finally:
            self._look()

    def _effect(self, order: Order, now: int) -> int:
        """Its end, or -1."""
        if order.kind == "fault":
            return self.interventions.inject(order.name, dict(order.settings), now)
        if order.settings:
            raise InputError(f"{order.kind}: found {order.words()[0]}; only faults have settings")
        if order.kind == "lever":
            self._pull(order.name)
        elif order.kind == "speed":
            self.pacer.set_speed(parse_speed(order.name), now)
            self.drift_s = 0.0
        else:
            self._pause(order, now, wanted=order.kind == "pause")
        return -1

    def _pause(self, order: Order, now: int, *, wanted: bool) -> None:
        if order.name:
            raise InputError(f"{order.kind}: found {order.name}; it has no name")
        if self.pacer.paused is wanted:
            raise InputError("the run is paused already" if wanted else "the run is not paused")
        if wanted:
            self.pacer.pause(now)
        else:
            self.pacer.resume(now)
        self.drift_s = 0.0

    def _pull(self, name: str) -> None:
        if name in self._pulled:
            raise InputError(f"lever {name}: it is pulled already")
        try:
            self.interventions.pull(self._plan.levers(name))
        except InputError as error:
            raise InputError(f"lever {name}: {error}") from error
        self._pulled.add(name)
