"""A live run over a real broker: the answer of `run`, and acts on a topic of their own."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from simulator.live.run import LiveRun
from simulator.metrics.exporter import Exporter
from simulator.metrics.live import exporter_of
from simulator.model.options import KafkaRun, RunOptions
from tests.connected.brokers import Shared
from tests.connected.closed_runs import SHORT, digest_in_memory, records_of, scenario, topics_of
from tests.simulator.live.stage import HOURLY, fault, play
from topics.bus import open_bus
from topics.catalogue import exchange_in
from topics.control import ControlAct
from topics.envelope import WireRecord, from_wire
from topics.kafka.admin import delete_prefix

pytestmark = [pytest.mark.connected, pytest.mark.filterwarnings("ignore::ResourceWarning")]


@pytest.fixture
def mine(broker: Shared) -> Iterator[str]:
    """The prefix of this test's run."""
    prefix = f"run-{secrets.token_hex(4)}"
    yield prefix
    delete_prefix(broker.connection, f"{prefix}-r0")


def over(broker: Shared, prefix: str, *, keep_topics: bool = False) -> RunOptions:
    kafka = KafkaRun(broker.connection, prefix, give_up_s=120.0, keep_topics=keep_topics)
    return RunOptions(elide=False, kafka=kafka)


def test_a_live_run_comes_to_the_digest_of_run(broker: Shared, mine: str, tmp_path: Path) -> None:
    """Over sixty days as fast as it goes; no topic is left."""
    resolved = scenario("tiny", "warmup=10d", "duration=30d", "drain=20d")
    live = play(resolved, tmp_path / "live", options=over(broker, mine))
    assert live.digest == digest_in_memory(resolved, tmp_path)
    assert topics_of(broker.connection, mine) == []


def test_acts_are_records_in_the_log(broker: Shared, mine: str, tmp_path: Path) -> None:
    """In their order, with the instants at which they took effect; nothing foreign is seen."""
    resolved = scenario("tiny", *SHORT)
    todo = [
        (34.0, fault("outage", **{"target": "portal", "for": "6h"})),
        (50.0, fault("status-loss", **{"share": "0.5", "for": "1d"})),
    ]
    options = over(broker, mine, keep_topics=True)
    live = play(resolved, tmp_path, todo, speed=HOURLY, options=options)
    raws = records_of(broker.connection, f"{mine}-r0.control.")
    records = [from_wire(raw.wire) for raw in raws]
    assert {record.topic for record in records} == {f"{mine}-r0.control.evt.acts.v1"}
    events = [record.event for record in records]
    assert [(e.number, e.name) for e in events if isinstance(e, ControlAct)] == [
        (1, "outage"), (2, "status-loss"),
    ]  # fmt: skip
    assert [record.sim_time_us for record in records] == [act.at_us for act in live.acts]
    assert live.result.foreign == {}


class Looking:
    """An exporter that makes its text after every slice; at the first, a stranger writes."""

    def __init__(self, run: LiveRun, broker: Shared, topic: str) -> None:
        self.exporter: Exporter = exporter_of(run)
        self._broker, self._topic = broker, topic
        self.lags: list[int | None] = []

    def start(self, port: int) -> None:
        raise AssertionError(f"nobody scrapes here at {port}")

    def close(self) -> None:
        """Nothing is open."""

    def refresh(self) -> None:
        if not self.lags:
            assert b'lienthong_wall_dead_letters_total{culprit="bus"} 0\n' in self.text()
            with closing(open_bus("kafka", connection=self._broker.connection)) as stranger:
                stranger.publish_raw([WireRecord(self._topic, b"key", b"value", [])])
                stranger.flush()
        self.exporter.refresh(now=True)
        self.lags.append(self.exporter.wall.transport_lag_records)

    def text(self) -> bytes:
        self.exporter.refresh(now=True)
        return self.exporter.text


def test_lag_and_dead_letters_are_in_the_metrics(broker: Shared, mine: str, tmp_path: Path) -> None:
    """Records awaited while it runs, none at its end; a stranger's record by its culprit."""
    resolved = scenario("tiny", *SHORT)
    looking: list[Looking] = []

    def exporter(run: LiveRun) -> Looking:
        looking.append(Looking(run, broker, exchange_in(f"{mine}-r0", "H03")))
        return looking[0]

    live = play(resolved, tmp_path, options=over(broker, mine), exporter=exporter)
    assert list(live.result.foreign.values()) == [1]
    [error] = live.result.foreign
    culprit, text = error.partition(".")[0], looking[0].text().decode()
    assert f'lienthong_wall_dead_letters_total{{culprit="{culprit}"}} 1\n' in text
    assert "\nlienthong_wall_transport_lag_records 0\n" in text
    assert max(lag for lag in looking[0].lags if lag is not None) > 0
