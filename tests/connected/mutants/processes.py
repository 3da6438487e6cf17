"""Providers whose process goes wrong: its time, its memory, its commits, its life."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from typing import Any

from kafka import TopicPartition

from tests.connected.mutants.providers import REQUESTS
from tests.connected.mutants.registry import flaw
from tests.connected.mutants.sound import Provider
from topics import catalogue
from topics.envelope import WireRecord
from topics.events import DataReply, DataRequest

POISON = {"fault": "poison", "on": REQUESTS, "share": "10%"}
HOUR_MS = 3_600_000


# -- time --------------------------------------------------------------------------------------


@flaw("late", contract={"deadline": "2s"})
class AnswersAfterTheDeadline(Provider):
    """Takes a second more than it has over every tenth request."""

    def takes_s(self, _asked: DataRequest) -> float:
        return 3.0 if self.taken % 10 == 0 else 0.0


@flaw("slow-procedure")
class IsSlowForOneProcedure(Provider):
    """Takes a second over marriages."""

    def takes_s(self, asked: DataRequest) -> float:
        return 1.0 if asked.procedure == "marriage" else 0.0


@flaw("clock-skew")
class FindsInTimeTooLate(Provider):
    """Its clock is an hour ahead, so every tenth request seems to have come too late."""

    def answer(self, asked: DataRequest) -> None:
        if self.count % 10:
            super().answer(asked)
        else:
            self.say(self.refusal(asked, "requester.time.deadline_passed"))


@flaw("clock-skew")
class StampsAnHourBack(Provider):
    """Its clock is an hour behind, and stamps what it writes."""

    def put(self, wire: WireRecord) -> None:
        at_ms = time.time_ns() // 1_000_000 - HOUR_MS
        self.producer.send(wire.topic, wire.value, wire.key, wire.headers, timestamp_ms=at_ms)


# -- memory and life ---------------------------------------------------------------------------


@flaw("memory-growth", load={"profile": "constant", "rate": 40, "duration": "14s"})
class LeaksMemory(Provider):
    """Keeps a quarter of a megabyte of each request."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[bytes] = []

    def answer(self, asked: DataRequest) -> None:
        self.kept.append(b"x" * 250_000)
        super().answer(asked)


@flaw("crashed")
class Crashes(Provider):
    """Ends after a hundred requests."""

    def answer(self, asked: DataRequest) -> None:
        super().answer(asked)
        if self.count > 100:
            os._exit(7)


@flaw("crashed", faults=[POISON])
class DiesOfPoison(Provider):
    """Ends when it cannot read a request."""

    def unreadable(self, record: Any, told: Mapping[str, str]) -> None:  # noqa: ARG002
        os._exit(9)


# -- what it cannot read -----------------------------------------------------------------------


@flaw("poison-not-buried", faults=[POISON], contract={"deadline": "3s", "buries": True})
class SwallowsPoison(Provider):
    """Leaves out what it cannot read, without a word."""

    def unreadable(self, record: Any, told: Mapping[str, str]) -> None:
        pass


@flaw("poison-not-buried", faults=[POISON])
class TakesPoisonForSound(Provider):
    """Answers what it cannot read, from the headers."""

    def unreadable(self, record: Any, told: Mapping[str, str]) -> None:
        reply = DataReply(
            request=record.key.decode(), dossier=told["ce_dossierid"],
            requester=told["ce_requester"], provider=self.agency, outcome="answered",
            error=None, fields=("full_name",), attempt=0, request_hash=told["ce_idempotencykey"],
        )  # fmt: skip
        self.say(reply)


@flaw("poison-not-buried", faults=[POISON | {"share": "2%"}])
class SticksAtPoison(Provider):
    """Reads what it cannot read again and again, and nothing after it."""

    def __init__(self) -> None:
        super().__init__()
        self.stuck: set[TopicPartition] = set()

    def take(self, record: Any) -> None:
        if TopicPartition(record.topic, record.partition) not in self.stuck:
            super().take(record)

    def unreadable(self, record: Any, told: Mapping[str, str]) -> None:  # noqa: ARG002
        place = TopicPartition(record.topic, record.partition)
        self.stuck.add(place)
        self.next[place] = record.offset


# -- commits and partitions --------------------------------------------------------------------


@flaw("committed-before-effect")
class CommitsBeforeItAnswers(Provider):
    """Commits what it has only begun; the answer is written a second and a half later."""

    def takes_s(self, _asked: DataRequest) -> float:
        return 1.5

    def commit_done(self) -> None:
        if self.next:
            self.commit(self.consumer)
            self.next.clear()


@flaw("committed-before-effect", faults=[{"fault": "connector-kill", "at": "4s", "for": "1s"}])
class LosesWhatItHadCommitted(CommitsBeforeItAnswers):
    """Commits what it has only begun, and is killed."""


@flaw("stuck-after-heal")
class CommitsOnlyOnce(Provider):
    """Answers everything, and commits nothing after its first answers."""

    def commit_done(self) -> None:
        if 0 < self.count < 10:
            super().commit_done()


@flaw("orphan", faults=[{"fault": "lose", "on": REQUESTS, "share": "20%"}])
class ReadsPastTheRelay(Provider):
    """Reads what others write, and so answers what was never delivered to it."""

    def topics(self) -> tuple[str, ...]:
        return (catalogue.exchange_out(self.prefix, "H03"),)


class Deaf(Provider):
    """From some time on it takes nothing more."""

    deaf = False

    def take(self, record: Any) -> None:
        if not self.deaf:
            super().take(record)


@flaw(
    "stuck-after-heal",
    faults=[{"fault": "rebalance", "at": "1s", "for": "4s"}],
    load={"profile": "constant", "rate": 40, "duration": "8s"},
)
class StopsAfterARebalance(Deaf):
    """Takes nothing more once its partitions have been shared anew."""

    def on_partitions_revoked(self, revoked: Any) -> None:
        super().on_partitions_revoked(revoked)
        self.deaf = self.deaf or bool(revoked)


@flaw("stuck-after-heal", faults=[{"fault": "connector-pause", "at": "2s", "for": "1500ms"}])
class SticksAfterAPause(Deaf):
    """Takes nothing more once it has stood still for more than a second."""

    last_s = 0.0

    def settle(self) -> None:
        now_s = time.monotonic()
        self.deaf = self.deaf or (self.last_s > 0.0 and now_s - self.last_s > 1.2)
        self.last_s = now_s
        super().settle()


@flaw("stuck-after-heal", faults=[{"fault": "poison", "on": REQUESTS | {"nth": 60}}])
class SticksAfterItsFirstFailure(Deaf):
    """Takes nothing more once there was something that it could not read."""

    def unreadable(self, record: Any, told: Mapping[str, str]) -> None:
        super().unreadable(record, told)
        self.deaf = True
