"""Who hears of each message of a load test while it runs; by default nobody."""

from __future__ import annotations

from collections.abc import Iterable

from topics.errors import ErrorCode, InputError
from topics.events import DataReply, Event


class Meter:
    """Hears nothing. `listens` says whether it is worth knowing the group of a message."""

    listens = False

    def expected(self, groups: Iterable[str]) -> None:
        """Messages of these groups will come, others perhaps."""

    def struck(self) -> None:
        """A fault of the plan begins. Called on any thread."""

    def sent(self, group: str, late_us: int) -> None:
        """A message was sent, so much after it was intended."""

    def answered(self, group: str, latency_us: int, event: Event) -> None:
        """The awaited answer came."""


NO_METER = Meter()


def culprit_of(event: Event) -> str:
    """Who has to act because of an answer that is an error; empty when it is none."""
    if not isinstance(event, DataReply) or event.error is None:
        return ""
    try:
        return ErrorCode.parse(event.error).culprit
    except InputError:
        return "provider"  # whose words nobody can read
