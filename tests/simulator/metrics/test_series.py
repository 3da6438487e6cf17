"""How many series there are, and which, when not all can be told."""

from __future__ import annotations

from collections import Counter

import pytest

from agents.world import World
from simulator.ledger.rows import Dimensions
from simulator.metrics.catalogue import OTHER
from simulator.metrics.cells import LIMIT, cells
from simulator.metrics.pairs import MOST, Pairs
from simulator.metrics.reading import Times
from tests.simulator.metrics.watched import Watched, shipped, small


@pytest.mark.parametrize("elide", [True, False])
def test_a_whole_country_stays_below_the_limit(elide: bool) -> None:
    """baseline-2023, all agencies and desks: sums by agency and in all are still right."""
    sets = ("warmup=0d", "duration=6d", "drain=0d", "scale=0.02")
    watched = Watched(shipped("baseline-2023", *sets), elide=elide)
    for _ in range(5):
        watched.advance(1)
        reading = watched.read()
    assert len(watched.model.dimensions.agencies) >= 85
    assert 3_000 < reading.series() <= LIMIT
    rows, world = watched.rows(), watched.model.world
    submitted = watched.values("dossiers_submitted_total")
    assert sum(submitted.values()) == len(rows) + len(world.open)
    assert {group for _, group, _ in submitted} == set(watched.gauges._cells.names)
    assert OTHER in watched.gauges._cells.names
    hanoi = [n for (agency, _, _), n in submitted.items() if agency == "H26"]
    of_hanoi = watched.model.dimensions.agencies.index("H26")
    opened = sum(d.home.agency.id == "H26" for d in world.open.values())
    assert sum(hanoi) == (rows["agency"] == of_hanoi).sum() + opened
    ends = sum(n for key, n in world.requests.items() if key[3] != "late")
    assert sum(watched.values("requests_total").values()) == ends


def test_a_small_world_names_all_its_groups() -> None:
    """Nothing is folded where there is room."""
    watched = small()
    watched.advance(5)
    groups = {group for _, group, _ in watched.values("dossiers_submitted_total")}
    assert groups == {"group-central", "group-commune", "group-district"}
    assert OTHER not in {requester for requester, *_ in watched.values("requests_total")}


def test_the_largest_groups_keep_their_names() -> None:
    """For all agencies alike, as many as fit; the rest is told together."""
    groups = tuple(f"g{n}" for n in range(12))
    names = Dimensions(
        tuple(f"A{n}" for n in range(70)), groups, groups, ("commune",) * 12, ()
    )  # fmt: skip
    offered = [(a, n, 12.0 - n) for a in names.agencies for n in range(12)]
    shared = cells(names, offered, 0, 1000)
    kept = len(shared.names) - 1
    assert 0 < kept < 11
    assert shared.names == (*groups[:kept], OTHER)
    assert shared.of_procedure == (*range(kept), *[kept] * (12 - kept))
    assert shared.room >= 700


def requests(world: World, counts: dict[str, int]) -> None:
    for requester, count in counts.items():
        world.ended[requester, "G01", "letter", "answered", 1.0] += count
        world.request_us[requester, "G01", "letter"] += count * 2_000_000


@pytest.fixture
def world() -> World:
    """Only its books are used."""
    return small().model.world


def test_pairs_that_come_late_are_told_together(world: World) -> None:
    """A hundred at once; the largest of the rest when enough is known; all sums stay true."""
    pairs = Pairs(world, room=2_000)
    requests(world, {f"H{n:03}": 1 + n % 7 for n in range(300)})
    counts, _ = pairs.read()
    assert len(counts) == 101
    assert min(n for (who, *_), n in counts.items() if who != OTHER) == 5
    requests(world, {f"H{n:03}": 1 + n for n in range(300)})
    counts, seconds = pairs.read()
    assert len(pairs.named) == MOST
    assert sum(counts.values()) == sum(world.requests.values())
    assert counts["H299", "G01", "letter", "answered"] > 290
    times = [value for value in seconds.values() if isinstance(value, Times)]
    assert sum(value.total for value in times) == sum(world.requests.values())
    assert sum(value.sum_s for value in times) == sum(world.request_us.values()) / 1e6


def test_no_series_of_pairs_ever_falls(world: World) -> None:
    """Neither one that gets a name of its own later, nor what is told together."""
    pairs, before = Pairs(world, room=600), Counter[tuple[str, ...]]()
    for step in range(40):
        requests(world, {f"H{n:03}": 1 + (n * step) % 60 for n in range(step * 12)})
        counts, seconds = pairs.read()
        assert all(counts[key] >= before[key] for key in before)
        assert len(counts) + 2 * len(seconds) <= 600 + 3
        before = Counter(counts)
    assert 50 < len(pairs.named) < MOST


def test_late_replies_are_no_ends(world: World) -> None:
    """A pair that has nothing else is not told."""
    world.ended["H03", "G01", "platform", "late", 1.0] += 3
    assert Pairs(world, room=600).read() == ({}, {})
