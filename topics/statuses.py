"""The portal's statuses of a dossier, and the moves between them.

The moves are an inference from the meaning of the statuses (unverified).
"""

from __future__ import annotations

NEW, ACCEPTED, REFUSED, IN_PROCESS, SUPPLEMENT, FEE, WITHDRAWN, STOPPED, PROCESSED, RETURNED = (
    range(1, 11)
)
MOVES = frozenset(
    {
        (1, 2), (1, 3), (1, 5), (1, 7),
        (2, 4), (2, 6), (2, 7),
        (4, 5), (4, 6), (4, 7), (4, 8), (4, 9),
        (5, 1), (5, 2), (5, 4), (5, 7), (5, 8),
        (6, 4), (6, 7), (6, 8), (6, 10),
        (9, 6), (9, 10),
    }
)  # fmt: skip
"""(status before, status after) of each move that a dossier may make."""
