"""The bus's driver on kafka-python 3."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from kafka import (
    ConsumerRebalanceListener,
    KafkaAdminClient,
    KafkaConsumer,
    KafkaProducer,
    TopicPartition,
)
from kafka.admin import OffsetSpec
from kafka.coordinator.assignors.range import RangePartitionAssignor
from kafka.errors import CommitFailedError, KafkaError
from kafka.structs import MemberState, OffsetAndMetadata

from topics.bus import Raw
from topics.connection import Connection
from topics.envelope import WireRecord
from topics.kafka.driver import GroupMovedOn, Handle, Place, Reader, Sender
from topics.kafka.faults import GROUP_MOVED_ON, code_of
from topics.kafka.options import MAX_RECORD_BYTES, KafkaOptions
from topics.kafka.python_options import client_options, quiet

_LEAVING_MS = 2_000
_JOINING_S = 2.0
# A broker answers one request of a connection after another: this long a commit may wait.
_LONG_POLL_MS = 100
_RETRY_MS = 20
_HEARTBEAT_MS = 500  # how soon a member hears that its group changes
# A batch that expires in flight hangs kafka-python's producer for ever, without a word. We give
# up long before it, and then throw the producer away.
_NEVER_EXPIRES_S = 120.0


class PythonDriver:
    """See `topics.kafka.driver.Driver`."""

    errors: tuple[type[BaseException], ...] = (KafkaError, OSError)

    def __init__(self, connection: Connection, options: KafkaOptions) -> None:
        quiet()
        self._options = options
        self._common: dict[str, Any] = client_options(connection) | {
            "client_id": options.client_id,
            "bootstrap_timeout_ms": int(options.connect_s * 1_000),
        }
        self._admin: KafkaAdminClient | None = None

    def sender(self) -> Sender:
        """A new idempotent producer."""
        options = self._options
        return PythonSender(
            KafkaProducer(
                **self._common,
                acks="all",
                enable_idempotence=True,
                compression_type=None if options.compression == "none" else options.compression,
                linger_ms=options.linger_ms,
                batch_size=options.batch_bytes,
                max_request_size=MAX_RECORD_BYTES,
                max_block_ms=int(options.connect_s * 1_000),
                delivery_timeout_ms=int((options.give_up_s + _NEVER_EXPIRES_S) * 1_000),
                allow_auto_create_topics=False,
                metrics_enabled=False,
            )
        )

    def reader(self, places: Sequence[Place]) -> Reader:
        """A consumer of given partitions."""
        consumer = self._consumer(group_id=None)
        consumer.assign([TopicPartition(*place) for place in places])
        return PythonReader(consumer)

    def member(self, topics: Sequence[str], group: str) -> Reader:
        """A member of a group, with Kafka's classic protocol and ranges."""
        session_ms = int(self._options.session_s * 1_000)
        consumer = self._consumer(
            group_id=group,
            group_instance_id=self._options.instance,
            partition_assignment_strategy=(RangePartitionAssignor,),
            session_timeout_ms=session_ms,
            heartbeat_interval_ms=min(session_ms // 4, _HEARTBEAT_MS),
        )
        reader = PythonReader(consumer)
        consumer.subscribe(list(topics), listener=reader.listener)
        # Who does not know the partitions yet joins twice; when a poll ends while it does so again,
        # kafka-python 3.0.12 never completes it, and reads nothing.
        for topic in topics:
            consumer.partitions_for_topic(topic)
        return reader

    def _consumer(self, **more: Any) -> KafkaConsumer:
        return KafkaConsumer(
            **self._common,
            **more,
            enable_auto_commit=False,
            isolation_level="read_committed",  # what a relay undid was never said
            fetch_max_wait_ms=_LONG_POLL_MS,
            retry_backoff_ms=_RETRY_MS,
            auto_offset_reset="earliest",
            allow_auto_create_topics=False,
            metrics_enabled=False,
        )

    def partitions(self, topics: Sequence[str], timeout_s: float) -> dict[str, tuple[int, int]]:
        """How many partitions each topic has, or why not."""
        found = self._asker(timeout_s).describe_topics(list(topics))
        return {each["name"]: (len(each["partitions"]), each["error_code"]) for each in found}

    def ends(self, places: Sequence[Place], timeout_s: float) -> list[int]:
        """The next offset of each partition."""
        wanted = [TopicPartition(*place) for place in places]
        found = self._asker(timeout_s).list_partition_offsets(
            dict.fromkeys(wanted, OffsetSpec.LATEST), timeout_ms=int(timeout_s * 1_000)
        )
        return [found[place].offset for place in wanted]

    def _asker(self, timeout_s: float) -> KafkaAdminClient:
        if self._admin is None:
            self._admin = KafkaAdminClient(
                **self._common, request_timeout_ms=int(timeout_s * 1_000)
            )
        return self._admin

    def close(self) -> None:
        """Let go of the client that answers questions."""
        admin, self._admin = self._admin, None
        if admin is not None:
            admin.close()


class PythonSender:
    """See `topics.kafka.driver.Sender`."""

    def __init__(self, producer: KafkaProducer) -> None:
        self._producer = producer

    def send(self, wire: WireRecord, partition: int) -> Handle:
        """Take a record over; its time is now."""
        sent: Handle = self._producer.send(
            wire.topic, wire.value, wire.key, wire.headers, partition
        )
        return sent

    def flush(self, timeout_s: float) -> None:
        """Send what waits."""
        with suppress(KafkaError):  # that the time is up; fates are in the handles
            self._producer.flush(timeout_s)

    def wait(self, handle: Handle, timeout_s: float) -> None:
        """Wait for one fate."""
        with suppress(KafkaError):  # the same
            handle.get(timeout_s)  # type: ignore[attr-defined]

    def abandon(self) -> None:
        """Stop the thread that sends, so that nothing more goes out, and settle every fate."""
        sender = self._producer._sender
        sender.force_close()
        sender.join(_JOINING_S)
        with suppress(KafkaError):
            self._producer.close(0)


class _Counting(ConsumerRebalanceListener):  # type: ignore[misc]
    """Counts what happens to a member's partitions. Called by the client's own thread."""

    def __init__(self) -> None:
        self.changes = 0

    def on_partitions_revoked(self, revoked: object) -> None:  # noqa: ARG002
        self.changes += 1

    def on_partitions_assigned(self, assigned: object) -> None:  # noqa: ARG002
        self.changes += 1


class PythonReader:
    """See `topics.kafka.driver.Reader`."""

    def __init__(self, consumer: KafkaConsumer) -> None:
        self._consumer = consumer
        self.listener = _Counting()

    @property
    def generation(self) -> int:
        """Grows with every change of what it holds."""
        return self.listener.changes

    @property
    def joining(self) -> bool:
        """Whether its group has it not yet as a member of the present generation."""
        member = self._consumer.group_metadata()
        return member.group_id is not None and member.state is not MemberState.STABLE

    def held(self) -> list[Place]:
        """The partitions it reads now."""
        return [(place.topic, place.partition) for place in self._consumer.assignment()]

    def poll(self, max_records: int, timeout_s: float) -> list[Raw]:
        """The next records, partition by partition."""
        polled = self._consumer.poll(int(timeout_s * 1_000), max_records=max_records)
        return [
            Raw(WireRecord(r.topic, r.key, r.value, list(r.headers)), r.partition, r.offset)
            for records in polled.values()
            for r in records
        ]

    def position(self, place: Place, timeout_s: float) -> int:
        """What it reads next."""
        found = self._consumer.position(TopicPartition(*place), int(timeout_s * 1_000))
        return 0 if found is None else int(found)

    def seek(self, place: Place, offset: int) -> None:
        """Read on from there."""
        self._consumer.seek(TopicPartition(*place), offset)

    def rewind(self, timeout_s: float) -> None:
        """Back to the last commits."""
        for place in self._consumer.assignment():
            at = self._consumer.committed(place, timeout_ms=int(timeout_s * 1_000))
            if at is None:
                self._consumer.seek_to_beginning(place)
            else:
                self._consumer.seek(place, at)

    def commit(self, offsets: Mapping[Place, int], timeout_s: float) -> None:
        """Note where to read on."""
        wanted = {
            TopicPartition(*place): OffsetAndMetadata(offset, "", -1)
            for place, offset in offsets.items()
        }
        try:
            self._consumer.commit(wanted, int(timeout_s * 1_000))
        except CommitFailedError as error:
            raise GroupMovedOn(str(error)) from error
        except KafkaError as error:
            if code_of(error) in GROUP_MOVED_ON:
                raise GroupMovedOn(str(error)) from error
            raise

    def close(self) -> None:
        """Leave."""
        self._consumer.close(autocommit=False, timeout_ms=_LEAVING_MS)
