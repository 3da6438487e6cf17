"""How a command that goes on until it is told to end is told."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from simulator.cli.failures import Terminated
from simulator.signals import ENDINGS, handling


class Told:
    """Whether SIGTERM, SIGHUP or Ctrl-C came; the second one does not wait."""

    def __init__(self) -> None:
        self._once = False

    def __call__(self) -> bool:
        """Whether one came."""
        return self._once

    def note(self, number: int, _frame: FrameType | None) -> None:
        """One comes."""
        if self._once:
            raise KeyboardInterrupt if number == signal.SIGINT else Terminated(number)
        self._once = True


@contextmanager
def until_told() -> Iterator[Told]:
    """Notice signals while the block lasts."""
    told = Told()
    with handling(dict.fromkeys(ENDINGS, told.note)):
        yield told
