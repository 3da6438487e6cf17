"""What a snapshot refuses: another run, another version, damage, and a disk that does not write."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from agents.environment import Thread
from agents.thread_state import OPEN
from simulator.ledger.rows import ROW
from simulator.model.model import Inputs
from simulator.run import snapshot as snapshot_module
from simulator.run.engine import Engine
from simulator.run.snapshot import VERSION, restore, snapshot, write_snapshot
from simulator.scenario.resolved import ResolvedScenario
from tests.simulator.interrupted import (
    CASES,
    MINUTE_US,
    REQUESTS,
    WEEK,
    Case,
    begun,
    engine_inputs,
    rows_of,
    running_engine,
)
from topics.errors import EnvironmentFailed, InputError


@pytest.fixture(scope="module")
def tiny() -> ResolvedScenario:
    """A fortnight of Bac Kan with much to do."""
    return CASES["requests"].resolved()


@pytest.fixture
def running(tiny: ResolvedScenario) -> Engine:
    """Its run at some instant of the sixth day, with rows already written."""
    return running_engine(tiny)


def other_seed(inputs: Inputs) -> Inputs:
    return replace(inputs, resolved=Case("tiny", (*REQUESTS, "seed=1"), True, 0).resolved())


def other_scenario(inputs: Inputs) -> Inputs:
    return replace(inputs, resolved=Case("tiny", WEEK, True, 0).resolved())


@pytest.mark.parametrize(
    "change, complaint",
    [
        (other_seed, r"its seed is 20231120, that of this run is 1$"),
        (other_scenario, r"its scenario \(sha256\) is [0-9a-f]{64}, that of this run is "),
        (lambda inputs: replace(inputs, replication=3), "its replication is 0, .* is 3$"),
        (
            lambda inputs: replace(inputs, options=replace(inputs.options, elide=False)),
            "its elision is True, .* is False$",
        ),
        (
            lambda inputs: replace(inputs, options=replace(inputs.options, trace=frozenset({"a"}))),
            r"traced dossiers is \[\], ",
        ),
    ],
)
def test_a_snapshot_of_another_run_is_refused(
    change: Callable[[Inputs], Inputs], complaint: str, running: Engine, tiny: ResolvedScenario
) -> None:
    """The message says in what it differs, and the rows are untouched."""
    out = io.BytesIO(rows_of(running) + b"later rows")
    with pytest.raises(InputError, match=complaint):
        restore(change(engine_inputs(tiny)), snapshot(running), out)
    assert out.getvalue() == rows_of(running) + b"later rows"


def test_a_snapshot_of_another_version_of_the_model_is_refused(
    running: Engine, tiny: ResolvedScenario
) -> None:
    """Here one whose dossiers had other slots: numbers and names may not mean the same."""
    data = snapshot(running)
    kind = OPEN.pop(running_dossier_class(running))
    OPEN[kind.cls] = replace(kind, slots=kind.slots[1:])
    try:
        with pytest.raises(InputError, match="another version of lienthong"):
            restore(engine_inputs(tiny), data, io.BytesIO(rows_of(running)))
    finally:
        OPEN[kind.cls] = kind


def running_dossier_class(engine: Engine) -> type[Thread]:
    return type(next(iter(engine.model.world.open.values())))


def test_a_snapshot_of_another_format_version_is_refused(
    running: Engine, tiny: ResolvedScenario
) -> None:
    """Its first line says which it is."""
    data = snapshot(running).replace(b"snapshot %d\n" % VERSION, b"snapshot 99\n", 1)
    with pytest.raises(InputError, match=rf"found version 99; this lienthong reads {VERSION}$"):
        restore(engine_inputs(tiny), data, io.BytesIO(rows_of(running)))


def damaged(data: bytes) -> Iterable[bytes]:
    """The same with one bit turned, cut short, or with something behind it."""
    for place in random.Random(1).sample(range(30, len(data)), 20):
        yield data[:place] + bytes([data[place] ^ 4]) + data[place + 1 :]
    yield from (data[:-1], data[: len(data) // 2], data[:25], data + b"\0")


def test_a_damaged_snapshot_is_refused(running: Engine, tiny: ResolvedScenario) -> None:
    """Wherever the damage is."""
    for bad in damaged(snapshot(running)):
        with pytest.raises(InputError, match="damaged or cut short"):
            restore(engine_inputs(tiny), bad, io.BytesIO(rows_of(running)))


@pytest.mark.parametrize("data", [b"", b"PAR1", b"{}\n", b"lienthong-history 1\n"])
def test_what_is_no_snapshot_is_refused(data: bytes, tiny: ResolvedScenario) -> None:
    """An empty file, or one of another kind."""
    with pytest.raises(InputError, match="not with 'lienthong-snapshot'"):
        restore(engine_inputs(tiny), data, io.BytesIO())


def other_rows(rows: bytes) -> Iterable[bytes]:
    """Rows files that a run with these rows did not write."""
    yield b""
    yield rows[:-1]
    yield rows[: -ROW.itemsize]
    yield bytes([rows[0] ^ 1]) + rows[1:] + rows


def test_another_rows_file_is_refused_and_left_as_it_is(
    running: Engine, tiny: ResolvedScenario
) -> None:
    """It must begin with all the rows that had been written."""
    data = snapshot(running)
    for rows in other_rows(rows_of(running)):
        out = io.BytesIO(rows)
        with pytest.raises(InputError, match=r"does not begin with the \d+ rows"):
            restore(engine_inputs(tiny), data, out)
        assert out.getvalue() == rows


# -- the file --------------------------------------------------------------------------------------


def test_a_snapshot_file_has_its_name_only_when_it_is_whole(
    tiny: ResolvedScenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When its disk refuses the temporary file, the snapshot before it stays."""
    kept = tmp_path / "kept"
    with (tmp_path / "rows.bin").open("wb") as out:
        engine = begun(tiny, out)
        write_snapshot(engine, kept)
        before = kept.read_bytes()
        engine.advance(engine.now_us + 2_000 * MINUTE_US)
        blocked = tmp_path / "kept.part"
        blocked.mkdir()
        monkeypatch.setattr(snapshot_module, "part_of", lambda _: blocked)
        with pytest.raises(EnvironmentFailed, match="kept: Is a directory"):
            write_snapshot(engine, kept)
    assert kept.read_bytes() == before


def test_a_snapshot_file_that_cannot_be_named_leaves_nothing(
    tiny: ResolvedScenario, tmp_path: Path
) -> None:
    """The temporary file goes away."""
    (tmp_path / "taken").mkdir()
    with (tmp_path / "rows.bin").open("wb") as out, pytest.raises(EnvironmentFailed):
        write_snapshot(begun(tiny, out), tmp_path / "taken")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["rows.bin", "taken"]
