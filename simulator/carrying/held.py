"""Rows that wait until the messages that go with them are known to be safe."""

from __future__ import annotations

from collections import deque
from typing import IO


class HeldRows:
    """Stands between a ledger and its file: what is written is kept back until it is released.

    A *window* is what was written between two calls of `seal`.
    """

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._windows: deque[tuple[int, bytes]] = deque()
        self._open: list[bytes] = []

    def write(self, data: bytes) -> int:
        """Add to the present window."""
        self._open.append(data)
        return len(data)

    def seal(self, seq: int) -> None:
        """End the present window: it needs every record below `seq`."""
        if self._open:
            self._windows.append((seq, b"".join(self._open)))
            self._open.clear()

    def release(self, confirmed: int) -> None:
        """Write the windows that need nothing but records below `confirmed`."""
        while self._windows and self._windows[0][0] <= confirmed:
            self._out.write(self._windows.popleft()[1])

    @property
    def held_bytes(self) -> int:
        """How much waits."""
        return sum(len(data) for _, data in self._windows) + sum(map(len, self._open))
