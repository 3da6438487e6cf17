"""Sound connectors of every role, whose parts a mutant may replace."""

from __future__ import annotations

import heapq
import time
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

import msgspec
from kafka import TopicPartition
from kafka.structs import OffsetAndMetadata

from tests.connected.mutants.base import Connector
from topics import catalogue
from topics.envelope import WireRecord, from_wire, request_hash
from topics.errors import Malformed
from topics.events import DataReply, DataRequest, StatusCreate, StatusProgress, type_name

REQUEST = type_name(DataRequest).encode()


def number_of(dossier: str, name: str) -> str:
    """A number of a person's, always the same for one dossier and field."""
    digest = blake2b(f"{dossier} {name}".encode(), digest_size=8).digest()
    return f"{int.from_bytes(digest) % 10**12:012d}"


class Provider(Connector):
    """Answers each request, and commits it when the answer is confirmed.

    `taken` numbers the requests as they come; `count` is the number of the one that is answered.
    """

    role = "provider"

    def __init__(self) -> None:
        super().__init__()
        self.consumer = self.reader(*self.topics())
        self.open: list[tuple[float, int, Any, DataRequest]] = []
        self.next: dict[TopicPartition, int] = {}
        self.taken = 0

    def topics(self) -> tuple[str, ...]:
        return (catalogue.exchange_in(self.prefix, self.agency),)

    def run(self) -> None:
        while not self.ended:
            for records in self.consumer.poll(timeout_ms=20).values():
                for record in records:
                    self.take(record)
            self.settle()
        self.consumer.close()
        self.producer.close()

    # -- what comes in -----------------------------------------------------------------------------

    def on_partitions_revoked(self, revoked: Any) -> None:
        """What was in hand is another's now."""
        super().on_partitions_revoked(revoked)
        self.next.clear()
        self.open.clear()

    def take(self, record: Any) -> None:
        self.next[TopicPartition(record.topic, record.partition)] = record.offset + 1
        try:
            event = from_wire(WireRecord(record.topic, record.key, record.value, record.headers))
        except Malformed:
            self.unreadable(record, {name: value.decode() for name, value in record.headers})
            return
        if isinstance(event.event, DataRequest):
            self.hold(record, event.event)

    def hold(self, record: Any, asked: DataRequest) -> None:
        due_s = time.monotonic() + self.takes_s(asked)
        self.taken += 1
        heapq.heappush(self.open, (due_s, self.taken, record, asked))

    def takes_s(self, _asked: DataRequest) -> float:
        return 0.0

    def unreadable(self, record: Any, told: Mapping[str, str]) -> None:
        """Refused, if it says at least whose it is."""
        if told.get("ce_type") == REQUEST.decode():
            refusal = DataReply(
                request=record.key.decode(), dossier=told["ce_dossierid"],
                requester=told["ce_requester"], provider=self.agency, outcome="refused",
                error="bus.protocol.invalid_json", fields=(), attempt=int(told["ce_attempt"]),
                request_hash=told["ce_idempotencykey"],
            )  # fmt: skip
            self.say(refusal)

    # -- what goes out -----------------------------------------------------------------------------

    def settle(self) -> None:
        while self.open and self.open[0][0] <= time.monotonic():
            _, self.count, _, asked = heapq.heappop(self.open)
            self.answer(asked)
        self.producer.flush()
        self.commit_done()

    def commit_done(self) -> None:
        """Up to the first that is still in hand."""
        done = dict(self.next)
        for _, _, record, _ in self.open:
            place = TopicPartition(record.topic, record.partition)
            done[place] = min(done[place], record.offset)
        if done:
            offsets = {place: OffsetAndMetadata(at, "", -1) for place, at in done.items()}
            self.commit(self.consumer, offsets)
        if not self.open:
            self.next.clear()

    def answer(self, asked: DataRequest) -> None:
        self.say(self.reply(asked))

    def reply(self, asked: DataRequest) -> DataReply:
        return DataReply(
            request=asked.request, dossier=asked.dossier, requester=asked.requester,
            provider=asked.provider, outcome="answered", error=None, fields=asked.fields,
            values=self.values(asked), attempt=asked.attempt, request_hash=request_hash(asked),
        )  # fmt: skip

    def values(self, asked: DataRequest) -> tuple[str, ...]:
        return tuple(
            number_of(asked.dossier, name) if name == "personal_id" else f"made-up {name}"
            for name in asked.fields
        )

    def say(self, reply: DataReply) -> None:
        self.write(catalogue.exchange_out(self.prefix, self.agency), reply.request, reply)

    def refusal(self, asked: DataRequest, error: str) -> DataReply:
        changed: DataReply = msgspec.structs.replace(
            self.reply(asked), outcome="refused", error=error, fields=(), values=()
        )
        return changed


class Requester(Connector):
    """Asks what its work needs, and reads the replies."""

    role = "requester"

    def __init__(self) -> None:
        super().__init__()
        self.consumer = self.reader(catalogue.exchange_in(self.prefix, self.agency))

    def run(self) -> None:
        for found in self.work():
            self.ask(self.question(found))
        while not self.ended:
            self.listen(50)
        self.consumer.close()
        self.producer.close()

    def idle(self) -> None:
        self.listen(20)

    def listen(self, wait_ms: int) -> None:
        if self.consumer.poll(timeout_ms=wait_ms):
            self.commit(self.consumer)

    def question(self, found: dict[str, Any]) -> DataRequest:
        return DataRequest(
            request=found["request"], dossier=found["dossier"], procedure=found["procedure"],
            requester=self.agency, provider=found["provider"], fields=tuple(found["fields"]),
            basis=found["basis"], purpose=found["purpose"], deadline_us=found["deadline_us"],
            attempt=0,
        )  # fmt: skip

    def ask(self, event: DataRequest) -> None:
        self.write(catalogue.exchange_out(self.prefix, self.agency), event.request, event)


class Syncer(Connector):
    """Creates each dossier at the portal, and pushes its statuses."""

    role = "syncer"

    def __init__(self) -> None:
        super().__init__()
        self.known: set[str] = set()

    def run(self) -> None:
        for found in self.work():
            self.push(found)
        self.producer.flush()
        while not self.ended:
            time.sleep(0.02)
        self.producer.close()

    def push(self, found: dict[str, Any]) -> None:
        if found["dossier"] not in self.known:
            self.known.add(found["dossier"])
            self.create(found)
        self.progress(found)

    def create(self, found: dict[str, Any]) -> None:
        self.tell(self.created(found))

    def progress(self, found: dict[str, Any]) -> None:
        self.tell(self.progressed(found))

    def created(self, found: dict[str, Any]) -> StatusCreate:
        return StatusCreate(
            dossier=found["dossier"], agency=self.agency, procedure=found["procedure"],
            channel=found["channel"], received_us=found["received_us"], due_us=found["due_us"],
        )  # fmt: skip

    def progressed(self, found: dict[str, Any]) -> StatusProgress:
        return StatusProgress(
            dossier=found["dossier"], agency=self.agency, status=found["status"],
            at_us=found["at_us"],
        )  # fmt: skip

    def tell(self, event: StatusCreate | StatusProgress) -> None:
        self.write(catalogue.status_out(self.prefix, self.agency), event.dossier, event)


class Subscriber(Connector):
    """Follows what is published."""

    role = "subscriber"

    def __init__(self) -> None:
        super().__init__()
        self.consumer = self.reader(
            catalogue.published(self.prefix), catalogue.procedure_table(self.prefix)
        )

    def run(self) -> None:
        while not self.ended:
            found = self.consumer.poll(timeout_ms=50)
            self.count += sum(map(len, found.values()))
            if found:
                self.taken()
        self.consumer.close()
        self.producer.close()

    def taken(self) -> None:
        self.commit(self.consumer)


SOUND: Mapping[str, type[Connector]] = {
    cls.role: cls for cls in (Provider, Requester, Syncer, Subscriber)
}
