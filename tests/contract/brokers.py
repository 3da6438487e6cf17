"""The harnesses of the transports over a real Kafka."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, MemberToRemove
from kafka.errors import CoordinatorNotAvailableError

from tests.contract.transports import Harness
from topics import catalogue
from topics.bus import Consumer, Delivered, OnRejected
from topics.connection import Connection
from topics.errors import NotSent
from topics.kafka.bus import BrokerBus, KafkaBus
from topics.kafka.confluent import ConfluentBus
from topics.kafka.consumer import BrokerConsumer
from topics.kafka.options import KafkaOptions
from topics.kafka.plan import configs_of
from topics.kafka.python_options import client_options

# A segment for every batch, since only segments that are full expire or are compacted.
SMALL_SEGMENTS = {
    "segment.ms": "1",
    "min.cleanable.dirty.ratio": "0.01",
    "delete.retention.ms": "1",
    "file.delete.delay.ms": "100",
}
PATIENCE_S = 60.0
OPTIONS = KafkaOptions(session_s=30.0, give_up_s=60.0)


def wait_for(done: Callable[[], bool], what: Callable[[], str]) -> None:
    deadline_s = time.monotonic() + PATIENCE_S
    while not done():
        assert time.monotonic() < deadline_s, f"not within {PATIENCE_S:g} s: {what()}"
        time.sleep(0.05)


class Groups:
    """The members of the test's groups, and when a group has settled."""

    def __init__(
        self, admin: KafkaAdminClient, prefix: str, id_of: Callable[[BrokerConsumer], str]
    ) -> None:
        self._admin = admin
        self._prefix = prefix
        self._id_of = id_of
        self._members: dict[str, list[BrokerConsumer]] = {}
        self._partitions: dict[str, int] = {}
        self.last = "nothing known"

    def name(self, group: str) -> str:
        """Two tests on one broker must not share a group either."""
        return f"{self._prefix}.{group}"

    def join(self, member: BrokerConsumer, topics: Sequence[str]) -> None:
        group = str(member.group)
        self._members.setdefault(group, []).append(member)
        parsed = [catalogue.parse_topic(topic) for topic in topics]
        self._partitions[group] = sum(name.spec.partitions for name in parsed)
        self.settle(group)

    def leave(self, member: BrokerConsumer) -> None:
        if member.group in self._members and member in self._members[member.group]:
            self._members[member.group].remove(member)

    def evict(self, member: BrokerConsumer) -> None:
        self.leave(member)
        member_id = self._id_of(member)
        group = str(member.group)
        self._admin.remove_group_members(group, [MemberToRemove(member_id=member_id)])
        if self._members[group]:
            self.settle(group)

    def settle(self, group: str) -> None:
        """A broker gives partitions out while all members poll; a test polls one at a time."""
        wait_for(lambda: self._settled(group), lambda: f"group {group} settles; {self.last}")

    def _settled(self, group: str) -> bool:
        members = self._members[group]
        with ThreadPoolExecutor(len(members)) as each_its_own:
            list(each_its_own.map(lambda member: member.attend(2.0), members))
        try:
            told = self._admin.describe_groups([group])[group]
        except CoordinatorNotAvailableError:  # a new broker makes its first group's topic first
            return False
        given = {each["member_id"]: assigned(each) for each in told["members"]}
        held = {self._id_of(member): member.held() for member in members}
        count = sum(map(len, held.values()))
        self.last = f"{told['group_state']}, given {given}, held {held}"
        return (
            told["group_state"] == "Stable" and given == held and count == self._partitions[group]
        )


def assigned(member: dict[str, Any]) -> list[tuple[str, int]]:
    given = member["member_assignment"]
    if not given:
        return []
    return sorted((t["topic"], n) for t in given["assigned_partitions"] for n in t["partitions"])


class BrokerHarness:
    """A bus over the tests' broker, with topics of its own."""

    opens: type[KafkaBus] | type[ConfluentBus]

    def __init__(self, connection: Connection) -> None:
        self.prefix = f"c{secrets.token_hex(4)}"
        self._admin = KafkaAdminClient(**client_options(connection))
        self._topics = [
            catalogue.status_table(self.prefix),
            catalogue.status_out(self.prefix, "H26"),
            catalogue.exchange_in(self.prefix, "H26"),
        ]
        self._make_topics()
        self._groups = Groups(self._admin, self.prefix, self.member_id)
        self.bus = self._open(connection)

    def _make_topics(self) -> None:
        wanted = {}
        for topic in self._topics:
            name = catalogue.parse_topic(topic)
            wanted[topic] = {
                "num_partitions": name.spec.partitions,
                "configs": configs_of(name) | SMALL_SEGMENTS,
            }
        self._admin.create_topics(wanted, wait_for_metadata=True)

    def _open(self, connection: Connection) -> BrokerBus:
        groups = self._groups

        class Settling(self.opens):  # type: ignore[name-defined,misc]
            """Returns a member of a group only when the group has settled."""

            def consumer(
                self,
                topics: Sequence[str],
                group: str | None = None,
                on_rejected: OnRejected | None = None,
            ) -> BrokerConsumer:
                name = None if group is None else groups.name(group)
                made: BrokerConsumer = super().consumer(topics, name, on_rejected)
                if name is not None:
                    groups.join(made, topics)
                return made

            def left(self, reader: BrokerConsumer) -> None:
                groups.leave(reader)
                super().left(reader)

        bus: BrokerBus = Settling(connection, OPTIONS)
        return bus

    def crash(self, consumer: Consumer) -> None:
        """Its group gives it up, as when nothing is heard of it; it knows nothing of that."""
        assert isinstance(consumer, BrokerConsumer)
        self._groups.evict(consumer)

    def member_id(self, consumer: BrokerConsumer) -> str:
        raise NotImplementedError

    def clean(self, topic: str) -> None:
        """The broker's cleaner has been there: at most four in five records are still kept."""
        if catalogue.parse_topic(topic).cleanup == "delete":
            # By size rather than by age, so that no clock decides what is still there.
            limit = {"retention.bytes": str(max(self._sizes(topic)) // 2)}
            self._admin.alter_configs([ConfigResource("topic", topic, limit)])
        written = sum(self.bus.end_offsets(topic))
        wait_for(lambda: self._kept(topic) <= 0.8 * written, lambda: f"{topic} is cleaned")

    def _kept(self, topic: str) -> int:
        reader, kept = self.bus.consumer([topic]), 0
        while reader.lag_records():
            kept += len(reader.poll_raw(500, 0.1))
        reader.close()
        return kept

    def _sizes(self, topic: str) -> list[int]:
        sizes = []
        for broker in self._admin.describe_log_dirs([topic]):
            for folder in broker["log_dirs"]:
                for each in folder["topics"]:
                    sizes += [partition["partition_size"] for partition in each["partitions"]]
        return sizes

    def drain(self, consumer: Consumer) -> list[Delivered]:
        found: list[Delivered] = []
        deadline_s = time.monotonic() + PATIENCE_S
        while True:
            came = consumer.poll(7, 0.02)
            found += came
            if consumer.lag_records() == 0:
                return found
            assert time.monotonic() < deadline_s, "records do not come"
            if not came and isinstance(consumer, BrokerConsumer) and consumer.group:
                # Its group may be giving partitions out once more, and wait for the others.
                self._groups.settle(consumer.group)

    def close(self) -> None:
        with suppress(NotSent):
            self.bus.close()
        self._admin.delete_topics(self._topics, raise_errors=False)
        self._admin.close()


class KafkaHarness(BrokerHarness):
    """On kafka-python."""

    opens = KafkaBus

    def member_id(self, consumer: BrokerConsumer) -> str:
        member: str = consumer._reader._consumer.group_metadata().member_id  # type: ignore[attr-defined]
        return member


class ConfluentHarness(BrokerHarness):
    """On librdkafka."""

    opens = ConfluentBus

    def member_id(self, consumer: BrokerConsumer) -> str:
        member: str = consumer._reader._consumer.memberid()  # type: ignore[attr-defined]
        return member


BROKER_HARNESSES: Sequence[Callable[[Connection], Harness]] = [KafkaHarness, ConfluentHarness]
