"""One clock for several processes: what it shows, and whose changes it takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from kafka import TopicPartition

from simulator.hosting import clock as module
from simulator.hosting.clock import SharedClock, SharedPacer
from simulator.live.pacer import FOR_EVER_US
from simulator.scenario.resolved import ResolvedScenario, resolve_document
from tests.simulator.small_worlds import changed
from topics.clock import ControlClock
from topics.connection import Connection
from topics.errors import InputError

HOUR = 3_600_000_000


@dataclass
class Wall:
    """Real time; nothing else passes it."""

    now_s: float = 1_000.0
    rests: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now_s

    def sleep(self, seconds: float) -> None:
        self.rests.append(seconds)
        self.now_s += seconds


class Topic:
    """The records of `control.tbl.clock`, and what is asked of a Kafka client."""

    def __init__(self) -> None:
        self.records: list[Any] = []

    def consumer(self, **_: Any) -> Any:
        at = [0]

        def poll(timeout_ms: int) -> dict[str, list[Any]]:
            new, at[0] = self.records[at[0] :], len(self.records)
            return {TopicPartition("p.control.tbl.clock.v1", 0): new} if new else {}

        return SimpleNamespace(
            topics=lambda: {"p.control.tbl.clock.v1"},
            assign=lambda _: None,
            seek_to_beginning=lambda _: None,
            end_offsets=lambda places: {places[0]: len(self.records)},
            position=lambda _: at[0],
            poll=poll,
            close=lambda: None,
        )

    def producer(self, **_: Any) -> Any:
        def send(topic: str, value: bytes, key: bytes, headers: Any) -> Any:
            said = SimpleNamespace(topic=topic, key=key, value=value, headers=headers)
            self.records.append(said)
            return SimpleNamespace(get=lambda _: None)

        return SimpleNamespace(send=send, close=lambda _: None)


@pytest.fixture
def topic(monkeypatch: pytest.MonkeyPatch) -> Topic:
    made = Topic()
    monkeypatch.setattr(module, "KafkaConsumer", made.consumer)
    monkeypatch.setattr(module, "KafkaProducer", made.producer)
    return made


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def clocks(topic: Topic, wall: Wall) -> Iterator[tuple[SharedClock, SharedClock]]:
    """Two processes' views of the clock of one topic."""
    resolved = world()
    pair = (opened(resolved, wall), opened(resolved, wall))
    assert topic.records == []
    yield pair
    for clock in pair:
        clock.close()


def world(seed: int = 11) -> ResolvedScenario:
    return resolve_document(changed({"seed": seed}))


def opened(resolved: ResolvedScenario, wall: Wall) -> SharedClock:
    clock = SharedClock(Connection(), "p", resolved, wall)
    clock.open()
    return clock


def test_simulated_time_is_a_function_of_real_time() -> None:
    """From its instant on, at its speed, exactly; never before it, and not at all in a pause."""
    clock = ControlClock(
        scenario="s", sha256="", seed=1, sim_us=100, wall_us=1_000_000, speed_us=3_600_000_000,
        resumed_us=3_600_000_000,
    )  # fmt: skip
    assert clock.at(1_000_000) == 100
    assert clock.at(1_000_001) == 100 + 3_600
    assert clock.at(2_000_000) == 100 + HOUR
    assert clock.at(0) == 100
    slow = ControlClock(
        scenario="s", sha256="", seed=1, sim_us=0, wall_us=0, speed_us=500_000, resumed_us=1
    )
    assert (slow.at(1), slow.at(2), slow.at(3)) == (0, 1, 1)
    paused = ControlClock(
        scenario="s", sha256="", seed=1, sim_us=100, wall_us=0, speed_us=0, resumed_us=1
    )
    assert paused.at(10**12) == 100


def test_who_begins_first_sets_it(clocks: tuple[SharedClock, SharedClock], wall: Wall) -> None:
    """Another that has seen it goes by it, whatever it would have set."""
    one, other = clocks
    one.begin(5 * HOUR, 3_600.0)
    wall.now_s += 1
    assert one.now_us() == other.now_us() == 6 * HOUR
    other.begin(0, 1.0)
    assert other.now_us() == 6 * HOUR


def test_nobody_s_clock_shows_nothing(clocks: tuple[SharedClock, SharedClock]) -> None:
    """It is said so."""
    one, _ = clocks
    assert not one.is_set
    with pytest.raises(InputError, match="no live run of prefix p has set its clock"):
        one.now_us()


def test_a_change_is_seen_within_half_a_second(
    clocks: tuple[SharedClock, SharedClock], wall: Wall
) -> None:
    """By the others; by whoever makes it at once."""
    one, other = clocks
    one.begin(0, 3_600.0)
    wall.now_s += 1
    assert other.now_us() == HOUR
    wall.now_s += 0.25
    one.set(HOUR, 3_600.0, paused=True)
    assert one.now_us() == HOUR
    assert other.now_us() == HOUR + HOUR // 4
    wall.now_s += 0.25
    assert other.now_us() == HOUR


def test_another_scenario_is_refused(topic: Topic, wall: Wall) -> None:
    """Its processes would answer other questions."""
    opened(world(11), wall).begin(0, 1.0)
    assert len(topic.records) == 1
    with pytest.raises(InputError, match="give all of them the same scenario"):
        opened(world(12), wall)


def test_without_a_pace_nothing_can_be_shared(clocks: tuple[SharedClock, SharedClock]) -> None:
    """Each would be somewhere else."""
    with pytest.raises(InputError, match="speed max"):
        clocks[0].begin(0, float("inf"))


def test_a_pacer_goes_by_the_clock(clocks: tuple[SharedClock, SharedClock], wall: Wall) -> None:
    """It lets a run go as far as is due, and rests until there is a stride."""
    one, _ = clocks
    one.begin(0, 3_600.0)
    pacer = SharedPacer(one, wall.sleep)
    wall.now_s += 2
    assert pacer.due_us() == 2 * HOUR
    assert pacer.reach_us(0, FOR_EVER_US) == 2 * HOUR
    assert pacer.reach_us(0, HOUR) == HOUR
    assert pacer.drift_s(HOUR) == pytest.approx(1.0)
    assert pacer.reach_us(2 * HOUR, FOR_EVER_US) == 2 * HOUR
    assert wall.rests == [pytest.approx(0.1)]


def test_a_pause_and_a_new_speed_are_everybody_s(
    clocks: tuple[SharedClock, SharedClock], wall: Wall
) -> None:
    """Time in a pause is not owed; a speed counts from the instant that was reached."""
    pacers = [SharedPacer(clock, wall.sleep) for clock in clocks]
    clocks[0].begin(0, 3_600.0)
    wall.now_s += 1
    pacers[1].due_us()
    pacers[0].pause(HOUR)
    wall.now_s += 100
    assert [pacer.due_us() for pacer in pacers] == [HOUR, HOUR]
    assert [(pacer.paused, pacer.ratio, pacer.speed) for pacer in pacers] == [(True, 0, 3_600)] * 2
    pacers[1].set_speed(7_200.0, HOUR)
    assert (pacers[1].paused, pacers[1].speed) == (True, 7_200)
    pacers[1].resume(HOUR)
    wall.now_s += 1
    assert [pacer.due_us() for pacer in pacers] == [3 * HOUR, 3 * HOUR]


def test_a_process_that_is_behind_does_not_set_the_clock_back(
    clocks: tuple[SharedClock, SharedClock], wall: Wall
) -> None:
    """Others may be where the clock is."""
    clocks[0].begin(0, 3_600.0)
    pacer = SharedPacer(clocks[0], wall.sleep)
    wall.now_s += 5
    pacer.set_speed(60.0, HOUR)
    assert pacer.due_us() == 5 * HOUR


def test_what_is_no_clock_stops_nobody(
    clocks: tuple[SharedClock, SharedClock], topic: Topic
) -> None:
    """Junk on the clock's topic is passed, and where it stands is known."""
    one, other = clocks
    one.begin(5 * HOUR, 3_600.0)
    sound = topic.records[0]
    junk = (b"", b"{}", b"\xff", None, b'{"scenario":1}')
    topic.records += [
        SimpleNamespace(
            topic=sound.topic, partition=0, offset=number, key=b"clock", value=value,
            headers=headers,
        )
        for number, (value, headers) in enumerate(
            [(v, h) for v in junk for h in (sound.headers, [])]
        )
    ]  # fmt: skip
    other.open()
    assert other.latest == one.latest
    assert len(other.passed) == 2 * len(junk)
    assert other.passed[3] == "p.control.tbl.clock.v1/0@3"
