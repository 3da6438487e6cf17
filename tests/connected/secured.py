"""A broker with logins over TLS, an authority that signed it, and a login for each user."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kafka import KafkaAdminClient
from kafka.protocol.consumer import FetchRequest
from kafka.protocol.producer import ProduceRequest
from kafka.record import MemoryRecordsBuilder

from tests.connected.brokers import private_broker
from tests.simulator.relay.worlds import tiny
from topics.broker import Broker, BrokerPlan, Tls
from topics.connection import PROPERTIES, Connection
from topics.kafka import acl_admin, admin
from topics.kafka.grants import users_of
from topics.kafka.python_options import client_options, quiet
from topics.kafka.users import file_of, make_users

AGENCIES = sorted(tiny().agencies)
WAIT_S = 60.0
FORBIDDEN = 29


@dataclass(frozen=True, slots=True)
class Secured:
    """`topics` are all those of prefix `sim`; `users` is the folder of properties files."""

    broker: Broker
    users: Path
    topics: tuple[str, ...]

    @property
    def where(self) -> str:
        return self.broker.bootstrap

    def file(self, user: str) -> Path:
        return file_of(self.users, user)

    def login(self, user: str) -> Connection:
        return Connection.from_environment(environ={PROPERTIES: str(self.file(user))})

    def password(self, user: str) -> str:
        return str(self.login(user).sasl_password)

    def logged(self, *words: str) -> int:
        """How many lines of the broker's log have all these words."""
        lines = (self.broker.folder / "server.log").read_text().splitlines()
        return sum(all(word in line for word in words) for line in lines)

    def refused_logins(self) -> int:
        """How many there were, when no more come."""
        count = -1
        while count != (count := self.logged("Failed authentication with")):
            time.sleep(0.4)
        return count


@contextmanager
def secured_broker(folder: Path, openssl: Path) -> Iterator[Secured]:
    """Topics, rules and users of scenario tiny, as an operator makes them."""
    tls = signed(folder, openssl, authority(folder, openssl, "ours"))
    with private_broker(BrokerPlan(folder / "broker", sasl=True, tls=tls)) as broker:
        make_users(broker.connection, users_of(AGENCIES), folder / "users")
        names = prepared(broker.connection, "sim")
        with Wire(broker.connection) as wire:  # so that who may read finds something
            assert set(wire.writes(names).values()) == {0}
        yield Secured(broker, folder / "users", names)


def prepared(operator: Connection, prefix: str) -> tuple[str, ...]:
    """Make topics and rules; the names of the topics."""
    planned = admin.apply(operator, admin.plan(operator, prefix, AGENCIES))
    acl_admin.apply(operator, acl_admin.plan(operator, prefix, AGENCIES))
    return tuple(step.topic for step in planned.steps)


def authority(folder: Path, openssl: Path, name: str) -> tuple[Path, Path]:
    """Key and certificate of one who signs."""
    key, certificate = folder / f"{name}-key.pem", folder / f"{name}.pem"
    asked = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}"]
    run(openssl, *asked, "-keyout", key, "-out", certificate)
    return key, certificate


def signed(folder: Path, openssl: Path, by: tuple[Path, Path]) -> Tls:
    """A broker's key and certificate, for 127.0.0.1 and no other name."""
    key, request, certificate = (folder / f"broker.{end}" for end in ("key", "csr", "crt"))
    names = folder / "names"
    names.write_text("subjectAltName=IP:127.0.0.1\n")
    asked = ["req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=broker"]
    run(openssl, *asked, "-keyout", key, "-out", request)
    made = ["x509", "-req", "-in", request, "-CA", by[1], "-CAkey", by[0], "-CAcreateserial"]
    run(openssl, *made, "-days", "2", "-extfile", names, "-out", certificate)
    return Tls(key=key, certificate=certificate, authority=by[1])


def run(*command: object) -> None:
    subprocess.run(list(map(str, command)), check=True, capture_output=True, timeout=WAIT_S)


class Wire:
    """Requests as they are, without a client that asks first whether it may."""

    def __init__(self, connection: Connection) -> None:
        quiet()
        self._admin = KafkaAdminClient(**client_options(connection))

    def __enter__(self) -> Wire:
        return self

    def __exit__(self, *_: object) -> None:
        self._admin.close()

    def writes(self, topics: Sequence[str]) -> dict[str, int]:
        """Topic -> the broker's error number (0: none) for one record to its partition 0."""
        data, partition = ProduceRequest.TopicProduceData, _partition_data(0)
        asked = [data(name=topic, partition_data=[partition]) for topic in topics]
        said = self._ask(
            ProduceRequest(
                transactional_id=None, acks=-1, timeout_ms=9_000, topic_data=asked, max_version=12
            )
        )
        return {each.name: each.partition_responses[0].error_code for each in said.responses}

    def reads(self, topics: Sequence[str]) -> dict[str, int]:
        """The same for a fetch."""
        asked = [FetchRequest.FetchTopic(topic=topic, partitions=[_FETCHED]) for topic in topics]
        said = self._ask(
            FetchRequest(
                max_wait_ms=0, min_bytes=0, max_bytes=1 << 20, isolation_level=0, session_id=0,
                session_epoch=-1, topics=asked, forgotten_topics_data=[], rack_id="",
                max_version=12,
            )
        )  # fmt: skip
        return {each.topic: each.partitions[0].error_code for each in said.responses}

    def _ask(self, request: Any) -> Any:
        return self._admin._manager.run(self._admin._manager.send, request)


def _partition_data(partition: int) -> Any:
    batch = MemoryRecordsBuilder(magic=2, compression_type=0, batch_size=1_000)
    batch.append(timestamp=int(time.time() * 1_000), key=b"key", value=b"value", headers=[])
    batch.close()
    made = ProduceRequest.TopicProduceData.PartitionProduceData
    return made(index=partition, records=bytes(batch.buffer()))


_FETCHED = FetchRequest.FetchTopic.FetchPartition(
    partition=0, current_leader_epoch=-1, fetch_offset=0, last_fetched_epoch=-1,
    log_start_offset=-1, partition_max_bytes=1_000,
)  # fmt: skip
