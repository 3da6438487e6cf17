"""The open-loop generator of load tests against a bare loop on the same client.

Both send the same requests, with the same headers and settings, to one broker. The bare loop hands
over what was made before as fast as its client takes it: that is the ceiling. The generator runs as
in a load test: a process makes and sends each message at its time, another writes every send to
the history and its time to a histogram. Ceiling and generator take turns.
"""

from __future__ import annotations

import secrets
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from confluent_kafka import Producer
from kafka import KafkaProducer

from simulator.loadtest.cast import cast_of
from simulator.loadtest.clients import LINGER_OFTEN_MS, confluent_options, python_options
from simulator.loadtest.clock import Clock
from simulator.loadtest.entries import Send
from simulator.loadtest.history import HistoryWriter
from simulator.loadtest.latency import Latency
from simulator.loadtest.plan import Plan
from simulator.loadtest.roles import role_of
from simulator.loadtest.schedule import schedule_of
from simulator.loadtest.sender import made_of
from simulator.loadtest.workers import Job, Workers
from tests.bench.bench_kafka import _broker
from tests.bench.harness import MIN_PAIRS, Figure, bench
from topics.connection import Connection
from topics.envelope import WireRecord
from topics.kafka import admin
from topics.kafka.python_options import quiet

PROVIDER = "G15-HOTICH"
RECORDS = 20_000  # of the bare loop, at a time
LOAD_S = 4
WARM_S = 1
LAG_US = 10_000
MARGIN = 1.1  # so much above the target is asked for, so that the target itself is held
SOON_US = 300_000
TURN_S = 0.02
Bare = Callable[[Connection, Sequence[WireRecord]], float]


@bench("generator-vs-bare")
def generator() -> list[Figure]:
    """With kafka-python; how late sends are while it holds that rate, too."""
    pairs = _pairs("python", _bare_python, 0.4)
    ratio = _ratio("generator-vs-bare", pairs, 0.4)
    lags = sorted(pair.lag_p99_us / 1e3 for pair in pairs)
    detail = f"the quietest of {len(lags)} turns, because others use the machine; "
    detail += "all: " + ", ".join(f"{lag:.3g}" for lag in lags)
    return [ratio, Figure("generator-lag-p99-ms", lags[0], "<=", LAG_US / 1e3, detail)]


@bench("generator-confluent-vs-bare")
def generator_confluent() -> list[Figure]:
    """With librdkafka."""
    return [_ratio("generator-confluent-vs-bare", _pairs("confluent", _bare_confluent, 0.3), 0.3)]


@dataclass(frozen=True, slots=True)
class Pair:
    """Records a second of the bare loop, and of the generator those that it sent in time."""

    bare: float
    offered: float
    in_time: float
    lag_p99_us: float


def _ratio(name: str, pairs: Sequence[Pair], target: float) -> Figure:
    ratios = sorted(pair.in_time / pair.bare for pair in pairs)
    bare, offered = median(pair.bare for pair in pairs), median(pair.offered for pair in pairs)
    detail = f"{offered:,.0f}/s offered, bare {bare:,.0f}/s; sent at most {LAG_US // 1000} ms late"
    detail += f": pairs {ratios[0]:.3g} to {ratios[-1]:.3g}"
    return Figure(name, median(ratios), ">=", target, detail)


def _pairs(client: str, bare: Bare, target: float) -> list[Pair]:
    with _broker() as connection, _topics(connection) as prefix:
        wires = _wires(prefix)
        bare(connection, wires)
        pairs = []
        for _ in range(MIN_PAIRS):
            ceiling = bare(connection, wires)
            pairs.append(_held(connection, prefix, client, ceiling, ceiling * target * MARGIN))
        return pairs


@contextmanager
def _topics(connection: Connection) -> Iterator[str]:
    prefix = f"b{secrets.token_hex(4)}"
    agencies = cast_of("tiny", PROVIDER).agencies
    admin.apply(connection, admin.plan(connection, prefix, agencies, with_retry=False))
    try:
        yield prefix
    finally:
        admin.delete_prefix(connection, prefix)


def _plan(rate: float, seconds: float) -> Plan:
    return Plan.model_validate(
        {
            "version": 1, "name": "bench", "scenario": "tiny", "warmup": f"{WARM_S}s",
            "connector": {"agency": PROVIDER, "role": "provider", "external": True},
            "load": {"profile": "constant", "rate": rate, "duration": f"{seconds}s"},
        }
    )  # fmt: skip


def _wires(prefix: str) -> list[WireRecord]:
    plan = _plan(RECORDS, 2)
    role = role_of(plan, cast_of("tiny", PROVIDER), schedule_of(plan), prefix)
    return [made.wire for made in made_of(role, Clock(0, 0), range(RECORDS))]


# -- the ceiling -----------------------------------------------------------------------------------


def _bare_python(connection: Connection, wires: Sequence[WireRecord]) -> float:
    quiet()
    producer = KafkaProducer(**python_options(connection, LINGER_OFTEN_MS))
    for wire in wires[:200]:
        producer.send(wire.topic, wire.value, wire.key, wire.headers)
    producer.flush()
    began_s = time.perf_counter()
    for wire in wires:
        producer.send(wire.topic, wire.value, wire.key, wire.headers)
    producer.flush()
    took_s = time.perf_counter() - began_s
    producer.close()
    return len(wires) / took_s


def _bare_confluent(connection: Connection, wires: Sequence[WireRecord]) -> float:
    producer = Producer(confluent_options(connection, LINGER_OFTEN_MS))
    producer.list_topics(timeout=10)
    began_s = time.perf_counter()
    for wire in wires:
        headers: list[Any] = wire.headers
        producer.produce(wire.topic, wire.value, wire.key, headers=headers)
    producer.flush()
    return len(wires) / (time.perf_counter() - began_s)


# -- the generator ---------------------------------------------------------------------------------


def _held(connection: Connection, prefix: str, client: str, bare: float, rate: float) -> Pair:
    plan = _plan(rate, LOAD_S)
    cast, schedule = cast_of("tiny", PROVIDER), schedule_of(plan)
    workers = Workers([Job(plan, cast, schedule, prefix, connection, 0, 1, client)])
    try:
        workers.ready()
        sends = _recorded(workers, len(schedule))
    finally:
        workers.close()
    lags = np.array([s.at_us - s.intended_us for s in sends if s.intended_us >= WARM_S * 1e6])
    offered = schedule.offered / LOAD_S
    in_time = np.count_nonzero(lags <= LAG_US) / LOAD_S
    return Pair(bare, offered, float(in_time), float(np.percentile(lags, 99)))


def _recorded(workers: Workers, planned: int) -> list[Send]:
    """All sends, after they went to a history and their times to a histogram."""
    found: list[Send] = []
    latency = Latency()
    with (
        tempfile.TemporaryDirectory() as folder,
        HistoryWriter(Path(folder) / "history.jsonl", {}) as history,
    ):
        workers.begin(Clock.beginning_in(SOON_US))
        while workers.busy:
            sends = workers.reports()
            history.write_many(sends)
            latency.record_many([s.confirmed_us - s.intended_us for s in sends])
            found += sends
            time.sleep(TURN_S)
    if (len(found), latency.count) != (planned, planned):
        raise RuntimeError(f"of {planned} messages {len(found)} were recorded")
    return found
