"""Rows made by a rule with known effects, where a test needs none of the engine."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulator.ledger.rows import CAUSES, ROW, Dimensions

HOUR = 3_600_000_000
DAY = 24 * HOUR
WORLD = Dimensions(
    agencies=("H26", "H01", "G12"),
    procedures=("birth", "land-transfer"),
    groups=("civil-status", "land"),
    levels=("commune", "district"),
    units=("H26/commune-001", "H01/commune-001", "G12/central"),
)
END = 400 * DAY


@dataclass(frozen=True)
class Rule:
    """How long dossiers take: hours of each cause, the same for every dossier, and noise."""

    hours: dict[str, int] = field(default_factory=lambda: {"handling": 10, "coordination": 48})
    extra_h26_hours: int = 0  # of `queue`, in one province only
    noise_hours: float = 0.0  # of `queue`, per dossier, keyed by its origin alone
    common_hours: float = 0.0  # of `queue`, the same for a whole replication
    unfinished_every: int = 0  # each so-many-th dossier is open at the end


def make_rows(replication: int, count: int, rule: Rule = Rule()) -> NDArray[np.void]:
    """`count` dossiers of one replication, in an order that is not the canonical one."""
    rows = np.zeros(count, ROW)
    i = np.arange(count)
    rows["replication"], rows["weight"] = replication, 1.0
    rows["agency"], rows["unit"], rows["procedure"] = i % 3, i % 3, i % 2
    rows["day"], rows["number"] = 100 + i // 3000, i % 3000 + 1
    rows["origin"] = i * 7919 + 13
    rows["status"], rows["cohort"], rows["channel"] = 10, i % 10 != 0, i % 3
    rows["submitted_us"] = (100 + i // 3000) * DAY + 8 * HOUR + i
    for cause, hours in rule.hours.items():
        rows["open_us"][:, CAUSES.index(cause)] = hours * HOUR
    rows["closed_us"][:, CAUSES.index("queue")] = _queue_us(replication, rows, rule)
    _finish(rows, rule)
    order = np.random.default_rng(replication).permutation(count)
    return rows[order]


def _queue_us(replication: int, rows: NDArray[np.void], rule: Rule) -> NDArray[np.int64]:
    draws = np.random.default_rng([replication, 1]).exponential(1.0, len(rows))
    shared = np.random.default_rng([replication, 2]).normal() * rule.common_hours
    hours = draws * rule.noise_hours + (rows["agency"] == 0) * rule.extra_h26_hours
    queue: NDArray[np.int64] = ((hours + max(0.0, shared + 3 * rule.common_hours)) * HOUR).astype(
        np.int64
    )
    return queue


def _finish(rows: NDArray[np.void], rule: Rule) -> None:
    cycle = rows["open_us"].sum(axis=1) + rows["closed_us"].sum(axis=1)
    rows["returned_us"] = rows["submitted_us"] + cycle
    rows["processing_us"] = cycle // 2
    rows["due_us"] = rows["submitted_us"] + 3 * DAY
    rows["on_time"] = rows["returned_us"] < rows["due_us"]
    if rule.unfinished_every:
        late = np.arange(len(rows)) % rule.unfinished_every == 0
        open_until = END - rows["submitted_us"][late] - rows["open_us"][late].sum(axis=1)
        rows["closed_us"][late, :] = 0
        rows["closed_us"][late, CAUSES.index("queue")] = open_until
        rows["returned_us"][late], rows["on_time"][late], rows["status"][late] = -1, 0, 4


def write_rows(folder: Path, replication: int, count: int, rule: Rule = Rule()) -> Path:
    """The rows of one replication as the engine would leave them."""
    path = folder / f"rows-{replication}.bin"
    make_rows(replication, count, rule).tofile(path)
    return path
