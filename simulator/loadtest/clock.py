"""The time of a test: µs since it began, the same in all processes of this machine."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from simulator.relay.process import local_time_us


@dataclass(frozen=True, slots=True)
class Clock:
    """`zero_us` is the beginning by the clock that never jumps, `began_us` by that of Viet Nam."""

    zero_us: int
    began_us: int

    @classmethod
    def beginning_in(cls, us: int) -> Clock:
        """Of a test that begins so much later than now."""
        return cls(time.monotonic_ns() // 1_000 + us, local_time_us() + us)

    def header(self) -> dict[str, object]:
        """When a test began that begins now, or is about to, as its history's header has it."""
        began = datetime.now(UTC).isoformat(timespec="seconds")
        return {"began": began, "began_us": self.began_us}

    def now_us(self) -> int:
        """The time now, below 0 before the beginning."""
        return time.monotonic_ns() // 1_000 - self.zero_us
