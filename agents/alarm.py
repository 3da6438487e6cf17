"""What may end a request besides its own next event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agents.environment import Thread

if TYPE_CHECKING:
    from agents.exchange import Request


class Alarm(Thread):
    """A second thing that may end a request: its legal limit, or a reply after a time-out."""

    __slots__ = ("outcome", "request", "want_us")

    def __init__(self, key: int, request: Request, outcome: str, want_us: int) -> None:
        super().__init__(key)
        self.request, self.outcome, self.want_us = request, outcome, want_us

    def _ring(self) -> None:
        request, late = self.request, self.want_us >= 0
        if request.ended or (late and self.outcome == "refused"):
            if late:
                request.count("late", "platform")
            return
        if late:  # accepted while the request is open: that attempt decided it after all
            request.decided_by(self.key - request.key - 2, self.want_us)
        request.reply(self.outcome)

    FIRE = (_ring,)
