"""Backfilling: all blocks or none, and never two runs in one place."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from agents.calendar_spec import DAY_US
from simulator.cli.backfill import backfill_run
from simulator.metrics.blocks import add_blocks, check_free, find_promtool
from simulator.metrics.openmetrics import Recorder
from simulator.metrics.reading import unix_s
from simulator.model.options import RunOptions
from simulator.run.experiment import run_experiment
from simulator.run.runwriting import write_run
from simulator.scenario.resolved import resolve_document
from tests.simulator.metrics.watched import small, without
from tests.simulator.small_worlds import changed
from topics.errors import CheckFailed, EnvironmentFailed, InputError


@pytest.fixture
def recorder() -> Recorder:
    """Two days, in two months."""
    watched = small({"start": "2023-07-30", "outages": []})
    recorder = Recorder(watched.engine)
    watched.advance(1)
    watched.advance(1)
    return recorder


def program(folder: Path, *lines: str) -> str:
    path = folder / "promtool"
    path.write_text("\n".join(("#!/bin/sh", *lines, "")))
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run's folder."""
    resolved = resolve_document(changed({"duration": "1d", "drain": "20d"}))
    place = tmp_path_factory.mktemp("run")
    rows = tmp_path_factory.mktemp("rows")
    write_run(run_experiment(resolved, 1, 1, rows, RunOptions()), place)
    return place


def test_without_promtool_nothing_is_begun(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One sentence, exit status 3, no folder."""
    with (
        without(monkeypatch, "promtool"),
        pytest.raises(EnvironmentFailed, match="promtool is missing") as found,
    ):
        backfill_run(folder, tmp_path / "tsdb", 0, "day", "en")
    assert found.value.exit_status == 3
    assert not (tmp_path / "tsdb").exists()


def test_a_promtool_that_fails_leaves_nothing(recorder: Recorder, tmp_path: Path) -> None:
    """Its last words are passed on; a folder made for it goes again."""
    broken = program(tmp_path, "echo 'block writer: no space left' >&2", "exit 1")
    with pytest.raises(EnvironmentFailed, match=r"promtool failed \(1\) and said: block writer"):
        add_blocks(recorder, tmp_path / "tsdb", broken)
    assert not (tmp_path / "tsdb").exists()


def test_a_later_month_that_fails_takes_the_first_with_it(
    recorder: Recorder, tmp_path: Path
) -> None:
    """Blocks come into the folder together; what was there stays."""
    once = program(
        tmp_path,
        "for into; do :; done",
        'mkdir "$into/FIRST" || exit 1',
        'echo "{}" > "$into/FIRST/meta.json"',
    )
    (tmp_path / "tsdb").mkdir()
    (tmp_path / "tsdb" / "wal").mkdir()
    with pytest.raises(EnvironmentFailed, match="promtool failed"):
        add_blocks(recorder, tmp_path / "tsdb", once)
    assert [path.name for path in (tmp_path / "tsdb").iterdir()] == ["wal"]


def test_two_runs_never_share_their_dates(tmp_path: Path) -> None:
    """Series bear no name of their run, so they would run together."""
    (tmp_path / "BLOCK").mkdir()
    meta = tmp_path / "BLOCK" / "meta.json"
    begin, end = 20_000 * DAY_US, 20_030 * DAY_US
    held = {"minTime": int(unix_s(end) * 1000), "maxTime": int(unix_s(end) * 1000) + 1}
    meta.write_text(json.dumps(held))
    with pytest.raises(InputError, match="block BLOCK holds the same dates"):
        check_free(tmp_path, begin, end)
    check_free(tmp_path, begin, end - DAY_US)
    check_free(tmp_path, end + DAY_US, end + 2 * DAY_US)
    meta.write_text("[]")
    with pytest.raises(InputError, match="not the description of a block"):
        check_free(tmp_path, begin, end)


def test_a_replication_that_there_is_not_is_refused(folder: Path, tmp_path: Path) -> None:
    """The sentence says the last there is."""
    find_or_skip()
    with pytest.raises(InputError, match=r"--replication 1: the last of .* is 0"):
        backfill_run(folder, tmp_path / "tsdb", 1, "day", "en")


def test_another_installations_run_is_refused(folder: Path, tmp_path: Path) -> None:
    """Its metrics would not be those of its report."""
    find_or_skip()
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["document"]["scenario"]["seed"] += 1
    manifest["sha256"] = resolve_document(manifest["document"]).sha256
    other = tmp_path / "run"
    other.mkdir()
    (other / "manifest.json").write_text(json.dumps(manifest))
    (other / "dossiers.parquet").write_bytes((folder / "dossiers.parquet").read_bytes())
    with pytest.raises(CheckFailed, match="does not make the same run"):
        backfill_run(other, tmp_path / "tsdb", 0, "day", "en")
    assert not (tmp_path / "tsdb").exists()


def find_or_skip() -> None:
    try:
        find_promtool()
    except EnvironmentFailed as missing:
        pytest.skip(str(missing))
