"""A run laid down and taken up again, in a new process, ends as if never interrupted."""

from __future__ import annotations

import io
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.remote import Patience, RemoteRequest
from agents.serving import Serving
from agents.thread_state import OPEN
from simulator.model.horizon import Horizon
from simulator.run.engine import Engine
from simulator.run.snapshot import restore, snapshot, write_snapshot
from simulator.scenario.resolved import ResolvedScenario
from tests.simulator.interrupted import (
    CASES,
    Case,
    begun,
    contents,
    engine_inputs,
    outcome,
    rows_of,
    running_engine,
)
from topics.errors import ModelError

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Told:
    """A case, uninterrupted and interrupted, and what a new process made of each snapshot."""

    whole: dict[str, Any]
    interrupted: dict[str, Any]
    snapshots: list[bytes]
    resumed: list[dict[str, Any]] = field(default_factory=list)


RESUME = """
import json, sys
from pathlib import Path
from tests.simulator.interrupted import engine_inputs, outcome
from simulator.scenario.resolved import resolve_document
from simulator.run.snapshot import restore

said = []
for case in json.load(sys.stdin):
    resolved = resolve_document(case["document"])
    for name in case["names"]:
        path = Path(name)
        with path.with_suffix(".bin").open("r+b") as out:
            data = path.read_bytes()
            engine = restore(engine_inputs(resolved, case["elide"], 7), data, out)
            engine.finish()
        said.append(outcome(engine, path.with_suffix(".bin")))
json.dump(said, sys.stdout)
"""


def run_whole(case: Case, resolved: ResolvedScenario, path: Path) -> dict[str, Any]:
    """What an uninterrupted run comes to; its rows go to `path`."""
    with path.open("wb") as out:
        engine = begun(resolved, out, case.elide)
        engine.finish()
    return outcome(engine, path)


def interrupt(
    case: Case, resolved: ResolvedScenario, end_us: int, folder: Path
) -> tuple[dict[str, Any], list[Path]]:
    """What a run comes to that is kept at random instants, and its snapshots.

    Each lies beside rows that go on to the end.
    """
    names, rows = [], folder / "rows.bin"
    with rows.open("wb") as out:
        engine = begun(resolved, out, case.elide)
        start, chance = engine.now_us, random.Random(case.scenario)
        instants = [chance.randrange(start, end_us) for _ in range(case.instants)]
        for number, at_us in enumerate(sorted([start, *instants, end_us])):
            engine.advance(at_us)
            names.append(folder / f"{number}.snapshot")
            write_snapshot(engine, names[-1])
        engine.finish()
    for name in names:
        name.with_suffix(".bin").write_bytes(rows.read_bytes())
    return outcome(engine, rows), names


def resume_in_a_new_process(asked: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """What a new process makes of the snapshots of each case."""
    done = subprocess.run(
        [sys.executable, "-c", RESUME], input=json.dumps(asked), text=True, cwd=ROOT, timeout=120,
        capture_output=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert not done.returncode, done.stderr
    yield from json.loads(done.stdout)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Told]:
    """Every case, run whole, run with interruptions, and resumed in one new process."""
    asked, found = [], {}
    for name, case in CASES.items():
        folder, resolved = tmp_path_factory.mktemp("case"), case.resolved()
        whole = run_whole(case, resolved, folder / "whole.bin")
        interrupted, paths = interrupt(case, resolved, whole["end_us"], folder)
        names = [str(path) for path in paths]
        asked.append({"document": resolved.document, "elide": case.elide, "names": names})
        found[name] = Told(whole, interrupted, [path.read_bytes() for path in paths])
    said = resume_in_a_new_process(asked)
    for one in found.values():
        one.resumed.extend(next(said) for _ in one.snapshots)
    return found


@pytest.mark.parametrize("name", CASES)
def test_a_run_resumed_in_a_new_process_ends_as_if_never_interrupted(
    name: str, told: dict[str, Told]
) -> None:
    """Rows, digest, indicators and end are the same from any instant, with another block size."""
    assert told[name].resumed == [told[name].whole] * (CASES[name].instants + 2)


@pytest.mark.parametrize("name", CASES)
def test_taking_snapshots_does_not_disturb_a_run(name: str, told: dict[str, Told]) -> None:
    """A run that was kept again and again ends like one that was not."""
    assert told[name].interrupted == told[name].whole


def test_the_instants_find_every_kind_of_open_work(told: dict[str, Told]) -> None:
    """Requests, limits, enquiries, queues, and returned dossiers whose status is still pushed."""
    kept = [contents(data) for one in told.values() for data in one.snapshots]
    elsewhere = {RemoteRequest, Patience, Serving}  # only where other agencies work elsewhere
    expected = {cls.__name__ for cls in OPEN.keys() - elsewhere}
    assert {name for one in kept for name in one["threads"]} == expected
    waiting = [
        job for one in kept for desk in one["desks"] for job in desk.get("jobs", ["list"])[1:]
    ]
    keys = {row[0] for one in kept for row in one["threads"].get("Request", {"rows": []})["rows"]}
    assert any(job[3] in keys for job in waiting)
    assert any(one["threads"] and returned(one) for one in kept)
    assert any(one["queue"] and one["ledger"]["rows"] and one["accounts"] for one in kept)


def returned(kept: dict[str, Any]) -> set[bytes]:
    """The dossiers of a snapshot that are there only because other threads lead to them."""
    return {row[0] for row in kept["threads"]["Dossier"]["rows"]} - set(kept["open"])


# -- in one process --------------------------------------------------------------------------------


@cache
def busy() -> ResolvedScenario:
    """Two weeks of Bac Kan with much to do."""
    return CASES["requests"].resolved()


@cache
def rows_of_whole_run() -> bytes:
    """The rows of its uninterrupted run."""
    out = io.BytesIO()
    begun(busy(), out).finish()
    return out.getvalue()


@pytest.fixture
def running() -> Engine:
    """Its run at some instant of the sixth day, with rows already written."""
    return running_engine(busy())


@settings(max_examples=10, deadline=None)
@given(steps=st.integers(0, 850))  # some 860 events are before the end of the cohort
def test_a_snapshot_may_be_taken_between_any_two_events(steps: int) -> None:
    """Even when the next event is of the same instant."""
    engine = begun(busy(), io.BytesIO())
    for _ in range(steps):
        engine.model.env.step()
    out = io.BytesIO(rows_of_whole_run())
    restore(engine_inputs(busy(), block=1), snapshot(engine), out).finish()
    assert out.getvalue() == rows_of_whole_run()


def test_two_snapshots_in_a_row_are_the_same(running: Engine) -> None:
    """Taking one changes nothing."""
    assert snapshot(running) == snapshot(running)


def test_a_restored_run_gives_the_same_snapshot(running: Engine) -> None:
    """Nothing is lost or added on the way through plain data; rows written later are cut off."""
    data, out = snapshot(running), io.BytesIO(rows_of(running) + b"rows written later")
    assert snapshot(restore(engine_inputs(busy()), data, out)) == data
    assert out.getvalue() == rows_of(running)


def test_the_first_case_ends_before_its_drain_is_over(told: dict[str, Told]) -> None:
    """So that one of its snapshots is of the midnight at which nothing is left to be done."""
    name = "ends when its last dossier does"
    end_us = Horizon.of(CASES[name].resolved().scenario).end_us
    assert told[name].whole["end_us"] < end_us


def test_a_snapshot_may_be_taken_before_the_run_has_begun() -> None:
    """What is restored has still to begin."""
    out = io.BytesIO()
    data = snapshot(Engine(engine_inputs(busy()), io.BytesIO()))
    engine = restore(engine_inputs(busy()), data, out)
    engine.begin()
    engine.finish()
    assert out.getvalue() == rows_of_whole_run()


def test_the_segments_of_traced_dossiers_are_kept(running: Engine) -> None:
    """A dossier that was open at the snapshot has the same timeline in the end."""
    codes = frozenset(d.code for d in running.model.world.open.values())
    inputs = engine_inputs(busy())
    inputs = replace(inputs, options=replace(inputs.options, trace=codes))
    first = Engine(inputs, io.BytesIO())
    first.begin()
    first.advance(running.now_us)
    second = restore(inputs, snapshot(first), io.BytesIO(rows_of(first)))
    first.finish()
    second.finish()
    assert second.model.ledger.segments == first.model.ledger.segments
    assert all(second.model.ledger.segments[code] for code in codes)


def test_a_run_that_is_over_has_no_snapshot(running: Engine) -> None:
    """Nothing of it is open any more."""
    running.finish()
    with pytest.raises(ModelError, match="the run is over"):
        snapshot(running)
