"""Which series there is room for: at most 5,000, whatever the size of the country.

What a run's agencies, desks and procedures need is counted beforehand. Where agencies times groups
of procedures times channels would be too many, the largest groups keep their names and the rest is
told as `other`, the same for all agencies: sums by agency, and by each named group, stay right.
What is left over is for pairs of agencies (`simulator.metrics.pairs`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from simulator.ledger.rows import CAUSES, CHANNELS, Dimensions
from simulator.metrics.catalogue import OTHER
from simulator.metrics.reading import BOUNDS_US

LIMIT = 5_000
FOR_PAIRS = 700  # kept free: about a hundred pairs
OPEN_STATUSES = 5  # that a dossier can rest in
_PER_GROUP = len(CHANNELS) + 2
_PER_TIMES = 2 * (len(BOUNDS_US) + 3)
_SINGLE = 40  # clock, info, topics, modes, all of the real world


@dataclass(frozen=True, slots=True)
class Cells:
    """The groups with names of their own, the cell of each procedure, and the room for pairs."""

    names: tuple[str, ...]
    of_procedure: tuple[int, ...]
    room: int


def cells(
    names: Dimensions, offered: Iterable[tuple[str, int, float]], publishers: int, desks: int
) -> Cells:
    """Share the limit out. `offered`: (agency, procedure's index, dossiers a day) by stream."""
    volume: Counter[str] = Counter()
    places: dict[str, set[str]] = {}
    for agency, procedure, rate in offered:
        group = names.groups[procedure]
        volume[group] += rate  # type: ignore[assignment]
        places.setdefault(group, set()).add(agency)
    receivers = len(set().union(*places.values()))
    pairs = len(set(zip(names.levels, names.groups, strict=True)))
    per_agency = len(CAUSES) + OPEN_STATUSES + 3
    fixed = pairs * _PER_TIMES + receivers * per_agency + 2 * publishers + desks
    room = LIMIT - fixed - 2 * len(names.agencies) - _SINGLE
    kept = _kept(volume, places, room - FOR_PAIRS, receivers)
    others = set(volume) - set(kept)
    spent = sum(len(places[group]) for group in kept) + (receivers if others else 0)
    named = (*kept, OTHER)
    of_procedure = tuple(named.index(g) if g in kept else len(kept) for g in names.groups)
    return Cells(named, of_procedure, max(0, room - spent * _PER_GROUP))


def _kept(
    volume: Counter[str], places: dict[str, set[str]], room: int, receivers: int
) -> tuple[str, ...]:
    """The groups that keep their names: all if there is room, else the largest that fit."""
    order = sorted(volume, key=lambda group: (-volume[group], group))
    if sum(len(places[group]) for group in order) * _PER_GROUP <= room:
        return tuple(order)
    room -= receivers * _PER_GROUP
    kept = []
    for group in order:
        room -= len(places[group]) * _PER_GROUP
        if room < 0:
            break
        kept.append(group)
    return tuple(kept)
