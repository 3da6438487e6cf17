"""Connectors for tests of the load test, as programs: ``python answering.py ROLE [FLAW]``.

They are correct unless a flaw is asked for. A provider answers; a requester and a syncer do the
work of the file that they are told of; a subscriber reads on.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

from kafka import KafkaConsumer, KafkaProducer
from kafka.errors import KafkaError

from simulator.relay.process import local_time_us
from topics import catalogue
from topics.envelope import UNNUMBERED, WireRecord, from_wire, request_hash, to_wire
from topics.events import DataReply, DataRequest, Event, StatusCreate, StatusProgress
from topics.record import Record

BOOTSTRAP, PREFIX = os.environ["LIENTHONG_BOOTSTRAP"], os.environ["LIENTHONG_PREFIX"]
AGENCY = os.environ["LIENTHONG_AGENCY"]
ended: list[int] = []


def end(number: int, _frame: FrameType | None) -> None:
    ended.append(number)


def reader(*topics: str) -> Any:
    consumer = KafkaConsumer(
        bootstrap_servers=BOOTSTRAP, group_id=f"{PREFIX}.{AGENCY.lower()}.test",
        auto_offset_reset="earliest", enable_auto_commit=False, session_timeout_ms=6_000,
        heartbeat_interval_ms=1_000,
    )  # fmt: skip
    consumer.subscribe(topics)
    while not (ended or all(map(consumer.partitions_for_topic, topics))):  # see `mutants.base`
        time.sleep(0.1)
    return consumer


def writer() -> Any:
    return KafkaProducer(bootstrap_servers=BOOTSTRAP, acks="all")


def write(producer: Any, topic: str, key: str, event: Event) -> None:
    wire = to_wire(Record(topic, key, event, UNNUMBERED, UNNUMBERED, UNNUMBERED))
    producer.send(wire.topic, wire.value, wire.key, wire.headers)


def answer(asked: DataRequest) -> DataReply:
    return DataReply(
        request=asked.request, dossier=asked.dossier, requester=asked.requester,
        provider=asked.provider, outcome="answered", error=None, fields=asked.fields,
        values=tuple(f"made-up {name}" for name in asked.fields), attempt=asked.attempt,
        request_hash=request_hash(asked),
    )  # fmt: skip


def provide(flaw: str) -> None:
    consumer, producer, count = reader(catalogue.exchange_in(PREFIX, AGENCY)), writer(), 0
    freeze_s = time.monotonic() + 6.0
    while not ended:
        for records in consumer.poll(timeout_ms=50).values():
            for each in records:
                wire = WireRecord(each.topic, each.key, each.value, each.headers)
                event = from_wire(wire).event
                if not isinstance(event, DataRequest):
                    continue
                count += 1
                if flaw == "drops" and count % 20 == 0:
                    continue
                write(
                    producer, catalogue.exchange_out(PREFIX, AGENCY), event.request, answer(event)
                )
        if flaw == "crashes" and count > 60:
            os._exit(7)
        if flaw == "freezes" and time.monotonic() > freeze_s:
            freeze_s = float("inf")
            time.sleep(3.0)
        producer.flush()
        try:
            consumer.commit()
        except KafkaError as error:  # it is committed with the next ones
            print(f"not committed: {error}", flush=True)
    consumer.close()
    producer.close()


def work() -> Iterator[dict[str, Any]]:
    """Each piece of work when its time has come."""
    place = Path(os.environ["LIENTHONG_WORK"])
    while not place.exists() and not ended:
        time.sleep(0.02)
    for line in place.read_text(encoding="utf-8").splitlines() if place.exists() else ():
        found = json.loads(line)
        while not ended and local_time_us() < found["at_us"]:
            time.sleep(0.002)
        if ended:
            return
        yield found


def ask() -> None:
    consumer, producer = reader(catalogue.exchange_in(PREFIX, AGENCY)), writer()
    while not consumer.assignment() and not ended:
        consumer.poll(timeout_ms=50)
    for found in work():
        event = DataRequest(
            request=found["request"], dossier=found["dossier"], procedure=found["procedure"],
            requester=AGENCY, provider=found["provider"], fields=tuple(found["fields"]),
            basis=found["basis"], purpose=found["purpose"], deadline_us=found["deadline_us"],
            attempt=0,
        )  # fmt: skip
        write(producer, catalogue.exchange_out(PREFIX, AGENCY), event.request, event)
        consumer.poll(timeout_ms=0)
    while not ended:
        consumer.poll(timeout_ms=50)
        consumer.commit()
    consumer.close()
    producer.close()


def sync() -> None:
    producer, topic = writer(), catalogue.status_out(PREFIX, AGENCY)
    known: set[str] = set()
    for found in work():
        dossier = found["dossier"]
        if dossier not in known:
            known.add(dossier)
            created = StatusCreate(
                dossier=dossier, agency=AGENCY, procedure=found["procedure"],
                channel=found["channel"], received_us=found["received_us"], due_us=found["due_us"],
            )  # fmt: skip
            write(producer, topic, dossier, created)
        progress = StatusProgress(
            dossier=dossier, agency=AGENCY, status=found["status"], at_us=found["at_us"]
        )
        write(producer, topic, dossier, progress)
    producer.flush()
    while not ended:
        time.sleep(0.05)
    producer.close()


def subscribe() -> None:
    consumer = reader(catalogue.published(PREFIX), catalogue.procedure_table(PREFIX))
    while not ended:
        if consumer.poll(timeout_ms=50):
            consumer.commit()
    consumer.close()


if __name__ == "__main__":
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, end)
    role, flaw = sys.argv[1], "".join(sys.argv[2:3])
    if role == "provider":
        provide(flaw)
    else:
        {"requester": ask, "syncer": sync, "subscriber": subscribe}[role]()
