"""A process that hosts agencies dies and comes back: the rest of every life is the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest

from simulator.hosting.keeping import Cluster, _state
from simulator.scenario.resolved import ResolvedScenario, resolve_document
from tests.simulator.hosting.memory import Process, Topics
from tests.simulator.small_worlds import changed
from topics.events import DataReply, DataRequest

TICK_US = 1_200_000_000
PROVINCES, CENTRE = ("H03", "H26"), ("G01", "G15", "G15-HOTICH", "G22", "G22-DVCQG")
WORLD = {
    "seed": 14,  # of which no document holds most dossiers up
    "warmup": "0d",
    "duration": "1d",
    "arrivals.per_1000_per_month": 80.0,
    "drain": "3d",
    "publication.documents_per_year": 12.0,
}

Deaths = Callable[[int], bool]
"""Whether a process dies in a tick, by its number."""


def never(_: int) -> bool:
    return False


def sometimes(tick: int) -> bool:
    """Twice in a row, at all times of day."""
    return tick % 47 < 2


def at_opening(tick: int) -> bool:
    """When offices open, when desks begin with what has waited, and after the next tick."""
    return tick % 72 in (21, 22, 39, 40)


@dataclass(frozen=True)
class Told:
    """What a run came to: rows by dossier, what was said, and what was open at deaths."""

    rows: dict[tuple[int, ...], Any]
    said: Counter[Any]
    open: frozenset[str]
    lacking: Any
    last_life: int


@cache
def resolved(scale: float) -> ResolvedScenario:
    return resolve_document(changed(WORLD | {"scale": scale}))


def lived(
    deaths: Deaths = never, *, dies: bool = False, agencies: tuple[str, ...] = PROVINCES,
    scale: float = 1.0,
) -> Told:  # fmt: skip
    """The run in two processes; one of them is born again where `deaths` says.

    It dies in mid-tick if `dies`, or else just after it has committed. The clocks of the idle are
    kept each fifth tick only, as in a real run.
    """
    topics = Topics()
    processes = [Process(topics, resolved(scale), *ours) for ours in (PROVINCES, CENTRE)]
    dying = processes[agencies == CENTRE]
    horizon, found = processes[0].engine.model.horizon, set[str]()
    for number, now_us in enumerate(range(horizon.start_us, horizon.end_us, TICK_US), 1):
        again = deaths(number)
        found |= open_work(topics, agencies) if again else set()
        for process in processes:
            dies_now = again and dies and process is dying
            process.on(now_us + TICK_US, dies=dies_now, everybody=number % 5 == 0)
        if again and not dies:
            dying.restart()
            dying.engine.advance(now_us + TICK_US)
        topics.relay()
    rows, lacking = processes[0].rows(), dying.hosting.losses.document()
    return Told(rows, said(topics), frozenset(found), lacking, processes[0].rows_of_this_life)


def said(topics: Topics) -> Counter[Any]:
    """Every request and reply with its simulated instant, counted."""
    kinds = (DataRequest, DataReply)
    return Counter(
        (type(r.event).__name__, r.key, r.event.attempt, r.sim_time_us)
        for r in topics.said
        if isinstance(r.event, kinds)
    )


def open_work(topics: Topics, agencies: tuple[str, ...]) -> set[str]:
    """What kinds of work lie open in the tables: armed and queued, by class of the thread."""
    found = set()
    for agency in agencies:
        for row in topics.tables[agency].values():
            if row.kind in ("dossier", "request"):
                kept: Cluster = _state(row, Cluster)
                names = {r[0]: name for name, table in kept.threads.items() for r in table["rows"]}
                found |= {f"{names[thread]} armed" for _, _, thread in kept.armed}
                found |= {f"{names[job[3]]} queued" for job in kept.queued}
                found |= {"awaited" for _ in row.awaits}
    return found


@cache
def whole(scale: float = 1.0) -> Told:
    return lived(scale=scale)


def test_the_run_is_worth_interrupting() -> None:
    """Many dossiers are returned, and many requests answered, in either mode."""
    returned = whole().rows
    assert len(returned) > 100
    assert sum(kind == "DataReply" for kind, *_ in whole().said) > 100


@pytest.mark.parametrize("dies", [False, True], ids=["after its commit", "in mid-tick"])
def test_a_province_that_dies_goes_on_as_if_it_had_not(dies: bool) -> None:
    """Same rows, same messages at the same instants; whatever was open is met at a death."""
    told = lived(sometimes, dies=dies)
    assert told.rows == whole().rows
    assert told.said == whole().said
    assert told.open >= {
        "Dossier armed", "Dossier queued", "RemoteRequest armed", "Patience armed", "Push armed",
        "awaited",
    }  # fmt: skip


@pytest.mark.parametrize("dies", [False, True], ids=["after its commit", "in mid-tick"])
def test_providers_that_die_go_on_as_if_they_had_not(dies: bool) -> None:
    """Each letter on their tables, queued or in hand, is answered once, and when it would be."""
    told = lived(sometimes, dies=dies, agencies=CENTRE)
    assert told.rows == whole().rows
    assert told.said == whole().said
    assert told.open >= {"Serving armed", "Serving queued"}


@pytest.mark.parametrize("dies", [False, True], ids=["after its commit", "in mid-tick"])
@pytest.mark.parametrize("agencies", [PROVINCES, CENTRE], ids=["provinces", "centre"])
def test_background_work_outlives_its_process(agencies: tuple[str, ...], dies: bool) -> None:
    """What units left out send to the hosted desks waits there, and comes once."""
    told = lived(sometimes, dies=dies, agencies=agencies, scale=0.25)
    assert told.rows == whole(0.25).rows
    assert told.said == whole(0.25).said


def test_a_hosted_desk_has_its_whole_load() -> None:
    """Each process has the background of its own agencies' desks, and of no other's."""
    processes = [Process(Topics(), resolved(0.25), *ours) for ours in (PROVINCES, CENTRE)]
    for process, ours in zip(processes, (PROVINCES, CENTRE), strict=True):
        model = process.engine.model
        process.on(model.horizon.end_us)
        for number, background in model.unseen.by_place.items():
            if background.plan.expected[-1] > 10.0:
                here = model.offices.places[number].agency in ours
                assert (background.given > 0) == here


@pytest.mark.parametrize("dies", [False, True], ids=["after its commit", "in mid-tick"])
def test_who_is_born_again_knows_how_many_rows_are_gone(dies: bool) -> None:
    """Those of its earlier lives, to the dossier; who never died lacks nothing."""
    told = lived(sometimes, dies=dies)
    assert told.lacking["simulated"] == {"here": told.last_life, "of": len(told.rows)}
    assert 0 < told.last_life < len(told.rows)
    assert told.lacking["dossiers"]["of"] <= len(told.rows)
    assert told.lacking["since_us"] > 0
    assert whole().lacking is None


def test_a_provider_that_was_born_again_lost_no_request() -> None:
    """What it did not see of the bus is all that its answer lacks besides its rows."""
    lacking = lived(sometimes, agencies=CENTRE).lacking
    assert lacking["since_us"] > 0
    assert (lacking["swallowed"], lacking["twice"], lacking["unread"]) == (0, 0, 0)


def test_whose_desks_open_just_then_serves_nobody_twice() -> None:
    """Work that begins as a process is born again is kept as begun, should it die once more."""
    told = lived(at_opening)
    assert told.rows == whole().rows
    assert told.said == whole().said
