"""A run's blocks in a real Prometheus: what it answers at simulated dates is what happened."""

from __future__ import annotations

import datetime as dt
import json
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest

from simulator.metrics.reading import unix_s
from tests.connected.prometheus import Prometheus, prometheus_over

pytestmark = [pytest.mark.connected, pytest.mark.filterwarnings("ignore::ResourceWarning")]

CPU_S = 60  # a machine that does nothing else takes a little less time than this is
DAY_US = 86_400_000_000
MAIN = [sys.executable, "-c", "import sys; from simulator.cli import main; sys.exit(main())"]


@dataclass(frozen=True)
class Year:
    folder: Path
    tsdb: Path
    said: str
    cpu_s: float


def lienthong(*words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [*MAIN, *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=600)


@pytest.fixture(scope="module")
def year(require: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Year:
    """A year of demo, backfilled."""
    require("promtool")
    place = tmp_path_factory.mktemp("year")
    ran = lienthong("run", "demo", "--replications", "1", "--set", "duration=365d", "--out", place)
    assert ran.returncode == 0, ran.stderr
    [folder] = place.iterdir()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = lienthong("backfill", folder, "--tsdb", tsdb := place / "tsdb")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 0, done.stderr
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Year(folder, tsdb, done.stdout, cpu_s)


@pytest.fixture(scope="module")
def prometheus(year: Year, require: Callable[[str], Path]) -> Iterator[Prometheus]:
    """One over its blocks."""
    config = year.tsdb.parent / "empty.yml"
    config.write_text("{}\n")
    with prometheus_over(require("prometheus"), year.tsdb, config) as started:
        yield started


@pytest.fixture(scope="module")
def dossiers(year: Year) -> Any:
    """The run's table."""
    columns = ["submitted_us", "returned_us"]
    return pyarrow.parquet.read_table(year.folder / "dossiers.parquet", columns=columns).to_pydict()


def midnight(year: int, month: int, day: int) -> int:
    return (dt.date(year, month, day) - dt.date(1970, 1, 1)).days * DAY_US


def value(found: list[dict[str, Any]]) -> float:
    [one] = found
    return float(one["value"][1])


def test_a_year_is_backfilled_within_a_minute(year: Year) -> None:
    """A block for each month, and nothing left beside them."""
    assert year.cpu_s < CPU_S
    metas = [json.loads(path.read_text()) for path in year.tsdb.glob("*/meta.json")]
    assert all(meta["maxTime"] - meta["minTime"] <= 31 * 86_400_000 for meta in metas)
    assert not list(year.tsdb.glob(".*"))
    assert f"{len(metas)} blocks" in year.said
    assert "--storage.tsdb.retention.time=100y" in year.said


@pytest.mark.parametrize("when", [(2023, 7, 5), (2023, 12, 31), (2024, 2, 29)])
def test_a_simulated_date_answers_what_the_table_says(
    prometheus: Prometheus, dossiers: Any, when: tuple[int, int, int]
) -> None:
    """Submitted, ended and still open at a midnight, local time."""
    at_us = midnight(*when)
    at_s = unix_s(at_us)
    submitted = sum(s < at_us for s in dossiers["submitted_us"])
    ended = sum(r is not None and r < at_us for r in dossiers["returned_us"])
    ask = prometheus.instant
    assert value(ask("sum(lienthong_sim_dossiers_submitted_total)", at_s)) == submitted
    assert value(ask("sum(lienthong_sim_dossiers_ended_total)", at_s)) == ended
    assert value(ask("sum(lienthong_sim_dossiers_open)", at_s)) == submitted - ended
    assert value(ask("lienthong_sim_clock_seconds", at_s)) == at_s
    times = 'sum(lienthong_sim_cycle_time_seconds_bucket{le="+Inf"})'
    assert value(ask(times, at_s)) == ended


def test_the_whole_year_is_there(prometheus: Prometheus) -> None:
    """Every midnight, across all blocks, and growing."""
    start_s, end_s = (unix_s(midnight(*when)) for when in ((2023, 7, 1), (2024, 6, 30)))
    asked = "sum(lienthong_sim_status_synced_total)"
    [series] = prometheus.course(asked, start_s, end_s, 86_400)
    values = [float(one) for _, one in series["values"]]
    assert len(values) == 366
    assert values == sorted(values)
    assert values[-1] > values[0]


def test_rates_of_simulated_time_come_out(prometheus: Prometheus) -> None:
    """A window of some days: work done is a share of what desks could do; queues are there."""
    at_s = unix_s(midnight(2023, 11, 20))
    busy, most = (
        f"sum(increase(lienthong_sim_desk_{name}_seconds_total[28d]))"
        for name in ("busy", "capacity")
    )
    assert 0.05 < value(prometheus.instant(f"{busy} / {most}", at_s)) < 0.95
    assert value(prometheus.instant("count(lienthong_sim_desk_queue)", at_s)) > 10


def test_the_same_dates_are_not_backfilled_twice(year: Year) -> None:
    """Bad input, and the blocks that are there stay as they are."""
    before = sorted(year.tsdb.iterdir())
    again = lienthong("backfill", year.folder, "--tsdb", year.tsdb)
    assert again.returncode == 2
    assert "holds the same dates" in again.stderr
    assert sorted(year.tsdb.iterdir()) == before
