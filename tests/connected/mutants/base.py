"""What connectors of all roles share: who they are, how they read, write and end."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

from kafka import ConsumerRebalanceListener, KafkaConsumer, KafkaProducer
from kafka.errors import KafkaError

from topics.envelope import UNNUMBERED, WireRecord, to_wire
from topics.events import Event
from topics.record import Record

VIET_NAM_US = 7 * 3_600_000_000


def local_us() -> int:
    return time.time_ns() // 1_000 + VIET_NAM_US


class Connector(ConsumerRebalanceListener):  # type: ignore[misc] # kafka-python has no types
    """A connector at work until it gets a SIGTERM. It is also told of its partitions."""

    role: ClassVar[str]

    def __init__(self) -> None:
        self.prefix, self.agency = os.environ["LIENTHONG_PREFIX"], os.environ["LIENTHONG_AGENCY"]
        self._bootstrap = os.environ["LIENTHONG_BOOTSTRAP"]
        self.ended = False
        self.count = 0
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, self._end)
        self.producer: Any = KafkaProducer(bootstrap_servers=self._bootstrap, acks="all")

    def _end(self, *_told: object) -> None:
        self.ended = True

    def run(self) -> None:
        raise NotImplementedError

    # -- reading -----------------------------------------------------------------------------------

    def reader(self, *topics: str) -> Any:
        consumer: Any = KafkaConsumer(
            bootstrap_servers=self._bootstrap, group_id=f"{self.prefix}.{self.agency.lower()}.test",
            auto_offset_reset="earliest", enable_auto_commit=False,
            isolation_level="read_committed", session_timeout_ms=6_000, heartbeat_interval_ms=500,
        )  # fmt: skip
        consumer.subscribe(topics, listener=self)
        # Who does not know the partitions yet joins twice; when a poll ends while it does so again,
        # kafka-python 3.0.12 never reads.
        while not (self.ended or all(map(consumer.partitions_for_topic, topics))):
            time.sleep(0.1)
        return consumer

    def on_partitions_revoked(self, revoked: Any) -> None:
        """What is not committed then, another reads again."""

    def on_partitions_assigned(self, assigned: Any) -> None:
        """It reads from what was committed."""

    def commit(self, consumer: Any, offsets: Any = None) -> None:
        try:
            consumer.commit(offsets)
        except KafkaError as error:  # it is committed with the next ones
            print(f"not committed: {error}", flush=True)

    # -- writing -----------------------------------------------------------------------------------

    def write(self, topic: str, key: str, event: Event) -> None:
        self.put(to_wire(Record(topic, key, event, UNNUMBERED, UNNUMBERED, UNNUMBERED)))

    def put(self, wire: WireRecord) -> None:
        """What goes to the broker."""
        self.producer.send(wire.topic, wire.value, wire.key, wire.headers)

    # -- work that is given ------------------------------------------------------------------------

    def work(self) -> Iterator[dict[str, Any]]:
        """Each piece of work when its time has come; numbered by `count`."""
        place = Path(os.environ["LIENTHONG_WORK"])
        while not place.exists() and not self.ended:
            self.idle()
        for line in place.read_text(encoding="utf-8").splitlines() if place.exists() else ():
            found = json.loads(line)
            while not self.ended and local_us() < found["at_us"] + self.tardy_us(found):
                self.idle()
            if self.ended:
                return
            self.count += 1
            yield found

    def tardy_us(self, _found: dict[str, Any]) -> int:
        return 0

    def idle(self) -> None:
        time.sleep(0.002)
