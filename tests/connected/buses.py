"""Buses over a real broker, on both clients, and what comes out of them."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.contract.records import KEYS
from topics import catalogue
from topics.bus import Bus, Delivered
from topics.connection import Connection
from topics.errors import NotSent
from topics.kafka import admin
from topics.kafka.bus import BrokerBus, KafkaBus
from topics.kafka.confluent import ConfluentBus
from topics.kafka.options import KafkaOptions

Opens = type[KafkaBus] | type[ConfluentBus]
each_client = pytest.mark.parametrize("opens", [KafkaBus, ConfluentBus], ids=["kafka", "confluent"])


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
