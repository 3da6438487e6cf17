"""Pools of replications, of which experiments are made: each the arms of a comparison, summed up.

A pool is what `compare` with so many replications would simulate. Its histories are a sequence of
which every stretch of n is a choice for n replications with a shift of its own, so an experiment is
any stretch. A pool is made once (an hour for the largest) and kept in a folder outside the tree,
under a name that tells the model: a pool of another model is not read.

All experiments of a pool choose from one set of candidate histories. What that set's expectation is
off by, they would all be off by: so a pool has many more candidates than an answer. Whether answers
state rightly what their own candidates leave open is a test for itself (`test_candidates`).
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
from simulator.run.engine import run_replication
from simulator.run.histories import chosen_for
from simulator.scenario.resolved import ResolvedScenario

BLOCK = 250  # replications that one process makes and keeps in a file
CANDIDATES = 1 << 20  # histories
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
    chosen = _chosen(world.load(), count, by_chance)
    firsts = range(0, count, BLOCK)
    missing = [
        _Block(world, first, chosen.numbers[first : first + BLOCK], _file(place, first))
        for first in firsts
        if not _file(place, first).is_file()
    ]
    with ProcessPoolExecutor(workers or os.cpu_count()) as processes:
        list(processes.map(_make, missing))
    return Pool(chosen, [one for first in firsts for one in _kept(_file(place, first))])


def _chosen(scenarios: Sequence[ResolvedScenario], count: int, by_chance: bool) -> Chosen:
    return histories_by_chance(count) if by_chance else chosen_for(scenarios, count, CANDIDATES)


@dataclass(frozen=True, slots=True)
class _Block:
    """Replications that one process makes, from `first` on, and the history of each."""

    world: World
    first: int
    histories: tuple[int, ...]
    file: Path


def _make(block: _Block) -> None:
    scenarios = _loaded(block.world)
    gc.collect()
    gc.freeze()  # each replication collects: what is here already need not be looked at
    with tempfile.TemporaryDirectory() as scratch:
        found = [
            _pairs(scenarios, block.first + number, history, Path(scratch))
            for number, history in enumerate(block.histories)
        ]
    made = block.file.with_suffix(f".{os.getpid()}")
    made.write_bytes(zlib.compress(pickle.dumps(found)))
    made.replace(block.file)


@lru_cache(maxsize=4)
def _loaded(world: World) -> list[ResolvedScenario]:
    return world.load()


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
    """Of the world and of what the model makes of it: its first rows, in every arm."""
    digits = hashlib.sha256(repr((world, CANDIDATES)).encode())
    with tempfile.TemporaryDirectory() as scratch:
        for arm, scenario in enumerate(_loaded(world)):
            made = run_replication(scenario, 0, Path(scratch) / str(arm), publication=0)
            digits.update(made.rows_path.read_bytes())
    return f"{world.scenario}-{digits.hexdigest()[:8]}"
