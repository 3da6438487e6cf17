"""Which publication histories the replications of a run had, as its manifest keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from simulator.answer.choosing import Chosen
from simulator.answer.sample import Sample
from topics.errors import InputError

Document = dict[str, Any]
Controls = Sequence[Sequence[float]]
"""What replications were weighted by, see `answer.sample.held_controls`."""


def record_of(chosen: Chosen, controls: Controls, sample: Sample) -> Document:
    """Which publication histories the replications had, and what each counts for."""
    return {
        "histories": list(chosen.numbers),
        "sizes": list(chosen.sizes),
        "controls": controls,
        "expected_days": chosen.expected_days,
        "spread": chosen.spread,
        "known": chosen.known,
        "weights": sample.weights.tolist(),
    }


def chosen_of(path: Path, manifest: Document) -> tuple[Chosen, Controls]:
    """The publication histories that a run had, from its manifest; `InputError` if damaged."""
    try:
        told = manifest["publication"]
        numbers, sizes = tuple(map(int, told["histories"])), tuple(map(float, told["sizes"]))
        controls, spread = (
            tuple(tuple(map(float, row)) for row in told[name]) for name in ("controls", "spread")
        )
        expected = tuple(map(float, told["expected_days"]))
        chosen = Chosen(numbers, sizes, expected, spread, known=bool(told["known"]))
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"{path}: publication: damaged or missing: {error}") from error
    if not len(numbers) == len(sizes) == manifest["replications"]:
        raise InputError(f"{path}: publication: found {len(numbers)} histories; one a replication")
    if controls and (len(controls) != len(numbers) or len({len(row) for row in controls}) != 1):
        raise InputError(f"{path}: publication: controls: expected a row of one length for each")
    if min(sizes, default=1.0) <= 0.0:
        raise InputError(f"{path}: publication: found a size of {min(sizes):g}; each is above 0")
    return chosen, controls
