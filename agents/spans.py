"""What the agents write down of a dossier's time; the ledger reads it in batches.

A *visit* is one job at a desk: freed at `arrive`, served from `start` to `end`; it stands for two
spans, the wait and the work. A *span* is any other stretch of a dossier's time. Both go into flat
lists of integers because they are the hottest records of a run; `mark` packs the dossier's slot and
the cause (`slot * 16 + cause`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


class Cause(IntEnum):
    """Why time passed, in the order of the ledger's columns."""

    HANDLING = 0
    QUEUE = 1
    COORDINATION = 2
    DATA = 3
    RETRY = 4
    PUBLICATION = 5
    SYNC = 6
    PAPER = 7
    BATCH = 8
    APPLICANT = 9


VISIT_WIDTH, SPAN_WIDTH = 5, 4
NOBODY = -1  # the mark of work that is no dossier's own time (answering another agency, enquiries)


def columns_of(numbers: Sequence[int], width: int) -> Ints:
    """A flat buffer of records of `width` numbers as columns, shape (width, records)."""
    flat = np.fromiter(numbers, np.int64, len(numbers))
    return np.ascontiguousarray(flat.reshape(-1, width).T)


class Reason(NamedTuple):
    """Why a dossier could not go on from `start_us` to `end_us`, and whose office it was."""

    cause: int
    holder: int
    start_us: int
    end_us: int


class Spans:
    """Flat buffers: visits (mark, holder, arrive, start, end), spans (mark, holder, start, end)."""

    __slots__ = ("spans", "visits")

    def __init__(self) -> None:
        self.visits: list[int] = []
        self.spans: list[int] = []

    def span(self, mark: int, holder: int, start_us: int, end_us: int) -> None:
        """Give [start, end) of a dossier's time to the cause in `mark`; an empty one is dropped."""
        if end_us > start_us:
            self.spans += (mark, holder, start_us, end_us)


def walk_back(
    reasons: list[Reason], since_us: int, freed_us: int, give: Callable[[int, int, int, int], None]
) -> int:
    """Share out [since, freed) among reasons: the one that ended last owns the time from its start.

    Before its start the rule is applied again with the ends clipped to the point reached; of equal
    ends the later cause wins, in the order of `Cause`. `give(cause, holder, start, end)` gets each
    share, from the last to the first. Returns the point reached: `since` when the reasons cover
    the wait, and a later point when there is a gap (the caller's error).
    """
    point = freed_us
    left = list(reasons)
    while point > since_us and left:
        best = max(range(len(left)), key=lambda i: (min(left[i].end_us, point), left[i].cause, i))
        reason = left.pop(best)
        if reason.end_us < point:
            return point
        start = max(reason.start_us, since_us)
        if start < point:
            give(reason.cause, reason.holder, start, point)
            point = start
    return point
