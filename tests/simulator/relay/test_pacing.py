"""Whoever writes faster than it may waits; nobody else does, and nothing is lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from kafka import TopicPartition

from simulator.relay.pacing import SHARE, Pace
from simulator.relay.rows import Policy, Quota
from simulator.relay.session import Session, Tally
from simulator.relay.stepping import polled
from tests.simulator.relay.malformed import ASKED, ASKER, HOLDER, changed, out
from tests.simulator.relay.memory import Topics
from tests.simulator.relay.worlds import PREFIX
from topics.catalogue import exchange_in, exchange_out, status_out

ASKS, PUSHES, REPLIES = (
    TopicPartition(topic, 0)
    for topic in (
        exchange_out(PREFIX, ASKER), status_out(PREFIX, ASKER), exchange_out(PREFIX, HOLDER),
    )
)  # fmt: skip


@dataclass
class Consumer:
    paused: set[TopicPartition] = field(default_factory=set)

    def pause(self, *places: TopicPartition) -> None:
        self.paused.update(places)

    def resume(self, *places: TopicPartition) -> None:
        self.paused.difference_update(places)


@dataclass
class Clock:
    now_s: float = 100.0

    def __call__(self) -> float:
        return self.now_s


@dataclass
class Found:
    topic: str


def pace(rate: int) -> tuple[Pace, Consumer, Clock]:
    consumer, clock = Consumer(), Clock()
    return Pace(consumer, [ASKS, PUSHES, REPLIES], rate, clock), consumer, clock


def test_who_has_written_a_seconds_worth_waits() -> None:
    """With all of its topics, until a tenth of it is free again; others are read."""
    made, consumer, clock = pace(100)
    made.took([Found(ASKS.topic)] * 60 + [Found(REPLIES.topic)] * 99)
    assert consumer.paused == set()
    made.took([Found(PUSHES.topic)] * 60)
    assert consumer.paused == {ASKS, PUSHES}
    clock.now_s += 0.25  # 25 more, of which 20 were taken before
    made.go_on()
    assert consumer.paused == {ASKS, PUSHES}
    clock.now_s += 0.06
    made.go_on()
    assert consumer.paused == set()


def test_in_the_long_run_it_is_the_rate() -> None:
    """Whatever the steps are: at most the rate times the seconds, and a second's worth more."""
    made, consumer, clock = pace(50)
    read = 0
    for _ in range(1_000):
        if ASKS not in consumer.paused:
            made.took([Found(ASKS.topic)] * 7)
            read += 7
        clock.now_s += 0.01
        made.go_on()
    assert 500 <= read <= 550 + 7


def test_no_rate_holds_nobody_back() -> None:
    """0 is as many as come."""
    made, consumer, _ = pace(0)
    made.took([Found(ASKS.topic)] * 100_000)
    assert consumer.paused == set()


def test_a_step_reads_little_of_who_has_no_more() -> None:
    """It is told of each few records, so a flood ends within the step."""
    made, consumer, _ = pace(100)

    class Flood:
        def poll(self, timeout_ms: int, max_records: int) -> dict[TopicPartition, list[Any]]:  # noqa: ARG002
            if ASKS in consumer.paused:
                return {}
            return {ASKS: [Record(ASKS.topic) for _ in range(max_records)]}

    assert len(polled(Flood(), 0, 500, made.took)) == 128


def test_where_several_write_none_has_more_than_its_share_of_a_step() -> None:
    """Whatever the rate; alone again for ten seconds, whoever writes may fill a step."""
    made, consumer, clock = pace(0)
    made.took([Found(ASKS.topic)] * 100 + [Found(REPLIES.topic)])
    assert consumer.paused == set()
    made.go_on()
    made.took([Found(ASKS.topic)] * SHARE + [Found(REPLIES.topic)])
    assert consumer.paused == {ASKS, PUSHES}
    made.go_on()
    assert consumer.paused == set()
    made.took([Found(ASKS.topic)] * SHARE)
    assert consumer.paused == {ASKS, PUSHES}
    clock.now_s += 11
    made.go_on()
    made.took([Found(ASKS.topic)] * 500)
    assert consumer.paused == set()


@dataclass
class Record(Found):
    key: bytes = b"k"
    value: bytes = b"v"
    headers: tuple[tuple[str, bytes], ...] = ()


def test_a_life_reads_all_of_a_flood_in_time(topics: Topics) -> None:
    """300 requests at 100 a second, of which few may be read too early; none is lost."""
    clock = Clock()
    requests = [changed(ASKED, request=f"{ASKED.dossier}/{number}") for number in range(300)]
    topics.write(*(out(PREFIX, ASKER, each) for each in requests))
    session = Session(topics.plan(policy=Policy(quota=Quota(rate=100))), Tally())
    session.open("one", again=False)
    session._pace._clock, session._pace._filled_s = clock, clock.now_s
    inbox, began_s = topics.records[exchange_in(PREFIX, HOLDER)], clock.now_s
    while len(inbox) < 300:
        session.step()
        clock.now_s += 0.05
        assert clock.now_s < began_s + 60
    assert 1.3 <= clock.now_s - began_s <= 4
    assert [wire.key for wire in inbox] == [each.request.encode() for each in requests]
