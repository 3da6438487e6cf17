"""What the bus does when broker, client or member fail, on both clients."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.connected.brokers import Shared, private_broker
from tests.connected.buses import (
    Opens,
    each_client,
    everything,
    first_seen,
    in_order,
    inbox_of,
    opened,
)
from tests.contract.records import records
from topics import catalogue
from topics.broker import Broker, BrokerPlan, kill, restart, status
from topics.bus import Consumer
from topics.errors import MaybeSent, NotSent
from topics.kafka.bus import KafkaBus

pytestmark = [
    pytest.mark.connected,
    # kafka-python leaves the sockets of attempts that failed to the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


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


@each_client
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


@each_client
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
        assert 3 <= time.monotonic() - start_s < 40
        with pytest.raises(MaybeSent, match="100 records are confirmed"):
            bus.publish_many(records(topic, 1, 150))
        with pytest.raises(NotSent, match=r"silent for \d+ s: \d+ records have been read"):
            read_until_it_ends(reader)


def read_until_it_ends(reader: Consumer) -> None:
    deadline_s = time.monotonic() + 30
    while time.monotonic() < deadline_s:
        reader.poll(50, 0.2)


@each_client
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


@each_client
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
