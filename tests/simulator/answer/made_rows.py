"""A few rows by hand: who asked where, and how long it took."""

from __future__ import annotations

import numpy as np

from simulator.answer.aggregate import Aggregator, Parts, take
from simulator.ledger.rows import CAUSES, ROW
from simulator.ledger.rowstore import Rows
from tests.simulator.synthetic import DAY, END, WORLD

H26, H01, G12 = range(3)
BIRTH, LAND = range(2)
Line = tuple[int, int, float, float]
"""(agency, procedure, days, weight)."""


def rows_of(*lines: Line, cause: str = "handling") -> Rows:
    """Dossiers of the cohort that spend all their days on one cause, half of them processed."""
    rows = np.zeros(len(lines), ROW)
    for row, (agency, procedure, days, weight) in zip(rows, lines, strict=True):
        row["agency"], row["procedure"], row["weight"] = agency, procedure, weight
        row["returned_us"] = row["open_us"][CAUSES.index(cause)] = round(days * DAY)
        row["processing_us"] = round(days * DAY / 2)
    rows["number"] = rows["origin"] = np.arange(1, len(lines) + 1)
    rows["cohort"], rows["status"], rows["due_us"] = 1, 10, 3 * DAY
    rows["on_time"] = rows["returned_us"] < rows["due_us"]
    return rows


def added(*chunks: Rows) -> Parts:
    """The parts of some chunks of rows."""
    total = Aggregator(WORLD)
    for rows in chunks:
        total.add(rows, take(rows, END), total.cells_of(rows), rows["weight"])
    return total.parts()
