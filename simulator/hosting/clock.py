"""One clock for all processes of a live run: `control.tbl.clock`, and wall clocks that agree.

The latest record says from which real instant simulated time goes on, and how fast. Whoever pauses
the run or changes its speed writes a new one; the others follow within half a second. Processes on
several machines need wall clocks that agree better than the time which messages take.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from math import isfinite
from typing import Any

from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from simulator.live.pacer import FOR_EVER_US, Pacer, checked_speed
from simulator.scenario.resolved import ResolvedScenario
from topics.catalogue import control_clock
from topics.clock import ControlClock
from topics.connection import Connection
from topics.envelope import to_wire
from topics.errors import InputError, NotSent
from topics.kafka.python_options import client_options, quiet
from topics.kafka.transactions import event_of, place_of, to_the_end
from topics.record import Record

KEY = "clock"
_LOOK_S = 0.5
_SEND_S = 30.0

WallClock = Callable[[], float]


class SharedClock:
    """The clock of one prefix. Raises what kafka-python raises."""

    def __init__(
        self, connection: Connection, prefix: str, resolved: ResolvedScenario,
        wall: WallClock = time.time,
    ) -> None:  # fmt: skip
        quiet()
        self._topic, self._prefix, self._wall = control_clock(prefix), prefix, wall
        self._resolved = resolved
        options = client_options(connection) | {"metrics_enabled": False}
        self._options = options | {"client_id": f"{prefix}.clock"}
        self._consumer: Any = KafkaConsumer(
            **self._options, enable_auto_commit=False, auto_offset_reset="earliest"
        )
        self._looked_s = 0.0
        self._latest: ControlClock | None = None
        self.passed: list[str] = []  # places of its topic where something else stands

    def open(self) -> None:
        """Find out how the clock is, if anybody has set it. Raise `NotSent` without its topic."""
        if self._topic not in self._consumer.topics():
            raise NotSent(
                f"topic {self._topic} is missing: make the topics of this prefix first, by "
                f"lienthong topics apply SCENARIO --prefix {self._prefix} --yes"
            )
        place = TopicPartition(self._topic, 0)
        self._consumer.assign([place])
        for record in to_the_end(self._consumer, place):
            self._note(record)
        self._looked_s = self._wall()

    def begin(self, sim_us: int, speed: float) -> None:
        """Set it going from `sim_us`, unless it goes already.

        Of several that begin at once, the last one's record holds: all have the same in it but for
        the moment.
        """
        if self._latest is None:
            self.set(sim_us, speed, paused=False)

    @property
    def latest(self) -> ControlClock:
        """How it goes. Raise `InputError` when nobody has set it."""
        if self._latest is None:
            raise InputError(f"no live run of prefix {self._prefix} has set its clock yet")
        return self._latest

    @property
    def is_set(self) -> bool:
        """Whether somebody has set it."""
        return self._latest is not None

    def now_us(self) -> int:
        """The simulated instant that it shows."""
        if self._wall() - self._looked_s >= _LOOK_S:
            for records in self._consumer.poll(timeout_ms=0).values():
                for each in records:
                    self._note(each)
            self._looked_s = self._wall()
        return min(self.latest.at(self._wall_us()), FOR_EVER_US)

    def set(self, sim_us: int, speed: float, *, paused: bool) -> None:
        """Let it go on from here, for all."""
        if not isfinite(checked_speed(speed)):
            raise InputError("speed max: processes that share a clock need a number")
        per_second = max(1, round(speed * 1_000_000))
        clock = ControlClock(
            scenario=self._resolved.scenario.name,
            sha256=self._resolved.sha256,
            seed=self._resolved.scenario.seed,
            sim_us=sim_us,
            wall_us=self._wall_us(),
            speed_us=0 if paused else per_second,
            resumed_us=per_second,
        )
        wire = to_wire(Record(self._topic, KEY, clock, sim_us, 0, 0))
        producer = KafkaProducer(**self._options, acks="all")
        try:
            producer.send(wire.topic, wire.value, wire.key, wire.headers).get(_SEND_S)
        finally:
            producer.close(_SEND_S)
        self._take(clock)

    def close(self) -> None:
        """Let go."""
        self._consumer.close()

    def _wall_us(self) -> int:
        return round(self._wall() * 1_000_000)

    def _note(self, record: Any) -> None:
        """Take a record over; what is no clock, whoever wrote it, stops nobody's."""
        event = event_of(record, ControlClock)
        if event is None:
            self.passed.append(place_of(record))
        else:
            self._take(event)

    def _take(self, clock: ControlClock) -> None:
        ours = self._resolved
        if clock.sha256 != ours.sha256:
            raise InputError(
                f"prefix {self._prefix} runs {clock.scenario} as sha256 {clock.sha256[:12]}…; this "
                f"process has {ours.scenario.name} as {ours.sha256[:12]}…: give all of them the "
                "same scenario, levers and --set"
            )
        self._latest = clock


class SharedPacer(Pacer):
    """A pacer that goes by the shared clock, and whose changes are everybody's."""

    def __init__(self, clock: SharedClock, sleep: Callable[[float], object]) -> None:
        self._shared, self._sleep = clock, sleep

    @property
    def speed(self) -> float:
        """See `Pacer`."""
        return self._shared.latest.resumed_us / 1_000_000

    @property
    def paused(self) -> bool:
        """See `Pacer`."""
        return self._shared.latest.speed_us == 0

    def due_us(self) -> int:
        """See `Pacer`."""
        return self._shared.now_us()

    def pause(self, now_us: int) -> None:
        """See `Pacer`."""
        self._shared.set(self._now(now_us), self.speed, paused=True)

    def resume(self, now_us: int) -> None:
        """See `Pacer`."""
        self._shared.set(self._now(now_us), self.speed, paused=False)

    def set_speed(self, speed: float, now_us: int) -> None:
        """See `Pacer`: but the instant is the clock's, since others may be ahead."""
        self._shared.set(self._now(now_us), checked_speed(speed), paused=self.paused)

    def _now(self, now_us: int) -> int:
        return max(now_us, self.due_us())
