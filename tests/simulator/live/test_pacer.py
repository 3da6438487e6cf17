"""How simulated time follows a clock, with a clock that the test turns by hand."""

from __future__ import annotations

import pytest

from simulator.live.pacer import FOR_EVER_US, MAX_SPEED, Pacer, parse_speed, speed_text
from tests.simulator.live.stage import HandClock
from topics.errors import InputError

START = 1_000_000_000
SECOND = 1_000_000
NO_LIMIT = 1 << 61


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


def pacer(clock: HandClock, speed: float = 100.0) -> Pacer:
    return Pacer(START, speed, clock, clock.sleep)


def test_on_schedule_it_rests_a_tick_and_goes_on_a_stride(clock: HandClock) -> None:
    """At 100 times real time a tick of 0.1 s is a stride of 10 s."""
    paced, now = pacer(clock), START
    for _ in range(3):
        assert paced.reach_us(now, NO_LIMIT) == now
        reached = paced.reach_us(now, NO_LIMIT)
        assert reached == now + 10 * SECOND
        assert paced.drift_s(reached) == 0.0
        now = reached
    assert clock.slept == pytest.approx([0.1] * 3)
    assert clock.now_s == pytest.approx(500.3)


def test_work_is_not_added_to_the_rest(clock: HandClock) -> None:
    """After 0.04 s of work only 0.06 s are left of the tick."""
    paced = pacer(clock)
    clock.now_s += 0.04
    assert paced.reach_us(START, NO_LIMIT) == START
    assert clock.slept == [pytest.approx(0.06)]


def test_falling_behind_is_measured_in_real_seconds(clock: HandClock) -> None:
    """5 s of work for a stride: 500 s are due, 10 were reached, so it is 4.9 s late."""
    paced = pacer(clock)
    clock.now_s += 5.0
    assert paced.due_us() == START + 500 * SECOND
    assert paced.drift_s(START + 10 * SECOND) == pytest.approx(4.9)


def test_catching_up_takes_no_rest(clock: HandClock) -> None:
    """What is due is done at once, up to the limit; then it is on schedule again."""
    paced = pacer(clock)
    clock.now_s += 5.0
    assert paced.reach_us(START, START + 200 * SECOND) == START + 200 * SECOND
    assert paced.reach_us(START + 200 * SECOND, NO_LIMIT) == START + 500 * SECOND
    assert clock.slept == []
    assert paced.drift_s(START + 500 * SECOND) == 0.0
    assert paced.reach_us(START + 500 * SECOND, NO_LIMIT) == START + 500 * SECOND
    assert clock.slept == [pytest.approx(0.1)]


def test_a_limit_within_a_stride_is_waited_for(clock: HandClock) -> None:
    """A fault that ends in 3 s of simulated time ends after 0.03 s of real time."""
    paced, limit = pacer(clock), START + 3 * SECOND
    assert paced.reach_us(START, limit) == START
    assert clock.slept == [pytest.approx(0.03)]
    assert paced.reach_us(START, limit) == limit


def test_a_pause_is_not_owed(clock: HandClock) -> None:
    """Nothing is due in it, the ratio is 0, and afterwards it goes on where it was."""
    paced = pacer(clock)
    clock.now_s += 2.0
    paced.pause(START + 150 * SECOND)
    clock.now_s += 60.0
    assert (paced.ratio, paced.due_us()) == (0.0, START + 150 * SECOND)
    assert paced.drift_s(START + 150 * SECOND) == 0.0
    assert paced.reach_us(START + 150 * SECOND, NO_LIMIT) == START + 150 * SECOND
    paced.resume(START + 150 * SECOND)
    assert (paced.ratio, paced.due_us()) == (100.0, START + 150 * SECOND)
    clock.now_s += 1.0
    assert paced.due_us() == START + 250 * SECOND


def test_a_new_speed_goes_on_where_the_run_is(clock: HandClock) -> None:
    """No jump: at the instant of the change just what was reached is due; lateness is forgiven."""
    paced = pacer(clock)
    clock.now_s += 10.0
    reached = START + 400 * SECOND  # 6 s late
    assert paced.drift_s(reached) == pytest.approx(6.0)
    paced.set_speed(2.0, reached)
    assert (paced.due_us(), paced.drift_s(reached)) == (reached, 0.0)
    clock.now_s += 3.0
    assert paced.due_us() == reached + 6 * SECOND
    assert paced.drift_s(reached + 2 * SECOND) == pytest.approx(2.0)


def test_a_new_speed_in_a_pause_counts_from_its_end(clock: HandClock) -> None:
    """The pause stays one."""
    paced = pacer(clock)
    paced.pause(START)
    paced.set_speed(10.0, START)
    clock.now_s += 5.0
    assert (paced.ratio, paced.due_us()) == (0.0, START)
    paced.resume(START)
    clock.now_s += 5.0
    assert paced.due_us() == START + 50 * SECOND


def test_full_speed_is_never_late(clock: HandClock) -> None:
    """It goes to the limit at once."""
    paced = pacer(clock, MAX_SPEED)
    clock.now_s += 7.0
    assert paced.reach_us(START, START + 86_400 * SECOND) == START + 86_400 * SECOND
    assert (paced.drift_s(START), paced.due_us(), clock.slept) == (0.0, FOR_EVER_US, [])


def test_a_very_slow_run_goes_on_by_single_microseconds(clock: HandClock) -> None:
    """A millionth of real time: one is due each second, to the nearest; it rests till then."""
    paced = pacer(clock, 1e-6)
    rests = 0
    while paced.reach_us(START, NO_LIMIT) == START:
        rests += 1
    assert 5 <= rests <= 6
    assert paced.reach_us(START, NO_LIMIT) == START + 1


@pytest.mark.parametrize(
    "text, speed", [("3600", 3600.0), ("0.5", 0.5), ("1e9", 1e9), ("max", MAX_SPEED)]
)
def test_a_speed_as_text(text: str, speed: float) -> None:
    """Read and written alike."""
    assert parse_speed(text) == speed
    assert parse_speed(speed_text(speed)) == speed


@pytest.mark.parametrize("text", ["0", "-1", "fast", "", "nan"])
def test_no_speed(text: str) -> None:
    """A sentence that says what would be one."""
    with pytest.raises(InputError, match=r"^speed .*expected .* or max"):
        parse_speed(text)
