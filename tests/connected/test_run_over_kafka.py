"""A closed run over a real broker comes to what it comes to in memory, and is all in the log."""

from __future__ import annotations

import json
import re
import secrets
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from kafka.partitioner.default import murmur2

import topics.bus
from simulator.relay.audit import verify
from simulator.run.engine import ReplicationResult
from tests.connected.brokers import Shared
from tests.connected.closed_runs import (
    SHORT,
    SHORT_RUN,
    digest_in_memory,
    digest_of,
    lienthong,
    records_of,
    run_over,
    scenario,
    topics_of,
)
from topics.audit import Audited
from topics.bus import Bus, Raw
from topics.catalogue import parse_topic
from topics.envelope import WireRecord, from_wire
from topics.events import DataReply, DataRequest, StatusCreate, StatusProgress
from topics.kafka.admin import delete_prefix
from topics.kafka.bus import KafkaBus
from topics.memory import MemoryBus
from topics.record import Record

pytestmark = [pytest.mark.connected, pytest.mark.filterwarnings("ignore::ResourceWarning")]

STATUS = {"sync.retry.max": "0", "sync.reconciliation": "none", "sync.delayed": "0"}
LOST = STATUS | {"sync.loss": "1.0", "sync.duplicate": "0"}
DOUBLED = STATUS | {"sync.loss": "0", "sync.duplicate": "1.0"}
CHANGED = 500  # the record that somebody tampers with


@pytest.fixture
def mine(broker: Shared, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The prefix of this test's run, also where the command line makes one up."""
    word = secrets.token_hex(4)
    monkeypatch.setattr("simulator.cli.run.secrets", SimpleNamespace(token_hex=lambda _: word))
    yield f"run-{word}"
    for replication in range(2):
        delete_prefix(broker.connection, f"run-{word}-r{replication}")


def replacing(monkeypatch: pytest.MonkeyPatch, bus: Callable[..., Bus]) -> None:
    """From now on this is transport kafka."""
    monkeypatch.setitem(topics.bus._transports, "kafka", bus)


def kept(
    broker: Shared, prefix: str, folder: Path, changes: Sequence[str]
) -> tuple[ReplicationResult, list[Record]]:
    """A run, and the records of its log."""
    resolved = scenario("tiny", *changes)
    result = run_over(broker.connection, prefix, resolved, folder, keep_topics=True)
    assert digest_of(result) == digest_in_memory(resolved, folder)
    return result, [from_wire(raw.wire) for raw in records_of(broker.connection, f"{prefix}-r0.")]


# -- the same answer ---------------------------------------------------------------------------


TINY = ["run", "tiny", "--replications", "2"]


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Of tiny, its messages carried in this process."""
    out = tmp_path_factory.mktemp("memory")
    assert lienthong(*TINY, "--out", str(out)) == 0
    return only_manifest(out)


def only_manifest(out: Path) -> Any:
    (made,) = out.glob("*/manifest.json")
    return json.loads(made.read_text())


@pytest.mark.parametrize("bus", ["kafka", "confluent"])
def test_tiny_comes_to_the_same(
    broker: Shared, mine: str, tmp_path: Path, manifest: Any, bus: str
) -> None:
    """The manifests are the same whatever carries the messages, and no topic is left."""
    over = ["--bus", bus, "--bootstrap", broker.bootstrap, "--out", str(tmp_path)]
    assert lienthong(*TINY, *over) == 0
    assert only_manifest(tmp_path) == manifest
    assert topics_of(broker.connection, mine) == []


def test_demo_comes_to_the_same(broker: Shared, mine: str, tmp_path: Path) -> None:
    """More than a hundred thousand records, several times as many as may be under way."""
    resolved = scenario("demo")
    result = run_over(broker.connection, mine, resolved, tmp_path)
    assert digest_of(result) == digest_in_memory(resolved, tmp_path)
    assert result.foreign == {}
    assert topics_of(broker.connection, mine) == []


def test_rows_written_after_the_last_copy_came_are_released(
    broker: Shared, mine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where every copy is back at once, the last window has none to wait for."""
    replacing(monkeypatch, lambda **_: MemoryBus())
    resolved = scenario("tiny", *SHORT)
    result = run_over(broker.connection, mine, resolved, tmp_path)
    assert digest_of(result) == digest_in_memory(resolved, tmp_path)


# -- the log -----------------------------------------------------------------------------------


def test_the_log_holds_each_record_once_where_its_key_belongs(
    broker: Shared, mine: str, tmp_path: Path
) -> None:
    """Numbers without a gap, as many as the model counts; Kafka's own hash says the partition."""
    resolved = scenario("tiny", *SHORT)
    result = run_over(broker.connection, mine, resolved, tmp_path, keep_topics=True)
    raws = records_of(broker.connection, f"{mine}-r0.")
    records = [from_wire(raw.wire) for raw in raws]
    messages = Counter(type(r.event).__name__ for r in records if not isinstance(r.event, Audited))
    assert messages == result.indicators["messages"]
    assert sorted(record.seq for record in records) == list(range(len(records)))
    assert {record.replication for record in records} == {0}
    for raw in raws:
        count = parse_topic(raw.wire.topic).spec.partitions
        assert raw.partition == (murmur2(raw.wire.key) & 0x7FFFFFFF) % count
    for numbers in by_partition(raws, records).values():
        assert numbers == sorted(numbers)


def by_partition(raws: list[Raw], records: list[Record]) -> dict[tuple[str, int], list[int]]:
    """The numbers of each partition's records, in the order of the log."""
    found: dict[tuple[str, int], list[int]] = defaultdict(list)
    for raw, record in zip(raws, records, strict=True):
        found[record.topic, raw.partition].append(record.seq)
    return found


def test_the_audit_covers_every_request_and_reply(
    broker: Shared, mine: str, tmp_path: Path
) -> None:
    """Its chain holds, and has one record for each message of the exchange and no other."""
    _, records = kept(broker, mine, tmp_path, SHORT)
    chain = [record.event for record in records if isinstance(record.event, Audited)]
    assert verify(chain) is None
    asked = Counter(
        (r.event.request, r.event.attempt, isinstance(r.event, DataReply))
        for r in records
        if isinstance(r.event, DataRequest | DataReply)
    )
    assert len(chain) == asked.total() > 100
    assert asked == Counter((a.request, a.attempt, "reply" in a.what) for a in chain)


def test_what_is_lost_was_never_delivered(broker: Shared, mine: str, tmp_path: Path) -> None:
    """When every push of a status is lost for good, the log has none, though statuses changed."""
    changes = [*SHORT, *(f"{path}={value}" for path, value in LOST.items())]
    result, records = kept(broker, mine, tmp_path, changes)
    assert result.indicators["sync"]["changes"] > 500
    assert {record.topic.split(".")[1] for record in records} == {"exchange", "bus"}


def test_what_is_doubled_is_two_records(broker: Shared, mine: str, tmp_path: Path) -> None:
    """When every push is doubled, each is there twice, under two numbers."""
    changes = [*SHORT, *(f"{path}={value}" for path, value in DOUBLED.items())]
    _, records = kept(broker, mine, tmp_path, changes)
    pushes = [r for r in records if isinstance(r.event, StatusCreate | StatusProgress)]
    twice = Counter((record.topic, repr(record.event), record.sim_time_us) for record in pushes)
    assert set(twice.values()) == {2}
    assert len({record.seq for record in pushes}) == len(pushes) > 1_000


# -- tampering ---------------------------------------------------------------------------------


def tampered(change: Callable[[WireRecord], list[WireRecord]]) -> type[KafkaBus]:
    """A log in which somebody gets at one record on its way there."""

    class Tampered(KafkaBus):
        def publish_raw(self, records: Sequence[WireRecord]) -> None:
            super().publish_raw([made for wire in records for made in self.made_of(wire)])

        def made_of(self, wire: WireRecord) -> list[WireRecord]:
            return change(wire) if dict(wire.headers)["ce_seq"] == b"%d" % CHANGED else [wire]

    return Tampered


def altered(wire: WireRecord) -> list[WireRecord]:
    return [WireRecord(wire.topic, wire.key, (wire.value or b"") + b" ", wire.headers)]


def dropped(_: WireRecord) -> list[WireRecord]:
    return []


@pytest.mark.parametrize(
    "change, says",
    [
        (altered, rf"record {CHANGED} of replication 0 was altered: \S+ partition \d+ offset \d+ "),
        (dropped, rf"record {CHANGED} of replication 0 \(key \S+\) is missing in \S+"),
    ],
    ids=["altered", "dropped"],
)
def test_a_log_that_was_tampered_with_fails_the_run(
    broker: Shared, mine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str], change: Any, says: str,
) -> None:  # fmt: skip
    """Exit status 1, the record is named, and nothing is left: no run folder, no topic."""
    replacing(monkeypatch, tampered(change))
    over = ["--bus", "kafka", "--bootstrap", broker.bootstrap, "--out", str(tmp_path / "runs")]
    assert lienthong(*SHORT_RUN, *over) == 1
    printed = capsys.readouterr()
    (line,) = [line for line in printed.err.splitlines() if line.startswith("lienthong:")]
    assert line.startswith("lienthong: the log does not hold what was sent: ")
    assert re.search(says, line)
    assert printed.out == ""
    assert not (tmp_path / "runs").exists()
    assert topics_of(broker.connection, mine) == []
