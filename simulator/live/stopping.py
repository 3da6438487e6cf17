"""Being told to end: the run finishes its slice, lets go in order, and says what is left of it."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from simulator.signals import ENDINGS, handling
from topics.errors import EnvironmentFailed

DRAIN_S = 20.0


class Stop:
    """Whether SIGTERM, SIGHUP or Ctrl-C came. `signal_number` is that of the first, 0 for none."""

    def __init__(self) -> None:
        self.signal_number = 0
        self._matters = True

    def __call__(self) -> bool:
        """Whether the run has been told to end."""
        return bool(self.signal_number)

    def too_late(self) -> None:
        """The run came to its end: what is written now is written, and no alarm rings."""
        self._matters = False
        signal.setitimer(signal.ITIMER_REAL, 0)

    def note(self, number: int, _frame: FrameType | None) -> None:
        """A signal came; the second Ctrl-C does not wait."""
        if number == signal.SIGINT and self.signal_number == signal.SIGINT and self._matters:
            raise KeyboardInterrupt
        self.signal_number = self.signal_number or number
        if self._matters:
            signal.setitimer(signal.ITIMER_REAL, DRAIN_S)


@contextmanager
def stopping() -> Iterator[Stop]:
    """Notice signals while the block lasts. One that does not end it within `DRAIN_S` does."""
    stop = Stop()
    notes = dict.fromkeys(ENDINGS, stop.note)
    with handling({**notes, signal.SIGALRM: _enough}):
        yield stop


def _enough(_number: int, _frame: FrameType | None) -> None:
    raise EnvironmentFailed(
        f"the live run was told to end, and could not within {DRAIN_S:.0f} s; nothing was written"
    )
