"""How simulated time follows the wall clock: the one place where the two meet.

What is simulated never depends on it: the pacer says how far a run may go, not what happens there.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from math import inf, isfinite

from topics.errors import InputError

MAX_SPEED = inf
"""As fast as it goes: there is no pace, so nothing is ever late."""

FOR_EVER_US = 1 << 62
TICK_S = 0.1  # the run goes on in strides of so much real time
_LEAST_S = 0.001


class Pacer:
    """From an anchor on, simulated time is due at `speed` simulated seconds a real second.

    A run that fell behind goes on without rest until it has caught up. A new speed, and the end of
    a pause, count from the instant that the run has reached: what it was behind is forgiven. Time
    spent in a pause is not owed. `clock` gives real seconds, from anywhere; `sleep` waits for some.
    """

    def __init__(
        self,
        start_us: int,
        speed: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self._clock, self._sleep = clock, sleep
        self._speed, self._paused = checked_speed(speed), False
        self._from_us, self._from_s = start_us, clock()

    @property
    def speed(self) -> float:
        """Simulated seconds in a real second, but for pauses."""
        return self._speed

    @property
    def paused(self) -> bool:
        """Whether nothing more is due."""
        return self._paused

    @property
    def ratio(self) -> float:
        """Simulated seconds asked for in a real second: 0 when paused, infinite at full speed."""
        return 0.0 if self.paused else self.speed

    def due_us(self) -> int:
        """The instant that the run should have reached by now."""
        if self.paused:
            return self._from_us
        if not isfinite(self.speed):
            return FOR_EVER_US
        passed_us = (self._clock() - self._from_s) * self.speed * 1e6
        return min(self._from_us + round(passed_us), FOR_EVER_US)

    def drift_s(self, now_us: int) -> float:
        """How many real seconds a run that has reached `now_us` is behind its pace."""
        if self.paused or not isfinite(self.speed):
            return 0.0
        return max(0.0, (self.due_us() - now_us) / (self.speed * 1e6))

    def stride_us(self) -> int:
        """What is due in a tick, at least a microsecond: less is not worth a step of its own."""
        if not isfinite(self.speed):
            return FOR_EVER_US
        return max(1, round(min(TICK_S * self.speed * 1e6, FOR_EVER_US)))

    def reach_us(self, now_us: int, limit_us: int) -> int:
        """How far a run at `now_us` may go at once, `limit_us` at most; rest a little if nowhere.

        Returns `now_us` after a rest: there may be other things to see to.
        """
        due, wanted = self.due_us(), min(now_us + self.stride_us(), limit_us)
        if due >= wanted and not self.paused:
            return min(due, limit_us)
        self._sleep(self._rest_s(wanted))
        return now_us

    def _rest_s(self, wanted_us: int) -> float:
        """Until that instant is due; a tick at most, and not less than clocks can tell."""
        if self.paused:
            return TICK_S
        return min(TICK_S, max(_LEAST_S, (wanted_us - self.due_us()) / (self.speed * 1e6)))

    def pause(self, now_us: int) -> None:
        """Let nothing more be due."""
        self._anchor(now_us)
        self._paused = True

    def resume(self, now_us: int) -> None:
        """Go on from `now_us` at the speed of before."""
        self._anchor(now_us)
        self._paused = False

    def set_speed(self, speed: float, now_us: int) -> None:
        """Go on from `now_us` at another speed; a pause stays one."""
        self._speed = checked_speed(speed)
        self._anchor(now_us)

    def _anchor(self, now_us: int) -> None:
        self._from_us, self._from_s = now_us, self._clock()


def checked_speed(speed: float) -> float:
    """The same. Raise `InputError` unless it is above 0."""
    if not speed > 0:
        raise InputError(f"speed {speed:g}; expected a number above 0, or max; to stop, pause")
    return speed


def parse_speed(text: str) -> float:
    """Simulated seconds in a real second: a number above 0, or ``max``. Raise `InputError`."""
    if text == "max":
        return MAX_SPEED
    try:
        return checked_speed(float(text))
    except ValueError as error:
        expected = "expected simulated seconds in a real second, such as 3600, or max"
        raise InputError(f"speed {text!r}; {expected}") from error


def speed_text(speed: float) -> str:
    """As `parse_speed` reads it."""
    return f"{speed:.12g}" if isfinite(speed) else "max"
