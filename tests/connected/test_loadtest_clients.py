"""The producers that a load test can send with do the same."""

from __future__ import annotations

from collections import Counter

import pytest

from simulator.loadtest.cast import cast_of
from simulator.loadtest.clients import CLIENTS, check_client
from simulator.loadtest.clock import Clock
from simulator.loadtest.roles import role_of
from simulator.loadtest.schedule import schedule_of
from simulator.loadtest.sender import made_of, topics_of
from tests.connected.brokers import Shared
from tests.simulator.loadtest.plans import PROVIDER, plan_of
from topics.bus import Raw
from topics.connection import Connection
from topics.errors import InputError
from topics.kafka import admin
from topics.kafka.bus import KafkaBus

pytestmark = pytest.mark.connected


def read_back(connection: Connection, topics: list[str], count: int) -> list[Raw]:
    bus = KafkaBus(connection)
    consumer, found = bus.consumer(topics), []
    for _ in range(100):
        found += consumer.poll_raw(1_000, 0.2)
        if len(found) >= count:
            break
    bus.close()
    return found


def test_what_is_sent_is_there_and_confirmed(broker: Shared, prefix: str) -> None:
    """Every record with its bytes, once from each client, both in the partition of its key."""
    plan = plan_of()
    cast = cast_of(plan.scenario, PROVIDER)
    admin.apply(broker.connection, admin.plan(broker.connection, prefix, cast.agencies))
    role = role_of(plan, cast, schedule_of(plan), prefix)
    wires = [each.wire for each in made_of(role, Clock(0, 0), range(len(role.schedule)))]
    for name, opened in CLIENTS.items():
        told: list[bool] = []
        client = opened(broker.connection, f"{prefix}.{name}", 1)
        client.prepare(topics_of(role))
        for wire in wires:
            client.send(wire, told.append)
        client.flush(20)
        client.close()
        assert told == [True] * len(wires), name
    found = read_back(broker.connection, topics_of(role), 2 * len(wires))
    places: dict[bytes | None, list[int]] = {}
    for each in found:
        places.setdefault(each.wire.key, []).append(each.partition)
    assert Counter(raw.wire.value for raw in found) == {wire.value: 2 for wire in wires}
    assert all(len(set(where)) == 1 for where in places.values())


def test_what_no_broker_takes_is_not_confirmed() -> None:
    """Librdkafka is asked before there is a broker; when closed it waits for none."""
    plan = plan_of()
    role = role_of(plan, cast_of(plan.scenario, PROVIDER), schedule_of(plan), "nowhere")
    told: list[bool] = []
    client = CLIENTS["confluent"](Connection(bootstrap="127.0.0.1:1"), "nowhere", 1)
    for each in made_of(role, Clock(0, 0), range(3)):
        client.send(each.wire, told.append)
    client.flush(0.1)
    client.close()
    assert told == [False] * 3


def test_a_client_that_is_not_known_is_refused() -> None:
    """With those that are."""
    with pytest.raises(InputError, match="client 'java'; expected one of python, confluent"):
        check_client("java")
