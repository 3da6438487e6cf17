"""What the bus does when broker, client or topic fail, on both clients."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from kafka import KafkaAdminClient, KafkaProducer

from tests.connected.brokers import Shared, private_broker
from tests.contract.records import KEYS, records
from topics import catalogue
from topics.broker import Broker, BrokerPlan, kill, restart, status
from topics.bus import Bus, Consumer, Delivered, Rejected
from topics.connection import Connection
from topics.envelope import WireRecord
from topics.errors import MaybeSent, NotSent
from topics.kafka import admin
from topics.kafka.bus import BrokerBus, KafkaBus
from topics.kafka.confluent import ConfluentBus
from topics.kafka.options import KafkaOptions
from topics.kafka.python_options import client_options
from topics.partition import partition_of

pytestmark = [
    pytest.mark.connected,
    # kafka-python leaves the sockets of attempts that failed to the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
Opens = type[KafkaBus] | type[ConfluentBus]


@pytest.fixture(scope="module")
def one_broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    with private_broker(BrokerPlan(tmp_path_factory.mktemp("mortal") / "broker")) as started:
        yield started


@pytest.fixture
def mortal(one_broker: Broker) -> Broker:
    """A broker that a test may kill or halt; it lives when the test begins."""
    now = status(one_broker.folder)
    if now.state == "running" and now.pid is not None:
        return replace(one_broker, pid=now.pid)
    return restart(one_broker.folder)


@pytest.fixture(params=[KafkaBus, ConfluentBus], ids=["kafka", "confluent"])
def opens(request: pytest.FixtureRequest) -> Opens:
    found: Opens = request.param
    return found


@contextmanager
def opened(opens: Opens, connection: Connection, **options: Any) -> Iterator[BrokerBus]:
    bus = opens(connection, KafkaOptions(**options))
    try:
        yield bus
    finally:
        bus._outbox._broken = bus._outbox._broken or NotSent("the test is over")
        bus.close()


def inbox_of(connection: Connection, prefix: str) -> str:
    """A topic of three partitions."""
    admin.apply(connection, admin.plan(connection, prefix, ["H26"], with_retry=False))
    return catalogue.exchange_in(prefix, "H26")


def everything(bus: Bus, topic: str) -> list[Delivered]:
    reader = bus.consumer([topic])
    found: list[Delivered] = []
    deadline_s = time.monotonic() + 60
    while reader.lag_records():
        assert time.monotonic() < deadline_s, f"only {len(found)} records came"
        found += reader.poll(500, 0.2)
    return found


def first_seen(found: list[Delivered]) -> dict[str, list[int]]:
    """Key -> seq, in the order in which each was seen first."""
    seen: dict[str, list[int]] = defaultdict(list)
    for each in found:
        if each.record.seq not in seen[each.record.key]:
            seen[each.record.key].append(each.record.seq)
    return seen


def in_order(count: int) -> dict[str, list[int]]:
    return {key: list(range(i, count, len(KEYS))) for i, key in enumerate(KEYS)}


def test_a_broker_killed_and_restarted_loses_nothing(mortal: Broker, opens: Opens) -> None:
    """Publishing waits and goes on; every record is in the log, in the order of its key."""
    topic = inbox_of(mortal.connection, f"r{secrets.token_hex(4)}")
    with opened(opens, mortal.connection) as bus:
        reader = bus.consumer([topic])
        bus.publish_many(records(topic, 2_000))
        kill(mortal.folder)
        again = threading.Timer(2.0, restart, [mortal.folder])
        again.start()
        for first in range(2_000, 6_000, 500):
            bus.publish_many(records(topic, 500, first))
        bus.flush()
        again.join()
        assert (bus.confirmed, bus.unconfirmed) == (6_000, 0)
        assert first_seen(everything(bus, topic)) == in_order(6_000)
        assert len(reader.poll(5, 20.0)) > 0  # one that was there before reads on


def test_a_broker_gone_for_good_is_given_up(mortal: Broker, opens: Opens) -> None:
    """After the configured time, with counts of what is and is not confirmed; then at once."""
    topic = inbox_of(mortal.connection, f"r{secrets.token_hex(4)}")
    with opened(opens, mortal.connection, give_up_s=3.0) as bus:
        reader = bus.consumer([topic])
        bus.publish_many(records(topic, 100))
        bus.flush()
        kill(mortal.folder)
        bus.publish_many(records(topic, 50, 100))
        start_s = time.monotonic()
        with pytest.raises(MaybeSent, match=r"silent for 3 s: 100 records are confirmed, 50 may"):
            bus.flush()
        assert 3 <= time.monotonic() - start_s < 12
        with pytest.raises(MaybeSent, match="100 records are confirmed"):
            bus.publish_many(records(topic, 1, 150))
        with pytest.raises(NotSent, match=r"silent for \d+ s: \d+ records have been read"):
            read_until_it_ends(reader)


def read_until_it_ends(reader: Consumer) -> None:
    deadline_s = time.monotonic() + 30
    while time.monotonic() < deadline_s:
        reader.poll(50, 0.2)


def test_what_is_not_confirmed_is_bounded(mortal: Broker, opens: Opens) -> None:
    """While the broker hangs, publishing waits at the bound; when it is back, all goes on."""
    topic = inbox_of(mortal.connection, f"r{secrets.token_hex(4)}")
    with opened(opens, mortal.connection, max_unconfirmed_records=300, stall_s=1.0) as bus:
        bus.publish_many(records(topic, 100))
        bus.flush()
        os.kill(mortal.pid, signal.SIGSTOP)
        most = [0]

        def go_on() -> None:
            time.sleep(3.0)
            most[0] = bus.unconfirmed
            os.kill(mortal.pid, signal.SIGCONT)

        waker = threading.Thread(target=go_on)
        waker.start()
        bus.publish_many(records(topic, 2_000, 100))
        bus.flush()
        waker.join()
        assert most[0] == 301
        assert first_seen(everything(bus, topic)) == in_order(2_100)


def test_a_producer_that_hangs_is_replaced(broker: Shared, prefix: str) -> None:
    """Its thread does nothing any more; after a while another sends what it had, in order."""
    topic = inbox_of(broker.connection, prefix)
    with opened(KafkaBus, broker.connection, stall_s=0.5) as bus:
        bus.publish_many(records(topic, 100))
        bus.flush()
        hung: Any = bus._outbox._sender
        hung._producer._sender.run_once = lambda: time.sleep(0.05)
        bus.publish_many(records(topic, 100, 100))
        bus.flush()
        assert bus._outbox._sender is not hung
        assert not hung._producer._sender.is_alive()
        assert bus.confirmed == 200
        assert first_seen(everything(bus, topic)) == in_order(200)


def test_a_record_that_the_topic_refuses_poisons_nothing(
    broker: Shared, prefix: str, kafka_admin: KafkaAdminClient, opens: Opens
) -> None:
    """It alone is not sent, and told; its neighbours of the same batch and key come in order."""
    topic = catalogue.exchange_in(prefix, "H26")
    small = {"max.message.bytes": "2000", "compression.type": "uncompressed"}
    kafka_admin.create_topics(
        {topic: {"num_partitions": 3, "configs": small}}, wait_for_metadata=True
    )
    noise = os.urandom(6_000).hex().encode()
    with opened(opens, broker.connection, linger_ms=200) as bus:
        bus.publish_many(records(topic, 16))
        bus.publish_raw([WireRecord(topic, KEYS[0].encode(), noise, [])])
        bus.publish_many(records(topic, 16, 16))
        with pytest.raises(
            NotSent, match=r"larger than the topic allows \(1 not sent\); 32 others"
        ):
            bus.flush()
        bus.publish_many(records(topic, 8, 32))
        bus.flush()
        assert bus.confirmed == 40
        assert first_seen(everything(bus, topic)) == in_order(40)


def test_a_record_too_large_for_any_topic_is_not_even_sent(
    broker: Shared, prefix: str, opens: Opens
) -> None:
    """The error is there at once, and the bus works on."""
    topic = inbox_of(broker.connection, prefix)
    with opened(opens, broker.connection) as bus:
        with pytest.raises(NotSent, match="larger than the topic allows"):
            bus.publish_raw([WireRecord(topic, b"k", os.urandom(5_000_000), [])])
        bus.publish_many(records(topic, 8))
        bus.flush()
        assert len(everything(bus, topic)) == 8


def test_a_topic_that_nobody_made_is_told_at_once(
    broker: Shared, prefix: str, opens: Opens
) -> None:
    """A topic of the catalogue that the broker lacks: neither written, read nor waited for."""
    missing = catalogue.exchange_in(prefix, "H26")
    with opened(opens, broker.connection) as bus:
        start_s = time.monotonic()
        for act in (
            lambda: bus.publish_many(records(missing, 1)),
            lambda: bus.consumer([missing]),
            lambda: bus.consumer([missing], f"{prefix}.group"),
            lambda: bus.end_offsets(missing),
        ):
            with pytest.raises(NotSent, match="there is no such topic on the broker"):
                act()
        assert time.monotonic() - start_s < 5


def test_the_partition_is_the_one_that_kafkas_own_clients_choose(
    broker: Shared, prefix: str
) -> None:
    """What kafka-python's default puts somewhere, we put there too."""
    topic = inbox_of(broker.connection, prefix)
    keys = [f"000.00.00.H26-230705-{number:04d}" for number in range(60)] + ["", "Đà Nẵng"]
    with KafkaProducer(**client_options(broker.connection)) as producer:
        sent = [producer.send(topic, b"", key.encode()) for key in keys]
        chosen = [each.get(10).partition for each in sent]
    assert chosen == [partition_of(key, 3) for key in keys]
    assert len(set(chosen)) == 3


@pytest.mark.parametrize("compression", ["lz4", "snappy", "zstd", "gzip", "none"])
def test_what_others_compress_is_read(broker: Shared, prefix: str, compression: Any) -> None:
    """kafka-python knows gzip only; the topics' settings make the broker see to it."""
    topic = inbox_of(broker.connection, prefix)
    with opened(ConfluentBus, broker.connection, compression=compression) as other:
        other.publish_many(records(topic, 200))
        other.flush()
    with opened(KafkaBus, broker.connection) as bus:
        assert first_seen(everything(bus, topic)) == in_order(200)


class Odd(str):
    """A header's name that is no UTF-8, as other clients can write it."""

    def encode(self, *_: Any, **__: Any) -> bytes:
        return b"\xff\xfe"


def test_a_header_that_cannot_be_read_silences_nobody(
    broker: Shared, prefix: str, opens: Opens
) -> None:
    """It is handed over with its place like all foreign bytes, and what stands around it comes."""
    topic = inbox_of(broker.connection, prefix)
    with opened(KafkaBus, broker.connection, linger_ms=200) as bus:
        bus.publish_many(records(topic, 16))
        bus.publish_raw([WireRecord(topic, KEYS[0].encode(), b"{}", [(Odd("x"), b"1")])])
        bus.publish_many(records(topic, 16, 16))
        bus.flush()
    told: list[Rejected] = []
    with opened(opens, broker.connection) as bus:
        reader = bus.consumer([topic], on_rejected=told.append)
        found: list[Delivered] = []
        for _ in range(100):
            found += reader.poll(7, 0.1)
            if not reader.lag_records():
                break
    assert first_seen(found) == in_order(32)
    assert [(each.raw.wire.key, each.reason) for each in told] == [
        (KEYS[0].encode(), "missing_header")
    ]


MEMBER = """
import sys
from topics.bus import open_bus
from topics.connection import Connection
from topics.kafka.options import KafkaOptions
transport, bootstrap, topic, group = sys.argv[1:]
bus = open_bus(transport, connection=Connection(bootstrap), options=KafkaOptions(session_s=6.0))
reader = bus.consumer([topic], group)
done = 0
while done < 8:
    done += len(reader.poll(8 - done, 0.5))
reader.commit()
while True:
    print(len(reader.poll(8, 0.5)), flush=True)
"""


def test_a_member_that_is_killed_leaves_its_records_to_the_next(
    broker: Shared, prefix: str, opens: Opens
) -> None:
    """A process dies without a word, having read more than it committed: just that comes again."""
    stream = catalogue.status_out(prefix, "H26")
    inbox_of(broker.connection, prefix)
    transport = "kafka" if opens is KafkaBus else "confluent"
    group = f"{prefix}.portal"
    with opened(opens, broker.connection, session_s=6.0) as bus:
        bus.publish_many(records(stream, 30))
        bus.flush()
        argv = [sys.executable, "-c", MEMBER, transport, broker.bootstrap, stream, group]
        with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as victim:
            assert victim.stdout is not None
            while victim.stdout.readline().strip() in ("0", ""):
                assert victim.poll() is None, "the member ended of itself"
            victim.kill()
        heir = bus.consumer([stream], group)
        assert heir.join(40.0)
        found: list[int] = []
        while len(found) < 22:
            found += [each.record.seq for each in heir.poll(30, 1.0)]
        assert found == list(range(8, 30))
