"""How long dossiers of each procedure lasted, in days: a life table, and what it foretells.

A dossier unfinished at the run's end is not known to have taken its time so far, but longer. The
run's end has nothing to do with how long it would have taken, so others of its procedure that
lasted as long tell what it still needs: Kaplan and Meier's estimate, "Nonparametric estimation from
incomplete observations", *Journal of the American Statistical Association* 53 (1958) 457-481, in
bins of a day (an unfinished dossier is at risk for half of its bin). Beyond the last bin the hazard
of the tail goes on: B. W. Brown, M. Hollander, R. M. Korwar (1974), in *Reliability and Biometry*.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from simulator.answer.aggregate import Taken
from simulator.answer.daily import DAY_US, SECOND_US, WEIGHT_PARTS
from simulator.ledger.rowstore import Rows

ENOUGH = 20  # finished dossiers that lasted as long as unfinished ones: fewer tell nothing


@dataclass(frozen=True, slots=True)
class Spell:
    """Dossiers that lasted between n and n + 1 days: counts, weights in 1024ths.

    Times are weighted sums in seconds x 1024ths. `open_*` are unfinished ones, `undue` those of
    them that are not late yet; `settled_on_time` those finished on time.
    """

    dossiers: int = 0
    open_dossiers: int = 0
    weight: int = 0
    open_weight: int = 0
    time: int = 0
    open_time: int = 0
    on_time: int = 0
    undue: int = 0

    def __add__(self, other: Spell) -> Spell:
        return Spell(
            self.dossiers + other.dossiers,
            self.open_dossiers + other.open_dossiers,
            self.weight + other.weight,
            self.open_weight + other.open_weight,
            self.time + other.time,
            self.open_time + other.open_time,
            self.on_time + other.on_time,
            self.undue + other.undue,
        )

    def weighing(self, parts: int) -> Spell:
        """The same dossiers, each counting for so many 1024ths of what it did times 1024."""
        return replace(
            self,
            weight=self.weight * parts,
            open_weight=self.open_weight * parts,
            time=self.time * parts,
            open_time=self.open_time * parts,
            on_time=self.on_time * parts,
            undue=self.undue * parts,
        )


Lifetimes = Mapping[tuple[int, int], Spell]  # by (procedure's index, whole days)


def lifetimes(rows: Rows, taken: Taken) -> Lifetimes:
    """The life table of one chunk of rows (in memory), of the cohort alone."""
    if len(rows) == 0:
        return {}
    keys = np.stack([rows["procedure"].astype(np.int64), taken.cycle_us // DAY_US])
    found, place = np.unique(keys, axis=1, return_inverse=True)
    sums = np.zeros((found.shape[1], len(_columns(rows, taken))), np.int64)
    for number, column in enumerate(_columns(rows, taken)):
        np.add.at(sums[:, number], place.reshape(-1), column)
    return {
        (int(procedure), int(days)): Spell(*map(int, line))
        for procedure, days, line in zip(*found, sums, strict=True)
    }


def _columns(rows: Rows, taken: Taken) -> list[NDArray[np.int64]]:
    """One column for each field of `Spell`."""
    weight = np.rint(rows["weight"] * WEIGHT_PARTS).astype(np.int64)
    unfinished = (~taken.finished).astype(np.int64)
    time = taken.cycle_us // SECOND_US * weight
    on_time = taken.on_time.astype(np.int64) * weight
    return [
        np.ones_like(weight), unfinished, weight, unfinished * weight, time, unfinished * time,
        (1 - unfinished) * on_time, unfinished * on_time,
    ]  # fmt: skip


def joined_lifetimes(parts: Iterable[Lifetimes]) -> Lifetimes:
    """The life table of several chunks, or of several replications, together."""
    total: dict[tuple[int, int], Spell] = {}
    for part in parts:
        for key, spell in part.items():
            total[key] = total.get(key, Spell()) + spell
    return dict(sorted(total.items()))


def weighed(tables: Sequence[Lifetimes], weights: Sequence[float]) -> Lifetimes:
    """The life tables of replications together, each with its weight (1 on the average).

    All weights of the result are 1024 times as large: shares and means are what they were.
    """
    return joined_lifetimes(
        {key: spell.weighing(round(weight * WEIGHT_PARTS)) for key, spell in table.items()}
        for table, weight in zip(tables, weights, strict=True)
    )


def still_needed_days(table: Lifetimes) -> float | None:
    """The days that all unfinished dossiers together still need, in expectation, times weight.

    Weights are 1, not 1024ths. A procedure of which fewer than `ENOUGH` finished ones lasted as
    long as its youngest unfinished one goes by those of all procedures. None if these are too few,
    so that nothing tells.
    """
    overall = _tail_days(_pooled(table))
    total = 0.0
    for procedure in sorted({procedure for procedure, _ in table}):
        spells = {days: spell for (mine, days), spell in table.items() if mine == procedure}
        if not any(spell.open_weight for spell in spells.values()):
            continue
        tail = _tail_days(spells)
        tail = overall if tail is None else tail
        if tail is None:
            return None
        total += _still_needed(spells, tail)
    return total


def _pooled(table: Lifetimes) -> dict[int, Spell]:
    pooled: dict[int, Spell] = {}
    for (_, days), spell in table.items():
        pooled[days] = pooled.get(days, Spell()) + spell
    return pooled


def _tail_days(spells: Mapping[int, Spell]) -> float | None:
    """The mean time left beyond the youngest unfinished dossier: exposure over finished ones.

    None if too few are finished there.
    """
    unfinished = [days for days, spell in spells.items() if spell.open_weight]
    if not unfinished:
        return None
    youngest = min(unfinished)
    tail = [spell for days, spell in spells.items() if days >= youngest]
    ended = sum(spell.weight - spell.open_weight for spell in tail)
    lasted = sum(_days(spell.time) - youngest * spell.weight for spell in tail)
    few = sum(spell.dossiers - spell.open_dossiers for spell in tail) < ENOUGH
    return None if few else lasted / ended


def _still_needed(spells: Mapping[int, Spell], tail: float) -> float:
    """The expected days left of one procedure's unfinished dossiers, times weight."""
    total, left, at_risk = 0.0, tail, 0.0
    next_days = max(spells) + 1
    for days in sorted(spells, reverse=True):
        spell = spells[days]
        left += next_days - (days + 1)  # nobody ends in the days between
        at_risk += spell.weight
        before = _left_a_day_earlier(spell, at_risk, left)
        if spell.open_weight:
            into = _days(spell.open_time) / spell.open_weight - days
            weight = spell.open_weight / WEIGHT_PARTS
            total += weight * ((1 - into) * before + into * left)
        left, next_days = before, days
    return total


def _left_a_day_earlier(spell: Spell, at_risk: float, left: float) -> float:
    """The mean time left at the start of a day, from that at its end."""
    ended = spell.weight - spell.open_weight
    hazard = ended / (at_risk - spell.open_weight / 2)
    return hazard * 0.5 + (1 - hazard) * (1 + left)


def _days(time: int) -> float:
    """A sum of times x weight in days x 1024ths."""
    return time * SECOND_US / DAY_US
