"""What the answer of a hosted run lacks: what earlier lives had finished, what the bus swallowed.

A process writes the rows of what is finished while it lives. How many there were before, and what
became of requests, is kept for each agency with its open work, so that the next life knows it.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from simulator.answer.summary import Document


class Tally(msgspec.Struct, array_like=True):
    """Of one agency, over all lives: rows, those of the measured window, and what went wrong.

    `swallowed` requests never reached their provider, or their answer could not come; `twice` have
    ended twice on record; `unread` messages to the agency could not be read.
    """

    rows: int = 0
    cohort: int = 0
    swallowed: int = 0
    twice: int = 0
    unread: int = 0


_WRONG = ("swallowed", "twice", "unread")


class Losses:
    """The tallies of a process's agencies. `since_us`: when it went on from an earlier life's work.

    It is -1 where there was no work before.
    """

    def __init__(self) -> None:
        self.since_us = -1
        self._tallies: dict[str, Tally] = {}
        self._before: dict[str, Tally] = {}
        self._noted: set[tuple[str, str]] = set()

    def resume(self, agency: str, before: Tally) -> None:
        """Go on from what was kept."""
        self._before[agency] = before
        self._tallies[agency] = msgspec.structs.replace(before)

    def tally(self, agency: str) -> Tally:
        """What is to be kept of an agency; it changes as the run goes on."""
        return self._tallies[agency]

    def count_rows(self, names: Sequence[str], rows: np.ndarray) -> None:
        """Rows (`simulator.ledger.rows.ROW`) were written; `names` are agencies by number."""
        for number in np.unique(rows["agency"]).tolist():
            its, tally = rows[rows["agency"] == number], self._tallies[names[number]]
            tally.rows += len(its)
            tally.cohort += int(its["cohort"].sum())

    def lose(self, agency: str, request: str, what: str) -> None:
        """Note what became of an agency's request: ``swallowed`` or ``twice``; each once."""
        if (request, what) not in self._noted:
            self._noted.add((request, what))
            self._count(agency, what, 1)

    def missed(self, agency: str, count: int) -> None:
        """Some messages to an agency could not be read."""
        self._count(agency, "unread", count)

    def _count(self, agency: str, what: str, count: int) -> None:
        tally = self._tallies[agency]
        setattr(tally, what, getattr(tally, what) + count)

    def document(self) -> Document | None:
        """What the answer lacks, as plain data; None if that is nothing.

        ``dossiers`` of the measured window and ``simulated`` are {here, of}; ``since_us`` is None
        where no life came before.
        """
        wrong = {what: sum(getattr(t, what) for t in self._tallies.values()) for what in _WRONG}
        if self.since_us < 0 and not any(wrong.values()):
            return None
        return {
            "dossiers": self._here("cohort"),
            "simulated": self._here("rows"),
            "since_us": self.since_us if self.since_us >= 0 else None,
            **wrong,
        }

    def _here(self, what: str) -> dict[str, int]:
        of, before = (
            sum(getattr(tally, what) for tally in tallies.values())
            for tallies in (self._tallies, self._before)
        )
        return {"here": of - before, "of": of}
