"""The clock that the processes of a live run share: simulated time as a function of real time."""

from __future__ import annotations

from topics.events import Event, event_type

MOST_SPEED = 10**9


@event_type("vn.lienthong.control.clock.v1")
class ControlClock(Event, frozen=True, kw_only=True):
    """From `wall_us` on (since 1970 UTC) simulated time goes on from `sim_us`.

    `speed_us` are the simulated microseconds in a real second, 0 in a pause. `resumed_us` is the
    speed to which a pause ends. `scenario` and `seed` say which run it is: the resolved scenario's
    name and its sha256.
    """

    scenario: str
    sha256: str
    seed: int
    sim_us: int
    wall_us: int
    speed_us: int
    resumed_us: int

    def at(self, wall_us: int) -> int:
        """The simulated instant at a real one; never before the clock's own."""
        return self.sim_us + max(0, wall_us - self.wall_us) * self.speed_us // 1_000_000
