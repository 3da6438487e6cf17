"""The transports under test, and what the promises need of them beyond the seam.

A transport joins the suite by adding its harness to `HARNESSES`; no promise is written twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from topics.bus import Bus, Consumer, Delivered
from topics.catalogue import parse_topic
from topics.memory import MemoryBus
from topics.memory_reader import MemoryConsumer

RETAIN_RECORDS = 50


class Harness(Protocol):
    """One transport, opened for one test. `prefix` is that of the test's own topics."""

    prefix: str

    @property
    def bus(self) -> Bus:
        """The bus, opened."""

    def crash(self, consumer: Consumer) -> None:
        """The consumer's process dies: no commit, no farewell; its group finds out."""

    def clean(self, topic: str) -> None:
        """Retention and compaction have done their work on `topic`."""

    def drain(self, consumer: Consumer) -> list[Delivered]:
        """Everything there is for this consumer now."""

    def close(self) -> None:
        """Leave nothing of the test behind."""


class MemoryHarness:
    """The bus of this process."""

    prefix = "contract"

    def __init__(self) -> None:
        self.bus = MemoryBus(retain_records=RETAIN_RECORDS)

    def crash(self, consumer: Consumer) -> None:
        assert isinstance(consumer, MemoryConsumer)
        self.bus.expire(consumer)

    def clean(self, topic: str) -> None:
        log = self.bus.topic_log(topic)
        if parse_topic(topic).cleanup == "compact":
            log.compact()
        else:
            log.cut()

    def drain(self, consumer: Consumer) -> list[Delivered]:
        found: list[Delivered] = []
        while batch := consumer.poll(7):  # small batches, so that several polls are needed
            found += batch
        return found

    def close(self) -> None:
        self.bus.close()


HARNESSES: Sequence[type[Harness]] = [MemoryHarness]
