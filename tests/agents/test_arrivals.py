"""Arrivals by thinning in layers: the right rates, and nobody moved by a lever."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from agents.arrivals import LAYER_SHIFT, Batch, Profile, Streams, windows
from agents.calendar_spec import DAY_US, HOUR_US
from agents.draws import name_key
from agents.laws import Exponential
from tests.agents.worlds import MONDAY

WEEKS = 40
END = MONDAY + WEEKS * 7 * DAY_US
WEEKDAYS = np.array([1.4, 1.2, 1.0, 0.9, 0.5, 0.0, 0.0])
SHARES = np.array([0.5, 0.3, 0.2])


def profile(growth_per_day: float = 0.0, holiday: int = -1) -> Profile:
    """Three channels: by day, round the clock, and in two hours; `holiday` counts as a Sunday."""
    hours = np.zeros((24, 3))
    hours[8:17, 0], hours[:, 1], hours[[9, 15], 2] = 1.0, 1.0, 1.0
    by_hour = (WEEKDAYS / WEEKDAYS.mean())[:, None, None] * (SHARES * hours / hours.mean(axis=0))
    kinds = np.arange(WEEKS * 7 + 2) % 7
    if holiday >= 0:
        kinds[holiday] = 6
    return Profile(by_hour, kinds.astype(np.int8), MONDAY // DAY_US, growth_per_day, MONDAY)


def streams(
    rates: list[float], *, end: int = END, names: list[str] | None = None, **how: Any
) -> Streams:
    names = names or [f"stream-{n}" for n in range(len(rates))]
    keys = np.array([name_key("test", name) for name in names], np.uint64)
    return Streams(keys, np.array(rates), profile(**how), MONDAY, end, Exponential.from_mean)


def who(batch: Batch, stream: int = 0) -> set[tuple[int, int, int]]:
    """(time, number, key) of every arrival of one stream."""
    mine = batch.streams == stream
    columns = (batch.times[mine], batch.numbers[mine], batch.keys[mine])
    return set(zip(*(column.tolist() for column in columns), strict=True))


def within_4_sigma(found: NDArray[Any], expected: NDArray[Any]) -> bool:
    """Whether Poisson counts are near their means."""
    return bool((np.abs(found - expected) <= 4 * np.sqrt(expected)).all())


def test_counts_follow_the_rates() -> None:
    """Each stream's count over 40 weeks is near its mean, from less than one a day to hundreds."""
    rates = [0.05, 0.7, 1.0, 2.0, 37.0, 300.0]
    batch = streams(rates).before(END)
    counts = np.bincount(batch.streams, minlength=len(rates))
    assert within_4_sigma(counts, np.array(rates) * WEEKS * 7)


def test_hours_days_and_channels_follow_the_profile() -> None:
    """The count of every weekday, hour and channel is near its mean; where that is 0, nobody."""
    rate, shape = 300.0, profile()
    batch = streams([rate]).before(END)
    place = batch.times % (7 * DAY_US) - MONDAY % (7 * DAY_US)
    day, hour = place // DAY_US % 7, batch.times % DAY_US // HOUR_US
    found = np.zeros((7, 24, 3))
    np.add.at(found, (day, hour, batch.channels.astype(int)), 1)
    expected = shape.by_hour * rate / 24 * WEEKS
    assert (found[expected == 0] == 0).all()
    often = expected > 20
    assert within_4_sigma(found[often], expected[often])
    assert found.sum() == len(batch.times)


def test_a_holiday_counts_as_a_sunday() -> None:
    """Nobody comes on a holiday, and everybody else stays who and when they were."""
    usual, without = (streams([50.0], holiday=day).before(END) for day in (-1, 2))
    lost = who(usual) - who(without)
    assert who(without) < who(usual)
    assert {time // DAY_US - MONDAY // DAY_US for time, _, _ in lost} == {2}


def test_growth_adds_up() -> None:
    """At 1 % a day the second half has the arrivals that the integral of the rate says."""
    growth = 0.01
    batch = streams([20.0], growth_per_day=growth).before(END)
    days = WEEKS * 7
    late = batch.times >= MONDAY + days // 2 * DAY_US
    halves = np.array([(~late).sum(), late.sum()])
    expected = 20.0 * days / 2 * (1 + growth * days * np.array([1, 3]) / 4)
    assert within_4_sigma(halves, expected)


def test_gaps_are_those_of_a_poisson_process() -> None:
    """In a flat profile the gaps have the mean and the spread of the exponential law."""
    flat = Profile(
        np.ones((7, 24, 1)), np.zeros(WEEKS * 7 + 2, np.int8), MONDAY // DAY_US, 0.0, MONDAY
    )
    keys = np.array([name_key("flat")], np.uint64)
    for rate in (0.8, 5.0, 90.0):
        one = Streams(keys, np.array([rate]), flat, MONDAY, END, Exponential.from_mean)
        gaps = np.diff(one.before(END).times) * rate / DAY_US
        n = len(gaps)
        assert abs(gaps.mean() - 1) < 4 / np.sqrt(n)
        assert abs(gaps.std() - 1) < 4 * np.sqrt(2 / n)


def test_raising_a_rate_keeps_everybody() -> None:
    """More arrivals join; whoever came still comes at the same instant with the same key."""
    batches = [who(streams([rate]).before(END)) for rate in (0.3, 0.9, 1.1, 2.5, 40.0, 41.0)]
    for fewer, more in pairwise(batches):
        assert fewer < more


def test_one_streams_rate_moves_no_other() -> None:
    """Neither who comes nor when depends on the other streams, their number or their order."""
    alone = who(streams([3.0], names=["b"]).before(END))
    among = streams([500.0, 3.0, 0.01], names=["a", "b", "c"]).before(END)
    assert who(among, 1) == alone


@pytest.mark.parametrize("width", [DAY_US // 3, 5 * DAY_US, 300 * DAY_US])
def test_the_width_of_windows_does_not_matter(width: int) -> None:
    """Arrivals asked for window by window are those asked for at once, in order of time."""
    whole = streams([0.4, 7.0, 60.0]).before(END)
    piecewise = streams([0.4, 7.0, 60.0])
    parts = [piecewise.before(end) for _, end in windows(MONDAY, END, width)]
    for name in ("times", "streams", "numbers", "channels", "keys"):
        joined = np.concatenate([getattr(part, name) for part in parts])
        np.testing.assert_array_equal(joined, getattr(whole, name))
    assert (np.diff(whole.times) >= 0).all()


def test_the_end_of_the_run_moves_nobody() -> None:
    """With growth, a longer run has a higher ceiling, and the same arrivals up to the old end."""
    half = MONDAY + WEEKS // 2 * 7 * DAY_US
    short = streams([30.0], end=half, growth_per_day=0.02).before(half)
    long = streams([30.0], end=END, growth_per_day=0.02).before(half)
    assert who(short) == who(long)


def test_a_snapshot_goes_on_where_it_stopped() -> None:
    """Streams restored from their state give the arrivals that the first would have given."""
    first, second = streams([0.4, 60.0]), streams([0.4, 60.0])
    first.before(MONDAY + 9 * DAY_US)
    second.restore(first.state())
    rest = MONDAY + 30 * DAY_US
    went_on, restored = first.before(rest), second.before(rest)
    for stream in (0, 1):
        assert who(went_on, stream) == who(restored, stream)


def test_numbers_tell_arrivals_of_all_layers_apart() -> None:
    """No two arrivals of a stream share a number, which fits into a key's 40 bits."""
    batch = streams([300.0]).before(END)
    assert len(np.unique(batch.numbers)) == len(batch.numbers)
    assert int(batch.numbers.max()) < 1 << 40
    assert len(np.unique(batch.numbers >> LAYER_SHIFT)) > 5


def test_nobody_comes_where_there_are_no_streams() -> None:
    """A run without streams has no arrivals, and is no error."""
    assert len(streams([]).before(END).times) == 0
