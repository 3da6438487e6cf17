"""Pools of replications, of which experiments are made: each the arms of a comparison, summed up.

A pool is what `compare` with so many replications would simulate. Its histories are a sequence of
which every stretch of n is a choice for n replications with a shift of its own, so an experiment is
any stretch. A pool is made once (an hour for the largest) and kept in a folder outside the tree.
"""

from __future__ import annotations

import gc
import hashlib
import os
import pickle
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from simulator.answer.aggregate import ALL
from simulator.answer.choosing import Chosen
from simulator.answer.choosing import by_chance as histories_by_chance
from simulator.answer.pairing import ArmRows, PairSummary, pair
from simulator.cli.choice import Choice
from simulator.engine import run_replication
from simulator.histories import chosen_for
from simulator.scenario.resolved import ResolvedScenario

BLOCK = 250  # replications that one process makes and keeps in a file
OVERLAYS = ("faster-publication", "better-sharing", "both")


@dataclass(frozen=True, slots=True)
class World:
    """A reduced scenario: a few dozen dossiers in a replication, so that thousands can be run."""

    scenario: str
    sets: tuple[str, ...]
    overlays: tuple[str, ...] = OVERLAYS

    def load(self) -> list[ResolvedScenario]:
        """The baseline and its arms."""
        choice = Choice(self.scenario, self.sets)
        baseline = choice.load()
        return [baseline, *(choice.load_arm(o, baseline.scenario.name) for o in self.overlays)]

    def with_sets(self, *sets: str) -> World:
        """The same with more changes."""
        return replace(self, sets=(*self.sets, *sets))


TINY = World("tiny", ("scale=0.15",))
DEMO = World(
    "demo",
    (
        "scale=0.02", "duration=14d", "warmup=7d", "drain=28d",
        "arrivals.catalogue_per_1000_per_month=2",
    ),
)  # fmt: skip
FIXED = "publication.history=fixed"
APART = "seed=1"  # of the pools that tell the truth


@dataclass(frozen=True, slots=True)
class Pool:
    """The pairs of each replication with each arm, and how its histories were chosen."""

    chosen: Chosen
    pairs: Sequence[tuple[PairSummary, ...]]

    def stretch(self, first: int, count: int) -> Pool:
        """The experiment of `count` replications from `first` on."""
        numbers = [(first + n) % len(self.pairs) for n in range(count)]
        return Pool(self.chosen.only(numbers), [self.pairs[n] for n in numbers])


def pool(
    world: World, count: int, folder: Path, workers: int | None = None, *, by_chance: bool = False
) -> Pool:
    """The pool of a world; what is there already is not made again.

    `by_chance`: histories are not chosen, replication r has history r.
    """
    place = folder / f"{_name(world)}{'-by-chance' if by_chance else ''}"
    place.mkdir(parents=True, exist_ok=True)
    blocks = [(world, first, count, place, by_chance) for first in range(0, count, BLOCK)]
    missing = [block for block in blocks if not _file(place, block[1]).is_file()]
    with ProcessPoolExecutor(workers or os.cpu_count()) as processes:
        list(processes.map(_make, missing))
    pairs = [one for block in blocks for one in _kept(_file(place, block[1]))]
    return Pool(_chosen(world.load(), count, by_chance), pairs)


def _chosen(scenarios: Sequence[ResolvedScenario], count: int, by_chance: bool) -> Chosen:
    return histories_by_chance(count) if by_chance else chosen_for(scenarios, count)


def _make(block: tuple[World, int, int, Path, bool]) -> None:
    world, first, count, place, by_chance = block
    scenarios, chosen = _loaded(world, count, by_chance)
    gc.collect()
    gc.freeze()  # each replication collects: what is here already need not be looked at
    with tempfile.TemporaryDirectory() as scratch:
        found = [
            _pairs(scenarios, number, chosen.numbers[number], Path(scratch))
            for number in range(first, min(first + BLOCK, count))
        ]
    made = _file(place, first).with_suffix(f".{os.getpid()}")
    made.write_bytes(zlib.compress(pickle.dumps(found)))
    made.replace(_file(place, first))


@lru_cache(maxsize=4)
def _loaded(world: World, count: int, by_chance: bool) -> tuple[list[ResolvedScenario], Chosen]:
    scenarios = world.load()
    return scenarios, _chosen(scenarios, count, by_chance)


def _pairs(
    scenarios: Sequence[ResolvedScenario], number: int, history: int, folder: Path
) -> tuple[PairSummary, ...]:
    results = [
        run_replication(one, number, folder / str(arm), publication=history)
        for arm, one in enumerate(scenarios)
    ]
    first, *others = results
    own = ArmRows(first.rows_path, first.end_us)
    found = tuple(
        _only_all(pair(own, ArmRows(one.rows_path, one.end_us), first.dimensions, number))
        for one in others
    )
    for one in results:
        one.rows_path.unlink()
    return found


def _only_all(pairs: PairSummary) -> PairSummary:
    """The same, of all dossiers alone."""
    return replace(
        pairs, baseline={ALL: pairs.baseline[ALL]}, arm={ALL: pairs.arm[ALL]}, lifetimes=({}, {})
    )


def _kept(path: Path) -> Iterator[tuple[PairSummary, ...]]:
    yield from pickle.loads(zlib.decompress(path.read_bytes()))


def _file(place: Path, first: int) -> Path:
    return place / f"{first:06d}.pickle"


def _name(world: World) -> str:
    digits = hashlib.sha256(repr(world).encode()).hexdigest()[:8]
    return f"{world.scenario}-{digits}"
