"""The same seed gives the same rows however they are computed; levers move only what they mean."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.ledger.rows import ROW
from simulator.ledger.rowstore import digest
from simulator.model.options import RunOptions
from tests.simulator.small_worlds import (
    CARD,
    Document,
    Ran,
    agency,
    changed,
    desk,
    document,
    law,
    procedure,
    request,
    run,
)

SAME = [name for name in ROW.names or () if name not in ("agency", "procedure", "unit", "reserved")]


def digest_of(ran: Ran) -> str:
    return digest([ran.result.rows_path], ran.result.dimensions)


def run_digest(world: Document, folder: Path, replication: int = 0, **options: Any) -> str:
    return digest_of(run(world, folder, replication, RunOptions(**options)))


def by_code(ran: Ran) -> dict[tuple[str, int, int], tuple[Any, ...]]:
    """Every row's values, names instead of indexes, by what makes its dossier's code."""
    names = ran.result.dimensions
    found = {}
    for row in ran.rows:
        where = names.procedures[row["procedure"]], names.units[row["unit"]]
        values = tuple(np.asarray(row[name]).tolist() for name in SAME)
        found[names.agencies[row["agency"]], int(row["day"]), int(row["number"])] = *where, *values
    assert len(found) == len(ran.rows)
    return found


def origins(ran: Ran) -> set[tuple[int, int]]:
    """Who asked, and when."""
    return set(zip(ran.rows["origin"].tolist(), ran.rows["submitted_us"].tolist(), strict=True))


@pytest.mark.parametrize("seed", [11, 12])
def test_neither_block_size_nor_elision_matters(seed: int, tmp_path: Path) -> None:
    """Draws in blocks of 1, 7 or 4,096, and elision on or off, give one digest."""
    ways: list[dict[str, Any]] = [
        {"draw_block": 4096},
        {"draw_block": 1},
        {"draw_block": 7},
        {"elide": False},
        {"draw_block": 7, "elide": False, "history": True},
    ]
    world = changed({"seed": seed, "drain": "20d"})
    assert len({run_digest(world, tmp_path, **way) for way in ways}) == 1


def test_elision_matters_nowhere_near_capacity(tmp_path: Path) -> None:
    """With long queues, absences and work that waits at the end, elision still changes no row."""
    slow = {f"offices.0.desks.{n}.pace": 0.15 for n in range(3)}
    world = changed({**slow, "offices.0.desks.1.absence": 0.3, "drain": "2d", "duration": "12d"})
    assert run_digest(world, tmp_path) == run_digest(world, tmp_path, elide=False)


def test_the_same_run_twice_is_the_same(tmp_path: Path) -> None:
    """Nothing is left over in the process from one run to the next."""
    world = document()
    first = run_digest(world, tmp_path)
    run_digest(changed({"seed": 99}), tmp_path)
    assert run_digest(world, tmp_path) == first


def test_another_seed_or_replication_is_another_run(tmp_path: Path) -> None:
    """Seeds and replications give digests of their own."""
    found = {
        run_digest(document(), tmp_path),
        run_digest(document(), tmp_path, 1),
        run_digest(changed({"seed": 12}), tmp_path),
    }
    assert len(found) == 3


def test_tracing_and_history_change_no_row(tmp_path: Path) -> None:
    """Keeping segments of some dossiers, or the history, changes nothing else."""
    plain = run(document(), tmp_path / "plain")
    traced = frozenset({"000.00.00.H03-230704-0001", "000.00.00.H26-230705-0001"})
    options = RunOptions(trace=traced, history=True)
    kept = run(document(), tmp_path / "kept", options=options)
    assert digest_of(kept) == digest_of(plain)
    assert set(kept.result.traces) == traced


def silent() -> Document:
    """The small world with a ministry that nobody talks to, and a procedure nobody asks for."""
    world = document()
    world["agencies"] += [agency("G02", "ministry", branches=True), agency("G99", "ministry")]
    route = [desk("one_stop", 10), request("anything", "G02")]
    world["procedures"].insert(0, procedure("a-permit", "commune", "9wd", 0.0, *route, owner="G02"))
    return world


@pytest.mark.parametrize("elide", [True, False])
def test_who_talks_to_nobody_changes_nobody(elide: bool, tmp_path: Path) -> None:
    """An agency without business and a procedure without applicants change no other dossier."""
    options = RunOptions(elide=elide)
    before = run(document(), tmp_path / "before", options=options)
    after = run(silent(), tmp_path / "after", options=options)
    assert by_code(before) == by_code(after)


def test_another_procedure_leaves_others_applicants_alone(tmp_path: Path) -> None:
    """A new procedure adds its own arrivals; who asked for the others is who asks now.

    With a rate of the whole catalogue; one of the selected procedures would be shared anew.
    """
    few, world = document(), document()
    for one in (few, world):
        arrivals = one["scenario"]["arrivals"]
        arrivals["catalogue_per_1000_per_month"] = arrivals.pop("per_1000_per_month")
    more = {**CARD, "id": "another-card", "weight": 0.2}
    world["procedures"].append(more)
    before, after = run(few, tmp_path / "before"), run(world, tmp_path / "after")
    end = min(before.result.end_us, after.result.end_us)
    new = after.rows["procedure"] == after.result.dimensions.procedures.index("another-card")
    was, now = (
        {o for o in origins(ran) if o[1] < end}
        for ran in (before, Ran(after.resolved, after.result, after.rows[~new], []))
    )
    assert was == now
    assert new.any()


LEVERS: dict[str, dict[str, Any]] = {
    "work": {"offices.0.desks.1.pace": 1.5},
    "people": {"offices.0.desks.0.staff": {"fixed": 3}},
    "sharing": {"sharing.reuse": 0.9, "sharing.platform.share": 1.0},
    "letters": {"sharing.letter.pick_up": law("1h")},
    "lateness": {"publication.lateness": 0.1},
    "losses": {"sync.loss": 0.0},  # without outages of the portal some apply sooner
    "attention": {"attention": {"default": 0.5}},
}


@pytest.mark.parametrize("lever", list(LEVERS))
def test_a_lever_moves_nobodys_arrival(lever: str, tmp_path: Path) -> None:
    """The same people ask at the same instants in both arms."""
    long = {"drain": "20d", "publication.documents_per_year": 12.0}
    before = run(changed(long), tmp_path / "before")
    after = run(changed({**long, **LEVERS[lever]}), tmp_path / "after")
    end = min(before.result.end_us, after.result.end_us)
    was, now = ({o for o in origins(ran) if o[1] < end} for ran in (before, after))
    assert was == now
    assert digest_of(before) != digest_of(after)


def test_more_people_asking_keeps_those_who_asked(tmp_path: Path) -> None:
    """Raising the rate of arrivals adds people and takes nobody away.

    Another rate may make the same person choose another channel, so the portal is always there.
    """
    before = run(changed({"outages": []}), tmp_path / "before")
    more = {"outages": [], "arrivals.per_1000_per_month": 17.0}
    after = run(changed(more), tmp_path / "after")
    end = min(before.result.end_us, after.result.end_us)
    was, now = ({o for o in origins(ran) if o[1] < end} for ran in (before, after))
    assert was < now


def test_a_lever_at_one_desk_changes_only_whom_it_serves(tmp_path: Path) -> None:
    """A faster desk at the centre changes dossiers worked there, and no other row."""
    base = document()
    base["procedures"][3]["route"][2]["reuse"] = 1.0  # they keep nobody else's people busy
    ends = changed({"drain": "0s", "duration": "20d"}, base)
    before = run(ends, tmp_path / "before")
    after = run(changed({"offices.2.desks.1.pace": 2.0}, ends), tmp_path / "after")
    was, now = by_code(before), by_code(after)
    assert was.keys() == now.keys()
    assert {row[0] for code, row in was.items() if now[code] != row} == {"degree"}
