"""What a process that hosts some agencies tells Prometheus: of those, and of what others owe it."""

from __future__ import annotations

from typing import Any, cast

import pytest

from simulator.live.acts import ActLog
from simulator.live.run import LiveRun
from simulator.metrics.exporter import Exporter
from simulator.metrics.live import exporter_of
from simulator.scenario.resolved import resolve_document
from tests.simulator.hosting.memory import Process, Topics
from tests.simulator.small_worlds import changed

HOUR_US = 3_600_000_000
PROVINCE, OTHERS = "H03", ("G01", "G15", "G15-HOTICH", "G22", "G22-DVCQG", "H26")
WALL = "lienthong_wall_"


class Paced:
    """What an exporter asks of a live run beside its engine."""

    def __init__(self, process: Process) -> None:
        self.engine, self.drift_s = process.engine, 1.5
        self.pacer = type("Pacer", (), {"ratio": 600.0})()
        self.log = ActLog(process.engine.model.relay, "test")


def told(process: Process) -> Exporter:
    return exporter_of(cast(LiveRun, Paced(process)))


def values(exporter: Exporter, name: str) -> dict[Any, Any]:
    exporter.refresh(now=True)
    assert exporter.latest is not None
    return dict(exporter.latest.values.get(name, {}))


@pytest.fixture
def topics() -> Topics:
    return Topics()


@pytest.fixture
def run(topics: Topics) -> tuple[Process, Exporter]:
    """A province alone: nobody answers it. Two working days have gone by."""
    resolved = resolve_document(changed({"publication.documents_per_year": 40.0, "seed": 14}))
    process = Process(topics, resolved, PROVINCE)
    exporter = told(process)
    start_us = process.engine.now_us
    for hour in range(1, 49):
        process.on(start_us + hour * HOUR_US)
    return process, exporter


def test_it_tells_of_its_own_agencies_only(run: tuple[Process, Exporter]) -> None:
    """Sums over all processes are then those of the whole run."""
    _, exporter = run
    for name in ("dossiers_submitted_total", "desk_capacity_seconds_total", "publications_total"):
        found = values(exporter, f"lienthong_sim_{name}")
        assert {labels[0] for labels in found} == {PROVINCE}, name
    assert sum(values(exporter, "lienthong_sim_dossiers_submitted_total").values()) > 10


def test_what_it_says_goes_out(run: tuple[Process, Exporter]) -> None:
    """The relay takes it in; nothing else came here."""
    _, exporter = run
    found = values(exporter, "lienthong_sim_messages_total")
    assert found["exchange.out",] > 20
    assert ("exchange.in",) not in found


def test_requests_that_are_awaited_are_open(run: tuple[Process, Exporter]) -> None:
    """By whom they are asked of."""
    process, exporter = run
    found = values(exporter, "lienthong_sim_requests_open")
    waiting = [d.pending for d in process.engine.model.world.open.values() if d.pending]
    assert sum(found.values()) == sum(waiting) > 5


def test_others_are_blamed_from_0_on(topics: Topics, run: tuple[Process, Exporter]) -> None:
    """Each that works elsewhere has its counters before anything happens; then they count."""
    process, exporter = run
    born = told(Process(Topics(), resolve_document(changed({})), PROVINCE))
    blame = ("silent", "late", "failed")
    assert values(born, f"{WALL}blamed_total") == {(a, b): 0 for a in OTHERS for b in blame}
    found = values(exporter, f"{WALL}blamed_total")
    counted = {who: n for who, n in found.items() if n}
    assert counted == dict(process.hosting.blamed)
    assert sum(counted.values()) > 5
    assert {what for _, what in counted} == {"silent"}


def test_its_lag_is_what_lies_unread(topics: Topics, run: tuple[Process, Exporter]) -> None:
    """In all its inboxes; how far it is behind its pace is told, too."""
    _, exporter = run
    assert values(exporter, f"{WALL}transport_lag_records") == {(): 0}
    topics.inboxes[PROVINCE] += topics.said[:3]
    assert values(exporter, f"{WALL}transport_lag_records") == {(): 3}
    assert values(exporter, f"{WALL}drift_seconds") == {(): 1.5}


def test_a_process_that_hosts_no_office_tells_what_it_can() -> None:
    """The portal has no desk and receives nothing."""
    exporter = told(Process(Topics(), resolve_document(changed({})), "G22-DVCQG"))
    assert values(exporter, "lienthong_sim_dossiers_submitted_total") == {}
    assert values(exporter, "lienthong_sim_desk_queue") == {}
    assert len(values(exporter, "lienthong_sim_info")) == 1
