"""One reading, three forms: the text of a scrape, a registry's, and samples at their dates."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from math import inf
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.openmetrics.parser import text_string_to_metric_families as strict
from prometheus_client.parser import text_string_to_metric_families as parsed

from simulator.metrics.catalogue import METRICS
from simulator.metrics.collector import ModelCollector
from simulator.metrics.openmetrics import EVERY_US, Recorder, to_file
from simulator.metrics.reading import Reading, unix_s
from simulator.metrics.text import Writer
from simulator.metrics.wall import Wall
from simulator.model.options import RunOptions
from simulator.run.engine import run_replication
from simulator.run.experiment import job, simulate
from simulator.scenario.resolved import resolve_document
from tests.simulator.metrics.watched import Watched, small
from tests.simulator.small_worlds import changed, document
from topics.errors import EnvironmentFailed

Sample = tuple[str, tuple[tuple[str, str], ...], float]
DAY_S = 86_400


def samples(text: str) -> list[Sample]:
    return [
        (one.name, tuple(sorted(one.labels.items())), one.value)
        for family in parsed(text)
        for one in family.samples
    ]


def strictly(text: str) -> Iterator[Metric]:
    """The families of each timestamp, by the strict parser.

    Of a histogram with several timestamps it drops all lines but the first of the later ones.
    """
    heads, at = "", defaultdict[str, list[str]](list)
    for line in text.splitlines(keepends=True):
        if line.startswith("#"):
            heads = line if line.startswith("# TYPE") else heads + line
        else:
            at[line.rpartition(" ")[2]] += [heads, line]
    for lines in at.values():
        yield from strict("".join(dict.fromkeys(lines)) + "# EOF\n")


@pytest.fixture(scope="module")
def reading() -> Reading:
    watched = small({"publication.documents_per_year": 40.0})
    watched.advance(8)
    reading = watched.read()
    Wall(speed_ratio=inf, drift_seconds=0.25, acts=Counter(accepted=2)).add_to(reading)
    return reading


def test_the_text_is_what_prometheus_client_would_write(reading: Reading) -> None:
    """The same samples, read back with its own parser, and as many as are counted."""
    registry = CollectorRegistry()
    registry.register(ModelCollector(lambda: reading))
    theirs = samples(generate_latest(registry).decode())
    ours = samples(Writer().exposition(reading).decode())
    assert sorted(ours) == sorted(theirs)
    assert len(ours) == len(set(ours)) == reading.series()
    assert ("lienthong_wall_speed_ratio", (), inf) in ours


def test_a_registry_knows_every_metric_beforehand() -> None:
    """So that two collectors cannot export the same; without a reading there is no sample."""
    registry, collector = CollectorRegistry(), ModelCollector(lambda: None)
    registry.register(collector)
    with pytest.raises(ValueError, match="Duplicated"):
        registry.register(ModelCollector(lambda: None))
    assert len(list(collector.describe())) == len(METRICS)
    assert generate_latest(registry) == b""


def test_labels_are_escaped() -> None:
    """A scenario's name is the planner's."""
    reading = Reading(0, {"lienthong_sim_info": {('a "b"\\\nc',): 1}})
    [found] = samples(Writer().exposition(reading).decode())
    assert found == ("lienthong_sim_info", (("scenario", 'a "b"\\\nc'),), 1.0)


# -- at simulated dates ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def recorder() -> Recorder:
    watched = Watched(resolve_document(document()))
    recorder = Recorder(watched.engine)
    watched.engine.finish()
    return recorder


def test_series_are_valid_openmetrics(recorder: Recorder, tmp_path: Path) -> None:
    """By prometheus_client's strict parser: grouped, in order, ended; a sample each midnight."""
    path = tmp_path / "series.txt"
    recorder.write(path)
    text = path.read_text()
    assert text.endswith("# EOF\n")
    families = list(strictly(text))
    names = {family.name for family in families}
    assert names <= {metric.family for metric in METRICS.values() if metric.simulated}
    assert text.count("# TYPE") == text.count("# HELP") == len(names)
    assert sum(len(family.samples) for family in families) == recorder.samples
    clock = [f.samples[0] for f in families if f.name == "lienthong_sim_clock_seconds"]
    assert [float(one.timestamp) for one in clock] == [one.value for one in clock]
    start = unix_s(recorder.at_us[0])
    assert [one.value for one in clock] == [start + DAY_S * n for n in range(len(clock))]
    assert (start + 7 * 3600) % DAY_S == 0


def test_counters_never_fall_over_time(recorder: Recorder, tmp_path: Path) -> None:
    """And the last of all is the run's."""
    recorder.write(tmp_path / "series.txt")
    last: dict[tuple[str, str], float] = {}
    for family in strictly((tmp_path / "series.txt").read_text()):
        if family.type == "counter":
            for one in family.samples:
                key = (one.name, str(sorted(one.labels.items())))
                assert one.value >= last.get(key, 0.0)
                last[key] = one.value
    assert len(last) > 50


def test_months_share_the_samples_out(recorder: Recorder, tmp_path: Path) -> None:
    """Each month's file holds that month, local time, and together they are all."""
    found = 0
    for first, last in recorder.months():
        recorder.write(tmp_path / "month.txt", first, last)
        stamps = {
            float(one.timestamp)
            for family in strictly((tmp_path / "month.txt").read_text())
            for one in family.samples
        }
        assert stamps == {unix_s(at) for at in recorder.at_us[first:last]}
        found += len(stamps)
    assert found == len(recorder.at_us)
    assert len(list(recorder.months())) >= 1


def test_a_month_that_a_series_does_not_reach_has_none_of_it(tmp_path: Path) -> None:
    """A series begins when there is something to tell."""
    watched = small({"start": "2023-07-30", "outages": []})
    recorder = Recorder(watched.engine)
    watched.advance(1), watched.advance(1), watched.advance(1)
    (first, last), (second, end) = recorder.months()
    assert (first, last, second, end) == (0, 2, 2, 4)
    recorder.write(tmp_path / "july.txt", first, last)
    recorder.write(tmp_path / "august.txt", second, end)
    july, august = (
        {one.name for family in strictly((tmp_path / name).read_text()) for one in family.samples}
        for name in ("july.txt", "august.txt")
    )
    assert "lienthong_sim_cycle_time_seconds_count" in august - july


def test_hours_are_sampled_when_asked_for() -> None:
    """The engine then pauses each hour; its digest is the same."""
    whole = changed({"duration": "2d", "drain": "30d"})
    daily, hourly = Watched(resolve_document(whole)), Watched(resolve_document(whole))
    daily.engine.finish()
    recorder = Recorder(hourly.engine, EVERY_US["hour"])
    hourly.engine.finish()
    steps = {b - a for a, b in zip(recorder.at_us, recorder.at_us[1:], strict=False)}
    assert steps == {3_600_000_000}
    assert hashlib.sha256(hourly.out.getvalue()).digest() == (
        hashlib.sha256(daily.out.getvalue()).digest()
    )


def test_a_run_writes_the_series_of_its_first_replication(tmp_path: Path) -> None:
    """Queues and all, while its rows are those of a run without."""
    resolved = resolve_document(changed({"duration": "2d", "drain": "30d"}))
    path = tmp_path / "series.txt"
    options = RunOptions(openmetrics=path)
    plain = run_replication(resolved, 0, tmp_path / "plain")
    jobs = [job(resolved, number, tmp_path / str(number), options, number) for number in (1, 0)]
    simulate(jobs[0], lambda _fraction, _finished: None)
    assert not path.exists()
    shown: list[float] = []
    outcome = simulate(jobs[1], lambda fraction, _finished: shown.append(fraction))
    assert outcome.rows_path.read_bytes() == plain.rows_path.read_bytes()
    assert "lienthong_sim_desk_queue" in {family.name for family in strictly(path.read_text())}
    assert shown[-1] == 1.0
    assert [one.name for one in tmp_path.iterdir() if ".part" in one.name] == []


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    """In one sentence, and the run leaves nothing behind."""
    resolved = resolve_document(changed({"duration": "1d", "drain": "10d"}))
    path = tmp_path / "none" / "series.txt"
    with pytest.raises(EnvironmentFailed, match=r"series\.txt: cannot write here"):
        run_replication(resolved, 0, tmp_path / "run", drive=to_file(path))
    assert list((tmp_path / "run").iterdir()) == []
